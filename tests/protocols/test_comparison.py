from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given

from protocols.comparison import ChangeKind, _longest_in_order, compare, duty_words
from protocols.document import (
    Concerned,
    Document,
    Office,
    Recipient,
    Route,
    Side,
    Stage,
    StageKind,
)
from tests.protocols.strategies import documents
from tests.protocols.texts import lineage, rows_of, text_of

BEFORE = text_of("""
section 1      | Purpose
  clause 1.1   | Why this is written. | | why
  clause 1.2   | Whom it concerns.
section 2      | What people may expect
  clause 2.1   | Councillors can expect: | | lead
    item (a)   | frank advice; | councillors<officers | advice
    item (b)   | prompt answers. | councillors<officers | answers
  clause 2.2   | Staff wear badges. | | badges
section 3      | Money
  clause 3.1   | The clerk pays. | | pays
""")


def found(comparison):
    return {
        change.row.lineage: change.kind
        for change in comparison.changes
        if change.kind is not ChangeKind.SAME
    }


def reworded(name, **changes):
    rows = tuple(
        replace(row, **changes) if row.lineage == lineage(name) else row
        for row in BEFORE.rows
    )
    assert rows != BEFORE.rows
    return replace(BEFORE, rows=rows)


def reordered(*order):
    """Give the text with its rows in another order, by their places."""
    return replace(BEFORE, rows=tuple(BEFORE.rows[place] for place in order))


def without(name):
    rows = tuple(row for row in BEFORE.rows if row.lineage != lineage(name))
    return replace(BEFORE, rows=rows)


def test_a_row_put_in_moves_nothing():
    new = rows_of("clause 1.1 | Quite new.")[0]
    rows = (BEFORE.rows[0], replace(new, depth=1), *BEFORE.rows[1:])

    comparison = compare(BEFORE, replace(BEFORE, rows=rows))

    assert found(comparison) == {new.lineage: ChangeKind.ADDED}


def test_a_clause_under_another_heading_has_moved():
    comparison = compare(BEFORE, reordered(0, 2, 3, 4, 5, 6, 7, 8, 1, 9))

    assert found(comparison) == {lineage("why"): ChangeKind.MOVED}


def test_one_clause_out_of_order_is_the_only_one_that_moved():
    comparison = compare(BEFORE, reordered(0, 1, 2, 3, 7, 4, 5, 6, 8, 9))

    assert found(comparison) in (
        {lineage("badges"): ChangeKind.MOVED},
        {lineage("lead"): ChangeKind.MOVED},
    )


def test_of_two_that_changed_places_the_reworded_one_has_moved():
    before = text_of("clause 1 | One. | | x\nclause 2 | Two. | | y")
    after = text_of("clause 1 | Two. | | y\nclause 2 | One more. | | x")

    for comparison in (compare(before, after), compare(after, before)):
        assert found(comparison) == {lineage("x"): ChangeKind.CHANGED}


def test_what_comes_along_with_its_heading_has_not_moved():
    comparison = compare(BEFORE, reordered(8, 9, 0, 1, 2, 3, 4, 5, 6, 7))

    assert found(comparison) == {lineage("Money"): ChangeKind.MOVED}


def test_another_number_is_no_change():
    rows = tuple(replace(row, label="9") for row in BEFORE.rows)

    assert compare(BEFORE, replace(BEFORE, rows=rows)).is_same


def test_a_row_indented_has_moved_since_it_stands_under_another():
    comparison = compare(BEFORE, reworded("badges", depth=2))

    assert found(comparison) == {lineage("badges"): ChangeKind.MOVED}


def test_a_clause_reworded_and_moved_counts_as_changed_and_says_that_it_moved():
    after = reworded("why", text="Why it is written.")
    rows = after.rows
    after = replace(after, rows=(*rows[:1], rows[2], *rows[3:9], rows[1], *rows[9:]))

    (change,) = [
        change
        for change in compare(BEFORE, after).changes
        if change.row.lineage == lineage("why")
    ]

    assert change.kind is ChangeKind.CHANGED
    assert change.moved


