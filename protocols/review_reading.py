"""The review rules that a text gives itself, read from its facts and its words.

Pure. Only what is certain is read; the clerk sees the words beside the rules, and can
set others.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from protocols.document import Facts
from protocols.review_calendar import (
    MONTHS_WHERE_NONE_IS_NAMED,
    Kind,
    Rule,
    is_spent,
)
from protocols.review_words import in_words, number_of, review_periods

LONGEST_WORDS = 300
_NUMBER = r"(?P<number>\d{1,3}|[a-z]+(?:-[a-z]+)?)(?:\s*\(\d+\))?"
_ELECTION = r"(?:\w+\s+){0,4}?elections?\b"
_BEFORE = re.compile(
    rf"\b(?:before|prior\s+to|ahead\s+of)\s+{_ELECTION}"
    rf"|\bwithin\s+{_NUMBER}\s+(?:month|year)s?\s+of\s+the\s+next\s+{_ELECTION}",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\b(?:after|following|upon)\s+{_ELECTION}"
    rf"|\bof\s+(?:an|any|each|every|the)\s+(?!next\b){_ELECTION}"
    r"|\b(?:new|change\s+(?:of|in))\s+(?:administration|council)\b"
    r"|\beach\s+(?:new\s+)?term\s+of\s+(?:the\s+)?council\b",
    re.IGNORECASE,
)
_ISSUES = re.compile(
    r"\bissues?\s+(?:arises?|have\s+arisen)\b"
    r"|\b(?:as|when|where|if)\s+(?:and\s+when\s+)?(?:required|necessary|needed)\b"
    r"|\b(?:change|changes)\s+(?:in|to|of)\s+(?:the\s+)?(?:law|legislation)\b"
    r"|\b(?:law|legislation)\s+changes\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(rf"\bwithin\s+{_NUMBER}\s+(?P<unit>month|year)s?\b", re.IGNORECASE)
_THE_YEAR = re.compile(r"\b(?:during|in|within)\s+the\s+(?:first\s+)?year\b", re.I)
_MONTHS = {"month": 1, "year": 12}


def rules_of(facts: Facts, reviewed_on: Iterable[date] = ()) -> tuple[Rule, ...]:
    """Give the rules that a text's facts make.

    ``reviewed_on`` are reviews on record since: a date that one of them has met is no
    rule any more.
    """
    words = (facts.review_words or "").strip()
    months = _months_of(facts, words)
    said = words or (in_words(months) if months else "")
    found = [*_periods(months), *_events(words)]
    if facts.next_review_on and not is_spent(facts.next_review_on, reviewed_on):
        found.append(Rule(kind=Kind.FIXED, fixed_on=facts.next_review_on))
    return tuple(
        Rule(
            kind=rule.kind,
            months=rule.months,
            fixed_on=rule.fixed_on,
            is_assumed=rule.is_assumed,
            words=said[:LONGEST_WORDS],
        )
        for rule in found
    )


def _months_of(facts: Facts, words: str) -> int | None:
    if facts.review_cycle_months:
        return facts.review_cycle_months
    periods = review_periods(words)
    return next(iter(periods)) if len(periods) == 1 else None


def _periods(months: int | None) -> Iterator[Rule]:
    if months is not None:
        yield Rule(kind=Kind.EVERY, months=months)


def _events(words: str) -> Iterator[Rule]:
    is_before = _BEFORE.search(words) is not None
    if is_before:
        yield _about_election(Kind.BEFORE_ELECTION, words)
    if _AFTER.search(words):
        yield _about_election(Kind.AFTER_ELECTION, words)
    if _ISSUES.search(words):
        yield Rule(kind=Kind.ON_ISSUES)


def _about_election(kind: Kind, words: str) -> Rule:
    for found in _PERIOD.finditer(words):
        number = number_of(found["number"])
        if number:
            return Rule(kind=kind, months=number * _MONTHS[found["unit"].lower()])
    named = _THE_YEAR.search(words) is not None
    return Rule(kind=kind, months=MONTHS_WHERE_NONE_IS_NAMED, is_assumed=not named)
