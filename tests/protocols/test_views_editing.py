from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from protocols.document import Concerned, Office, Recipient, Route, Stage, StageKind
from protocols.models import Clause
from protocols.services import editing
from protocols.services.editing import Way, undoable
from protocols.services.texts import document_of
from tests.protocols.cast import a_council, a_draft, a_text, tabled

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
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


def address(draft, name, *more):
    return reverse(name, args=[draft.council.slug, draft.pk, *more])


def row(draft, words):
    return Clause.objects.get(version=draft, text=words)


def words_in(response):
    return response.content.decode()


def lines(draft):
    return [f"{r.label or ''} {r.text}".strip() for r in document_of(draft).rows]


def step(client, draft, what, about="", **headers):
    do = f"{what} {about}".strip()
    return client.post(address(draft, "draft_step"), {"do": do}, headers=headers)


def revise(client, draft, clause, headers=None, **changes):
    values = {"edits": clause.edits, "text": clause.text, "kind": clause.kind}
    url = address(draft, "clause_revise", clause.lineage)
    return client.post(url, values | changes, headers=headers or {})


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


def test_undo_names_its_change_and_takes_it_back(clerk, draft):
    before = lines(draft)
    step(clerk, draft, "down", row(draft, "Papers go out early.").lineage)
    page = words_in(clerk.get(address(draft, "draft_edit")))
    change = draft.changes.get()

    answer = clerk.post(
        address(draft, "draft_undo"), {"sequence": change.sequence}, follow=True
    )

    assert "Move clause 1.1 down</span></button>" in page
    assert "Undid “Move clause 1.1 down”." in words_in(answer)
    assert lines(draft) == before


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_undo_asks_again_where_somebody_elses_change_would_go(
    cast, clerk, draft, headers
):
    before = lines(draft)
    papers = row(draft, "Papers go out early.").lineage
    step(clerk, draft, "down", papers)
    editing.move_clause(draft, actor=cast.deputy, lineage=papers, way=Way.DOWN)
    sequence = draft.changes.last().sequence
    url = address(draft, "draft_undo")

    asked = clerk.post(url, {"sequence": sequence}, headers=headers, follow=True)

    assert "a change that Deputy made" in words_in(asked)
    assert "Undo all of it" in words_in(asked)
    assert lines(draft) != before
    clerk.post(url, {"sequence": sequence, "even_others": "yes"}, headers=headers)
    assert lines(draft) == before


@pytest.mark.parametrize("sequence", ["", "x", "999", "-1", "٣", "9" * 5000])
def test_undoing_what_is_not_there_changes_nothing(clerk, draft, sequence):
    before = lines(draft)

    answer = clerk.post(
        address(draft, "draft_undo"), {"sequence": sequence}, follow=True
    )

    assert answer.status_code == 200
    assert lines(draft) == before


def test_title_numbering_and_review_are_set_beside_the_rows(clerk, draft):
    clerk.post(address(draft, "draft_title"), {"title": "Better title"})
    clerk.post(
        address(draft, "draft_numbering"),
        {
            "sections": "none",
            "subheadings": "none",
            "clauses": "1",
            "items": "•",
            "inner_items": "•",
            "unnumbered_opening": "",
        },
    )
    clerk.post(
        address(draft, "draft_review"),
        {
            "words": "Every second May.",
            "months": "24",
            "next_on_day": "31",
            "next_on_month": "May",
            "next_on_year": "2028",
        },
    )

    draft.refresh_from_db()
    document = document_of(draft)
    assert document.title == "Better title"
    assert lines(draft)[1] == "1 Papers go out early."
    assert document.facts.review_words == "Every second May."
    assert document.facts.review_cycle_months == 24
    assert document.facts.next_review_on.isoformat() == "2028-05-31"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_small_form_in_error_is_shown_again_open(clerk, draft, headers):
    url = address(draft, "draft_review")

    answer = clerk.post(url, {"words": "Kept words", "months": "999"}, headers=headers)

    page = words_in(answer)
    assert "A review comes every 1 to 120 months." in page
    assert "Kept words</textarea>" in page
    assert 'id="review-details" open>' in page


