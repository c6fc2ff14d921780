"""On which days somebody is told of a deadline, spelled out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.ladder import (
    AT_ONCE,
    is_working_day,
    next_on,
    reached,
    working_day_from,
)

USUAL = [90, 30, 7, 0]
DUE = date(2027, 3, 31)


@pytest.mark.parametrize(
    ("today", "rung", "following"),
    [
        (date(2026, 12, 30), None, date(2026, 12, 31)),
        (date(2026, 12, 31), -90, date(2027, 3, 1)),
        (date(2027, 2, 28), -90, date(2027, 3, 1)),
        (date(2027, 3, 1), -30, date(2027, 3, 24)),
        (date(2027, 3, 24), -7, date(2027, 3, 31)),
        (date(2027, 3, 31), 0, date(2027, 4, 7)),
        (date(2027, 4, 6), 0, date(2027, 4, 7)),
        (date(2027, 4, 7), 7, date(2027, 4, 14)),
        (date(2027, 4, 15), 14, date(2027, 4, 21)),
        (date(2030, 3, 31), 1092, date(2030, 4, 3)),
    ],
)
def test_a_review_is_told_of_by_its_days_then_weekly(today, rung, following):
    assert reached("review", USUAL, DUE, today) == rung
    assert next_on("review", USUAL, DUE, today) == following


def test_the_days_are_the_councils_own():
    assert reached("review", [14], DUE, date(2027, 3, 16)) is None
    assert reached("review", [14], DUE, date(2027, 3, 17)) == -14
    assert next_on("review", [], DUE, date(2027, 1, 1)) == date(2027, 4, 7)


@pytest.mark.parametrize(
    ("today", "rung", "following"),
    [
        (date(2027, 3, 3), AT_ONCE, date(2027, 3, 24)),
        (date(2027, 3, 24), -7, date(2027, 3, 31)),
        (date(2027, 3, 31), 0, date(2027, 4, 7)),
        (date(2027, 4, 7), 7, None),
        (date(2029, 1, 1), 7, None),
    ],
)
def test_who_has_not_confirmed_is_told_four_times_and_no_more(today, rung, following):
    assert reached("confirmation", USUAL, DUE, today) == rung
    assert next_on("confirmation", USUAL, DUE, today) == following


def test_a_signature_is_asked_for_weekly():
    assert reached("signature", USUAL, DUE, date(2027, 3, 30)) is None
    assert reached("signature", USUAL, DUE, date(2027, 3, 31)) == 0
    assert reached("signature", USUAL, DUE, date(2027, 4, 20)) == 14


def test_a_leap_day_is_a_day_like_another():
    due = date(2028, 2, 29)
    assert reached("review", USUAL, due, date(2028, 2, 29)) == 0
    assert next_on("review", USUAL, due, date(2028, 2, 28)) == due
    assert next_on("review", USUAL, due, date(2028, 2, 29)) == date(2028, 3, 7)


@given(
    kind=st.sampled_from(["review", "confirmation", "signature"]),
    days=st.lists(st.integers(0, 366), max_size=8),
    due_on=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    gone=st.integers(-800, 800),
)
def test_each_next_day_comes_to_a_rung_of_its_own(kind, days, due_on, gone):
    today = due_on + timedelta(days=gone)
    following = next_on(kind, days, due_on, today)

    if following is not None:
        assert following > today
        before = reached(kind, days, due_on, following - timedelta(days=1))
        assert reached(kind, days, due_on, following) != before
        assert reached(kind, days, due_on, today) == before


@pytest.mark.parametrize(
    ("day", "goes_out"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 11, 29), date(2026, 11, 30)),
        (date(2026, 12, 25), date(2026, 12, 29)),
        (date(2027, 3, 26), date(2027, 3, 30)),
    ],
)
def test_what_falls_on_a_weekend_or_a_holiday_waits(day, goes_out):
    assert working_day_from(day) == goes_out
    assert is_working_day(day) is (day == goes_out)
