"""Clear days: neither day of the ends, no Sunday, no break, no bank holiday."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.clear_days import (
    Agenda,
    agenda_of,
    bank_holidays,
    is_counted,
    last_agenda_in_time,
    next_agenda,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("meeting_on", "closes_on"),
    [
        # A Tuesday: Monday, Saturday and Friday are clear, so Thursday it is.
        (date(2026, 12, 8), date(2026, 12, 3)),
        # A Friday: nothing in between but working days.
        (date(2026, 12, 11), date(2026, 12, 7)),
        # The Tuesday after the May bank holiday.
        (date(2027, 5, 4), date(2027, 4, 28)),
        # The Wednesday after Easter: Thursday to Tuesday are the Easter break.
        (date(2027, 3, 31), date(2027, 3, 20)),
        # After Christmas: from the 24th to the first week day that is no holiday.
        (date(2026, 12, 30), date(2026, 12, 19)),
    ],
)
def test_three_clear_days_before_a_meeting(meeting_on, closes_on):
    assert agenda_of(meeting_on, 3) == Agenda(
        meeting_on=meeting_on, closes_on=closes_on
    )


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
        (2033, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),
    ],
)
def test_the_bank_holidays_as_they_are_published(year, days):
    assert bank_holidays(year) == {
        date.fromisoformat(f"{year}-{day}") for day in days.split()
    }


def test_no_clear_days_is_the_last_day_before():
    assert agenda_of(date(2026, 12, 9), 0).closes_on == date(2026, 12, 8)


MEETINGS = [date(2026, 11, 25), date(2026, 12, 8), date(2027, 1, 12), date(2027, 3, 9)]


@pytest.mark.parametrize(
    ("due_on", "meeting_on"),
    [
        (date(2027, 3, 8), date(2027, 1, 12)),
        (date(2027, 3, 9), date(2027, 3, 9)),
        (date(2027, 1, 11), date(2026, 12, 8)),
        # Its agenda closed on Friday, and the review is due before the next.
        (date(2026, 12, 7), None),
        (date(2020, 1, 1), None),
    ],
)
def test_the_last_agenda_that_still_makes_it_in_time(due_on, meeting_on):
    found = last_agenda_in_time(MEETINGS, due_on, 3, today=TODAY)

    assert (found and found.meeting_on) == meeting_on


def test_the_next_agenda_is_one_that_is_open_still():
    found = next_agenda(MEETINGS, 3, today=TODAY)

    assert found is not None
    assert found == Agenda(meeting_on=date(2026, 12, 8), closes_on=date(2026, 12, 3))
    assert next_agenda([], 3, today=TODAY) is None


@given(st.dates(min_value=date(100, 1, 1)), st.integers(0, 30))
def test_so_many_days_that_count_lie_in_between(meeting_on, clear_days):
    closes_on = agenda_of(meeting_on, clear_days).closes_on

    between = range(closes_on.toordinal() + 1, meeting_on.toordinal())
    assert sum(is_counted(date.fromordinal(day)) for day in between) == clear_days
    assert is_counted(closes_on)
