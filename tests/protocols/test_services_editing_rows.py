import pytest

from councils.kernel.refusals import DomainError
from protocols.document import (
    Document,
    Kind,
    Row,
    Side,
)
from protocols.models import Clause
from protocols.services import editing
from protocols.services.editing import (
    Revision,
    Way,
)
from protocols.services.texts import rows_of
from tests.protocols.cast import a_council, a_draft, a_text
from tests.protocols.drafts import lines, move, named, state, undo
from tests.protocols.texts import lineage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def draft(cast):
    """1 Expectations · 1.1 · 1.2 · 1.3 Councillors can expect: · (a)."""
    return a_draft(cast, a_text("Papers go out early.", "Minutes follow in a week."))


def test_a_clause_moves_down_and_the_numbers_follow(cast, draft):
    edit = move(draft, cast.clerk, "Papers go out early.", Way.DOWN)

    assert lines(draft)[1:3] == [
        "1.1 Minutes follow in a week.",
        "1.2 Papers go out early.",
    ]
    assert edit.said == "Moved clause 1.1 down. It is now clause 1.2."
    assert draft.changes.get().label == "Move clause 1.1 down"


def test_a_clause_moves_with_its_entries(cast, draft):
    move(draft, cast.clerk, "Councillors can expect:", Way.UP)

    assert lines(draft)[2:] == [
        "1.2 Councillors can expect:",
        "(a) answers within a week",
        "1.3 Minutes follow in a week.",
    ]


def test_a_clause_put_in_is_an_entry_and_put_out_a_clause_again(cast, draft):
    row = named(draft, "Minutes follow in a week.").lineage

    inside = editing.indent_clause(draft, actor=cast.clerk, lineage=row)
    as_entry = lines(draft)
    editing.outdent_clause(draft, actor=cast.clerk, lineage=row)

    assert inside.said == ("Moved clause 1.2 in a level. It is now entry 1.1(a).")
    assert as_entry[2] == "(a) Minutes follow in a week."
    assert lines(draft)[2] == "1.2 Minutes follow in a week."


def test_what_can_go_no_further_is_refused_and_leaves_no_trace(cast, draft):
    with pytest.raises(DomainError, match="cannot move further up"):
        move(draft, cast.clerk, "Papers go out early.", Way.UP)

    assert not draft.changes.exists()


def test_a_new_row_has_a_lineage_of_its_own_and_no_words(cast, draft):
    first = named(draft, "Papers go out early.").lineage

    edit = editing.add_clause(draft, actor=cast.clerk, after=first, kind=Kind.CLAUSE)

    assert lines(draft)[1:4] == [
        "1.1 Papers go out early.",
        "1.2",
        "1.3 Minutes follow in a week.",
    ]
    assert edit.said == "Added clause 1.2."
    assert edit.lineage.version == 4
    assert Clause.objects.get(lineage=edit.lineage).text == ""


def test_an_empty_draft_takes_its_first_row(cast):
    draft = a_draft(cast, Document(title="Blank"))

    editing.add_clause(draft, actor=cast.clerk, after=None, kind=Kind.SECTION)
    editing.add_clause(draft, actor=cast.clerk, after=None, kind=Kind.CLAUSE)

    assert [(row.kind, row.depth) for row in rows_of(draft)] == [
        (Kind.SECTION, 0),
        (Kind.CLAUSE, 1),
    ]


def test_a_text_of_two_thousand_rows_takes_no_more(cast):
    rows = tuple(
        Row(lineage=lineage(f"r{n}"), depth=0, kind=Kind.PARAGRAPH, text=f"Words {n}")
        for n in range(2_000)
    )
    draft = a_draft(cast, Document(title="Long", rows=rows))

    with pytest.raises(DomainError, match="at most 2,000 rows"):
        editing.add_clause(draft, actor=cast.clerk, after=None, kind=Kind.PARAGRAPH)
    assert draft.clauses.count() == 2_000


def test_a_row_goes_with_what_is_below_it_and_says_so(cast, draft):
    row = named(draft, "Councillors can expect:").lineage

    edit = editing.remove_clause(draft, actor=cast.clerk, lineage=row)

    assert edit.said == "Removed clause 1.3 and the row below it. Undo brings it back."
    assert lines(draft)[-1] == "1.2 Minutes follow in a week."
    assert edit.lineage == named(draft, "Minutes follow in a week.").lineage


