"""On which days somebody is told of a deadline: the rungs of a ladder.

Pure: days go in, rungs come out. A rung is a number of days from the day it is due, 90
before being -90. Of several rungs that were passed only the last is said: nobody gets
a year of mails for a protocol that came in a year late.
"""

from collections.abc import Collection
from datetime import date, timedelta

from councils.clear_days import bank_holidays

AT_ONCE = -1000  # the rung on which somebody is told as soon as there is a deadline
WEEK = 7
SATURDAY = 5
SECOND_OVERDUE_WEEK = 14
CONFIRMING = (AT_ONCE, -7, 0, 7)  # then silence: nobody is shamed into reading
MOST_DAYS_BEFORE = 366


def offsets_of(kind: str, days_before: Collection[int]) -> tuple[int, ...]:
    """Give the rungs of one kind of deadline, but those of every overdue week.

    ``days_before`` is the council's own choice and counts for reviews.
    """
    if kind == "review":
        return tuple(sorted({-days for days in days_before}))
    return CONFIRMING if kind == "confirmation" else (0,)


def goes_on_weekly(kind: str) -> bool:
    """Say whether somebody is told in each overdue week, until it is done."""
    return kind != "confirmation"


def reached(
    kind: str, days_before: Collection[int], due_on: date, today: date
) -> int | None:
    """Give the last rung that a day has come to; none before the first."""
    gone = (today - due_on).days
    passed = [offset for offset in offsets_of(kind, days_before) if offset <= gone]
    if goes_on_weekly(kind) and gone >= WEEK:
        passed.append(gone // WEEK * WEEK)
    return max(passed, default=None)


def next_on(
    kind: str, days_before: Collection[int], due_on: date, today: date
) -> date | None:
    """Give the next day after today on which somebody is told; none where all is said.

    So late a day that no calendar has it counts as none.
    """
    gone = (today - due_on).days
    coming = [offset for offset in offsets_of(kind, days_before) if offset > gone]
    if goes_on_weekly(kind):
        coming.append(max(gone // WEEK + 1, 1) * WEEK)
    try:
        return due_on + timedelta(days=min(coming)) if coming else None
    except OverflowError:
        return None


def is_working_day(day: date) -> bool:
    """Say whether mail of the council’s business goes out on a day.

    What falls on a weekend or a bank holiday waits for the next working day.
    """
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_day_from(day: date) -> date:
    """Give the first working day on a day or after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
