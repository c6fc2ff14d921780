"""After an election: one page to say what it changed, and to see what is due then."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from councils.forms.after_election import NEW, AfterElectionForm, new_offices
from councils.forms.several import (
    ADD,
    CHANGE,
    CHECK,
    DO,
    MORE,
    MOST_SHOWN,
    ROWS_AT_ONCE,
    RowForms,
    as_sent,
    typed_in,
)
from councils.gate import open_to
from councils.kernel.refusals import DomainError
from councils.models import Council, Election
from councils.pages import Crumb, desk_crumb, show
from councils.people_tables import TypedRow
from councils.permissions import may_manage_people
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from councils.services.after_election import (
    NotRight,
    Plan,
    Seat,
    Standing,
    due_after,
    is_long_past,
    plan_after,
    plan_digest,
    reading_after,
    record_outcome,
    seats_of,
    standing_of,
)
from councils.services.newcomers import Row
from councils.views.finding import council_of, election_of

FILLED = ("name", "email")


@open_to(Capability.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def after_election(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Say who was returned, who is new and who takes the chair; see what is due."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    election = election_of(request.user, council, pk)
    page = _Page(request, council, election)
    if request.method != "POST":
        return page.ask(page.form())
    typed = typed_in(request.POST, NEW, filled=FILLED)
    if request.POST.get(DO) in {MORE, CHANGE}:
        form = page.form()
        form = page.form(initial=as_sent(form, request.POST))
        more = ROWS_AT_ONCE if request.POST[DO] == MORE else 0
        return page.ask(form, typed, empty=more)
    form = page.form(request.POST)
    if not form.is_valid():
        return page.ask(form, typed)
    if request.POST.get(DO) == ADD:
        return page.record(form, typed)
    plan = plan_after(election, form.outcome(typed))
    return page.preview(plan, form, typed)


class _Page:
    """The page of one election, in each of its turns."""

    def __init__(
        self, request: SignedInRequest, council: Council, election: Election
    ) -> None:
        self.request, self.council, self.election = request, council, election
        election.council = council
        self.standing: list[Standing] = standing_of(election)
        self.seats: list[Seat] = seats_of(election)

    def form(
        self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None
    ) -> AfterElectionForm:
        """Give the form, about those of whom nobody has said anything yet."""
        return AfterElectionForm(
            data,
            council=self.council,
            election=self.election,
            standing=self.standing,
            seated=[seat.term.person for seat in self.seats],
            initial=initial,
        )

    def ask(
        self,
        form: AfterElectionForm,
        typed: Sequence[TypedRow] = (),
        *,
        empty: int = 0,
        planned: Sequence[Row] = (),
    ) -> HttpResponse:
        """Ask what the election changed, and say what is recorded already."""
        today = timezone.localdate()
        rows = RowForms(
            self.council,
            typed,
            empty=empty if typed else ROWS_AT_ONCE,
            planned=planned,
            prefix=NEW,
            offices=new_offices(self.council),
        )
        return self._show(
            "after_election",
            {
                "form": form,
                "rows": rows,
                "links": [*form.error_links, *rows.error_links, *form.chair_links],
                "can_have_more": len(rows) < MOST_SHOWN,
                "seats": self.seats,
                "reading": reading_after(self.election),
                "is_open": self.request.method == "POST",
                "is_to_come": self.election.held_on > today,
                "is_long_past": is_long_past(self.election, today),
                "check": CHECK,
                "more": MORE,
            },
        )

    def preview(
        self, plan: Plan, form: AfterElectionForm, typed: Sequence[TypedRow]
    ) -> HttpResponse:
        """Show all that would happen; or ask again, where something is in the way."""
        if not plan.is_right:
            for name, sentence in plan.wrong:
                form.add_error(name, sentence)
            return self.ask(form, typed, planned=plan.rows)
        carried = [
            (name, value)
            for name, values in self.request.POST.lists()
            for value in values
            if name.startswith((f"{NEW}-", *form.fields)) and name != "plan"
        ]
        return self._show(
            "after_election_preview",
            {
                "plan": plan,
                "starts_on": form.cleaned_data["starts_on"],
                "invited": [row for row in plan.rows if row.is_invited],
                "carried": [*carried, ("plan", plan_digest(plan))],
                "add": ADD,
                "change": CHANGE,
            },
        )

    def record(
        self, form: AfterElectionForm, typed: Sequence[TypedRow]
    ) -> HttpResponse:
        """Do all that the preview showed."""
        outcome = form.outcome(typed)
        try:
            added = record_outcome(
                self.election,
                actor=self.request.user,
                outcome=outcome,
                seen=form.cleaned_data["plan"],
            )
        except NotRight as refusal:
            return self.preview(refusal.plan, form, typed)
        except DomainError as refusal:
            messages.error(self.request, refusal.message)
            return self.preview(plan_after(self.election, outcome), form, typed)
        messages.success(self.request, "What the election changed is recorded.")
        if added.invited:
            names = ", ".join(person.name for person in added.invited)
            messages.info(self.request, f"An invitation is on its way to {names}.")
        return redirect("after_election", self.council.slug, self.election.pk)

    def _show(self, name: str, context: dict[str, Any]) -> HttpResponse:
        due = due_after(self.election)
        return show(
            self.request,
            f"councils/{name}.html",
            self.council,
            {"election": self.election, "due": due, **context},
            crumbs=_crumbs(self.council),
        )


def _crumbs(council: Council) -> tuple[Crumb, ...]:
    meetings = ("Meetings", reverse("meeting_list", args=[council.slug]))
    return (desk_crumb(council), meetings)
