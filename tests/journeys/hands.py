"""How a person uses a page: with a pointer, or with nothing but a keyboard."""

from playwright.sync_api import Locator, Page

from tests.browser import assert_nothing_sticks_out, axe

MOST_STEPS = 150
# How many stops of the tab key lie before something, as far as a script can tell.
STOPS_BEFORE = """target => {
    const stops = [...document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex]"
    )].filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility()
        && (e.type !== "radio" || e.checked || e === target));
    return stops.indexOf(target) - stops.indexOf(document.activeElement) - 1;
}"""


class Hands:
    """A person with a pointer, who finds things by the words that name them."""

    def __init__(self, page: Page, *, js: bool = True) -> None:
        self.page, self.js = page, js
        page.set_default_timeout(10_000)

    def open(self, address: str) -> None:
        """Go to an address."""
        self.page.goto(address)
        self.look()

    def look(self) -> None:
        """Hold the page to what every page must be."""
        if self.js:  # The rules are checked by a script.
            axe(self.page)
        assert_nothing_sticks_out(self.page)

    def follow(self, name: str) -> None:
        """Follow a link to another page; some look like buttons."""
        link = self.page.get_by_role("link", name=name, exact=True)
        button = self.page.get_by_role("button", name=name, exact=True)
        self._go_on(link.or_(button).first)

    def press(self, name: str) -> None:
        """Press a button that sends a form."""
        self._go_on(self.page.get_by_role("button", name=name, exact=True).first)

    def write(self, label: str, words: str) -> None:
        """Write into a box."""
        box = self.page.get_by_label(label, exact=True).first
        self.reach(box)
        box.fill(words)

    def tick(self, label: str) -> None:
        """Tick a box."""
        self.page.get_by_label(label, exact=True).check()

    def choose(self, label: str, words: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label, exact=True).select_option(label=words)

    def reach(self, what: Locator) -> None:
        """Come to something on the page."""
        what.scroll_into_view_if_needed()

    def activate(self, what: Locator) -> None:
        """Press or follow something."""
        what.click()

    def _go_on(self, what: Locator) -> None:
        self.reach(what)
        with self.page.expect_navigation():
            self.activate(what)
        self.look()


class Keyboard(Hands):
    """A person who has no pointer: everything is reached by the tab key."""

    def reach(self, what: Locator) -> None:
        # Step by step, but looking only near the end, where it has to be.
        for _ in range(what.evaluate(STOPS_BEFORE) - 1):
            self.page.keyboard.press("Tab")
        for _ in range(MOST_STEPS):
            if what.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        message = f"The tab key never reaches {what}."
        raise AssertionError(message)

    def activate(self, what: Locator) -> None:
        self.page.keyboard.press("Enter")

    def write(self, label: str, words: str) -> None:
        self.reach(self.page.get_by_label(label, exact=True).first)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def tick(self, label: str) -> None:
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Space")

    def choose(self, label: str, words: str) -> None:
        box = self.page.get_by_label(label, exact=True)
        self.reach(box)
        # A list opens at what is typed, as long as it is typed in one go.
        self.page.keyboard.type(words)
        assert box.locator("option:checked").inner_text() == words
