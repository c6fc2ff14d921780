"""Calendars: each person's private address, and the dates that are read there."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone

from councils import calendar_links
from councils.audit import record
from councils.calendar_files import Dates, Entry
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.kernel.scopes import holding_invitation, within
from councils.models import (
    AuditEvent,
    CalendarAddress,
    Council,
    Deadline,
    Meeting,
    Membership,
    Person,
    User,
)
from councils.offices import offices_on
from councils.one_time import digest_of
from councils.permissions import acting_person, may_keep_calendar

LOOKS_BACK = relativedelta(months=3)
MOST_MEETINGS = 500  # in one calendar; ten years of weekly ones


class AddressNotGood(DomainError):
    """There is no such address, or not any more; which of them is not said."""

    def __init__(self) -> None:
        super().__init__("There is no calendar at this address.")


@dataclass(frozen=True, slots=True)
class Moves:
    """How often a row was changed, and when last, as the trail has it."""

    number: int = 0
    last_at: datetime | None = None


@transaction.atomic
def make_address(council: Council, *, actor: User) -> CalendarAddress:
    """Give somebody a private address for their calendar; an earlier one stops.

    Raises:
        PermissionDenied: the actor holds no office in the council today.
    """
    person = _holder(council, actor)
    _revoke(person, actor)
    address = CalendarAddress(council=council, person=person, made_at=timezone.now())
    address.token_digest = digest_of(calendar_links.token_of(address.pk))
    address.save(force_insert=True)
    record(Event.CALENDAR_ADDRESS_MADE, person, council=council, actor=actor)
    return address


@transaction.atomic
def revoke_address(council: Council, *, actor: User) -> None:
    """Let somebody's private address be good no more; where there is none, do nothing.

    Raises:
        PermissionDenied: the actor holds no office in the council today.
    """
    _revoke(_holder(council, actor), actor)


def address_of(council: Council, user: User) -> CalendarAddress | None:
    """Give the good address of somebody's calendar, if they have one."""
    good = CalendarAddress.objects.filter(
        council=council, person__user=user, revoked_at__isnull=True
    )
    return good.first()


def read_calendar(token: str) -> Dates:
    """Give the dates that a private address shows, in six queries at most.

    Whoever holds no office any more is shown an empty calendar, and not turned away:
    a program that is turned away goes on showing what it had. It fills again by itself
    if they come back. No actor: a calendar program asks, and the token is its right.

    Raises:
        AddressNotGood: there is no such address, it was revoked, or the account of
            whose it is was closed.
    """
    digest = digest_of(token)
    with holding_invitation(digest):
        good = CalendarAddress.objects.filter(
            token_digest=digest, revoked_at__isnull=True
        )
        council_id = good.values_list("council_id", flat=True).first()
    if council_id is None:
        raise AddressNotGood
    with within(council_id):
        of_person = CalendarAddress.objects.select_related("person__user", "council")
        address = of_person.defer("council__crest").get(
            council_id=council_id, token_digest=digest
        )
        account = address.person.user
        if account is None or not account.is_active:
            raise AddressNotGood
        return _dates(address.council, address.person, timezone.localdate())


def due_for(person: Person, council: Council, today: date) -> list[Deadline]:
    """List what waits for a person, or for an office that they hold, the next first."""
    audiences = offices_on(council, today).audiences_of(person.pk)
    waiting = Deadline.objects.open().filter(council=council)
    return list(waiting.of_person(person, audiences))


def date_of_deadline(council: Council, pk: UUID, *, user: User) -> Dates | None:
    """Give one deadline as a calendar of its own, to whom it is meant for."""
    person = acting_person(user, council)
    due = due_for(person, council, timezone.localdate())
    found = [deadline for deadline in due if deadline.pk == pk]
    return _calendar(council, _of_deadlines(found)) if found else None


def date_of_meeting(council: Council, meeting: Meeting) -> Dates:
    """Give one meeting as a calendar of its own."""
    return _calendar(council, _of_meetings(council, [meeting], of=council.name))


def _holder(council: Council, actor: User) -> Person:
    may_keep_calendar(actor, council).require()
    person = acting_person(actor, council)
    # One thing at a time with a person's addresses.
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _revoke(person: Person, actor: User) -> None:
    good = CalendarAddress.objects.filter(person=person, revoked_at__isnull=True)
    if good.update(revoked_at=timezone.now()):
        council = person.council
        record(Event.CALENDAR_ADDRESS_REVOKED, person, council=council, actor=actor)


def _dates(council: Council, person: Person, today: date) -> Dates:
    terms = Membership.objects.on(today).filter(council=council, person=person)
    if not terms.exists():
        return _calendar(council, ())
    meetings = Meeting.objects.filter(council=council, held_on__gte=today - LOOKS_BACK)
    shown = meetings.select_related("committee").order_by("held_on", "pk")
    return _calendar(
        council,
        [
            *_of_deadlines(due_for(person, council, today)),
            *_of_meetings(council, shown[:MOST_MEETINGS]),
        ],
    )


def _calendar(council: Council, entries: Iterable[Entry]) -> Dates:
    return Dates(
        name=f"{council.name}: your dates",
        host=urlsplit(settings.PORTAL_BASE_URL).hostname or "",
        entries=tuple(entries),
    )


def _of_deadlines(deadlines: Iterable[Deadline]) -> list[Entry]:
    return [
        Entry(
            key=deadline.pk,
            title=deadline.title,
            starts=deadline.due_on,
            link=f"{settings.PORTAL_BASE_URL}{deadline.path}",
            is_private=True,
        )
        for deadline in deadlines
    ]


def _of_meetings(
    council: Council, meetings: Iterable[Meeting], *, of: str = ""
) -> list[Entry]:
    """Give meetings as entries; alone in somebody's calendar one says whose it is."""
    meetings = list(meetings)
    moves = _moves_of(council, [meeting.pk for meeting in meetings])
    path = reverse("meeting_list", args=[council.slug])
    return [
        Entry(
            key=meeting.pk,
            title=_title_of(meeting, of),
            starts=meeting.held_on,
            link=f"{settings.PORTAL_BASE_URL}{path}",
            moved=(moved := moves.get(meeting.pk, Moves())).number,
            changed_at=moved.last_at,
        )
        for meeting in meetings
    ]


def _title_of(meeting: Meeting, of: str) -> str:
    title = f"{meeting.body}, {meeting.get_kind_display().lower()}"
    return f"{of}: {title}" if of else title


def _moves_of(council: Council, meeting_ids: Collection[UUID]) -> dict[UUID, Moves]:
    """Ask the trail how often meetings were changed since they were entered."""
    changes = AuditEvent.objects.filter(
        council=council,
        subject_type=Meeting._meta.label_lower,
        subject_id__in=meeting_ids,
        event=Event.MEETING_CHANGED,
    )
    found = changes.order_by().values("subject_id")
    counted = found.annotate(number=Count("pk"), last_at=Max("at"))
    return {
        row["subject_id"]: Moves(number=row["number"], last_at=row["last_at"])
        for row in counted
    }
