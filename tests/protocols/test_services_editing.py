import pytest
from django.core.exceptions import PermissionDenied

from councils.kernel.refusals import DomainError
from councils.models import AuditEvent
from protocols.models import Clause, DraftChange
from protocols.services import editing
from protocols.services.editing import (
    ClauseChanged,
    ClauseGone,
    Way,
)
from tests.protocols.cast import a_council, a_draft, a_text, adopted, tabled
from tests.protocols.drafts import lines, move, named, reword, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def draft(cast):
    """1 Expectations · 1.1 · 1.2 · 1.3 Councillors can expect: · (a)."""
    return a_draft(cast, a_text("Papers go out early.", "Minutes follow in a week."))


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
