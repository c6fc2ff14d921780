"""Makes the demonstration council, and says who may sign in to it."""

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from rich.console import Console
from rich.table import Table

from councils.kernel.commands import PlainCommand, Refused
from protocols.services.demonstration import CAST, PASSWORD, make_demonstration


class Command(PlainCommand):
    """Make the demonstration council where it is not there yet; print its sign-ins."""

    help = "Makes the demonstration council and prints a sign-in for each office."
    example = "demo --reset"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="empty the try-out and begin again"
        )
        parser.add_argument("--json", action="store_true", help="print them as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.TRY_OUT:
            message = "A council’s server keeps no demonstration; try it out elsewhere."
            raise Refused(message)
        if options["reset"]:
            _begin_again()
        make_demonstration()
        if options["json"]:
            self.say_json(
                [
                    {"office": who.office, "email": who.email, "password": PASSWORD}
                    for who in CAST
                ]
            )
            return
        table = Table(title="Sign in as", title_justify="left")
        for heading in ("Office", "Who", "E-mail address", "Password"):
            table.add_column(heading)
        for who in CAST:
            table.add_row(who.office, who.name, who.email, PASSWORD)
        with StringIO() as page:
            Console(file=page, width=100).print(table)
            self.stdout.write(page.getvalue())


def _begin_again() -> None:
    # What is kept cannot be deleted row by row; a try-out's file can go as a whole.
    if connection.vendor != "sqlite":
        message = "Only a try-out on SQLite can begin again."
        raise Refused(message)
    connection.close()
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    for part in (
        file,
        file.with_name(f"{file.name}-wal"),
        file.with_name(f"{file.name}-shm"),
    ):
        part.unlink(missing_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
