"""The council's meetings, committees and elections."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from councils.forms.meetings import (
    FULL_COUNCIL,
    CommitteeForm,
    ElectionChangeForm,
    ElectionForm,
    ElectionRemovalForm,
    MeetingForm,
)
from councils.gate import Audience, open_to
from councils.kernel.refusals import refusal_on
from councils.models import Committee, Council, Election, Meeting
from councils.pages import Crumb, desk_crumb, show
from councils.permissions import may_manage_meetings, may_manage_people
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from councils.services.after_election import is_of_now
from councils.services.meetings import (
    change_election,
    change_meeting,
    form_committee,
    has_standing_resolution,
    next_election_suggested,
    record_election,
    record_meeting,
    remove_election,
)
from councils.services.standing import election_seen, meeting_seen
from councils.views.finding import council_of, election_of, meeting_of

MOST_PAST = 24  # meetings shown; two years of monthly ones


@open_to(Audience.OWN_PEOPLE)
@require_safe
def meeting_list(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show the meetings to come and past, the committees and the elections."""
    council = council_of(request.user, council_slug)
    today = timezone.localdate()
    elections = list(Election.objects.filter(council=council).order_by("-held_on"))
    return show(
        request,
        "councils/meeting_list.html",
        council,
        {
            **_meetings(council, today),
            "committees": Committee.objects.filter(council=council).standing(),
            "elections": elections,
            "of_now": [each for each in elections if is_of_now(each, today)],
            "may_manage_people": may_manage_people(request.user, council),
            "may_manage": may_manage_meetings(request.user, council),
        },
        crumbs=(desk_crumb(council),),
    )


@open_to(Capability.MANAGE_MEETINGS)
@require_http_methods(["GET", "POST"])
@taken_once
def meeting_add(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Record a meeting that was held, or one that is to come."""
    council = council_of(request.user, council_slug)
    may_manage_meetings(request.user, council).require()
    form = MeetingForm(request.POST or None, council=council)
    if form.is_valid():
        with refusal_on(form):
            record_meeting(council, actor=request.user, facts=form.facts())
            messages.success(request, "The meeting is recorded.")
            return redirect("meeting_list", council.slug)
    return _show_form(request, "meeting_add", council, {"form": form})


@open_to(Capability.MANAGE_MEETINGS)
@require_http_methods(["GET", "POST"])
@taken_once
def meeting_change(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Change a meeting at which nothing was resolved yet."""
    council = council_of(request.user, council_slug)
    may_manage_meetings(request.user, council).require()
    meeting = meeting_of(request.user, council, pk)
    known = {
        "committee": str(meeting.committee_id or FULL_COUNCIL),
        "held_on": meeting.held_on,
        "kind": meeting.kind,
        "format": meeting.format,
        "seen": meeting_seen(meeting),
    }
    form = MeetingForm(request.POST or None, council=council, initial=known)
    if form.is_valid():
        with refusal_on(form):
            change_meeting(
                meeting,
                actor=request.user,
                facts=form.facts(),
                seen=form.cleaned_data["seen"],
            )
            messages.success(request, "The meeting is changed.")
            return redirect("meeting_list", council.slug)
    context = {
        "form": form,
        "meeting": meeting,
        "is_fixed": has_standing_resolution(meeting),
    }
    return _show_form(request, "meeting_change", council, context)


@open_to(Capability.MANAGE_MEETINGS)
@require_http_methods(["GET", "POST"])
@taken_once
def committee_add(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Record that the council has a committee."""
    council = council_of(request.user, council_slug)
    may_manage_meetings(request.user, council).require()
    form = CommitteeForm(request.POST or None)
    if form.is_valid():
        with refusal_on(form):
            committee = form_committee(council, actor=request.user, facts=form.facts())
            messages.success(request, f"{committee} is added.")
            return redirect("meeting_list", council.slug)
    return _show_form(request, "committee_add", council, {"form": form})


@open_to(Capability.MANAGE_MEETINGS)
@require_http_methods(["GET", "POST"])
@taken_once
def election_add(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Record an election of the council's members."""
    council = council_of(request.user, council_slug)
    may_manage_meetings(request.user, council).require()
    suggested = next_election_suggested(council)
    form = ElectionForm(request.POST or None, suggested=suggested)
    if form.is_valid():
        with refusal_on(form):
            record_election(council, actor=request.user, **form.cleaned_data)
            messages.success(request, "The election is recorded.")
            return redirect("meeting_list", council.slug)
    return _show_form(request, "election_add", council, {"form": form})


@open_to(Capability.MANAGE_MEETINGS)
@require_http_methods(["GET", "POST"])
@taken_once
def election_change(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Put right the date or the kind of an election."""
    council = council_of(request.user, council_slug)
    may_manage_meetings(request.user, council).require()
    election = election_of(request.user, council, pk)
    known = {
        "kind": election.kind,
        "held_on": election.held_on,
        "seen": election_seen(election),
    }
    form = ElectionChangeForm(request.POST or None, initial=known)
    if form.is_valid():
        with refusal_on(form):
            change_election(election, actor=request.user, **form.cleaned_data)
            messages.success(request, "The election is changed.")
            return redirect("meeting_list", council.slug)
    context = {"form": form, "election": election}
    return _show_form(request, "election_change", council, context)


@open_to(Capability.MANAGE_MEETINGS)
@require_http_methods(["GET", "POST"])
@taken_once
def election_remove(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Take away an election that was entered by mistake."""
    council = council_of(request.user, council_slug)
    may_manage_meetings(request.user, council).require()
    election = election_of(request.user, council, pk)
    seen = {"seen": election_seen(election)}
    answers = request.POST if request.method == "POST" else None
    form = ElectionRemovalForm(answers, initial=seen)
    if form.is_valid():
        with refusal_on(form):
            remove_election(
                election, actor=request.user, seen=form.cleaned_data["seen"]
            )
            messages.success(request, "The election is removed.")
            return redirect("meeting_list", council.slug)
    context = {"form": form, "election": election}
    return _show_form(request, "election_remove", council, context)


def _meetings(council: Council, today: date) -> dict[str, object]:
    meetings = Meeting.objects.filter(council=council).select_related("committee")
    return {
        "to_come": meetings.upcoming(today),
        "past": meetings.filter(held_on__lt=today)[:MOST_PAST],
        "most_past": MOST_PAST,
    }


def _show_form(
    request: SignedInRequest, name: str, council: Council, context: dict[str, object]
) -> HttpResponse:
    return show(
        request, f"councils/{name}.html", council, context, crumbs=_crumbs(council)
    )


def _crumbs(council: Council) -> tuple[Crumb, ...]:
    meetings = ("Meetings", reverse("meeting_list", args=[council.slug]))
    return (desk_crumb(council), meetings)
