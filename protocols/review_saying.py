"""How a page says when a review is due: calmly, and with its age once it is late."""

from dataclasses import dataclass
from datetime import date, timedelta

from protocols.review_calendar import (
    NEVER_ADOPTED,
    NO_REVIEW_DATE,
    ReviewDue,
    age_words,
    day_words,
)

ONE_DAY = timedelta(days=1)
# An age is said in days within the first month, and then moves once a month.
LONGEST_STEP = 32  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What stands under “Next review”: the day, more about it, and how it is set."""

    value: str
    note: str = ""
    is_late: bool = False  # it is a warning, and not an error

    @property
    def sentence(self) -> str:
        """Say it in one line, for a table of a program."""
        return f"{self.value}, {self.note}" if self.note else self.value


def said(due: ReviewDue, today: date) -> Said:
    """Say when a review is due, as it stands on a day."""
    if due.day is None:
        return _without_day(due, today)
    if due.is_overdue(today):
        age = age_words(due.day, today)
        return Said(
            value=f"Was due on {day_words(due.day)}", note=f"{age} ago", is_late=True
        )
    by = f"By {day_words(due.day)}"
    if due.is_open(today) and due.opens_on is not None:
        return Said(value=by, note=f"Can be done since {day_words(due.opens_on)}")
    return Said(value=by, note=due.reason)


def overdue_words(due: ReviewDue, today: date) -> str:
    """Say how late a review is: "2 years 4 months overdue"; nothing where it is not."""
    if due.day is None or not due.is_overdue(today):
        return ""
    return f"{age_words(due.day, today)} overdue"


def next_change(due: ReviewDue, today: date) -> date | None:
    """Give the next day on which the same review would be said otherwise, if any.

    A page that is stored is good until then.
    """
    days = [day for day in (due.opens_on, due.day and _after(due.day)) if day]
    since = due.day if due.day and due.is_overdue(today) else due.since
    if since is not None and (due.day is None or due.is_overdue(today)):
        days.append(_next_age(since, today))
    return min((day for day in days if day > today), default=None)


def _without_day(due: ReviewDue, today: date) -> Said:
    age = ""
    if due.since is not None and due.since < today:
        age = f"{age_words(due.since, today)} since {day_words(due.since)}"
    if due.reason in {NEVER_ADOPTED, NO_REVIEW_DATE, ""}:
        return Said(value=due.reason or NO_REVIEW_DATE, note=age, is_late=True)
    return Said(value="No date yet", note=due.reason)


def _next_age(since: date, today: date) -> date:
    now = age_words(since, today)
    day = today
    for _ in range(LONGEST_STEP):
        day = _after(day)
        if age_words(since, day) != now:
            break
    return day


def _after(day: date) -> date:
    return day if day == date.max else day + ONE_DAY
