"""Reminders: who is told of what is due, made as rows before anything is sent.

``plan`` finds what has something to say and makes a reminder for each person it is for;
``write_digests`` puts all of a person's reminders of one day into one mail. Both can be
asked as often as one likes, by two at once, or days late: each rung of each deadline is
said to each person once. No actor: the calendar does this.
"""

from collections import defaultdict
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from councils import ladder, outbox
from councils.kernel.scopes import enter, sweeping, within
from councils.letters import Letter, Thing
from councils.models import Council, Deadline, Membership, Person, Reminder
from councils.models.people import is_away_on
from councils.offices import REMINDED_BY, Holder, Offices
from councils.services import sweeps

STALE = timedelta(days=14)  # what nobody could be told of for so long is not said
REASON = "You get this mail because you hold an office in {council}."
AT_ONCE = 50  # councils that are planned for together
IN_ORDER = ("due_on", "title")  # in which everybody takes deadlines
FOUND = ("pk", "kind", "audience", "person_id", "due_on", "remind_on")
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What one planning came to."""

    deadlines: int = 0
    reminders: int = 0
    mails: int = 0
    held_up: bool = False


class Found(NamedTuple):
    """A deadline that has something to say, as a sweep sees it."""

    pk: UUID
    kind: str
    audience: str
    person_id: UUID | None
    due_on: date
    remind_on: date


def plan_reminders(*, trust_clock: bool = False, tell: Tell | None = None) -> Planned:
    """Plan today, unless it is no working day or the clock is not to be trusted.

    ``tell`` hears how many deadlines were looked at so far.
    """
    if not sweeps.begin(sweeps.PLANNING, trust_clock=trust_clock):
        return Planned(held_up=True)
    today = timezone.localdate()
    if not ladder.is_working_day(today):
        sweeps.end(sweeps.PLANNING)
        return Planned()
    deadlines, reminders = plan(today, tell=tell)
    mails = write_digests(today)
    sweeps.end(sweeps.PLANNING)
    return Planned(deadlines=deadlines, reminders=reminders, mails=mails)


def plan(today: date, *, tell: Tell | None = None) -> tuple[int, int]:
    """Make the reminders of a day; say how many deadlines had any, and how many."""
    looked_at, before = 0, _planned_on(today)
    for some in _in_handfuls(_to_remind(today)):
        _plan_councils(some, today)
        looked_at += sum(map(len, some.values()))
        if tell is not None:
            tell(looked_at)
    return looked_at, _planned_on(today) - before


def write_digests(today: date) -> int:
    """Put into one mail a person what they are to be told; say how many mails."""
    written = 0
    with sweeping():
        unsaid = Reminder.objects.filter(
            notice__isnull=True, planned_on__gt=today - STALE
        ).order_by("council_id")
        councils = list(unsaid.values_list("council_id", flat=True).distinct())
    for council_id in councils:
        with within(council_id):
            written += _write_council(council_id, today)
    return written


def what_is_due(today: date) -> int:
    """Count the deadlines that a planning would look at."""
    with sweeping():
        return Deadline.objects.to_remind(today).count()


def _planned_on(day: date) -> int:
    with sweeping():
        return Reminder.objects.filter(planned_on=day).count()


def _to_remind(today: date) -> dict[UUID, list[Found]]:
    """Find what has something to say, in one query for every council there is."""
    by_council: dict[UUID, list[Found]] = {}
    with sweeping():
        due = Deadline.objects.to_remind(today).order_by("council_id", "due_on")
        for council_id, *values in due.values_list("council_id", *FOUND):
            by_council.setdefault(council_id, []).append(Found(*values))
    return by_council


def _in_handfuls(
    found: Mapping[UUID, list[Found]],
) -> Iterator[dict[UUID, list[Found]]]:
    councils = iter(found)
    while some := list(islice(councils, AT_ONCE)):
        yield {council_id: found[council_id] for council_id in some}


def _plan_councils(found: Mapping[UUID, list[Found]], today: date) -> None:
    """Plan for some councils in one transaction, asking of all of them at once.

    What is written is written within each, and only where it is still as it was found:
    what has moved since is found anew.
    """
    offices = _offices_of(found, today)
    days = dict(Council.objects.filter(pk__in=found).values_list("pk", "reminder_days"))
    with transaction.atomic(), within(next(iter(found))):
        for council_id, deadlines in found.items():
            enter(council_id)
            _plan_council(
                council_id, deadlines, offices[council_id], days[council_id], today
            )


def _offices_of(councils: Collection[UUID], today: date) -> dict[UUID, Offices]:
    held: dict[UUID, dict[str, list[Holder]]] = {pk: {} for pk in councils}
    with sweeping():
        terms = (
            Membership.objects.on(today)
            .filter(council__in=list(councils), role__in=REMINDED_BY)
            .order_by("starts_on", "pk")
        )
        for council_id, role, person_id, away_from, away_until in terms.values_list(
            "council_id",
            "role",
            "person_id",
            "person__away_from",
            "person__away_until",
        ):
            holder = Holder(person_id, is_away_on(today, away_from, away_until))
            held[council_id].setdefault(role, []).append(holder)
    return {council_id: Offices(by_role) for council_id, by_role in held.items()}


def _plan_council(
    council_id: UUID,
    found: Sequence[Found],
    offices: Offices,
    days: Collection[int],
    today: date,
) -> None:
    reminders, next_on = [], defaultdict(list)
    for deadline in _still_so(council_id, found, today):
        then = ladder.next_on(deadline.kind, days, deadline.due_on, today)
        next_on[then].append(deadline.pk)
        offset = ladder.reached(deadline.kind, days, deadline.due_on, today)
        if offset is None:
            continue
        reminders += [
            Reminder(
                council_id=council_id,
                deadline_id=deadline.pk,
                person_id=person_id,
                due_on=deadline.due_on,
                offset=offset,
                meant_on=deadline.remind_on,
                planned_on=today,
            )
            for person_id in _told(deadline, offset, offices)
        ]
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
    for then, ids in next_on.items():
        Deadline.objects.filter(council=council_id, pk__in=ids).update(remind_on=then)


def _still_so(council_id: UUID, found: Sequence[Found], today: date) -> list[Found]:
    """Take the deadlines that are still as they were found, in the order of all."""
    taken = (
        Deadline.objects.select_for_update(no_key=True)
        .to_remind(today)
        .filter(council=council_id, pk__in=[deadline.pk for deadline in found])
        .order_by(*IN_ORDER)
    )
    known = set(found)
    now = [Found(*row) for row in taken.values_list(*FOUND)]
    return [deadline for deadline in now if deadline in known]


def _told(deadline: Found, offset: int, offices: Offices) -> Iterable[UUID]:
    """Give whom a deadline is for, on one rung of its ladder."""
    if deadline.person_id is not None:
        return [deadline.person_id]
    holders = offices.clerks
    if deadline.audience == Deadline.Audience.CHAIR:
        holders = [*offices.chairs, *offices.clerks]
    elif offset >= ladder.SECOND_OVERDUE_WEEK:
        holders = [*offices.clerks, *offices.chairs]
    return dict.fromkeys(holder.person_id for holder in holders)


@transaction.atomic
def _write_council(council_id: UUID, today: date) -> int:
    # Its turn, so that two at once do not write to one person twice.
    councils = Council.objects.select_for_update(no_key=True).defer("crest")
    council = councils.get(pk=council_id)
    key = f"digest:{today:%Y-%m-%d}"
    unsaid = (
        Reminder.objects.filter(
            council=council,
            notice__isnull=True,
            planned_on__gt=today - STALE,
            deadline__met_at__isnull=True,
        )
        # One mail a day: what comes later in the day waits for the next.
        .exclude(person__notices__key=key)
        .select_related("deadline", "person__user")
        .order_by("person_id", "due_on", "deadline__title", "offset")
    )
    written = 0
    for person, reminders in groupby(unsaid, key=lambda reminder: reminder.person):
        written += _write(council, person, list(reminders), key, today)
    return written


def _write(
    council: Council,
    person: Person,
    reminders: list[Reminder],
    key: str,
    today: date,
) -> bool:
    # Of one deadline only the last rung is said, whatever was left unsaid before it.
    last = {reminder.deadline_id: reminder for reminder in reminders}
    notice = outbox.put(
        person,
        key=key,
        subject=_subject(council, list(last.values()), today),
        body=_letter(council, person, list(last.values()), today),
        stoppable="reminders",
    )
    if notice is None:
        return False  # No address, or these mails are stopped; the pages say it.
    ids = [reminder.pk for reminder in reminders]
    Reminder.objects.filter(council=council, pk__in=ids).update(notice=notice)
    return True


def _subject(council: Council, reminders: list[Reminder], today: date) -> str:
    if len(reminders) == 1:
        deadline = reminders[0].deadline
        return f"{deadline.title}: {_when(deadline.due_on, today)}"
    return f"{council.name}: {len(reminders)} things to do by their day"


def _letter(
    council: Council, person: Person, reminders: list[Reminder], today: date
) -> Letter:
    only = len(reminders) == 1
    return Letter(
        greeting=f"Dear {person.name},",
        paragraphs=(
            f"This waits for you at {council.name}."
            if only
            else f"These wait for you at {council.name}.",
        ),
        things=tuple(_thing(reminder, today) for reminder in reminders),
        closing=(
            "When it is done nobody is reminded of it any more."
            if only
            else "What is done nobody is reminded of any more.",
        ),
        sign_off=f"The protocol portal of {council.name}",
        why=REASON.format(council=council.name),
    )


def _thing(reminder: Reminder, today: date) -> Thing:
    deadline = reminder.deadline
    when = _when(deadline.due_on, today)
    sentences = [f"{when[0].upper()}{when[1:]}.", deadline.why, _late_words(reminder)]
    return Thing(
        title=deadline.title,
        why=" ".join(filter(None, sentences)),
        link=f"{settings.PORTAL_BASE_URL}{deadline.path}",
    )


def _when(due_on: date, today: date) -> str:
    """Say when something is due, calmly where that is past."""
    day = f"{due_on:%-d %B %Y}"
    if due_on == today:
        return f"due today, {day}"
    return f"due by {day}" if due_on > today else f"was due by {day}"


def _late_words(reminder: Reminder) -> str:
    """Say so, where a reminder comes later than on its day."""
    if ladder.working_day_from(reminder.meant_on) >= reminder.planned_on:
        return ""
    return (
        f"You should have heard of this on {reminder.meant_on:%-d %B %Y}; the portal"
        " was not running then."
    )
