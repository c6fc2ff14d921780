"""Checks the tables of promises, and writes them into the README."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from councils.kernel.commands import PlainCommand, Refused
from protocol_portal.promises import readme
from protocol_portal.promises.checking import faults
from protocol_portal.promises.rows import read_rows


class Command(PlainCommand):
    """Hold what the README promises to the tests that show it."""

    help = "Checks that each promise has the tests it names, or writes the README."
    example = "promises --check"

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="say what is wrong")
        what.add_argument("--write", action="store_true", help="write the README")

    def handle(self, *_args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        rows = read_rows()
        if options["write"]:
            page = root / "README.md"
            page.write_text(readme.written(page.read_text("utf-8"), rows), "utf-8")
        if found := faults(rows, root=root):
            raise Refused("\n".join(found))
        self.stdout.write(
            f"{len(rows.promises)} promises and {len(rows.requirements)} requirements"
            " stand, each with what it names."
        )
