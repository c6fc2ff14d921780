"""When a review is due: the worked examples word for word, and rules of any date."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from protocols.document import Facts, Standing
from protocols.review_calendar import (
    Election,
    History,
    Kind,
    Rule,
    age_words,
    is_spent,
    months_after,
    review_due,
    rules_in_words,
)
from protocols.review_reading import rules_of
from protocols.review_saying import next_change, overdue_words, said

TODAY = date(2026, 11, 23)
WELSH = (Election(held_on=date(2022, 5, 5)), Election(held_on=date(2027, 5, 6)))


def due_of(facts, elections=(), *, reviewed=()):
    """Work a text's facts out as the portal does."""
    history = History(
        adopted_on=facts.adopted_on,
        reviewed_on=(*facts.reviewed_on, *reviewed),
        is_adopted=facts.status is not Standing.DRAFT,
        drafted_on=date(2016, 10, 1),
    )
    return review_due(rules_of(facts, reviewed), history, elections)


# design.md, section 5: the council's own words, on record, due.


def test_two_yearly_approved_in_july_2022_with_july_2024_printed():
    facts = Facts(
        status=Standing.ADOPTED,
        adopted_on=date(2022, 7, 12),
        reviewed_on=(date(2022, 7, 1),),
        next_review_on=date(2024, 7, 31),  # a month given is its last day
        review_cycle_months=24,
        review_words="2-yearly",
    )

    assert [(r.kind, r.months, r.fixed_on) for r in rules_of(facts)] == [
        (Kind.EVERY, 24, None),
        (Kind.FIXED, None, date(2024, 7, 31)),
    ]
    due = due_of(facts)
    assert due.day == date(2024, 7, 31)
    assert due.reason == "The date on record, 31 July 2024."
    assert said(due, TODAY).sentence == "Was due on 31 July 2024, 2 years 3 months ago"
    assert overdue_words(due, date(2026, 11, 29)) == "2 years 3 months overdue"
    assert overdue_words(due, date(2026, 11, 30)) == "2 years 4 months overdue"


def test_during_the_year_following_an_election_unless_any_issues_arise_in_wales():
    facts = Facts(
        status=Standing.ADOPTED,
        adopted_on=date(2023, 3, 7),
        review_words=(
            "It is reviewed during the year following an election unless any issues"
            " arise."
        ),
    )

    rules = rules_of(facts)
    assert [(r.kind, r.months, r.is_assumed) for r in rules] == [
        (Kind.AFTER_ELECTION, 12, False),
        (Kind.ON_ISSUES, None, False),
    ]
    due = due_of(facts, WELSH)
    assert (due.opens_on, due.day) == (date(2027, 5, 7), date(2028, 5, 6))
    assert due.reason == ("Within 12 months after the ordinary election on 6 May 2027.")
    assert said(due, date(2027, 6, 1)).sentence == (
        "By 6 May 2028, Can be done since 7 May 2027"
    )


def test_quadrennially_or_upon_a_new_administration_with_june_2027_printed():
    facts = Facts(
        status=Standing.ADOPTED,
        adopted_on=date(2024, 10, 14),
        next_review_on=date(2027, 6, 30),
        review_cycle_months=48,
        review_words="Quadrennially or upon a new administration",
    )

    rules = rules_of(facts)
    assert [(r.kind, r.months, r.is_assumed) for r in rules] == [
        (Kind.EVERY, 48, False),
        (Kind.AFTER_ELECTION, 12, True),  # no number: twelve, shown as assumed
        (Kind.FIXED, None, False),
    ]
    assert "(assumed: the words name no period)" in list(rules_in_words(rules))[1]
    assert due_of(facts, WELSH).day == date(2027, 6, 30)
    assert due_of(facts).day == date(2027, 6, 30)


def test_approved_in_2012_and_reviewed_in_2016_without_a_rule():
    facts = Facts(
        status=Standing.ADOPTED,
        adopted_on=date(2012, 12, 4),
        reviewed_on=(date(2016, 8, 9),),
    )

    due = due_of(facts, WELSH)

    assert due.day is None
    assert said(due, TODAY).is_late
    assert said(due, TODAY).sentence == (
        "No review date, 10 years 3 months since 9 August 2016"
    )


def test_a_draft_of_october_2016_was_never_adopted():
    due = due_of(Facts(status=Standing.DRAFT), WELSH)

    assert due.day is None
    assert said(due, TODAY).is_late
    assert said(due, TODAY).sentence == (
        "Never adopted, 10 years 1 month since 1 October 2016"
    )


