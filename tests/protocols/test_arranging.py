from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from protocols.arranging import (
    Unfit,
    added,
    indented,
    made,
    moved_down,
    moved_up,
    outdented,
    placed,
    removed,
)
from protocols.document import Kind, Row, Side
from tests.protocols.texts import lineage

# Spelled out by hand: what may stand below what; none is the text itself.
LAWFUL = {
    ("section", None), ("section", "section"),
    ("clause", None), ("clause", "section"),
    ("item", "section"), ("item", "clause"), ("item", "item"), ("item", "paragraph"),
    ("paragraph", None), ("paragraph", "section"), ("paragraph", "clause"),
    ("paragraph", "item"), ("paragraph", "paragraph"),
    ("note", None), ("note", "section"), ("note", "clause"), ("note", "item"),
    ("note", "paragraph"),
}  # fmt: skip
NUMBERS = st.integers(0, 10_000)


def sketch(rows):
    """Draw the rows as lines: a letter for the kind, indented by depth, the words."""
    return [f"{'  ' * row.depth}{row.kind.value[0]} {row.text}" for row in rows]


def drawn(*lines):
    """Read such lines back as rows."""
    kinds = {kind.value[0]: kind for kind in Kind}
    return tuple(
        Row(
            lineage=lineage(line.split()[1]),
            depth=(len(line) - len(line.lstrip())) // 2,
            kind=kinds[line.split()[0]],
            text=line.split()[1],
        )
        for line in lines
    )


TEXT = drawn(
    "s A",
    "  c a1",
    "  c a2",
    "    i x",
    "    i y",
    "    i z",
    "s B",
    "  s B1",
    "    c b1",
    "    c b2",
    "  s B2",
    "    p b3",
)


def at(rows, words):
    return next(place for place, row in enumerate(rows) if row.text == words)


def after(step, words, *rest, rows=TEXT):
    return sketch(step(rows, at(rows, words), *rest))


def test_a_clause_moves_with_its_entries():
    assert after(moved_up, "a2")[:6] == [
        "s A",
        "  c a2",
        "    i x",
        "    i y",
        "    i z",
        "  c a1",
    ]


def test_a_heading_moves_with_its_body():
    assert after(moved_up, "B") == [
        "s B",
        "  s B1",
        "    c b1",
        "    c b2",
        "  s B2",
        "    p b3",
        "s A",
        "  c a1",
        "  c a2",
        "    i x",
        "    i y",
        "    i z",
    ]


def test_the_first_clause_of_a_heading_moves_up_to_the_end_of_the_section_before():
    assert after(moved_up, "b3")[7:] == [
        "  s B1",
        "    c b1",
        "    c b2",
        "    p b3",
        "  s B2",
    ]


def test_the_first_clause_below_a_first_sub_heading_moves_above_it():
    assert after(moved_up, "b1")[6:9] == ["s B", "  c b1", "  s B1"]


def test_the_last_clause_moves_down_below_the_next_heading():
    assert after(moved_down, "a2")[1:6] == [
        "  c a1",
        "s B",
        "  c a2",
        "    i x",
        "    i y",
    ]
    assert after(moved_down, "b2")[9:] == ["  s B2", "    c b2", "    p b3"]


def test_a_sub_heading_moves_on_into_the_next_section():
    rows = drawn("s A", "  s A1", "    c a", "s B", "  c b")

    assert after(moved_down, "A1", rows=rows) == [
        "s A",
        "s B",
        "  s A1",
        "    c a",
        "  c b",
    ]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (moved_up, "a1"),
        (moved_up, "A"),
        (moved_up, "x"),
        (moved_down, "z"),
        (moved_down, "B"),
        (moved_down, "b3"),
        (indented, "a1"),
        (indented, "A"),
        (outdented, "a1"),
        (outdented, "A"),
        (outdented, "b1"),
    ],
)
def test_what_can_go_no_further_is_refused(step, words):
    with pytest.raises(Unfit, match=r"cannot|nothing"):
        after(step, words)


def test_a_clause_put_in_becomes_an_entry_of_the_one_before():
    assert after(indented, "a2")[1:6] == [
        "  c a1",
        "    i a2",
        "      i x",
        "      i y",
        "      i z",
    ]


def test_an_entry_put_out_becomes_a_clause_and_takes_what_follows():
    assert after(outdented, "y")[2:6] == ["  c a2", "    i x", "  c y", "    i z"]


def test_a_heading_put_in_becomes_a_sub_heading_and_out_again_a_heading():
    inside = indented(TEXT, at(TEXT, "B"))

    assert sketch(inside)[6:9] == ["  s B", "    s B1", "      c b1"]
    assert sketch(outdented(inside, at(inside, "B"))) == sketch(TEXT)


def test_nothing_goes_deeper_than_six_levels():
    rows = drawn(*(f"{'  ' * depth}i d{depth}" for depth in range(6)), "          i e")
    rows = (replace(rows[0], kind=Kind.PARAGRAPH), *rows[1:])

    with pytest.raises(Unfit, match="at most 6 levels"):
        indented(rows, at(rows, "e"))


def test_a_clause_made_a_heading_takes_what_follows_below_it():
    assert after(made, "a2", Kind.SECTION)[:6] == [
        "s A",
        "  c a1",
        "s a2",
        "  i x",
        "  i y",
        "  i z",
    ]


def test_a_heading_made_a_clause_leaves_its_body_to_the_heading_before():
    rows = drawn("s A", "  c a", "s B", "  c b", "    i x")

    assert after(made, "B", Kind.CLAUSE, rows=rows) == [
        "s A",
        "  c a",
        "  c B",
        "  c b",
        "    i x",
    ]


