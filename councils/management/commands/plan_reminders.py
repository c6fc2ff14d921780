"""Plans today's reminders, as the clock does every morning."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone
from rich.progress import Progress

from councils.kernel.commands import PlainCommand, Refused
from councils.services import sweeps
from councils.services.reminders import Planned, plan_reminders, what_is_due

EVERY = 1000  # deadlines between two plain lines


class Command(PlainCommand):
    """Plan the reminders of a day and put each person's into one mail."""

    help = "Plans today's reminders; asked again, it makes what is left unmade."
    example = "plan_reminders --dry-run"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="make nothing, say what would be"
        )
        parser.add_argument(
            "--day", type=_day, metavar="YYYY-MM-DD", help="with --dry-run: another day"
        )
        parser.add_argument(
            "--trust-clock",
            action="store_true",
            help="go on although the clock has leapt: somebody has looked at it",
        )
        parser.add_argument(
            "--json", action="store_true", help="print the numbers as JSON"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["day"] and not options["dry_run"]:
            message = "Only --dry-run looks at another day."
            raise Refused(message)
        if options["dry_run"]:
            number = what_is_due(options["day"] or timezone.localdate())
            if options["json"]:
                self.say_json({"deadlines": number})
            else:
                self.stdout.write(f"{number} deadlines would be looked at.")
            return
        planned = self._plan(
            trust_clock=options["trust_clock"], is_quiet=options["json"]
        )
        if planned.held_up:
            reason = sweeps.held_up(sweeps.PLANNING)
            message = f"{reason} Set it right, or say --trust-clock."
            raise Refused(message)
        if options["json"]:
            self.say_json(asdict(planned))
            return
        self.stdout.write(
            f"{planned.deadlines} deadlines looked at, {planned.reminders} reminders"
            f" made, {planned.mails} mails put in the outbox."
        )

    def _plan(self, *, trust_clock: bool, is_quiet: bool) -> Planned:
        is_terminal = sys.stdout.isatty() and not is_quiet
        is_plain = not (is_terminal or is_quiet)
        with Progress(disable=not is_terminal) as progress:
            total = what_is_due(timezone.localdate()) if is_terminal else None
            task = progress.add_task("Planning", total=total)
            said = 0

            def tell(looked_at: int) -> None:
                nonlocal said
                progress.update(task, completed=looked_at)
                if is_plain and looked_at // EVERY > said:
                    said = looked_at // EVERY
                    self.stdout.write(f"{looked_at} looked at")

            return plan_reminders(trust_clock=trust_clock, tell=tell)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        message = f"“{words}” is no day such as 2027-05-01."
        raise ArgumentTypeError(message) from error
