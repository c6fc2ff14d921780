"""Every part of the house, in a real browser, in every guise a person may need."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_nothing_sticks_out, axe

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.look.urls"),
    pytest.mark.django_db(transaction=True),
]

PAGES = ["/specimens/", "/specimens/reading/", "/specimens/desk/"]
SIZES = [(1280, 900), (390, 844), (320, 256)]

# How everything looks while nothing has the focus, to be compared with later.
AT_REST = """() => {
  window.lookOf = e => JSON.stringify([
    getComputedStyle(e), getComputedStyle(e.nextElementSibling || e),
    getComputedStyle(e.nextElementSibling || e, "::before"),
  ].map(style => [style.boxShadow, style.backgroundColor, style.borderColor,
    // A transparent outline is there for forced colours only.
    style.outlineColor === "rgba(0, 0, 0, 0)" ? "" : style.outline]));
  window.atRest = new Map(
    [...document.querySelectorAll("*")].map(e => [e, window.lookOf(e)]));
}"""
# Gives what the keyboard stands on where a person could not see that it does.
UNSEEN_FOCUS = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;  // past the end, and round again
  const box = e.getBoundingClientRect(), over = document.elementFromPoint(
    box.left + box.width / 2, box.top + box.height / 2);
  const covered = over && !e.contains(over) && !over.contains(e)
    && ![...(e.labels || [])].some(label => label.contains(over));
  const same = window.lookOf(e) === window.atRest.get(e);
  return covered || same ? `${covered} ${same} ${e.outerHTML.slice(0, 150)}` : null;
}"""


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_and_keeps_to_its_width(make_page, address, size):
    page = make_page(*size)

    page.goto(address)

    axe(page)
    assert_nothing_sticks_out(page)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_works_without_scripts(make_page, address):
    page = make_page(js=False)

    page.goto(address)

    assert page.locator("h1").is_visible()
    assert page.locator("main").is_visible()


@pytest.mark.parametrize("address", PAGES)
def test_whoever_uses_the_keyboard_always_sees_where_they_are(make_page, address):
    page = make_page()
    page.goto(address)
    page.evaluate(AT_REST)
    unseen = []

    for _ in range(60):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(UNSEEN_FOCUS))

    assert list(filter(None, unseen)) == []


@pytest.mark.parametrize("colour", ["#767676", "#b3541e", "#c2185b", "#00008b"])
@pytest.mark.parametrize("address", PAGES)
def test_a_council_s_own_colour_leaves_every_word_readable(make_page, address, colour):
    page = make_page()
    page.goto(address)

    page.evaluate(
        """colour => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`:root { --council-colour: ${colour} }`);
            document.adoptedStyleSheets = [sheet];
        }""",
        colour,
    )

    axe(page)


def test_text_may_be_spaced_wider_without_loss(make_page):
    page = make_page(390, 844)
    page.goto("/specimens/reading/")

    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important;
                letter-spacing: .12em !important; word-spacing: .16em !important }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )

    assert_nothing_sticks_out(page)


def test_the_errors_of_a_form_lead_to_what_must_be_changed(make_page):
    page = make_page()
    page.goto("/specimens/")
    page.get_by_role("button", name="Record the resolution").click()
    page.locator(".govuk-error-summary").wait_for()

    targets = page.locator(".govuk-error-summary a").evaluate_all(
        "links => links.map(link => link.hash)"
    )
    landed = []
    for target in targets:
        page.locator(f".govuk-error-summary a[href='{target}']").click()
        landed.append(page.evaluate("'#' + document.activeElement.id"))

    assert page.title().startswith("Error: ")
    assert len(targets) > 5
    assert landed == targets
    axe(page)


def test_a_choice_asks_its_question_only_once_chosen(make_page):
    page = make_page(js=False)
    page.goto("/specimens/")
    question = page.get_by_label("Which committee?")

    before = question.is_visible()
    page.get_by_label("A committee").check()

    assert not before
    assert question.is_visible()


def test_a_menu_closes_by_escape_and_gives_the_focus_back(make_page):
    page = make_page()
    page.goto("/specimens/desk/")
    menu = page.locator("details.menu").nth(1)

    menu.locator("button").first.focus()
    page.keyboard.press("Escape")

    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_contents_mark_what_is_being_read(make_page):
    page = make_page()
    page.goto("/specimens/reading/")
    marked = page.locator(".contents a[aria-current]")

    before = marked.count()
    page.locator("h2.clause-heading").nth(0).evaluate("e => e.scrollIntoView()")

    assert before == 0
    expect(marked.first).to_contain_text("Why this paper exists")


def test_paper_shows_the_text_and_not_the_controls(make_page):
    page = make_page()
    page.goto("/specimens/reading/")

    page.emulate_media(media="print")

    assert page.locator("h1").is_visible()
    assert page.locator(".clause").first.is_visible()
    assert not page.locator(".masthead").is_visible()
    assert not page.locator(".sidebar").is_visible()


def test_the_welsh_letters_are_in_the_house_s_own_fonts(make_page):
    page = make_page()
    page.goto("/specimens/")

    loaded = page.evaluate(
        """async () => {
            const fonts = await Promise.all(["Source Sans 3", "Source Serif 4"].map(
                family => document.fonts.load(`600 20px "${family}"`, "ŵŷ")));
            return fonts.map(faces => faces.length);
        }"""
    )

    assert loaded == [1, 1]
