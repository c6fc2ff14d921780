"""The nightly look at every council's reviews, and the same look on demand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from councils.kernel.scopes import sweeping, within
from councils.models import Council
from protocols.models import ProtocolVersion
from protocols.services.review_rules import recompute_and_say


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedReview:
    """A protocol whose next review moved: from when, to when, and why."""

    council: str
    protocol: str
    was: date | None
    due_on: date | None
    why: str

    def to_json(self) -> dict[str, str | None]:
        """Give it as JSON."""
        return {
            "council": self.council,
            "protocol": self.protocol,
            "was": self.was.isoformat() if self.was else None,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "why": self.why,
        }


def recompute_reviews() -> None:
    """Work out every council's reviews anew; asked again, change nothing.

    No actor: the calendar does this. A text may have come into force by its date.
    """
    for council_id in councils_with_texts():
        recompute_council(council_id)


def councils_with_texts() -> list[UUID]:
    """Name the councils that have a text of any kind."""
    with sweeping():
        versions = ProtocolVersion.objects.order_by("council_id")
        return list(versions.values_list("council_id", flat=True).distinct())


def recompute_council(council_id: UUID, *, is_dry: bool = False) -> list[MovedReview]:
    """Work out one council's reviews anew; a dry run keeps nothing."""
    with within(council_id), transaction.atomic():
        council = Council.objects.get(pk=council_id)
        moved = list(_moved(council))
        if is_dry:
            transaction.set_rollback(True)
    return moved


def _moved(council: Council) -> Iterator[MovedReview]:
    for each in recompute_and_say(council):
        protocol = each.protocol
        yield MovedReview(
            council=council.slug,
            protocol=protocol.slug,
            was=each.was,
            due_on=protocol.review_on,
            why=protocol.review_why,
        )