def test_removed_rows_stand_where_they_stood():
    rows = tuple(
        row
        for row in BEFORE.rows
        if row.lineage not in {lineage("why"), lineage("answers"), lineage("pays")}
    )

    comparison = compare(BEFORE, replace(BEFORE, rows=rows))

    assert [change.row for change in comparison.changes] == list(BEFORE.rows)


def test_a_row_removed_from_a_section_that_moved_stands_in_that_section():
    after = reordered(8, 9, 0, 2, 3, 4, 5, 6, 7)

    order = [change.row.text for change in compare(BEFORE, after).changes]

    assert order[:4] == ["Money", "The clerk pays.", "Purpose", "Why this is written."]


def test_a_removed_section_does_not_go_along_with_one_that_moved():
    rows = rows_of("""
    section 1  | First
    section 2  | Second
      clause 2.1 | Its clause.
    section 3  | Third
    section 4  | Fourth
    section 5  | Fifth
    """)
    first, second, clause, third, fourth, fifth = rows
    before = Document(rows=rows)
    after = Document(rows=(first, fourth, fifth, second, clause))

    order = [change.row for change in compare(before, after).changes]

    assert order == [first, third, fourth, fifth, second, clause]


def test_a_removed_section_takes_its_removed_clauses_with_it():
    after = reordered(0, 1, 2, 8, 9)

    order = [change.row for change in compare(BEFORE, after).changes]

    assert order == list(BEFORE.rows)


def test_every_kind_of_change_is_counted():
    added = replace(rows_of("clause - | New.")[0], depth=1)
    after = reworded("badges", text="Staff may wear badges.")
    after = replace(
        after, rows=(*after.rows[8:], *after.rows[:1], added, *after.rows[2:8])
    )

    assert compare(BEFORE, after).counts == {
        ChangeKind.ADDED: 1,
        ChangeKind.REMOVED: 1,
        ChangeKind.CHANGED: 1,
        ChangeKind.MOVED: 1,
        ChangeKind.SAME: 7,
    }


def test_a_change_is_called_by_its_number_in_the_newer_text():
    comparison = compare(BEFORE, without("answers"))

    cited = [change.cited for change in comparison.changes]

    assert cited[4:8] == ["2.1", "2.1(a)", "2.1(b)", "2.2"]


def test_words_of_no_duty_and_no_expectation_are_minor():
    comparison = compare(BEFORE, reworded("badges", text="Staff wear name badges."))

    assert not comparison.is_material
    assert comparison.material_reasons == ()


def test_a_moved_expectation_alone_is_minor():
    comparison = compare(BEFORE, reordered(0, 1, 2, 3, 4, 6, 5, 7, 8, 9))

    assert comparison.counts[ChangeKind.MOVED] == 1
    assert not comparison.is_material


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (
            reworded("advice", text="advice;"),
            "An expectation was reworded: 2.1(a) “advice;”.",
        ),
        (without("advice"), "An expectation was removed: 2.1(a) “frank advice;”."),
        (
            reworded("advice", holder=Side.OFFICERS, owed_by=Side.COUNCILLORS),
            (
                "An expectation is now expected by, or of, somebody else: "
                "2.1(a) “frank advice;”."
            ),
        ),
        (
            reworded("advice", owed_by=Side.CLERK),
            (
                "An expectation is now expected by, or of, somebody else: "
                "2.1(a) “frank advice;”."
            ),
        ),
        (
            reworded("lead", text="Councillors can at times expect:"),
            (
                "The words that lead in a list of expectations were changed: "
                "2.1 “Councillors can at times expect:”."
            ),
        ),
        (
            reworded("badges", text="Staff MUST wear badges."),
            "A duty (“must”) was reworded: 2.2 “Staff MUST wear badges.”.",
        ),
        (
            reworded("badges", text="Staff may\u00a0**not** wear badges."),
            "A duty (“may not”) was reworded: 2.2 “Staff may not wear badges.”.",
        ),
    ],
)
def test_a_change_to_an_expectation_or_a_duty_is_material(after, reason):
    assert compare(BEFORE, after).material_reasons == (reason,)


