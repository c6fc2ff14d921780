from dataclasses import replace
from datetime import date

import pytest

from protocols.checks import check
from protocols.document import (
    Facts,
    Standing,
)
from tests.protocols.checks.sound import (
    SOUND,
    codes,
    messages,
    text,
)


def facts(**changes):
    return text("clause 1 | Words.", facts=replace(SOUND, **changes))


def test_a_draft_and_a_silent_text_were_never_adopted():
    assert codes(facts(status=Standing.DRAFT)) == ["never-adopted"]
    assert codes(facts(status=Standing.UNKNOWN)) == ["never-adopted"]


def test_a_text_without_any_rule_for_review_is_found():
    nothing = {"review_cycle_months": None, "next_review_on": None}

    assert codes(facts(**nothing)) == ["no-review-rule"]
    assert codes(facts(**nothing, review_words="after each election")) == []


def test_a_rule_for_review_in_the_text_is_a_rule():
    document = text(
        "clause 1 | This policy is reviewed annually.",
        facts=Facts(status=Standing.ADOPTED),
    )

    assert codes(document) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2025, 3, 31), []), (date(2025, 4, 1), ["review-overdue"]), (None, [])],
)
def test_a_review_is_overdue_on_the_day_after(today, expected):
    assert codes(facts(), today=today) == expected


def test_a_review_without_a_date_is_due_by_its_period():
    document = facts(next_review_on=None, reviewed_on=(date(2024, 1, 5),))

    assert messages(document, "review-overdue", today=date(2026, 1, 6)) == [
        "The review was due on 5 January 2026."
    ]
    assert messages(document, "review-overdue", today=date(2026, 1, 5)) == []


@pytest.mark.parametrize(
    "words",
    [
        "This policy will be reviewed every 4years.",
        "The protocol is reviewed quadrennially.",
        "This document has a four-year review cycle.",
        "It is reviewed 4-yearly.",
        "It is to be reviewed every four (4) years.",
        "The policy is reviewed every fourth year.",
    ],
)
def test_two_review_periods_contradict(words):
    document = text(f"clause 1 | {words}")

    assert messages(document, "review-periods-contradict") == [
        "The text gives more than one review period: every 2 years and every 4 years."
    ]


@pytest.mark.parametrize(
    "words",
    [
        "This policy is reviewed biennially.",
        "The protocol is reviewed every other year.",
        "It is reviewed two-yearly.",
        "This protocol is reviewed bi-annually.",
        "Salaries are reviewed every year.",
        "It is reviewed at the annual meeting.",
    ],
)
def test_the_same_period_in_other_words_is_no_contradiction(words):
    assert check(text(f"clause 1 | {words}")) == ()


def test_a_date_later_than_the_period_allows_contradicts_it():
    document = facts(next_review_on=date(2026, 6, 30))

    assert messages(document, "review-periods-contradict") == [
        (
            "A review every 2 years is due by 7 March 2025, "
            "but the text gives 30 June 2026."
        )
    ]
