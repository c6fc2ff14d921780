"""Meetings, committees and elections, as the council's own data."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from councils.audit import record
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.kernel.seen import require_seen
from councils.models import Committee, Council, Election, Meeting, Nation, User
from councils.permissions import may_manage_meetings
from councils.services.standing import election_seen, meeting_seen
from councils.services.wording import one_line

ENGLISH_TERM, WELSH_TERM = 4, 5  # years
WELSH_ELECTION = 2022
THURSDAY = 3
RECORDED = "This meeting is recorded already."


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """Who met or will meet, on which day, and how; no committee is the council."""

    held_on: date
    kind: str = Meeting.Kind.ORDINARY
    format: str = Meeting.Format.IN_PERSON
    committee: Committee | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeFacts:
    """What a committee is called and what it may do."""

    name: str
    may_adopt: bool = False
    is_staffing: bool = False
    quorum: int = 3


@transaction.atomic
def record_meeting(council: Council, *, actor: User, facts: MeetingFacts) -> Meeting:
    """Record a meeting that was held, or one that is to come.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: it is recorded already, or the committee is another council's.
    """
    council = _locked(council, actor)
    meeting = Meeting(council=council)
    _fill(meeting, facts)
    _save(meeting)
    _record(Event.MEETING_RECORDED, meeting, actor, held_on=meeting.held_on.isoformat())
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting, *, actor: User, facts: MeetingFacts, seen: str = ""
) -> Meeting:
    """Change a meeting's date, kind, body or format.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        OutOfDate: it does not stand as the person saw it.
        DomainError: a resolution of it stands, it would be recorded twice, or the
            committee is another council's.
    """
    council = _locked(meeting.council, actor)
    # Whoever resolves something at it takes the same lock.
    meetings = Meeting.objects.select_for_update(no_key=True)
    meeting = meetings.get(council=council, pk=meeting.pk)
    if has_standing_resolution(meeting):
        message = (
            "A resolution of this meeting is on record, with the meeting as it is here."
            " Correct the fact on the version that was adopted instead."
        )
        raise DomainError(message)
    require_seen(seen, meeting_seen(meeting))
    _fill(meeting, facts)
    _save(meeting)
    _record(Event.MEETING_CHANGED, meeting, actor, held_on=meeting.held_on.isoformat())
    return meeting


@transaction.atomic
def form_committee(
    council: Council, *, actor: User, facts: CommitteeFacts
) -> Committee:
    """Record that the council has a committee.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the name is empty or there is one of that name, or the quorum is
            too small.
    """
    council = _locked(council, actor)
    name = one_line(facts.name, field="name", missing="Enter the committee’s name.")
    if Committee.objects.filter(council=council, name__iexact=name).exists():
        message = f"There is a committee called {name} already."
        raise DomainError(message, field="name")
    if facts.quorum < 1:
        message = "The quorum must be one or more."
        raise DomainError(message, field="quorum")
    committee = Committee.objects.create(
        council=council,
        name=name,
        may_adopt=facts.may_adopt,
        is_staffing=facts.is_staffing,
        quorum=facts.quorum,
    )
    _record(Event.COMMITTEE_FORMED, committee, actor)
    return committee


@transaction.atomic
def record_election(
    council: Council,
    *,
    actor: User,
    held_on: date,
    kind: str = Election.Kind.ORDINARY,
) -> Election:
    """Record an election of the council's members, past or to come.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: it is recorded already.
    """
    council = _locked(council, actor)
    _require_one_election(council, kind, held_on)
    election = Election.objects.create(council=council, kind=kind, held_on=held_on)
    _record(Event.ELECTION_RECORDED, election, actor, held_on=held_on.isoformat())
    return election


@transaction.atomic
def change_election(
    election: Election, *, actor: User, held_on: date, kind: str, seen: str = ""
) -> Election:
    """Put right the date or the kind of an election.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        OutOfDate: it does not stand as the person saw it.
        DomainError: there is one like that already.
    """
    council = _locked(election.council, actor)
    election = Election.objects.get(council=council, pk=election.pk)
    require_seen(seen, election_seen(election))
    if (election.held_on, election.kind) == (held_on, kind):
        return election
    _require_one_election(council, kind, held_on)
    election.held_on, election.kind = held_on, kind
    election.save(update_fields=["held_on", "kind"])
    _record(Event.ELECTION_CHANGED, election, actor, held_on=held_on.isoformat())
    return election


@transaction.atomic
def remove_election(election: Election, *, actor: User, seen: str = "") -> None:
    """Take away an election that was entered by mistake.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        OutOfDate: it does not stand as the person saw it.
    """
    council = _locked(election.council, actor)
    election = Election.objects.get(council=council, pk=election.pk)
    require_seen(seen, election_seen(election))
    key = election.pk
    election.delete()
    # The trail names it still, and whoever hears of it finds it gone.
    election.pk = key
    held_on = election.held_on.isoformat()
    _record(
        Event.ELECTION_REMOVED, election, actor, held_on=held_on, kind=election.kind
    )


def next_election_suggested(council: Council) -> date | None:
    """Suggest the next ordinary election: a first value for a form, and no more.

    The ordinary term is four years in England (LGA 1972, s. 16) and five in Wales
    (Local Government and Elections (Wales) Act 2021), on the first Thursday in May.
    Many English councils stand in another cycle, so it counts only once it is entered.
    """
    last = Election.objects.filter(council=council, kind=Election.Kind.ORDINARY).last()
    if last is not None and last.held_on > timezone.localdate():
        return None
    if last is None:
        if council.nation != Nation.WALES:
            return None
        return _first_thursday_in_may(WELSH_ELECTION + WELSH_TERM)
    term = WELSH_TERM if council.nation == Nation.WALES else ENGLISH_TERM
    return _first_thursday_in_may(last.held_on.year + term)


def has_standing_resolution(meeting: Meeting) -> bool:
    """Say whether the meeting resolved something that was not voided."""
    return meeting.resolutions.filter(voided_at__isnull=True).exists()


def _require_one_election(council: Council, kind: str, held_on: date) -> None:
    if Election.objects.filter(council=council, kind=kind, held_on=held_on).exists():
        message = "This election is recorded already."
        raise DomainError(message, field="held_on")


def _first_thursday_in_may(year: int) -> date:
    # Representation of the People Act 1983, s. 37.
    first = date(year, 5, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7)


def _locked(council: Council, actor: User) -> Council:
    council = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    may_manage_meetings(actor, council).require()
    return council


def _fill(meeting: Meeting, facts: MeetingFacts) -> None:
    if facts.committee and facts.committee.council_id != meeting.council_id:
        message = "That committee is not one of this council."
        raise DomainError(message, field="committee")
    twice = Meeting.objects.filter(
        council_id=meeting.council_id,
        committee=facts.committee,
        held_on=facts.held_on,
        kind=facts.kind,
    ).exclude(pk=meeting.pk)
    if twice.exists():
        raise DomainError(RECORDED, field="held_on")
    meeting.held_on, meeting.kind = facts.held_on, facts.kind
    meeting.format, meeting.committee = facts.format, facts.committee


def _save(meeting: Meeting) -> None:
    """Save a meeting, unless a resolution has just recorded it too."""
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as twice:
        raise DomainError(RECORDED, field="held_on") from twice


def _record(
    event: Event,
    subject: Meeting | Committee | Election,
    actor: User,
    **details: object,
) -> None:
    record(event, subject, council=subject.council, actor=actor, details=details)
