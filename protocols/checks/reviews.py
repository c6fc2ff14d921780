"""Checks of adoption and review."""

from collections.abc import Iterator
from datetime import date, timedelta

from protocols.checks.subject import Subject, date_in_words
from protocols.document import Facts, Finding, Standing
from protocols.review_calendar import History, months_after, review_due
from protocols.review_reading import rules_of
from protocols.review_words import in_words, review_periods, review_periods_of_text

# A month given for a date is its last day, so a date may lie a month past the period.
_LEEWAY = timedelta(days=31)


def _never_adopted(subject: Subject) -> Iterator[Finding]:
    status = subject.document.facts.status
    if status is Standing.DRAFT:
        message = "The text calls itself a draft: nothing says that it was adopted."
        yield subject.found("never-adopted", message)
    elif status is Standing.UNKNOWN:
        message = "The text does not say that the council adopted it."
        yield subject.found("never-adopted", message)


def _no_review_rule(subject: Subject) -> Iterator[Finding]:
    facts = subject.document.facts
    rule = facts.next_review_on or facts.review_cycle_months or facts.review_words
    if not rule and not _periods(subject):
        message = "The text does not say when it is to be reviewed."
        yield subject.found("no-review-rule", message)


def _periods_contradict(subject: Subject) -> Iterator[Finding]:
    """Find two review periods, or a date that comes later than the period allows."""
    periods = _periods(subject)
    if len(periods) > 1:
        named = " and ".join(in_words(months) for months in periods)
        message = f"The text gives more than one review period: {named}."
        place = next((at for at in periods.values() if at is not None), None)
        yield subject.found("review-periods-contradict", message, place)
        return
    facts = subject.document.facts
    for months in periods:
        due = _due_by_period(facts, months)
        if due and facts.next_review_on and facts.next_review_on > due + _LEEWAY:
            message = (
                f"A review {in_words(months)} is due by {date_in_words(due)}, but the "
                f"text gives {date_in_words(facts.next_review_on)}."
            )
            yield subject.found("review-periods-contradict", message)


def _overdue(subject: Subject) -> Iterator[Finding]:
    facts = subject.document.facts
    history = History(adopted_on=facts.adopted_on, reviewed_on=facts.reviewed_on)
    # Elections are the council's, and no text knows them.
    due = review_due(rules_of(facts), history)
    if due.day and subject.today and due.is_overdue(subject.today):
        message = f"The review was due on {date_in_words(due.day)}."
        yield subject.found("review-overdue", message)


def _periods(subject: Subject) -> dict[int, int | None]:
    """Give each review period, in months, with the row that names it."""
    facts = subject.document.facts
    periods: dict[int, int | None] = {}
    if facts.review_cycle_months:
        periods[facts.review_cycle_months] = None
    for months in sorted(review_periods(facts.review_words or "")):
        periods.setdefault(months, None)
    for place, words in enumerate(subject.words):
        for months in sorted(review_periods_of_text(words)):
            periods.setdefault(months, place)
    return periods


def _due_by_period(facts: Facts, months: int) -> date | None:
    history = History(adopted_on=facts.adopted_on, reviewed_on=facts.reviewed_on)
    return None if history.last is None else months_after(history.last, months)


CHECKS = (_never_adopted, _no_review_rule, _periods_contradict, _overdue)
