from dataclasses import replace

import pytest
from django.test import Client

from protocols.document import Concerned, Office, Recipient, Route, Stage, StageKind
from protocols.services import editing
from protocols.services.editing import undoable
from tests.protocols.cast import a_council, a_draft, a_text, tabled
from tests.protocols.editor import HTMX, address, lines, revise, row, step, words_in

pytestmark = pytest.mark.django_db

TO_ITS_SUBJECT = Route(
    raised_by=Concerned.COUNCILLORS,
    about=Concerned.CLERK,
    stages=(
        Stage(
            kind=StageKind.INFORMAL,
            recipient=Office(role=Recipient.CLERK, printed="the Town Clerk"),
        ),
    ),
)


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def draft(cast):
    """1 Expectations · 1.1 · 1.2 · 1.3 Councillors can expect: · (a)."""
    text = a_text("Papers go out early.", "Minutes follow in a week.")
    return a_draft(cast, replace(text, concern_routes=(TO_ITS_SUBJECT,)))


@pytest.fixture
def clerk(cast):
    client = Client()
    client.force_login(cast.clerk)
    return client


def test_the_page_shows_numbers_words_and_who_expects_what(clerk, draft):
    page = words_in(clerk.get(address(draft, "draft_edit")))

    assert '<span class="editor-row__label">1.2</span>' in page
    assert "Minutes follow in a week." in page
    assert "Councillors may expect this of Officers" in page
    assert "Everything is saved." in page


def test_words_that_look_like_code_are_words(clerk, draft, cast):
    clause = row(draft, "Papers go out early.")
    hostile = "<script>alert(1)</script> {{ x }} {% y %} \"'"
    revise(clerk, draft, clause, text=hostile)

    for query in ("", f"?open={clause.lineage}"):
        page = words_in(clerk.get(address(draft, "draft_edit") + query))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("what", ["up", "in", "remove", "add-clause", "add-section"])
def test_a_step_goes_back_to_the_row_and_says_what_was_done(clerk, draft, what):
    clause = row(draft, "Minutes follow in a week.")
    before = lines(draft)

    answer = step(clerk, draft, what, clause.lineage)

    assert answer.status_code == 302
    assert "#c-" in answer.url
    assert lines(draft) != before
    page = words_in(clerk.get(answer.url.partition("#")[0]))
    assert undoable(draft, draft.made_by.user).label in page
    assert "notice--success" in page


def test_the_menu_of_the_moved_row_stays_open(clerk, draft):
    clause = row(draft, "Minutes follow in a week.")

    for answer in (
        clerk.get(step(clerk, draft, "up", clause.lineage).url.partition("#")[0]),
        step(clerk, draft, "down", clause.lineage, **HTMX),
    ):
        assert f'id="menu-{clause.lineage}" open>' in words_in(answer)


def test_a_script_gets_the_editor_and_not_the_page(clerk, draft):
    clause = row(draft, "Papers go out early.")

    answer = step(clerk, draft, "down", clause.lineage, **HTMX)

    page = words_in(answer)
    assert answer.status_code == 200
    assert page.lstrip().startswith('<div class="editor" id="editor"')
    assert "<html" not in page
    assert "Moved clause 1.1 down. It is now clause 1.2." in page


def test_a_new_row_is_open_to_be_written(clerk, draft):
    clause = row(draft, "Papers go out early.")

    answer = step(clerk, draft, "add-clause", clause.lineage)

    page = words_in(clerk.get(answer.url.partition("#")[0]))
    assert "Words of clause 1.2" in page
    assert lines(draft)[2] == "1.2"


@pytest.mark.parametrize(
    "do", ["", "up", "up nonsense", "sideways {row}", "add-chapter {row}", "remove"]
)
def test_a_step_that_nobody_offers_is_refused(clerk, draft, do):
    before = lines(draft)
    do = do.format(row=row(draft, "Papers go out early.").lineage)

    answer = clerk.post(address(draft, "draft_step"), {"do": do}, follow=True)

    assert "That was not understood." in words_in(answer)
    assert lines(draft) == before


def test_what_can_go_no_further_is_said_and_nothing_moves(clerk, draft):
    clause = row(draft, "Papers go out early.")

    for headers in ({}, HTMX):
        url, do = address(draft, "draft_step"), f"up {clause.lineage}"
        answer = clerk.post(url, {"do": do}, headers=headers, follow=True)
        assert "It is the first here" in words_in(answer)
    assert not draft.changes.exists()


