"""Prints the figures that the portal is held to."""

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.db import connection
from rich.console import Console
from rich.table import Table

from councils.kernel.commands import PlainCommand, Refused
from protocol_portal.bench import elsewhere, reading, reminding, working
from protocol_portal.bench.figures import Figure
from protocols.services.demonstration import Stage, make_demonstration


class Command(PlainCommand):
    """Measure in a database of its own, made for this and thrown away after."""

    help = (
        "Prints the portal’s figures: queries, adoption, import, printing, reminders."
    )
    example = "bench"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print them as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.TRY_OUT:
            message = "Figures are taken in a try-out, never on a council’s server."
            raise Refused(message)
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            figures = _measured()
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
        if options["json"]:
            self.say_json([vars(figure) for figure in figures])
            return
        table = Table(title=connection.vendor)
        for heading in ("Figure", "Measured", "Target", ""):
            table.add_column(heading, overflow="fold")
        for figure in figures:
            verdict = {True: "met", False: "MISSED", None: ""}[figure.met]
            table.add_row(figure.what, figure.measured, figure.target, verdict)
        with StringIO() as page:
            Console(file=page, width=130).print(table)
            self.stdout.write(page.getvalue())


def _measured() -> list[Figure]:
    stage = Stage(make_demonstration())
    largest = stage.signed(
        stage.adopted(
            stage.tabled(stage.started("The largest text", working.largest_text())),
            days_ago=5,
        )
    )
    short = stage.signed(
        stage.adopted(
            stage.tabled(stage.started("A short text", working.short_text())),
            days_ago=5,
        )
    )
    return [
        *reading.figures(short, largest, stage.clerk),
        *working.lifecycle_figures(stage, largest),
        *working.import_figures(),
        *working.printing_figures(largest),
        *reminding.figures(),
        *elsewhere.figures(),
    ]