# domain.md, section 2.


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("Reviewed annually", {Kind.EVERY: 12}),
        ("2-yearly", {Kind.EVERY: 24}),
        (
            "Reviewed every four years at the Annual Meeting after the election, or"
            " when the law changes",
            {Kind.EVERY: 48, Kind.AFTER_ELECTION: 12, Kind.ON_ISSUES: None},
        ),
        # Yearly in fact, every second year by some: no number is certain.
        ("Bi-annually", {}),
        ("Within 6 months of the next ordinary election", {Kind.BEFORE_ELECTION: 6}),
        ("Within six months after an election", {Kind.AFTER_ELECTION: 6}),
        ("Before each election", {Kind.BEFORE_ELECTION: 12}),
        ("As and when required", {Kind.ON_ISSUES: None}),
    ],
)
def test_the_words_that_councils_use(words, kinds):
    rules = rules_of(Facts(review_words=words))

    assert {rule.kind: rule.months for rule in rules} == kinds
    assert {rule.words for rule in rules} <= {words}


def test_a_bare_date_is_a_rule():
    (rule,) = rules_of(Facts(next_review_on=date(2024, 10, 31)))

    assert (rule.kind, rule.fixed_on) == (Kind.FIXED, date(2024, 10, 31))


# One rule at a time.

EVERY_TWO = Rule(kind=Kind.EVERY, months=24, words="2-yearly")
JULY = Rule(kind=Kind.FIXED, fixed_on=date(2024, 7, 31), words="2-yearly")
ADOPTED = date(2022, 7, 12)


def due(*rules, adopted_on=ADOPTED, reviewed_on=(), elections=()):
    history = History(adopted_on=adopted_on, reviewed_on=tuple(reviewed_on))
    return review_due(rules, history, [Election(held_on=day) for day in elections])


def test_any_rule_may_fall_first():
    other = Rule(kind=Kind.FIXED, fixed_on=date(2030, 1, 1), words="another line")

    assert due(EVERY_TWO, other).day == date(2024, 7, 12)
    assert due(other, EVERY_TWO).day == date(2024, 7, 12)


def test_a_date_on_record_wins_only_over_the_same_words():
    assert due(EVERY_TWO, JULY).day == date(2024, 7, 31)
    assert due(Rule(kind=Kind.EVERY, months=24), JULY).day == date(2024, 7, 12)


def test_a_review_starts_the_clock_again():
    assert due(EVERY_TWO, JULY, reviewed_on=[date(2024, 9, 3)]).day == date(2026, 9, 3)
    assert "the last review on 3 September 2024" in (
        due(EVERY_TWO, reviewed_on=[date(2024, 9, 3)]).reason
    )


@pytest.mark.parametrize(
    ("reviewed_on", "met"),
    [
        (date(2023, 7, 30), False),
        (date(2023, 7, 31), True),
        (date(2024, 7, 31), True),
        (date(2025, 1, 1), True),
    ],
)
def test_a_review_in_the_twelve_months_before_a_date_meets_it(reviewed_on, met):
    assert is_spent(date(2024, 7, 31), [reviewed_on]) is met


def test_a_year_after_29_february_is_28_february():
    every = Rule(kind=Kind.EVERY, months=12)
    four = Rule(kind=Kind.EVERY, months=48)

    assert due(every, adopted_on=date(2024, 2, 29)).day == date(2025, 2, 28)
    assert due(four, adopted_on=date(2024, 2, 29)).day == date(2028, 2, 29)
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_no_next_election_says_what_to_enter():
    after = Rule(kind=Kind.AFTER_ELECTION, months=12)

    waiting = due(after, elections=[date(2022, 5, 5)])

    assert waiting.day is None
    assert waiting.reason == (
        "Within 12 months after the next ordinary election. No ordinary election after"
        " 5 May 2022 is on record: enter it under Meetings."
    )
    assert not said(waiting, TODAY).is_late


def test_an_election_that_is_passed_makes_a_review_overdue():
    after = Rule(kind=Kind.AFTER_ELECTION, months=12)

    late = due(after, adopted_on=date(2020, 1, 7), elections=[date(2022, 5, 5)])

    assert (late.opens_on, late.day) == (date(2022, 5, 6), date(2023, 5, 5))
    assert late.is_overdue(TODAY)


