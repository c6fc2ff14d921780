"""Says whether a file is a genuine copy of a council's protocol."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from councils.kernel.commands import PlainCommand, Refused
from protocols.services.verification import verify_file


class Command(PlainCommand):
    """Exit 0 where the file is genuine, 1 where it is not."""

    help = "Says whether a PDF or JSON file is genuine, which version, and in force."
    example = "verify_protocol protocol.pdf --json"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pdf|FILE.json")
        parser.add_argument("--json", action="store_true", help="print it as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            message = f"{path} cannot be opened: {error.strerror}."
            raise Refused(message) from error
        verdict = verify_file(data, today=timezone.localdate())
        if options["json"]:
            self.say_json(verdict.to_json())
        elif verdict.is_genuine:
            self.stdout.write(verdict.sentence)
        else:
            self.stderr.write(verdict.sentence)
        if not verdict.is_genuine:
            sys.exit(1)
