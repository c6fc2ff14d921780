from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councils.kernel.refusals import DomainError
from councils.models import AuditEvent
from protocols.document import (
    Concerned,
    Document,
    Kind,
    Office,
    Recipient,
    Route,
    Row,
    Side,
    Stage,
    StageKind,
)
from protocols.models import Clause, DraftChange
from protocols.numbering import Mark, NumberingStyle
from protocols.services import editing
from protocols.services.editing import (
    ClauseChanged,
    ClauseGone,
    OthersChanged,
    ReviewRule,
    Revision,
    Way,
    routes_digest,
    undoable,
)
from protocols.services.texts import document_of, rows_of
from tests.protocols.cast import a_council, a_draft, a_text, adopted, tabled
from tests.protocols.texts import lineage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def draft(cast):
    """1 Expectations · 1.1 · 1.2 · 1.3 Councillors can expect: · (a)."""
    return a_draft(cast, a_text("Papers go out early.", "Minutes follow in a week."))


def a_route(*stages, about=Concerned.CLERK):
    return Route(raised_by=Concerned.COUNCILLORS, about=about, stages=stages)


def a_stage(role, *, alternate=None, days=None):
    return Stage(
        kind=StageKind.INFORMAL,
        recipient=Office(role=role, printed=role.value),
        alternate=alternate and Office(role=alternate, printed=alternate.value),
        target_days=days,
    )


def lines(version):
    """Give the text as it is read: numbers and words."""
    return [
        f"{row.label or ''} {row.text}".strip() for row in document_of(version).rows
    ]


def named(version, words):
    return Clause.objects.get(version=version, text=words)


def state(version):
    """Everything of a draft that an edit may change."""
    version.refresh_from_db()
    return (
        rows_of(version),
        version.title,
        version.numbering,
        version.particulars,
    )


def reword(version, actor, words, to, edits_seen=None):
    clause = named(version, words)
    return editing.reword_clause(
        version,
        actor=actor,
        lineage=clause.lineage,
        text=to,
        edits_seen=clause.edits if edits_seen is None else edits_seen,
    )


def move(version, actor, words, way):
    row = named(version, words).lineage
    return editing.move_clause(version, actor=actor, lineage=row, way=way)


def undo(version, actor, **rest):
    change = undoable(version, actor)
    return editing.undo_change(version, actor=actor, sequence=change.sequence, **rest)


# ---- words


def test_a_clause_is_reworded_and_counts_it(cast, draft):
    before = draft.revision

    edit = reword(draft, cast.clerk, "Papers go out early.", "Papers go out on Monday.")

    draft.refresh_from_db()
    clause = named(draft, "Papers go out on Monday.")
    assert lines(draft)[1] == "1.1 Papers go out on Monday."
    assert (clause.edits, edit.edits) == (1, 1)
    assert draft.revision == before + 1
    assert edit.said == "Saved clause 1.1."
    assert draft.changes.get().label == "Reword clause 1.1"


def test_the_deputy_may_edit_and_nobody_else(cast, draft):
    reword(draft, cast.deputy, "Papers go out early.", "Papers go out.")

    for name in ("councillor", "officer", "chair"):
        with pytest.raises(PermissionDenied, match="Only the clerk or the deputy"):
            reword(draft, cast.user(name), "Papers go out.", "No papers.")
    assert lines(draft)[1] == "1.1 Papers go out."


def test_no_edit_leaves_a_word_in_the_audit_trail(cast, draft):
    entries = AuditEvent.objects.count()

    reword(draft, cast.clerk, "Papers go out early.", "Papers go out.")
    move(draft, cast.clerk, "Papers go out.", Way.DOWN)

    assert AuditEvent.objects.count() == entries


@pytest.mark.parametrize("later_state", [tabled, adopted])
def test_a_text_that_is_no_draft_any_more_is_left_alone(cast, draft, later_state):
    row = named(draft, "Papers go out early.").lineage
    tabled(cast, draft)
    if later_state is adopted:
        adopted(cast, draft)
    draft.refresh_from_db()

    with pytest.raises(DomainError, match="cannot be changed here"):
        editing.reword_clause(
            draft, actor=cast.clerk, lineage=row, text="Other.", edits_seen=0
        )
    assert not DraftChange.objects.exists()