@pytest.mark.parametrize("word", ["must", "shall", "will", "must not", "shall not"])
def test_a_duty_put_in_or_taken_out_is_material(word):
    duty = text_of(f"clause 1 | Staff {word} leave at five.")
    other = text_of("clause 1 | Staff may leave at five, at will-power’s mustard end.")

    assert compare(other, duty).is_material
    assert compare(duty, replace(duty, rows=())).is_material
    assert compare(replace(duty, rows=()), duty).is_material


def test_a_duty_turned_round_is_material():
    before = text_of("clause 1 | Staff must smoke. | | x")
    after = text_of("clause 1 | Staff must not smoke. | | x")

    (reason,) = compare(before, after).material_reasons

    assert reason.startswith("A duty (“must”, “must not”) was reworded")


@pytest.mark.parametrize("text", ["mustard", "willing", "shallow", "may", "not"])
def test_a_duty_word_is_a_whole_word(text):
    assert duty_words(rows_of(f"clause 1 | {text}")[0]) == ()


def test_other_routes_for_concerns_are_material():
    clerk = Office(role=Recipient.CLERK, printed="the clerk")
    route = Route(
        raised_by=Concerned.OFFICERS,
        about=Concerned.COUNCILLORS,
        stages=(Stage(kind=StageKind.INFORMAL, recipient=clerk),),
    )

    comparison = compare(BEFORE, replace(BEFORE, concern_routes=(route,)))

    assert comparison.material_reasons == ("The routes for concerns have changed.",)
    assert not comparison.is_same


def test_another_title_is_told_and_is_minor():
    comparison = compare(BEFORE, replace(BEFORE, title="New name"))

    assert comparison.title_changed
    assert not comparison.is_same
    assert not comparison.is_material


def test_a_lineage_that_is_there_twice_is_two_rows():
    twice = replace(BEFORE, rows=BEFORE.rows + BEFORE.rows[-1:])

    assert compare(twice, twice).is_same
    assert compare(BEFORE, twice).counts[ChangeKind.ADDED] == 1


def test_the_longest_run_is_kept_as_the_plain_search_finds_it():
    for places in permutations(range(6)):
        longest = max(
            sum(bits >> i & 1 for i in range(6))
            for bits in range(64)
            if (run := [p for i, p in enumerate(places) if bits >> i & 1])
            == sorted(run)
        )

        kept = sorted(_longest_in_order(places, [True] * 6))

        assert len(kept) == longest
        assert [places[i] for i in kept] == sorted(places[i] for i in kept)


@given(documents())
def test_a_text_compared_with_itself_is_all_the_same(document):
    comparison = compare(document, document)

    assert comparison.is_same
    assert not comparison.is_material
    assert [change.row for change in comparison.changes] == list(document.rows)


@given(documents(), documents())
def test_the_counts_are_the_same_from_both_ends(one, other):
    there, back = compare(one, other).counts, compare(other, one).counts

    assert there[ChangeKind.ADDED] == back[ChangeKind.REMOVED]
    assert there[ChangeKind.REMOVED] == back[ChangeKind.ADDED]
    for kind in (ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.SAME):
        assert there[kind] == back[kind]


@given(documents(), documents())
def test_every_row_of_both_texts_is_in_the_comparison_once(one, other):
    changes = compare(one, other).changes

    assert [change.after for change in changes if change.after] == list(other.rows)
    before = [change.before for change in changes if change.before]
    assert sorted(row.lineage for row in before) == sorted(
        row.lineage for row in one.rows
    )


def test_an_empty_text_compares():
    assert compare(Document(), Document()).is_same
