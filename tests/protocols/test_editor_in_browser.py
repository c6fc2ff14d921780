"""The editor in a real browser: by mouse, by keyboard, narrow, and without a script."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from protocols.document import Concerned, Office, Recipient, Route, Stage, StageKind
from protocols.models import Clause, ProtocolVersion
from protocols.services import editing
from protocols.services.texts import document_of
from tests.browser import assert_nothing_sticks_out, axe
from tests.protocols.cast import a_council, a_draft, a_text, tabled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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
    """1 Expectations · 1.1 to 1.3 · 1.4 Councillors can expect: · (a)."""
    text = a_text("Papers go out early.", "Minutes follow.", "Calls are returned.")
    return a_draft(cast, replace(text, concern_routes=(TO_ITS_SUBJECT,)))


@pytest.fixture
def open_editor(make_page, live_server, cast, draft):
    """Open the editor as somebody, in a browser of their own."""

    def open_(name="clerk", *size, **options):
        page = make_page(*size, **options)
        client = Client()
        client.force_login(cast.user(name))
        cookie = settings.SESSION_COOKIE_NAME
        value = client.cookies[cookie].value
        page.context.add_cookies(
            [{"name": cookie, "value": value, "url": live_server.url}]
        )
        page.goto(reverse("draft_edit", args=[cast.council.slug, draft.pk]))
        return page

    return open_


def row(page, words):
    return page.locator(".editor-row", has_text=words)


def choose(page, words, what):
    menu = row(page, words).locator("details")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    menu.get_by_role("button", name=what).click()


def edit(page, words):
    row(page, words).get_by_role("link", name="Edit").click()
    expect(page.locator("#edit-text")).to_be_visible()


def lines(draft):
    version = ProtocolVersion.objects.get(pk=draft.pk)
    return [f"{r.label or ''} {r.text}".strip() for r in document_of(version).rows]


def says(page, words):
    expect(page.locator("#editor-saved")).to_contain_text(words)


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_a_clerk_without_a_script_can_do_everything(open_editor, draft):
    page = open_editor(js=False)

    edit(page, "Papers go out early.")
    page.locator("#edit-text").fill("Papers go out a week before.")
    page.get_by_label("Who may expect this").select_option("Councillors")
    page.get_by_label("From whom").select_option("Town Clerk")
    page.get_by_role("button", name="Save and close").click()
    expect(page.locator(".notice--success")).to_contain_text("Saved clause 1.1.")
    choose(page, "Papers go out", "Move down")
    expect(page.locator(".notice--success")).to_contain_text(
        "Moved clause 1.1 down. It is now clause 1.2."
    )
    choose(page, "Papers go out", "Move down")
    choose(page, "Calls are returned.", "Move in a level")
    choose(page, "Minutes follow.", "Add a clause below")
    page.locator("#edit-text").fill("Visitors are met.")
    page.get_by_role("button", name="Save and close").click()
    choose(page, "Councillors can expect:", "Remove, with 1 below it")
    page.get_by_role("button", name="Undo Remove").click()
    page.get_by_label("Or else it goes to").select_option("The Mayor")
    page.get_by_role("button", name="Add an alternate").click()

    assert lines(draft) == [
        "1 Expectations",
        "1.1 Minutes follow.",
        "(a) Calls are returned.",
        "1.2 Visitors are met.",
        "1.3 Papers go out a week before.",
        "1.4 Councillors can expect:",
        "(a) answers within a week",
    ]
    assert page.locator("text=Must be put right").count() == 0
    assert Clause.objects.get(text__startswith="Papers").holder == "councillors"


def test_move_down_can_be_pressed_again_and_again(open_editor, draft):
    page = open_editor()
    choose(page, "Papers go out early.", "Move down")
    says(page, "Moved clause 1.1 down. It is now clause 1.2.")

    button = focused(page)
    page.keyboard.press("Enter")
    says(page, "Moved clause 1.2 down. It is now clause 1.3.")

    assert button.startswith("down-")
    assert focused(page) == button
    assert page.locator(f"#{button}").is_visible()
    assert lines(draft)[3] == "1.3 Papers go out early."


def test_the_keyboard_alone_moves_a_row_and_stays_with_it(open_editor, draft):
    page = open_editor()
    link = row(page, "Papers go out early.").get_by_role("link")
    while focused(page) != link.get_attribute("id"):
        page.keyboard.press("Tab")

    for key, said in [
        ("ArrowDown", "Moved clause 1.1 down. It is now clause 1.2."),
        ("ArrowRight", "Moved clause 1.2 in a level. It is now entry 1.1(a)."),
        ("ArrowLeft", "Moved entry 1.1(a) out a level. It is now clause 1.2."),
        ("ArrowUp", "Moved clause 1.2 up. It is now clause 1.1."),
    ]:
        page.keyboard.press(f"Alt+{key}")
        says(page, said)
        assert focused(page) == link.get_attribute("id")

    page.keyboard.press("Enter")
    expect(page.locator("#edit-text")).to_be_focused()
    page.keyboard.type(" By post.")
    says(page, "Saved at")
    page.keyboard.press("Tab")
    while focused(page) != "edit-save":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    says(page, "Nothing has changed.")
    assert focused(page) == link.get_attribute("id")
    assert lines(draft)[1] == "1.1 Papers go out early. By post."


def test_words_are_saved_while_they_are_typed(open_editor, draft):
    page = open_editor()
    edit(page, "Minutes follow.")

    page.locator("#edit-text").press_sequentially(
        " They name who was there, and what was resolved.", delay=60
    )
    says(page, "Saved at")
    expect(page.get_by_role("button", name="Undo Reword clause 1.2")).to_be_visible()
    page.wait_for_timeout(1000)

    assert lines(draft)[2].endswith("and what was resolved.")
    assert page.locator(".conflict").count() == 0
    page.reload()
    expect(row(page, "what was resolved.")).to_be_visible()


def test_words_typed_just_before_another_step_are_not_lost(open_editor, draft):
    page = open_editor()
    edit(page, "Minutes follow.")

    page.locator("#edit-text").press_sequentially(" Soon.")
    choose(page, "Papers go out early.", "Move down")

    says(page, "Moved clause 1.1 down.")
    expect(page.locator("#edit-text")).to_have_value("Minutes follow. Soon.")
    assert lines(draft)[1:3] == [
        "1.1 Minutes follow. Soon.",
        "1.2 Papers go out early.",
    ]


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mine."), ("theirs", "Theirs.")])
def test_two_people_at_one_clause_choose_what_to_keep(open_editor, draft, choice, kept):
    page, other = open_editor(), open_editor("deputy")
    edit(page, "Minutes follow.")
    edit(other, "Minutes follow.")
    other.locator("#edit-text").fill("Theirs.")
    says(other, "Saved at")

    page.locator("#edit-text").fill("Mine.")
    panel = page.locator(".conflict")
    expect(panel).to_contain_text("Somebody changed clause 1.2 while you were writing.")

    expect(panel).to_contain_text("Theirs.")
    expect(page.locator("#edit-text")).to_have_value("Mine.")
    axe(page)
    page.locator("#edit-form").get_by_text(f"Keep {choice}").click()
    expect(page.locator("#edit-form")).to_have_count(0)
    expect(row(page, kept)).to_be_visible()
    assert lines(draft)[2] == f"1.2 {kept}"
    assert all("409" in problem for problem in page.problems)
    page.problems.clear()


def test_two_people_without_a_script_meet_the_same_panel(open_editor, draft):
    page, other = open_editor(js=False), open_editor("deputy", js=False)
    edit(page, "Minutes follow.")
    edit(other, "Minutes follow.")
    other.locator("#edit-text").fill("Theirs.")
    other.get_by_role("button", name="Save and close").click()

    page.locator("#edit-text").fill("Mine.")
    page.get_by_role("button", name="Save and close").click()

    expect(page.locator(".conflict blockquote")).to_have_text("Theirs.")
    page.get_by_role("button", name="Keep mine").click()
    assert lines(draft)[2] == "1.2 Mine."
    page.problems.clear()


def test_words_for_a_text_tabled_meanwhile_can_still_be_copied(
    open_editor, cast, draft
):
    page = open_editor()
    edit(page, "Minutes follow.")
    draft.refresh_from_db()
    editing.set_routes(
        draft, actor=cast.deputy, routes=(), routes_seen=editing.routes_digest(draft)
    )
    tabled(cast, ProtocolVersion.objects.get(pk=draft.pk))

    page.locator("#edit-text").fill("Minutes follow in a week.")

    expect(page.get_by_text("it cannot be changed here")).to_be_visible()
    expect(page.get_by_label("What you typed, to copy")).to_have_value(
        "Minutes follow in a week."
    )
    page.problems.clear()


def test_a_row_can_be_dragged(open_editor, draft):
    page = open_editor()
    one = row(page, "Papers go out early.")
    one.hover()

    one.locator(".editor-row__grip").drag_to(
        row(page, "Calls are returned."), target_position={"x": 60, "y": 30}
    )

    says(page, "Moved clause 1.1 to another place.")
    assert "1.1 Minutes follow." in lines(draft)
    expect(page.locator(".editor-row").nth(1)).to_contain_text("Minutes follow.")


def test_an_answer_that_fails_leaves_the_editor_as_it_is(open_editor, draft):
    page = open_editor()
    page.route("**/edit/step/", lambda route: route.fulfill(status=500, body="Oh."))

    choose(page, "Papers go out early.", "Move down")

    expect(page.locator("#portal-says")).to_contain_text("That did not work.")
    expect(row(page, "Papers go out early.")).to_be_visible()
    page.problems.clear()


def test_title_and_numbers_are_set_in_the_panel_beside(open_editor, draft):
    page = open_editor()

    page.locator("#title-summary").click()
    page.get_by_label("Title", exact=True).fill("A better title")
    page.get_by_role("button", name="Save the title").click()
    says(page, "Saved the title.")
    page.locator("#numbering-summary").click()
    page.get_by_label("Clauses", exact=True).select_option("No number")
    page.get_by_role("button", name="Number it so").click()
    says(page, "Numbered the text anew.")

    assert lines(draft)[1] == "Papers go out early."
    draft.refresh_from_db()
    assert draft.title == "A better title"


@pytest.mark.parametrize("size", [(1280, 900), (390, 844), (320, 256)])
def test_the_editor_fits_and_can_be_read_by_everybody(open_editor, size):
    page = open_editor("clerk", *size)

    axe(page)
    assert_nothing_sticks_out(page)
    row(page, "answers within a week").locator("summary").click()
    axe(page)
    assert_nothing_sticks_out(page)
    page.keyboard.press("Escape")
    edit(page, "answers within a week")
    for summary in page.locator(".side-more > summary").all():
        summary.click()
    axe(page)
    assert_nothing_sticks_out(page)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("place", [0, 1])
def test_the_pages_beside_the_editor_fit_too(open_editor, cast, draft, width, place):
    page = open_editor("clerk", width)
    for name, more in (("route_change", [place]), ("draft_preview", [])):
        page.goto(reverse(name, args=[cast.council.slug, draft.pk, *more]))
        axe(page)
        assert_nothing_sticks_out(page)
        assert re.search(r"Larkmere", page.title())
