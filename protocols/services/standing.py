"""How a version stands: what whoever takes the next step with it must have seen."""

from councils.kernel.seen import require_seen, seen_as
from protocols.models import ProtocolVersion


def standing_of(version: ProtocolVersion) -> str:
    """Give the digest of where a version stands, of which words, by which record."""
    return seen_as(
        version.status,
        version.revision,
        version.tabled_at and version.tabled_at.isoformat(),
        version.frozen_text_id,
        version.resolution_id,
        version.in_force_until,
    )


def require_standing(version: ProtocolVersion, seen: str) -> None:
    """Go on only where a version stands as the person saw it.

    Raises:
        OutOfDate: it does not any more.
    """
    require_seen(seen, standing_of(version))
