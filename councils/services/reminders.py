"""Reminders: who is told of what is due, made as rows before anything is sent.

``plan`` finds what has something to say and makes a reminder for each person it is for;
``write_digests`` puts all of a person's reminders of one day into one mail. Both can be
asked as often as one likes, by two at once, or days late: each rung of each deadline is
said to each person once. No actor: the calendar does this.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from councils import ladder, outbox
from councils.kernel.scopes import sweeping, within
from councils.letters import Letter, Thing
from councils.models import Council, Deadline, Person, Reminder
from councils.offices import holders_of
from councils.roles import Role
from councils.services import sweeps

STALE = timedelta(days=14)  # what nobody could be told of for so long is not said
REASON = "You get this mail because you hold an office in {council}."
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What one planning came to."""

    deadlines: int = 0
    reminders: int = 0
    mails: int = 0
    held_up: bool = False


@dataclass(frozen=True, slots=True)
class Offices:
    """Who holds the offices of a council today that somebody is reminded by."""

    held: dict[str, list[Person]] = field(default_factory=dict)

    def of(self, *roles: str) -> list[Person]:
        """Give the holders of some offices, each once."""
        persons = [person for role in roles for person in self.held.get(role, ())]
        return list(dict.fromkeys(persons))

    @property
    def clerks(self) -> list[Person]:
        """Give the clerk and the deputy; without any, whoever is in the chair."""
        clerks = self.of(Role.CLERK, Role.ACTING_CLERK, Role.DEPUTY_CLERK)
        return clerks or self.of(Role.CHAIR) or self.of(Role.VICE_CHAIR)

    def chairs(self, today: date) -> list[Person]:
        """Give who signs: the chair, or the vice-chair where the chair cannot."""
        chairs = [p for p in self.of(Role.CHAIR) if not p.is_away(today)]
        return chairs or self.of(Role.VICE_CHAIR) or self.of(Role.CHAIR)


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
    looked_at = made = 0
    for council_id, deadline_ids in _to_remind(today):
        with within(council_id):
            made += _plan_council(council_id, deadline_ids, today)
        looked_at += len(deadline_ids)
        if tell is not None:
            tell(looked_at)
    return looked_at, made


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
    return sum(len(deadline_ids) for _, deadline_ids in _to_remind(today))


def _to_remind(today: date) -> Iterator[tuple[UUID, list[UUID]]]:
    with sweeping():
        due = Deadline.objects.to_remind(today).order_by("council_id", "pk")
        found = list(due.values_list("council_id", "pk"))
    for council_id, pairs in groupby(found, key=itemgetter(0)):
        yield council_id, [deadline_id for _, deadline_id in pairs]


@transaction.atomic
def _plan_council(council_id: UUID, deadline_ids: list[UUID], today: date) -> int:
    council = _taken(council_id)
    deadlines = list(
        Deadline.objects.select_for_update(no_key=True)
        .to_remind(today)
        .filter(council=council, pk__in=deadline_ids)
    )
    offices = Offices(holders_of(council, today))
    reminders = [
        Reminder(
            council=council,
            deadline=deadline,
            person=person,
            due_on=deadline.due_on,
            offset=offset,
            meant_on=deadline.remind_on or today,
            planned_on=today,
        )
        for deadline in deadlines
        if (offset := _reached(deadline, council, today)) is not None
        for person in _told(deadline, offset, offices, today)
    ]
    for deadline in deadlines:
        deadline.remind_on = ladder.next_on(
            deadline.kind, council.reminder_days, deadline.due_on, today
        )
    before = Reminder.objects.filter(council=council).count()
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
    Deadline.objects.bulk_update(deadlines, ["remind_on"])
    return Reminder.objects.filter(council=council).count() - before


def _taken(council_id: UUID) -> Council:
    """Take a council's turn, so that two plannings do not write one person twice."""
    councils = Council.objects.select_for_update(no_key=True).defer("crest")
    return councils.get(pk=council_id)


def _reached(deadline: Deadline, council: Council, today: date) -> int | None:
    return ladder.reached(deadline.kind, council.reminder_days, deadline.due_on, today)


def _told(
    deadline: Deadline, offset: int, offices: Offices, today: date
) -> Iterable[Person]:
    """Give whom a deadline is for, on one rung of its ladder."""
    if deadline.person is not None:
        return [deadline.person]
    if deadline.audience == Deadline.Audience.CHAIR:
        return dict.fromkeys([*offices.chairs(today), *offices.clerks])
    if offset >= ladder.SECOND_OVERDUE_WEEK:
        return dict.fromkeys([*offices.clerks, *offices.chairs(today)])
    return offices.clerks


@transaction.atomic
def _write_council(council_id: UUID, today: date) -> int:
    council = _taken(council_id)
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
