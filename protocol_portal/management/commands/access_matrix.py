"""Prints who may open which address; fails where an address does not say."""

import sys
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table

from councils.kernel.commands import PlainCommand
from protocol_portal.access import VISITORS, Route, routes, undeclared


class Command(PlainCommand):
    """Print every address with whom it is open to; with --check, only what is wrong."""

    help = "Prints who may open which address; exit 1 where one does not say."
    example = "access_matrix --check"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="say only what is wrong"
        )
        parser.add_argument("--json", action="store_true", help="print it as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        listed = routes()
        wrong = undeclared(listed)
        if options["json"]:
            self.say_json([_as_json(route) for route in listed])
        elif not options["check"]:
            self.stdout.write(_table(listed))
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            sys.exit(1)


def _as_json(route: Route) -> dict[str, object]:
    return {
        "name": route.name,
        "address": f"/{route.address}",
        "opens": route.opens,
        "lets_in": [visitor for visitor in VISITORS if route.lets_in(visitor)],
    }


def _table(listed: list[Route]) -> str:
    table = Table(title="Who passes the gate", title_justify="left")
    table.add_column("Address", overflow="fold")
    for visitor in ("Open to", *VISITORS):
        table.add_column(visitor.replace("_", " "))
    for route in listed:
        marks = ("yes" if route.lets_in(visitor) else "–" for visitor in VISITORS)
        table.add_row(route.name, str(route.opens), *marks)
    with StringIO() as page:
        Console(file=page, width=200).print(table)
        return page.getvalue()
