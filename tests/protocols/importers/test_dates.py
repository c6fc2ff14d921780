"""Dates in every style that councils print."""

from datetime import date

import pytest

from protocols.importers.dates import find_dates
from protocols.importers.review_cycles import cycle_months


@pytest.mark.parametrize(
    ("words", "event", "due"),
    [
        ("04 December 2012", date(2012, 12, 4), date(2012, 12, 4)),
        ("09.08.16", date(2016, 8, 9), date(2016, 8, 9)),
        ("14.10.24", date(2024, 10, 14), date(2024, 10, 14)),
        ("12th July 2022", date(2022, 7, 12), date(2022, 7, 12)),
        ("28/02/2023", date(2023, 2, 28), date(2023, 2, 28)),
        ("12-02-2025", date(2025, 2, 12), date(2025, 2, 12)),
        ("2025-02-12", date(2025, 2, 12), date(2025, 2, 12)),
        ("September 7, 2021", date(2021, 9, 7), date(2021, 9, 7)),
        ("the 3rd of May, 2021", date(2021, 5, 3), date(2021, 5, 3)),
        ("October 2024", date(2024, 10, 1), date(2024, 10, 31)),
        ("Feb 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("December 25", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_date_is_read_day_first_unless_its_month_is_a_word(words, event, due):
    (found,) = find_dates(f"on {words}")

    assert found.event() == event
    assert found.due() == due


@pytest.mark.parametrize(
    "words", ["2019", "31/02/2023", "clause 2.3.1", "may 2 or 3", ""]
)
def test_what_is_no_date_is_none(words):
    assert find_dates(words) == []


def test_two_dates_of_a_line_are_both_found_in_order():
    found = find_dates("approved 4 December 2012 and reviewed 09.08.16")

    assert [printed.event() for printed in found] == [
        date(2012, 12, 4),
        date(2016, 8, 9),
    ]


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("2-yearly", 24),
        ("every 4years", 48),
        ("every two years", 24),
        ("Quadrennially or upon a new administration", 48),
        ("annually", 12),
        ("once a year", 12),
        ("biennially", 24),
        ("every 18 months", 18),
        ("six-monthly", 6),
        ("bi-annually", None),
        ("Bi annually", None),
        ("when the law changes", None),
    ],
)
def test_words_give_the_months_between_reviews(words, months):
    assert cycle_months(words) == months
