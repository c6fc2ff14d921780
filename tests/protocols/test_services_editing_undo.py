from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councils.kernel.refusals import DomainError
from protocols.document import (
    Kind,
)
from protocols.services import editing
from protocols.services.editing import (
    OthersChanged,
    Way,
    undoable,
)
from tests.protocols.cast import a_council, a_draft, a_text
from tests.protocols.drafts import lines, move, reword, state, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def draft(cast):
    """1 Expectations · 1.1 · 1.2 · 1.3 Councillors can expect: · (a)."""
    return a_draft(cast, a_text("Papers go out early.", "Minutes follow in a week."))


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
