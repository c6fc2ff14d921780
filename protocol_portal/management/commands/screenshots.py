"""Takes the pictures in the README anew, from the demonstration council."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import Page, ViewportSize, sync_playwright

from councils.kernel.commands import PlainCommand, Refused
from protocols.models import ProtocolVersion
from protocols.services.demonstration import PASSWORD, SLUG, make_demonstration
from protocols.services.printing import finish_printing

PICTURES = Path(settings.BASE_DIR) / "static" / "img" / "readme"
CHROMIUM = Path("/usr/bin/chromium")
DESK = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=390, height=844)
RELATIONS = f"/{SLUG}/protocol-on-councillor-and-officer-relations/"


class QuietHandler(WSGIRequestHandler):
    """Answers without a line for each request."""

    def log_message(self, *_args: Any) -> None:
        return


class Command(PlainCommand):
    """Take each picture of the README in a real browser."""

    help = "Takes the README’s pictures anew; needs Chromium and a try-out."
    example = "screenshots"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=PICTURES)

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.TRY_OUT or not CHROMIUM.exists():
            message = "This needs a try-out and Chromium."
            raise Refused(message)
        make_demonstration()
        finish_printing()
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        # Asked before the browser starts: beside its loop Django asks nothing.
        editor = _address_of_the_draft()
        with _serving() as address, _browser(address) as page:
            _take(page, folder, editor)
        self.stdout.write(f"The pictures are in {folder}.")


def _take(page: Page, folder: Path, editor: str) -> None:
    def take(name: str, path: str) -> None:
        page.goto(path)
        page.screenshot(path=folder / f"{name}.png", caret="initial")

    take("reading", RELATIONS)
    page.set_viewport_size(PHONE)
    take("reading-phone", RELATIONS)
    page.set_viewport_size(DESK)
    _sign_in(page, "clerk")
    take("desk", f"/{SLUG}/desk/")
    take("editor", editor)


def _address_of_the_draft() -> str:
    draft = ProtocolVersion.objects.get(
        council__slug=SLUG, status="draft", protocol__slug=RELATIONS.split("/")[2]
    )
    return f"/{SLUG}/desk/versions/{draft.pk}/edit/"


def _sign_in(page: Page, who: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", f"{who}@ashcombe.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")


@contextmanager
def _browser(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        context = browser.new_context(
            base_url=address, viewport=DESK, locale="en-GB", reduced_motion="reduce"
        )
        yield context.new_page()
        browser.close()


@contextmanager
def _serving() -> Iterator[str]:
    server = ThreadedWSGIServer(
        ("127.0.0.1", 0), QuietHandler, allow_reuse_address=True
    )
    server.set_app(WSGIHandler())
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
