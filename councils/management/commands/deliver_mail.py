"""Sends what is due in the outbox, as the clock does every minute."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from typing import Any

from rich.progress import Progress

from councils import outbox
from councils.kernel.commands import PlainCommand
from councils.models import Council
from councils.outbox import Outcome

EVERY = 100  # mails between two plain lines


class Command(PlainCommand):
    """Send what is due; mail of the confidential lane goes too, and is not counted."""

    help = "Sends the mail that is due. The confidential lane is counted nowhere."
    example = "deliver_mail --dry-run"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="send nothing, say what is due"
        )
        parser.add_argument(
            "--limit", type=_number, metavar="N", help="send no more than so many"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the numbers as JSON"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._say_what_is_due(as_json=options["json"])
            return
        done = self._deliver(options["limit"], is_quiet=options["json"])
        if options["json"]:
            keys = {"sent": Outcome.SENT, "put_off": Outcome.PUT_OFF}
            keys["failed"] = Outcome.FAILED
            self.say_json({key: done[outcome] for key, outcome in keys.items()})
            return
        self.stdout.write(
            f"{done[Outcome.SENT]} sent, {done[Outcome.PUT_OFF]} to be tried again"
            f" later, {done[Outcome.FAILED]} could not be delivered."
        )

    def _say_what_is_due(self, *, as_json: bool) -> None:
        counted = outbox.due_in_councils()
        slugs = Council.objects.in_bulk(counted)
        due = {slugs[pk].slug: number for pk, number in counted.items()}
        accounts = outbox.due_to_accounts()
        if as_json:
            self.say_json({"councils": due, "accounts": accounts})
            return
        for slug, number in sorted(due.items()):
            self.stdout.write(f"{slug}: {number} due")
        self.stdout.write(f"about accounts: {accounts} due")

    def _deliver(self, limit: int | None, *, is_quiet: bool) -> Counter[Outcome]:
        done: Counter[Outcome] = Counter()
        is_terminal = sys.stdout.isatty() and not is_quiet
        is_plain = not (is_terminal or is_quiet)
        due = sum(outbox.due_in_councils().values()) + outbox.due_to_accounts()
        total = due if limit is None else min(due, limit)
        with Progress(disable=not is_terminal) as progress:
            task = progress.add_task("Sending", total=total)

            def tell(outcome: Outcome) -> None:
                done[outcome] += 1
                progress.advance(task)
                if is_plain and done.total() % EVERY == 0:
                    self.stdout.write(f"{done.total()} of {total} tried")

            outbox.deliver_all(tell, limit)
        return done


def _number(words: str) -> int:
    if not words.isdigit() or int(words) < 1:
        message = f"“{words}” is no number from 1 up."
        raise ArgumentTypeError(message)
    return int(words)
