"""How every command of the portal speaks: a plain sentence, and an honest exit code.

Exit 0 on success, 1 with one sentence on stderr for bad input, 2 for wrong usage.
With ``--json`` one JSON value is on stdout and nothing else.
"""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from councils.kernel.refusals import DomainError


class Refused(DomainError):
    """A command cannot do what it was asked; the message is one sentence."""


class PlainCommand(BaseCommand):
    """A command with an example in its help and a sentence for each refusal."""

    example = ""
    requires_system_checks: list[str] = []

    def create_parser(
        self, prog_name: str, subcommand: str, **kwargs: Any
    ) -> CommandParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=f"example:\n  python manage.py {self.example}",
            formatter_class=RawDescriptionHelpFormatter,
            # Our own --version says which version of a protocol, not of Django.
            conflict_handler="resolve",
            **kwargs,
        )

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except DomainError as refusal:
            self.stderr.write(refusal.message)
            sys.exit(1)

    def say_json(self, value: object) -> None:
        """Print one JSON value and nothing else."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))
