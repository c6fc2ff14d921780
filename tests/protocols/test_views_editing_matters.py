from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from protocols.document import Concerned, Office, Recipient, Route, Stage, StageKind
from protocols.services import editing
from protocols.services.editing import Way
from protocols.services.texts import document_of
from tests.protocols.cast import a_council, a_draft, a_text
from tests.protocols.editor import HTMX, address, lines, row, step, words_in

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
    cast, clerk, rows, at_most_queries
):
    text = a_text(*[f"Words of clause {n}." for n in range(rows)])
    draft = a_draft(cast, replace(text, title="Long protocol"))
    clerk.get("/")  # Notes that the session is in use.

    with at_most_queries(8):
        clerk.get(address(draft, "draft_edit"))