def test_words_kind_and_sides_are_saved_together(clerk, draft):
    clause = row(draft, "Papers go out early.")

    answer = revise(
        clerk,
        draft,
        clause,
        text="Papers a week before",
        holder="councillors",
        owed_by="clerk",
    )

    assert answer.url.endswith(f"#c-{clause.lineage}")
    clause.refresh_from_db()
    assert (clause.text, clause.holder, clause.owed_by) == (
        "Papers a week before",
        "councillors",
        "clerk",
    )


def test_half_an_expectation_is_shown_again_with_what_was_typed(clerk, draft):
    clause = row(draft, "Papers go out early.")

    page = words_in(revise(clerk, draft, clause, text="My words.", holder="officers"))

    assert "Say from whom they may expect it" in page
    assert "My words.</textarea>" in page
    assert not draft.changes.exists()


def test_autosave_says_when_and_counts(clerk, draft):
    clause = row(draft, "Papers go out early.")
    url = address(draft, "clause_autosave", clause.lineage)

    answer = clerk.post(url, {"text": "Papers go", "edits": 0}, headers=HTMX)

    page = words_in(answer)
    assert "Saved at " in page
    assert 'name="edits" value="1" id="edit-edits" hx-swap-oob' in page
    assert "Undo" in page
    assert "<html" not in page
    assert lines(draft)[1] == "1.1 Papers go"


def test_autosave_of_nothing_keeps_the_words_there_were(clerk, draft):
    url = address(draft, "clause_autosave", row(draft, "Papers go out early.").lineage)

    page = words_in(clerk.post(url, {"text": " ", "edits": 0}, headers=HTMX))

    assert "Not saved." in page
    assert lines(draft)[1] == "1.1 Papers go out early."


@pytest.mark.parametrize("name", ["clause_autosave", "clause_revise"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_conflict_shows_both_wordings(cast, clerk, draft, name, headers):
    clause = row(draft, "Papers go out early.")
    editing.reword_clause(
        draft,
        actor=cast.deputy,
        lineage=clause.lineage,
        text="Theirs.",
        edits_seen=0,
    )

    answer = clerk.post(
        address(draft, name, clause.lineage),
        {"text": "Mine.", "edits": 0, "kind": "clause"},
        headers=headers,
    )

    page = words_in(answer)
    assert answer.status_code == 409
    assert "Somebody changed clause 1.1 while you were writing." in page
    assert "<blockquote>Theirs.</blockquote>" in page
    assert "Mine.</textarea>" in page
    assert 'name="edits" value="1"' in page
    assert "Keep mine" in page
    assert "Keep theirs" in page
    assert lines(draft)[1] == "1.1 Theirs."


def test_keeping_mine_after_a_conflict_saves_it(cast, clerk, draft):
    clause = row(draft, "Papers go out early.")
    editing.reword_clause(
        draft, actor=cast.deputy, lineage=clause.lineage, text="Theirs.", edits_seen=0
    )

    revise(clerk, draft, clause, text="Mine.", edits=1)

    assert lines(draft)[1] == "1.1 Mine."


@pytest.mark.parametrize("name", ["clause_autosave", "clause_revise"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_words_for_a_row_that_is_gone_are_there_to_copy(
    cast, clerk, draft, name, headers
):
    clause = row(draft, "Papers go out early.")
    editing.remove_clause(draft, actor=cast.deputy, lineage=clause.lineage)

    answer = clerk.post(
        address(draft, name, clause.lineage),
        {"text": "Typed for nothing.", "edits": 0, "kind": "clause"},
        headers=headers,
    )

    page = words_in(answer)
    assert answer.status_code == 409
    assert "Somebody removed this row while you were at it." in page
    assert "Typed for nothing.</textarea>" in page


@pytest.mark.parametrize("name", ["clause_autosave", "clause_revise"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_words_for_a_text_that_was_tabled_are_there_to_copy(
    cast, clerk, draft, name, headers
):
    clause = row(draft, "Papers go out early.")
    draft.particulars["concern_routes"] = []
    draft.save()
    tabled(cast, draft)

    answer = clerk.post(
        address(draft, name, clause.lineage),
        {"text": "Typed for nothing.", "edits": 0, "kind": "clause"},
        headers=headers,
    )

    page = words_in(answer)
    assert answer.status_code == 409
    assert "This text is in review, so it cannot be changed here." in page
    assert "Typed for nothing.</textarea>" in page
    assert clerk.get(address(draft, "draft_edit")).status_code == 409