def test_two_people_at_one_clause_are_told_of_each_other(cast, draft):
    reword(draft, cast.deputy, "Papers go out early.", "Papers go out on Friday.")

    with pytest.raises(ClauseChanged) as told:
        reword(
            draft,
            cast.clerk,
            "Papers go out on Friday.",
            "Papers go out on Monday.",
            edits_seen=0,
        )

    assert told.value.message == "Somebody changed clause 1.1 while you were writing."
    assert told.value.theirs == "Papers go out on Friday."
    assert told.value.yours == "Papers go out on Monday."
    assert told.value.edits == 1
    assert lines(draft)[1] == "1.1 Papers go out on Friday."


def test_the_same_words_from_two_people_are_no_conflict(cast, draft):
    reword(draft, cast.deputy, "Papers go out early.", "Papers go out.")

    edit = reword(
        draft, cast.clerk, "Papers go out.", " Papers  go out. ", edits_seen=0
    )

    assert edit.edits == 1
    assert draft.changes.count() == 1


def test_words_for_a_row_that_was_removed_go_nowhere(cast, draft):
    clause = named(draft, "Papers go out early.")
    editing.remove_clause(draft, actor=cast.deputy, lineage=clause.lineage)

    with pytest.raises(ClauseGone, match="Somebody removed this row"):
        editing.reword_clause(
            draft, actor=cast.clerk, lineage=clause.lineage, text="X", edits_seen=0
        )


def test_a_row_that_was_removed_and_brought_back_is_not_the_one_once_seen(cast, draft):
    # Seen before the deputy's rewording, which the undoing of the removal brings back.
    seen = named(draft, "Papers go out early.")
    reword(draft, cast.deputy, "Papers go out early.", "Papers go out on Friday.")
    editing.remove_clause(draft, actor=cast.deputy, lineage=seen.lineage)
    undo(draft, cast.deputy)

    with pytest.raises(ClauseChanged):
        editing.reword_clause(
            draft, actor=cast.clerk, lineage=seen.lineage, text="Mine.", edits_seen=0
        )
    assert lines(draft)[1] == "1.1 Papers go out on Friday."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            "  Papers\tgo \u00a0 out. \r\n\r\n\r\n By post. ",
            "Papers go out.\nBy post.",
        ),
        ("Pap\u202eers\u2066 go\x00\x1b out\u200b.", "Papers go out."),
        ("Cafe\u0301 \ud800notes", "Café notes"),
        ("**Bold** <b>tag</b> {{ x }} ŵŷ", "**Bold** <b>tag</b> {{ x }} ŵŷ"),
    ],
)
def test_words_are_kept_without_what_cannot_be_seen(cast, draft, typed, kept):
    row = named(draft, "Papers go out early.").lineage

    editing.reword_clause(
        draft, actor=cast.clerk, lineage=row, text=typed, edits_seen=0
    )

    assert Clause.objects.get(lineage=row).text == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Write the words"),
        (" \n\u200b ", "Write the words"),
        ("a" * 10_001, "10,001 characters long"),
    ],
)
def test_words_that_will_not_do_are_refused_kindly(cast, draft, typed, why):
    with pytest.raises(DomainError, match=why):
        reword(draft, cast.clerk, "Papers go out early.", typed)

    assert lines(draft)[1] == "1.1 Papers go out early."


def test_the_longest_clause_is_kept_whole(cast, draft):
    reword(draft, cast.clerk, "Papers go out early.", "a" * 10_000)

    assert named(draft, "a" * 10_000).position == 1


# ---- arranging


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


# ---- expectations


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


# ---- what is beside the rows


def test_the_title_is_one_line(cast, draft):
    editing.set_title(draft, actor=cast.clerk, title=" A\u202e better\n title ")

    draft.refresh_from_db()
    assert document_of(draft).title == "A better title"
    for title in ("", " \n", "t" * 301):
        with pytest.raises(DomainError):
            editing.set_title(draft, actor=cast.clerk, title=title)