def test_before_an_election_the_window_closes_on_its_eve():
    before = Rule(kind=Kind.BEFORE_ELECTION, months=6)
    coming = [date(2027, 5, 6)]

    found = due(before, elections=coming)

    assert (found.opens_on, found.day) == (date(2026, 11, 6), date(2027, 5, 5))
    assert found.is_open(TODAY)
    # Reviewed in the window, it waits for the election after.
    done = due(before, elections=coming, reviewed_on=[date(2026, 12, 8)])
    assert done.day is None


def test_a_by_election_is_no_new_administration():
    after = Rule(kind=Kind.AFTER_ELECTION, months=12)
    history = History(adopted_on=ADOPTED)

    found = review_due(
        [after], history, [Election(held_on=date(2025, 2, 6), is_ordinary=False)]
    )

    assert found.day is None


def test_when_issues_arise_has_no_date():
    found = due(Rule(kind=Kind.ON_ISSUES))

    assert (found.day, found.reason) == (None, "When issues arise.")


def test_an_unknown_adoption_asks_for_the_last_review():
    found = due(EVERY_TWO, adopted_on=None)

    assert found.day is None
    assert "nobody knows since when" in found.reason


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2026, 11, 23), "0 days"),
        (date(2026, 11, 22), "1 day"),
        (date(2026, 10, 24), "30 days"),
        (date(2026, 10, 23), "1 month"),
        (date(2025, 11, 23), "1 year"),
        (date(2024, 7, 23), "2 years 4 months"),
    ],
)
def test_an_age_is_said_in_years_and_months(since, words):
    assert age_words(since, TODAY) == words


# Any dates at all.

days = st.dates()
months = st.integers(min_value=1, max_value=240)
a_rule = st.one_of(
    st.builds(
        Rule,
        kind=st.sampled_from([Kind.EVERY, Kind.BEFORE_ELECTION, Kind.AFTER_ELECTION]),
        months=months,
        words=st.sampled_from(["", "2-yearly", "other"]),
    ),
    st.builds(
        Rule,
        kind=st.just(Kind.FIXED),
        fixed_on=days,
        words=st.sampled_from(["", "2-yearly"]),
    ),
    st.just(Rule(kind=Kind.ON_ISSUES)),
)
histories = st.builds(
    History,
    adopted_on=st.none() | days,
    reviewed_on=st.lists(days, max_size=3).map(tuple),
)
calendars = st.lists(st.builds(Election, held_on=days, is_ordinary=st.booleans()))


@given(st.lists(a_rule, max_size=5), histories, calendars, days)
def test_no_dates_upset_the_calendar(rules, history, elections, today):
    found = review_due(rules, history, elections)

    assert said(found, today).sentence
    changes = next_change(found, today)
    assert changes is None or changes > today or today == date.max
    if found.opens_on is not None:
        assert found.opens_on <= found.day


@given(st.lists(a_rule, max_size=5), histories, calendars)
def test_no_review_is_due_before_the_last_one(rules, history, elections):
    found = review_due(rules, history, elections)

    if found.day is not None and history.last is not None:
        assert found.day >= history.last


@given(st.lists(a_rule, max_size=4), a_rule, histories, calendars)
def test_a_rule_more_never_puts_a_review_off(rules, more, history, elections):
    # A date on record wins over a period in the same words, and may be later.
    if more.kind is Kind.FIXED and more.words:
        return
    before = review_due(rules, history, elections).day
    after = review_due([*rules, more], history, elections).day

    assert before is None or (after is not None and after <= before)


@given(months, st.dates(max_value=date(9000, 1, 1)), st.integers(0, 5000))
def test_a_later_review_is_never_due_sooner_again(number, reviewed_on, later):
    rule = Rule(kind=Kind.EVERY, months=number)
    second = reviewed_on + timedelta(days=later)

    first_due = due(rule, adopted_on=reviewed_on).day
    second_due = due(rule, adopted_on=second).day

    assert second_due >= first_due
    assert first_due == min(reviewed_on + relativedelta(months=number), date.max)


@given(days, st.dates(max_value=date(9990, 1, 1)))
def test_an_age_stays_as_it_is_said_until_the_day_it_changes(since, today):
    found = review_due([], History(adopted_on=since), ())
    until = next_change(found, today)

    assert until is not None
    eve = said(found, until - timedelta(days=1))
    assert eve == said(found, today)
