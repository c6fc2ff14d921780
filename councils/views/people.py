"""The council's people: who holds which office, and who can sign in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from councils.forms.people import (
    AwayForm,
    EndOfficeForm,
    HandoverForm,
    LeaveForm,
    PersonAddForm,
    PersonChangeForm,
    TermForm,
)
from councils.gate import Audience, open_to
from councils.kernel.refusals import DomainError, refusal_on
from councils.models import Council
from councils.offices import line_of, register_of
from councils.pages import Crumb, desk_crumb, show
from councils.permissions import may_manage_people
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from councils.services.invitations import invite
from councils.services.leaving import leave
from councils.services.mail import stopped_by
from councils.services.people import (
    add_person,
    appoint,
    change_person,
    end_office,
    hand_over,
    set_away,
)
from councils.services.standing import (
    holders_seen,
    offices_seen,
    person_seen,
    term_seen,
)
from councils.shared_mailboxes import HEADING, warning_about
from councils.views.finding import council_of, person_of, term_of


@open_to(Audience.OWN_PEOPLE)
@require_safe
def person_list(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show who holds which office, past and present, and who can sign in."""
    council = council_of(request.user, council_slug)
    return show(
        request,
        "councils/person_list.html",
        council,
        {
            "register": register_of(council, timezone.localdate()),
            "may_manage": may_manage_people(request.user, council),
        },
        crumbs=(desk_crumb(council),),
    )


@open_to(Capability.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def person_add(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Add a person with the office they come to hold, and invite them."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    form = PersonAddForm(request.POST or None, council=council)
    if form.is_valid():
        with refusal_on(form):
            is_invited = form.cleaned_data["invite"]
            person = add_person(
                council,
                actor=request.user,
                particulars=form.particulars(),
                term=form.term(),
                is_invited=is_invited,
            )
            done = "is added and has been invited" if is_invited else "is added"
            messages.success(request, f"{person} {done}.")
            return redirect(person)
    return _show_form(request, "person_add", council, {"form": form})


@open_to(Capability.MANAGE_PEOPLE)
@require_safe
def person_detail(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Show one person: offices, account, days away."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    person = person_of(request.user, council, pk)
    return show(
        request,
        "councils/person_detail.html",
        council,
        {
            "person": person,
            "line": line_of(person, council, timezone.localdate()),
            "warning": warning_about(person.address, person.name),
            "stopped": stopped_by(person),
        },
        crumbs=_crumbs(council),
    )


@open_to(Capability.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def person_change(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Change a person's name, address or line manager."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    person = person_of(request.user, council, pk)
    known = {
        "name": person.name,
        "email": person.email,
        "line_manager": person.line_manager,
        "seen": person_seen(person),
    }
    form = PersonChangeForm(
        request.POST or None, council=council, person=person, initial=known
    )
    if form.is_valid():
        with refusal_on(form):
            change_person(
                person,
                actor=request.user,
                particulars=form.particulars(),
                seen=form.cleaned_data["seen"],
            )
            messages.success(request, "The changes are saved.")
            return redirect(person)
    return _show_form(
        request, "person_change", council, {"form": form, "person": person}
    )


@open_to(Capability.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def office_begin(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Record that a person begins to hold an office."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    person = person_of(request.user, council, pk)
    form = TermForm(request.POST or None, council=council)
    if form.is_valid():
        with refusal_on(form):
            term = appoint(person, actor=request.user, term=form.term())
            messages.success(request, f"{person} is recorded as {term.title}.")
            return redirect(person)
    return _show_form(
        request, "office_begin", council, {"form": form, "person": person}
    )


@open_to(Capability.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def office_end(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Record the last day of a term of office."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    term = term_of(request.user, council, pk)
    form = EndOfficeForm(request.POST or None, initial={"seen": term_seen(term)})
    if form.is_valid():
        with refusal_on(form):
            end_office(term, actor=request.user, **form.cleaned_data)
            messages.success(request, "The last day is recorded.")
            return redirect(term.person)
    return _show_form(
        request,
        "office_end",
        council,
        {"form": form, "term": term, "person": term.person},
    )


@open_to(Capability.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def office_handover(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Hand an office of one holder over, from a day on."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    form = HandoverForm(
        request.POST or None,
        council=council,
        initial={
            "role": request.GET.get("office", ""),
            "seen": holders_seen(council),
        },
    )
    if form.is_valid():
        with refusal_on(form):
            term = hand_over(
                council,
                actor=request.user,
                handover=form.handover(),
                seen=form.cleaned_data["seen"],
            )
            messages.success(
                request,
                f"{term.person} is {term.title} from {term.starts_on:%-d %B %Y}.",
            )
            if warning := warning_about(term.person.address, term.person.name):
                messages.warning(request, f"{HEADING}. {warning}")
            return redirect("person_list", council.slug)
    return _show_form(request, "office_handover", council, {"form": form})


@open_to(Capability.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def person_leave(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Record that a person has left: all their offices end on one day."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    person = person_of(request.user, council, pk)
    today = timezone.localdate()
    known = {"last_day": today, "seen": offices_seen(person)}
    form = LeaveForm(request.POST or None, initial=known)
    if form.is_valid():
        with refusal_on(form):
            leave(person, actor=request.user, **form.cleaned_data)
            last_day = form.cleaned_data["last_day"]
            messages.success(
                request,
                f"{person} holds no office here after {last_day:%-d %B %Y}.",
            )
            return redirect(person)
    line = line_of(person, council, today)
    return _show_form(
        request, "person_leave", council, {"form": form, "person": person, "line": line}
    )


@open_to(Capability.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def person_away(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Record when a person is away, so that their deputy may act."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    person = person_of(request.user, council, pk)
    known = {
        "away_from": person.away_from,
        "away_until": person.away_until,
        "seen": person_seen(person),
    }
    form = AwayForm(request.POST or None, initial=known)
    if form.is_valid():
        with refusal_on(form):
            set_away(person, actor=request.user, **form.cleaned_data)
            messages.success(request, "The days away are saved.")
            return redirect(person)
    return _show_form(request, "person_away", council, {"form": form, "person": person})


@open_to(Capability.MANAGE_PEOPLE)
@require_POST
@taken_once
def person_invite(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Invite a person to make an account, or invite them again."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    person = person_of(request.user, council, pk)
    try:
        invite(person, actor=request.user)
        messages.success(request, f"An invitation is on its way to {person.email}.")
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect(person)


def _show_form(
    request: SignedInRequest, name: str, council: Council, context: dict[str, Any]
) -> HttpResponse:
    warning = _warning_on(context["form"])
    return show(
        request,
        f"councils/{name}.html",
        council,
        {**context, "warning": warning},
        crumbs=_crumbs(council),
    )


def _warning_on(form: BaseForm) -> str:
    """Warn of a shared mailbox where one stands in the form, as sent or as known."""
    if "email" not in form.fields:
        return ""
    name = form["name"].value() or "this person"
    return warning_about(form["email"].value() or "", name)


def _crumbs(council: Council) -> tuple[Crumb, ...]:
    people = ("People", reverse("person_list", args=[council.slug]))
    return (desk_crumb(council), people)