def test_a_row_is_put_where_it_was_dragged(cast, draft):
    editing.place_clause(
        draft,
        actor=cast.clerk,
        lineage=named(draft, "Papers go out early.").lineage,
        after=named(draft, "answers within a week").lineage,
    )

    assert lines(draft)[-1] == "1.3 Papers go out early."


def test_a_row_changes_its_kind(cast, draft):
    row = named(draft, "Minutes follow in a week.").lineage

    editing.change_kind(draft, actor=cast.clerk, lineage=row, kind=Kind.SECTION)

    assert lines(draft)[2:4] == [
        "2 Minutes follow in a week.",
        "2.1 Councillors can expect:",
    ]
    assert draft.changes.get().label == "Make clause 1.2 a heading"


def test_an_expectation_has_a_holder_and_a_debtor(cast, draft):
    row = named(draft, "Papers go out early.").lineage

    editing.set_expectation(
        draft,
        actor=cast.clerk,
        lineage=row,
        holder=Side.COUNCILLORS,
        owed_by=Side.CLERK,
    )

    clause = Clause.objects.get(lineage=row)
    assert (clause.holder, clause.owed_by) == ("councillors", "clerk")


@pytest.mark.parametrize(
    ("words", "holder", "owed_by", "field"),
    [
        ("Papers go out early.", Side.OFFICERS, None, "owed_by"),
        ("Papers go out early.", None, Side.OFFICERS, "holder"),
        ("Papers go out early.", Side.CLERK, Side.CLERK, "owed_by"),
        ("Expectations", Side.OFFICERS, Side.CLERK, "holder"),
    ],
)
def test_half_an_expectation_is_none(cast, draft, words, holder, owed_by, field):
    row = named(draft, words).lineage

    with pytest.raises(DomainError) as refused:
        editing.set_expectation(
            draft, actor=cast.clerk, lineage=row, holder=holder, owed_by=owed_by
        )

    assert refused.value.field == field
    assert Clause.objects.get(lineage=row).holder is None


def test_words_kind_and_sides_are_one_change_to_undo(cast, draft):
    row = named(draft, "Papers go out early.").lineage
    before = state(draft)

    editing.revise_clause(
        draft,
        actor=cast.clerk,
        lineage=row,
        revision=Revision(
            text="Papers in good time",
            kind=Kind.PARAGRAPH,
            holder=Side.COUNCILLORS,
            owed_by=Side.OFFICERS,
        ),
        edits_seen=0,
    )

    clause = Clause.objects.get(lineage=row)
    assert (clause.kind, clause.holder, clause.text) == (
        "paragraph",
        "councillors",
        "Papers in good time",
    )
    assert draft.changes.get().label == "Change clause 1.1"
    undo(draft, cast.clerk)
    assert state(draft) == before


@pytest.mark.parametrize("rows", [5, 300])
def test_saving_a_clause_takes_at_most_eight_queries(cast, rows, at_most_queries):
    text = a_text(*[f"Words of clause {n}." for n in range(rows)])
    draft = a_draft(cast, text)
    clause = named(draft, "Words of clause 3.")

    # Two more begin and end the transaction's savepoint.
    with at_most_queries(8 + 2):
        editing.reword_clause(
            draft,
            actor=cast.clerk,
            lineage=clause.lineage,
            text="Other words.",
            edits_seen=0,
        )
    with at_most_queries(9 + 2):
        editing.move_clause(draft, actor=cast.clerk, lineage=clause.lineage, way=Way.UP)


def test_a_row_written_elsewhere_keeps_what_it_is(cast, draft):
    promise = named(draft, "answers within a week")

    move(draft, cast.clerk, "Councillors can expect:", Way.UP)

    moved = named(draft, "answers within a week")
    assert (moved.lineage, moved.holder, moved.edits) == (
        promise.lineage,
        "councillors",
        0,
    )
    assert rows_of(draft)[3].owed_by is Side.OFFICERS


def test_a_text_turned_round_is_written_whole_and_undone(cast):
    draft = a_draft(cast, a_text(*[f"Clause {n}." for n in range(120)]))
    before = state(draft)
    for n in range(60):
        move(draft, cast.clerk, f"Clause {2 * n}.", Way.DOWN)
    turned = state(draft)

    editing.undo_change(draft, actor=cast.clerk, sequence=draft.changes.last().sequence)

    assert [row.text for row in turned[0]][1:3] == ["Clause 1.", "Clause 0."]
    assert state(draft) == before
