"""A real browser for the tests, and the questions that are asked of every page."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# The live server and Playwright's loop share a thread; Django would refuse its queries.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MakePage = Callable[..., Page]


class WatchedPage:
    """A page's name for what went wrong on it: console errors and failed answers."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("response", self._answered)

    def _hear(self, message: Any) -> None:
        # The browser reports a breach of the content security policy here too.
        if message.type == "error":
            self.problems.append(message.text)

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.status} {response.url}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run, with a fresh profile."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("There is no Chromium, and this run may not leave it out.")
        pytest.skip("There is no Chromium on this machine.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def make_page(chromium: Browser, live_server: Any) -> Iterator[MakePage]:
    """Open pages of the running portal; fail if anything went wrong on one of them.

    A page that expects a refusal clears ``page.problems`` afterwards.
    """
    made: list[tuple[BrowserContext, WatchedPage]] = []

    def make(
        width: int = 1280, height: int = 900, *, js: bool = True, **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=js,
            locale="en-GB",
            **{"reduced_motion": "reduce", **options},
        )
        page = context.new_page()
        watched = WatchedPage(page)
        page.problems = watched.problems  # type: ignore[attr-defined]
        made.append((context, watched))
        return page

    yield make
    for context, _ in made:
        context.close()
    for _, watched in made:
        assert not watched.problems, watched.problems


def axe(page: Page) -> None:
    """Hold a page to the accessibility rules that a machine can check."""
    # evaluate() stands outside the content security policy; a script tag would not.
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    # What a page does right is long to tell, and nobody asks.
    breaches = page.evaluate(
        """async tags => (await axe.run({
            runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
        })).violations""",
        AXE_TAGS,
    )
    assert not breaches, "\n".join(
        f"{breach['id']}: {breach['help']}\n  "
        + "\n  ".join(
            f"{node['html'][:200]} — {node['failureSummary']}"
            for node in breach["nodes"]
        )
        for breach in breaches
    )


def assert_nothing_sticks_out(page: Page) -> None:
    """Hold a page to its width: no sideways scroll, nothing past the right edge."""
    width = page.viewport_size["width"]  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """width => [...document.querySelectorAll("main *, header *, footer *")]
            .filter(e => e.checkVisibility() && e.getClientRects().length
                && !e.closest(".govuk-visually-hidden")
                && e.getBoundingClientRect().right > width + 0.5)
            .map(e => e.outerHTML.slice(0, 120))""",
        width,
    )
    assert outside == []