def test_another_numbering_renumbers_the_text(cast, draft):
    style = NumberingStyle(clauses=Mark.NUMBER, items=(Mark.BULLET,))

    editing.set_numbering(draft, actor=cast.clerk, style=style)

    draft.refresh_from_db()
    assert lines(draft)[1:] == [
        "1 Papers go out early.",
        "2 Minutes follow in a week.",
        "3 Councillors can expect:",
        "• answers within a week",
    ]


def test_the_rule_for_reviews_goes_into_the_facts(cast, draft):
    rule = ReviewRule(words="Every two years.", months=24, next_on=date(2028, 5, 31))

    editing.set_review_rule(draft, actor=cast.clerk, rule=rule)

    draft.refresh_from_db()
    facts = document_of(draft).facts
    assert facts.review_words == "Every two years."
    assert facts.review_cycle_months == 24
    assert facts.next_review_on == date(2028, 5, 31)
    for months in (0, -1, 121):
        with pytest.raises(DomainError, match="1 to 120 months"):
            editing.set_review_rule(
                draft, actor=cast.clerk, rule=ReviewRule(months=months)
            )


def test_a_route_gets_an_alternate(cast, draft):
    alone = a_route(a_stage(Recipient.CLERK))
    seen = routes_digest(draft)
    editing.set_routes(draft, actor=cast.clerk, routes=(alone,), routes_seen=seen)
    draft.refresh_from_db()
    helped = a_route(a_stage(Recipient.CLERK, alternate=Recipient.CHAIR, days=10))

    editing.set_routes(
        draft,
        actor=cast.clerk,
        routes=(helped,),
        routes_seen=routes_digest(draft),
    )

    draft.refresh_from_db()
    assert document_of(draft).concern_routes == (helped,)
    with pytest.raises(DomainError, match="Somebody changed where concerns go"):
        editing.set_routes(draft, actor=cast.clerk, routes=(), routes_seen=seen)


@pytest.mark.parametrize(
    ("route", "why"),
    [
        (a_route(a_stage(Recipient.CLERK, alternate=Recipient.CLERK)), "somebody else"),
        (a_route(a_stage(Recipient.CLERK, days=0)), "1 to 365 working days"),
        (a_route(a_stage(Recipient.CLERK, days=366)), "1 to 365 working days"),
        (a_route(*[a_stage(Recipient.CLERK)] * 11), "at most 10 stages"),
    ],
)
def test_a_route_that_will_not_do_is_refused(cast, draft, route, why):
    with pytest.raises(DomainError, match=why):
        editing.set_routes(
            draft,
            actor=cast.clerk,
            routes=(route,),
            routes_seen=routes_digest(draft),
        )


# ---- undo


def test_undo_names_what_it_undoes_and_brings_it_back(cast, draft):
    before = state(draft)
    move(draft, cast.clerk, "Papers go out early.", Way.DOWN)

    change = undoable(draft, cast.clerk)
    edit = undo(draft, cast.clerk)

    assert change.label == "Move clause 1.1 down"
    assert edit.said == "Undid “Move clause 1.1 down”."
    assert state(draft) == before
    assert undoable(draft, cast.clerk) is None


def test_saves_of_one_sitting_are_one_change(cast, draft):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        reword(draft, cast.clerk, "Papers go out early.", "Papers go")
        clock.shift(timedelta(minutes=2))
        reword(draft, cast.clerk, "Papers go", "Papers go out on")
        clock.shift(timedelta(minutes=2))
        reword(draft, cast.clerk, "Papers go out on", "Papers go out on Monday.")
        one_sitting = draft.changes.count()
        clock.shift(timedelta(minutes=2))
        reword(draft, cast.clerk, "Papers go out on Monday.", "Papers on Monday.")

    assert one_sitting == 1
    assert draft.changes.count() == 2
    undo(draft, cast.clerk)
    assert lines(draft)[1] == "1.1 Papers go out on Monday."
    undo(draft, cast.clerk)
    assert lines(draft)[1] == "1.1 Papers go out early."


