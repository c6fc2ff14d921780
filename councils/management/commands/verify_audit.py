"""Walks the audit chain of one council, or of all."""

import sys
from argparse import ArgumentParser
from typing import Any

from councils.audit import first_broken
from councils.kernel.commands import PlainCommand, Refused
from councils.kernel.scopes import within
from councils.models import AuditEvent, Council


class Command(PlainCommand):
    """Exit 1 and name the first entry that does not hold, if one does not."""

    help = "Walks the audit chain; names the first broken entry, if there is one."
    example = "verify_audit --council ashcombe"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="print it as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        councils = Council.objects.all()
        if options["council"]:
            councils = councils.filter(slug=options["council"])
            if not councils:
                message = f"There is no council called {options['council']}."
                raise Refused(message)
        broken = {
            council.slug: entry.sequence
            for council in councils
            if (entry := _first_broken(council)) is not None
        }
        if options["json"]:
            self.say_json({"whole": not broken, "first_broken": broken})
        elif not broken:
            self.stdout.write(f"Whole: {len(councils)} audit trails.")
        for slug, sequence in broken.items():
            self.stderr.write(f"{slug}: entry {sequence} does not hold.")
        if broken:
            sys.exit(1)


def _first_broken(council: Council) -> AuditEvent | None:
    with within(council.pk):
        return first_broken(council)
