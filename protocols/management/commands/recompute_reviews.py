"""Works out anew when every protocol is due for review."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from rich.progress import track

from councils.kernel.commands import PlainCommand, Refused
from councils.models import Council
from protocols.services.review_sweep import (
    MovedReview,
    councils_with_texts,
    recompute_council,
)

EVERY = 500  # councils between two plain lines of progress


class Command(PlainCommand):
    """Recompute the reviews of one council, or of all; say what moved."""

    help = "Works out anew when each protocol is due for review, and says what moved."
    example = "recompute_reviews --council ashcombe --dry-run"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", metavar="SLUG", help="this council alone")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would move; keep nothing"
        )
        parser.add_argument("--json", action="store_true", help="print it as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        councils = _councils(options["council"])
        is_dry, as_json = options["dry_run"], options["json"]
        moved = [
            each
            for council_id in self._progress(councils, is_quiet=as_json)
            for each in recompute_council(council_id, is_dry=is_dry)
        ]
        if as_json:
            self.say_json(
                {
                    "councils": len(councils),
                    "dry_run": is_dry,
                    "moved": [each.to_json() for each in moved],
                }
            )
            return
        for each in moved:
            self.stdout.write(_sentence(each))
        verb = "would move" if is_dry else "moved"
        self.stdout.write(
            f"Councils looked at: {len(councils)}. Reviews that {verb}: {len(moved)}."
        )

    def _progress(self, councils: Sequence[UUID], *, is_quiet: bool) -> Iterator[UUID]:
        if self.stdout.isatty() and not is_quiet:
            yield from track(councils, description="Working out")
            return
        for place, council_id in enumerate(councils, start=1):
            yield council_id
            if not is_quiet and place % EVERY == 0:
                self.stdout.write(f"{place} of {len(councils)} councils")


def _councils(slug: str | None) -> list[UUID]:
    if slug is None:
        return councils_with_texts()
    council = Council.objects.filter(slug=slug).first()
    if council is None:
        message = f"There is no council called {slug}."
        raise Refused(message)
    return [council.pk]


def _sentence(moved: MovedReview) -> str:
    due = f"{moved.due_on:%-d %B %Y}" if moved.due_on else "no date"
    return f"{moved.council}/{moved.protocol}: {due}. {moved.why}"