def test_what_is_made_a_heading_or_a_note_promises_nothing_any_more():
    promise = replace(TEXT[1], holder=Side.OFFICERS, owed_by=Side.COUNCILLORS)
    rows = (TEXT[0], promise, *TEXT[2:])

    for kind in (Kind.SECTION, Kind.NOTE):
        changed = made(rows, 1, kind)[1]
        assert (changed.holder, changed.owed_by) == (None, None)
    assert made(rows, 1, Kind.PARAGRAPH)[1].holder is Side.OFFICERS


def test_what_has_rows_below_it_cannot_become_a_note():
    with pytest.raises(Unfit, match="cannot"):
        after(made, "a2", Kind.NOTE)


@pytest.mark.parametrize(
    ("after_row", "kind", "before_row", "depth"),
    [
        ("A", Kind.CLAUSE, "a1", 1),
        ("a1", Kind.CLAUSE, "a2", 1),
        ("a2", Kind.ITEM, "x", 2),
        ("x", Kind.ITEM, "y", 2),
        ("x", Kind.CLAUSE, "B", 1),
        ("a1", Kind.SECTION, "a2", 0),
        ("A", Kind.SECTION, "B", 0),
        ("b1", Kind.SECTION, "b2", 1),
        ("a1", Kind.PARAGRAPH, "a2", 1),
    ],
)
def test_a_new_row_stands_where_its_kind_may(after_row, kind, before_row, depth):
    rows = added(TEXT, at(TEXT, after_row), kind, lineage("new"))

    place = at(rows, "")
    assert rows[place].depth == depth
    assert rows[place].kind is kind
    assert rows[place + 1].text == before_row


def test_a_row_goes_with_everything_below_it():
    assert after(removed, "a2") == sketch(TEXT[:2] + TEXT[6:])
    assert after(removed, "B") == sketch(TEXT[:6])


def test_a_row_put_elsewhere_keeps_its_level_where_it_can():
    assert after(placed, "a1", at(TEXT, "b1"))[5:10] == [
        "s B",
        "  s B1",
        "    c b1",
        "    c a1",
        "    c b2",
    ]
    assert after(placed, "a2", at(TEXT, "a2")) == sketch(TEXT)


def test_a_text_with_gaps_and_oddities_can_still_be_edited():
    rows = drawn("i odd", "      c deep", "s A", "  c a1", "  c a2")

    assert sketch(moved_up(rows, 4)) == ["i odd", "  c deep", "s A", "  c a2", "  c a1"]


class Arranging(RuleBasedStateMachine):
    """Anything a clerk may do with a text, in any order."""

    def __init__(self):
        super().__init__()
        self.rows = ()
        self.made = 0

    def attempt(self, step, *, keeps_rows=True, keeps_order=False):
        before = [row.lineage for row in self.rows]
        words = {row.lineage: row.text for row in self.rows}
        try:
            self.rows = step()
        except Unfit:
            return
        now = [row.lineage for row in self.rows]
        if keeps_rows:
            assert sorted(now) == sorted(before)
        if keeps_order:
            assert now == before
        assert all(words.get(row.lineage, "") == row.text for row in self.rows)

    def pick(self, number):
        return number % len(self.rows)

    @rule(number=NUMBERS, kind=st.sampled_from(Kind))
    def add(self, number, kind):
        self.made += 1
        place = self.pick(number) if self.rows and number % 7 else None
        new = lineage(f"row {self.made}")
        self.attempt(lambda: added(self.rows, place, kind, new), keeps_rows=False)

    @precondition(lambda self: self.rows)
    @rule(number=NUMBERS, step=st.sampled_from([moved_up, moved_down]))
    def move(self, number, step):
        self.attempt(lambda: step(self.rows, self.pick(number)))

    @precondition(lambda self: self.rows)
    @rule(number=NUMBERS, step=st.sampled_from([indented, outdented]))
    def shift(self, number, step):
        self.attempt(lambda: step(self.rows, self.pick(number)), keeps_order=True)

    @precondition(lambda self: self.rows)
    @rule(number=NUMBERS, kind=st.sampled_from(Kind))
    def make(self, number, kind):
        place = self.pick(number)
        self.attempt(lambda: made(self.rows, place, kind), keeps_order=True)

    @precondition(lambda self: self.rows)
    @rule(number=NUMBERS, beside=NUMBERS)
    def drag(self, number, beside):
        place = None if beside % 5 == 0 else self.pick(beside)
        self.attempt(lambda: placed(self.rows, self.pick(number), place))

    @precondition(lambda self: len(self.rows) > 6)
    @rule(number=NUMBERS)
    def remove(self, number):
        self.attempt(lambda: removed(self.rows, self.pick(number)), keeps_rows=False)

    @invariant()
    def the_structure_holds(self):
        above = []
        for row in self.rows:
            assert 0 <= row.depth < 6
            del above[row.depth :]
            assert len(above) == row.depth
            parent = above[-1] if above else None
            assert (row.kind.value, parent) in LAWFUL
            above.append(row.kind.value)
        for one, other in pairwise(self.rows):
            assert other.depth <= one.depth + 1


TestArranging = Arranging.TestCase
TestArranging.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None
)


@given(number=NUMBERS)
def test_a_step_down_from_among_clauses_is_taken_back_by_a_step_up(number):
    place = at(TEXT, ["a1", "b1", "x", "y", "A"][number % 5])

    down = moved_down(TEXT, place)

    assert sketch(moved_up(down, at(down, TEXT[place].text))) == sketch(TEXT)
