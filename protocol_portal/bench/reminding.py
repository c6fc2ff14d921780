"""Finding what is due, and planning a day, in ten thousand councils.

Each has a clerk and twenty documents, whose reviews fall on the days of the next four
years: what a portal has that has run for as long and said everything in time.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from time import perf_counter
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from councils import ladder
from councils.kernel.scopes import sweeping
from councils.models import Council, Deadline, Membership, Person, Reminder
from councils.models.council import first_reminder_days
from councils.roles import Role
from councils.services.reminders import plan
from protocol_portal.bench.figures import Figure, seconds
from protocols.models import Protocol

COUNCILS, DOCUMENTS = 10_000, 20
FOUR_YEARS = 4 * 365
AT_ONCE = 250  # councils that are made together
A_WEEK = timedelta(days=7)
MOST_MILLISECONDS, MOST_SECONDS, MOST_MEGABYTES = 20, 2, 200
PLAN = (
    "from django.utils import timezone;"
    "from councils.services.reminders import plan;"
    "plan(timezone.localdate())"
)


class Filled(NamedTuple):
    """A day on which there is something to plan, and in how many councils."""

    today: date
    councils: int


def figures(councils: int = COUNCILS) -> Iterator[Figure]:
    """Fill a database with councils, and measure; ``councils`` says how many."""
    filled = fill(councils)
    documents = f"{councils * DOCUMENTS:,} documents"
    taken = 1000 * seconds(lambda: due_in_a_week(filled.today), times=9)
    yield Figure(
        what=f"finding what is due in 7 days, of {documents}",
        measured=f"{taken:.1f} ms, {len(due_in_a_week(filled.today)):,} found",
        target=f"at most {MOST_MILLISECONDS} ms",
        met=taken <= MOST_MILLISECONDS,
    )
    start = perf_counter()
    _, reminders = plan(filled.today)
    taken = perf_counter() - start
    yield Figure(
        what=f"planning a day, {filled.councils:,} councils",
        measured=f"{taken:.2f} s for {reminders} reminders",
        target=f"at most {MOST_SECONDS} s",
        met=taken <= MOST_SECONDS,
    )
    if connection.vendor == "sqlite":
        return  # Its database is in this process alone.
    megabytes = memory_of_planning()
    yield Figure(
        what="planning a day, memory of the process",
        measured=f"{megabytes:.0f} MB",
        target=f"less than {MOST_MEGABYTES} MB",
        met=megabytes < MOST_MEGABYTES,
    )


def fill(councils: int) -> Filled:
    """Make councils, each with a clerk and twenty documents that fall due in time."""
    today = timezone.localdate()
    for start in range(0, councils, AT_ONCE):
        _make(range(start, min(start + AT_ONCE, councils)), today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Filled(today, councils)


def due_in_a_week(today: date) -> list[tuple[object, ...]]:
    """Find what is due within a week, in every council."""
    with sweeping():
        due = Deadline.objects.due_by(today + A_WEEK).order_by("due_on")
        return list(due.values_list("council_id", "pk", "due_on"))


def memory_of_planning() -> float:
    """Give the most megabytes that a process of its own takes to plan the same day."""
    again = Reminder.objects.filter(planned_on=timezone.localdate())
    Deadline.objects.filter(pk__in=again.values("deadline")).update(
        remind_on=timezone.localdate()
    )
    worker = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", PLAN],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": _address()},
    )
    _, status, usage = os.wait4(worker.pid, 0)
    worker.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / 1024


def _make(numbers: range, today: date) -> None:
    councils = Council.objects.bulk_create(
        Council(name=f"Parish {number}", slug=f"parish-{number}") for number in numbers
    )
    persons = Person.objects.bulk_create(
        Person(council=council, name="Clerk", email=f"clerk@{council.slug}.example")
        for council in councils
    )
    Membership.objects.bulk_create(
        Membership(
            council=person.council,
            person=person,
            role=Role.CLERK,
            starts_on=today - timedelta(days=FOUR_YEARS),
        )
        for person in persons
    )
    protocols = Protocol.objects.bulk_create(
        Protocol(
            council=council,
            title=f"Document {place}",
            slug=f"document-{place}",
            review_on=today + timedelta(days=1 + _spread(number, place) % FOUR_YEARS),
        )
        for number, council in zip(numbers, councils, strict=True)
        for place in range(DOCUMENTS)
    )
    Deadline.objects.bulk_create(map(_deadline, protocols))


def _spread(number: int, place: int) -> int:
    """Spread documents over the days, the same each time."""
    return (number * DOCUMENTS + place) * 7919


def _deadline(protocol: Protocol) -> Deadline:
    yesterday = timezone.localdate() - timedelta(days=1)
    due_on = protocol.review_on or yesterday
    return Deadline(
        council_id=protocol.council_id,
        key=f"review:{uuid4()}:clerk",
        kind=Deadline.Kind.REVIEW,
        subject_id=protocol.pk,
        audience=Deadline.Audience.CLERK,
        title=f"Review {protocol.title}",
        path="/",
        due_on=due_on,
        remind_on=ladder.next_on("review", first_reminder_days(), due_on, yesterday),
    )


def _address() -> str:
    there = connection.settings_dict
    secret = f":{there['PASSWORD']}" if there["PASSWORD"] else ""
    host, port = there["HOST"], there["PORT"] or 5432
    return f"postgres://{there['USER']}{secret}@{host}:{port}/{there['NAME']}"
