"""When a protocol is due for review, worked out from its rules and its dates.

Pure: rules, days and elections go in; the day, the window and the reason come out, in
words that a clerk would say. All are whole days, so a change of the clock moves none.

Of several rules the first to fall counts. A new administration is what an ordinary
election brings; that the chair changes each May, or the clerk, is none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from protocols.review_words import in_words

ONE_DAY = timedelta(days=1)
MONTHS_WHERE_NONE_IS_NAMED = 12
NO_REVIEW_DATE = "No review date"
NEVER_ADOPTED = "Never adopted"
# A review so long before a date on record is the review that the date asks for.
EARLY = 12  # months


class Kind(StrEnum):
    """What makes a review due; the values are stored."""

    EVERY = "every"
    FIXED = "fixed"
    BEFORE_ELECTION = "before_election"
    AFTER_ELECTION = "after_election"
    ON_ISSUES = "on_issues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of when to review.

    ``months`` count from the adoption or the last review, back from the next ordinary
    election, or on from the last one. ``is_assumed`` where the words name no number.
    """

    kind: Kind
    months: int | None = None
    fixed_on: date | None = None
    is_assumed: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What happened to a protocol so far: adopted, and each time it was reviewed."""

    adopted_on: date | None = None  # none where nobody knows
    reviewed_on: tuple[date, ...] = ()
    is_adopted: bool = True
    drafted_on: date | None = None  # of what was never adopted

    @property
    def last(self) -> date | None:
        """Give the day from which the months count."""
        return max(filter(None, (self.adopted_on, *self.reviewed_on)), default=None)

    @property
    def last_words(self) -> str:
        """Say what happened on that day."""
        if self.last is None:
            return ""
        what = "the last review" if self.last in self.reviewed_on else "the adoption"
        return f"{what} on {day_words(self.last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """An election of the council's members; by-elections make no new council."""

    held_on: date
    is_ordinary: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue:
    """The day a review falls due, and why; ``day`` is none where nothing says.

    ``opens_on`` is the first day of a window that ends on ``day``. ``since`` is the
    day from which the age of what has no date is counted.
    """

    day: date | None
    reason: str
    opens_on: date | None = None
    since: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Say whether the day has passed."""
        return self.day is not None and self.day < today

    def is_open(self, today: date) -> bool:
        """Say whether today lies in the window."""
        return (
            self.opens_on is not None
            and self.day is not None
            and self.opens_on <= today <= self.day
        )


def review_due(
    rules: Sequence[Rule], history: History, elections: Iterable[Election] = ()
) -> ReviewDue:
    """Say when a protocol is due for review, by whichever rule falls first.

    A date on record counts until the protocol is adopted or reviewed on or after it,
    and wins over a date worked out from a number of months in the same words.
    """
    if not history.is_adopted:
        since = history.drafted_on
        return ReviewDue(day=None, reason=NEVER_ADOPTED, since=since)
    last = history.last
    fixed = [
        rule
        for rule in rules
        if rule.fixed_on is not None and (last is None or rule.fixed_on > last)
    ]
    said = {rule.words for rule in fixed if rule.words}
    ordinary = sorted(e.held_on for e in elections if e.is_ordinary)
    dated = [_fixed(rule) for rule in fixed]
    waiting = []
    for rule in rules:
        if rule.kind is Kind.EVERY and rule.words in said:
            continue
        found = _worked_out(rule, history, ordinary)
        if isinstance(found, ReviewDue):
            dated.append(found)
        elif found:
            waiting.append(found)
    if dated:
        return min(dated, key=lambda due: (due.day, due.opens_on or date.max))
    reason = " ".join(dict.fromkeys(waiting)) or NO_REVIEW_DATE
    return ReviewDue(day=None, reason=reason, since=last)


def is_spent(fixed_on: date, reviewed_on: Iterable[date]) -> bool:
    """Say whether a date on record was met by a review after it was put there.

    A council does not wait for the day: a review up to twelve months before it counts.
    """
    return any(day >= months_after(fixed_on, -EARLY) for day in reviewed_on)


def months_after(day: date, months: int) -> date:
    """Give the same day of the month some months on, or the last day of that month.

    So a year after 29 February is 28 February.
    """
    try:
        return day + relativedelta(months=months)
    except (OverflowError, ValueError):
        return date.max if months > 0 else date.min


def age_words(since: date, today: date) -> str:
    """Say how long it is from one day to a later one: "2 years 4 months"."""
    gone = relativedelta(max(today, since), since)
    if not gone.years and not gone.months:
        return _counted(gone.days, "day")
    parts = ((gone.years, "year"), (gone.months, "month"))
    return " ".join(_counted(*part) for part in parts if part[0])


def day_words(day: date) -> str:
    """Write a day as the pages do."""
    return f"{day.day} {day:%B} {day.year}"


def _fixed(rule: Rule) -> ReviewDue:
    day = rule.fixed_on or date.max
    return ReviewDue(day=day, reason=f"The date on record, {day_words(day)}.")


def _worked_out(
    rule: Rule, history: History, ordinary: list[date]
) -> ReviewDue | str | None:
    """Give the date that a rule leads to, or what it waits for."""
    months = rule.months or MONTHS_WHERE_NONE_IS_NAMED
    assumed = " The words name no period; twelve months are assumed."
    assumed = assumed if rule.is_assumed else ""
    match rule.kind:
        case Kind.EVERY:
            return _every(months, history, assumed)
        case Kind.BEFORE_ELECTION:
            return _before_election(months, history.last, ordinary, assumed)
        case Kind.AFTER_ELECTION:
            return _after_election(months, history.last, ordinary, assumed)
        case Kind.ON_ISSUES:
            return "When issues arise."
    return None


def _every(months: int, history: History, assumed: str) -> ReviewDue | str:
    words = in_words(months).capitalize()
    if history.last is None:
        return f"{words}, but nobody knows since when: record the last review."
    return ReviewDue(
        day=months_after(history.last, months),
        reason=f"{words}, counted from {history.last_words}.{assumed}",
    )


def _after_election(
    months: int, last: date | None, ordinary: list[date], assumed: str
) -> ReviewDue | str:
    # What was adopted or reviewed on the day itself was so by the council before.
    held_on = next((day for day in ordinary if last is None or day >= last), None)
    if held_on is None:
        return (
            f"Within {_counted(months, 'month')} after the next ordinary election."
            f" {_enter_election(ordinary)}"
        )
    return ReviewDue(
        day=months_after(held_on, months),
        opens_on=min(held_on, date.max - ONE_DAY) + ONE_DAY,
        reason=(
            f"Within {_counted(months, 'month')} after the ordinary election on"
            f" {day_words(held_on)}.{assumed}"
        ),
    )


def _before_election(
    months: int, last: date | None, ordinary: list[date], assumed: str
) -> ReviewDue | str:
    def opening(held_on: date) -> date:
        return months_after(held_on, -months)

    coming = (day for day in ordinary if last is None or last < opening(day))
    held_on = next(coming, None)
    if held_on is None:
        return (
            f"In the {_counted(months, 'month')} before the next ordinary election."
            f" {_enter_election(ordinary)}"
        )
    return ReviewDue(
        day=max(held_on, date.min + ONE_DAY) - ONE_DAY,
        opens_on=min(opening(held_on), max(held_on, date.min + ONE_DAY) - ONE_DAY),
        reason=(
            f"In the {_counted(months, 'month')} before the ordinary election on"
            f" {day_words(held_on)}.{assumed}"
        ),
    )


def _enter_election(ordinary: list[date]) -> str:
    known = f" after {day_words(ordinary[-1])}" if ordinary else ""
    return f"No ordinary election{known} is on record: enter it under Meetings."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def rules_in_words(rules: Iterable[Rule]) -> Iterator[str]:
    """Say each rule as a clerk would."""
    for rule in rules:
        months = rule.months or MONTHS_WHERE_NONE_IS_NAMED
        words = {
            Kind.EVERY: f"{in_words(months).capitalize()}, from the adoption or the"
            " last review",
            Kind.FIXED: f"On {day_words(rule.fixed_on or date.max)}, the date on"
            " record",
            Kind.BEFORE_ELECTION: f"Within {_counted(months, 'month')} before the next"
            " ordinary election",
            Kind.AFTER_ELECTION: "On a new administration: within"
            f" {_counted(months, 'month')} after an ordinary election",
            Kind.ON_ISSUES: "When issues arise: the clerk opens a review and says why",
        }[rule.kind]
        assumed = " (assumed: the words name no period)" if rule.is_assumed else ""
        yield f"{words}{assumed}"