def test_a_route_to_its_own_subject_is_mended_where_it_is_found(clerk, draft):
    page = words_in(clerk.get(address(draft, "draft_edit")))
    seen = editing.routes_digest(draft)

    clerk.post(
        address(draft, "route_alternate", 0), {"seen": seen, "alternate": "chair"}
    )

    draft.refresh_from_db()
    (stage,) = document_of(draft).concern_routes[0].stages
    assert "Must be put right:" in page
    assert "Add an alternate" in page
    assert (stage.alternate.role, stage.alternate.printed) == (
        Recipient.CHAIR,
        "the Mayor",
    )
    after = words_in(clerk.get(address(draft, "draft_edit")))
    assert "Must be put right:" not in after
    assert "The Town Clerk, or else the Mayor – informally" in after


def stages(*filled):
    """Give what the formset of the stages posts, with the empty one at the end."""
    posted = {"stage-TOTAL_FORMS": len(filled) + 1, "stage-INITIAL_FORMS": 0}
    for place, values in enumerate((*filled, {})):
        blank = {
            "recipient": "",
            "printed": "",
            "alternate": "",
            "alternate_printed": "",
            "kind": "informal",
            "target_days": "",
        }
        for name, value in (blank | values).items():
            posted[f"stage-{place}-{name}"] = value
    return posted


def test_a_route_is_added_changed_and_removed(clerk, draft):
    seen = editing.routes_digest(draft)
    who = {"seen": seen, "raised_by": "officers", "about": "councillors"}
    answer = clerk.post(
        address(draft, "route_change", 1),
        who
        | stages(
            {"recipient": "clerk", "target_days": "5"},
            {"recipient": "other", "printed": "An elder", "kind": "conciliation"},
        ),
    )
    draft.refresh_from_db()
    added = document_of(draft).concern_routes

    assert answer.url.endswith("#routes")
    assert [
        (s.recipient.printed, s.kind.value, s.target_days) for s in added[1].stages
    ] == [("the Town Clerk", "informal", 5), ("An elder", "conciliation", None)]

    seen = editing.routes_digest(draft)
    clerk.post(address(draft, "route_remove", 0), {"seen": seen})
    draft.refresh_from_db()
    assert document_of(draft).concern_routes == added[1:]


def test_a_route_changed_by_somebody_else_meanwhile_is_not_overwritten(clerk, draft):
    who = {"seen": "0" * 64, "raised_by": "officers", "about": "councillors"}

    answer = clerk.post(
        address(draft, "route_change", 0),
        who | stages({"recipient": "chair", "printed": "Our own chair"}),
    )
    removal = clerk.post(
        address(draft, "route_remove", 0), {"seen": "0" * 64}, follow=True
    )

    assert "Somebody changed where concerns go" in words_in(answer)
    assert "Our own chair" in words_in(answer)
    assert "Somebody changed where concerns go" in words_in(removal)
    draft.refresh_from_db()
    assert document_of(draft).concern_routes == (TO_ITS_SUBJECT,)


def test_there_is_no_route_far_beyond_the_last(clerk, draft):
    assert clerk.get(address(draft, "route_change", 1)).status_code == 200
    assert clerk.get(address(draft, "route_change", 2)).status_code == 404


def test_the_preview_says_that_it_is_one_and_all_the_council_may_read_it(cast, draft):
    client = Client()
    client.force_login(cast.councillor)

    page = words_in(client.get(address(draft, "draft_preview")))
    refused = client.get(address(draft, "draft_edit"))

    assert "This is a preview." in page
    assert "Papers go out early." in page
    assert "Back to editing" not in page
    assert refused.status_code == 403
    assert "Only the clerk or the deputy clerk can edit a draft." in words_in(refused)


def test_nobody_reaches_a_draft_through_another_council(cast, clerk, draft):
    elsewhere = a_council("Elsewhere Parish Council", "elsewhere")
    client = Client()
    client.force_login(elsewhere.clerk)

    assert client.get(address(draft, "draft_edit")).status_code == 404
    others = reverse("draft_edit", args=["elsewhere", draft.pk])
    assert client.get(others).status_code == 404
    assert clerk.get(others).status_code == 404
    missing = reverse("draft_edit", args=[cast.council.slug, uuid4()])
    assert clerk.get(missing).status_code == 404


@pytest.mark.parametrize("rows", [3, 300])
def test_opening_a_draft_takes_at_most_eight_queries(
    cast, clerk, rows, django_assert_max_num_queries
):
    text = a_text(*[f"Words of clause {n}." for n in range(rows)])
    draft = a_draft(cast, replace(text, title="Long protocol"))

    with django_assert_max_num_queries(8):
        clerk.get(address(draft, "draft_edit"))