def test_two_people_or_two_clauses_are_two_changes(cast, draft):
    reword(draft, cast.clerk, "Papers go out early.", "Papers go.")
    reword(draft, cast.clerk, "Minutes follow in a week.", "Minutes follow.")
    reword(draft, cast.clerk, "Papers go.", "Papers.")
    reword(draft, cast.deputy, "Papers.", "Paper.")

    assert draft.changes.count() == 4


def test_undo_asks_before_it_takes_back_somebody_elses_change(cast, draft):
    before = state(draft)
    reword(draft, cast.clerk, "Papers go out early.", "Papers go.")
    reword(draft, cast.deputy, "Minutes follow in a week.", "Minutes follow.")

    with pytest.raises(OthersChanged, match="a change that Deputy made"):
        undo(draft, cast.clerk)
    assert lines(draft)[1:3] == ["1.1 Papers go.", "1.2 Minutes follow."]

    undo(draft, cast.clerk, even_others=True)
    assert state(draft) == before


def test_a_change_is_undone_once(cast, draft):
    move(draft, cast.clerk, "Papers go out early.", Way.DOWN)
    sequence = undoable(draft, cast.clerk).sequence
    undo(draft, cast.clerk)

    with pytest.raises(DomainError, match="undone already"):
        editing.undo_change(draft, actor=cast.clerk, sequence=sequence)


KINDS = st.sampled_from(Kind)
NUMBERS = st.integers(0, 999)
STEPS = st.one_of(
    st.tuples(st.just("move"), NUMBERS, st.sampled_from(Way)),
    st.tuples(st.just("add"), NUMBERS, KINDS),
    st.tuples(st.just("remove"), NUMBERS, st.none()),
    st.tuples(st.just("kind"), NUMBERS, KINDS),
    st.tuples(st.just("words"), NUMBERS, st.text(min_size=1, max_size=9)),
    st.tuples(st.just("place"), NUMBERS, NUMBERS),
    st.tuples(st.just("title"), NUMBERS, st.text(min_size=1, max_size=9)),
)


def take(version, actor, step):  # noqa: PLR0911 - one return for each kind of step
    what, number, detail = step
    if what == "title":
        return editing.set_title(version, actor=actor, title=detail)
    rows = list(version.clauses.values_list("lineage", "edits"))
    if not rows or what == "add":
        after = rows[number % len(rows)][0] if rows else None
        kind = detail if isinstance(detail, Kind) else Kind.CLAUSE
        return editing.add_clause(version, actor=actor, after=after, kind=kind)
    row, edits = rows[number % len(rows)]
    about = {"actor": actor, "lineage": row}
    if what == "move":
        return editing.move_clause(version, way=detail, **about)
    if what == "remove":
        return editing.remove_clause(version, **about)
    if what == "kind":
        return editing.change_kind(version, kind=detail, **about)
    if what == "place":
        return editing.place_clause(version, after=rows[detail % len(rows)][0], **about)
    return editing.reword_clause(version, text=detail, edits_seen=edits, **about)


@given(steps=st.lists(STEPS, min_size=1, max_size=14))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_done_undo_brings_the_text_back_exactly(cast, draft, steps):
    states = []
    for step in steps:
        before = state(draft)
        try:
            take(draft, cast.clerk, step)
        except DomainError:
            assert state(draft) == before
            continue
        if draft.changes.count() > len(states):
            states.append(before)
        positions = list(draft.clauses.values_list("position", flat=True))
        assert positions == list(range(len(positions)))

    while states:
        undo(draft, cast.clerk)
        assert state(draft) == states.pop()
    assert not draft.changes.exists()


# ---- what it costs


@pytest.mark.parametrize("rows", [5, 300])
def test_saving_a_clause_takes_at_most_eight_queries(
    cast, rows, django_assert_max_num_queries
):
    text = a_text(*[f"Words of clause {n}." for n in range(rows)])
    draft = a_draft(cast, text)
    clause = named(draft, "Words of clause 3.")

    # Two more begin and end the transaction's savepoint.
    with django_assert_max_num_queries(8 + 2):
        editing.reword_clause(
            draft,
            actor=cast.clerk,
            lineage=clause.lineage,
            text="Other words.",
            edits_seen=0,
        )
    with django_assert_max_num_queries(9 + 2):
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
