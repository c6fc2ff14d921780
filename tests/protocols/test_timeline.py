"""A year as a picture: what is in it, and where each mark stands."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.timeline import (
    LENGTH,
    MONTHS,
    SIDE,
    TOGETHER,
    Happening,
    Lane,
    lying,
    upright,
    year_of,
)

TODAY = date(2026, 11, 23)


def on(day, lane=Lane.MEETING):
    return Happening(lane=lane, on=day, title="It")


def marks(*happenings, today=TODAY):
    return lying(year_of(happenings, today=today)).marks


def test_a_year_runs_from_the_first_of_this_month_and_ends_before_the_thirteenth():
    days = [
        date(2026, 10, 31),
        date(2026, 11, 1),
        date(2027, 10, 31),
        date(2027, 11, 1),
    ]

    year = year_of(map(on, days), today=TODAY)

    assert [one.on for one in year.happenings] == days[1:3]
    assert (year.first, year.after) == (date(2026, 11, 1), date(2027, 11, 1))


def test_twelve_months_are_named_and_each_year_at_its_first():
    ticks = lying(year_of((), today=TODAY)).ticks

    assert [tick.name for tick in ticks][:3] == ["Nov", "Dec", "Jan"]
    assert [tick.begins_year for tick in ticks][:4] == ["2026", "", "2027", ""]
    assert len(ticks) == MONTHS


@pytest.mark.parametrize(
    ("day", "months"),
    [(date(2026, 11, 1), 0), (date(2026, 11, 30), 1), (date(2027, 5, 16), 6.5)],
)
def test_a_day_stands_where_it_is_in_its_month(day, months):
    [mark] = marks(on(day))

    assert abs(mark.x - (SIDE + months * LENGTH)) <= 1


def test_dates_that_lie_upon_one_another_are_one_mark_with_their_number():
    may = date(2027, 5, 3)

    first, second = marks(on(may), on(may), on(may + timedelta(days=4)), on(TODAY))

    assert (first.number, second.number) == (1, 3)


def test_lanes_are_told_apart_by_their_shapes_and_never_joined():
    found = marks(*(on(TODAY, lane) for lane in Lane))

    assert {mark.shape for mark in found} == {"review", "election", "meeting"}
    assert len({mark.y for mark in found}) == 3
    assert len({len(mark.points.split()) for mark in found}) == 3


def test_what_it_shows_is_said_in_words():
    year = year_of([on(TODAY), on(TODAY), on(TODAY, Lane.REVIEW)], today=TODAY)

    assert year.in_words == "Reviews: 1; meetings: 2."
    assert year_of((), today=TODAY).in_words == "Nothing."


days = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@given(st.lists(st.tuples(days, st.sampled_from(Lane)), max_size=60), days)
def test_no_date_is_lost_or_leaves_the_picture_whichever_way_it_is_drawn(dates, today):
    year = year_of((on(*one) for one in dates), today=today)

    for picture in (lying(year), upright(year)):
        assert sum(mark.number for mark in picture.marks) == len(year.happenings)
        assert picture.starts <= picture.today <= picture.ends
        for mark in picture.marks:
            assert 0 <= mark.x <= picture.width
            assert 0 <= mark.y <= picture.height


@given(st.lists(days, max_size=60), days)
def test_no_two_marks_of_a_lane_begin_nearer_than_they_can_be_told_apart(dates, today):
    found = sorted(mark.x for mark in marks(*map(on, dates), today=today))

    assert all(after - before >= TOGETHER // 2 for before, after in pairwise(found))
