"""Which version binds the council on a day: one answer, from dates alone."""

from datetime import date

from protocols.models import Protocol, ProtocolVersion
from protocols.querysets import VersionQuerySet


def version_in_force(protocol: Protocol, day: date) -> ProtocolVersion | None:
    """Give the version that binds the council on a day, or none.

    A resolution adopts and takes effect from its meeting's date, so a version signed
    later was in force from that date on.
    """
    return (
        protocol.versions.in_force(day)
        .select_related("frozen_text", "resolution__meeting__committee")
        .first()
    )


def take_its_place(
    version: ProtocolVersion, since: date, *, beneath: bool = False
) -> ProtocolVersion | None:
    """Work out from when to when a version is in force, and end the one before it.

    Sets the dates on ``version`` without saving it; gives the version it supersedes.
    History filled in later goes ``beneath`` a version that began on the same day.
    """
    others = [
        (other, other.in_force_from)
        for other in protocol_versions_in_time(version.protocol)
        if other.pk != version.pk and other.in_force_from is not None
    ]
    version.in_force_from = since
    after = [
        began for _, began in others if began > since or (beneath and began == since)
    ]
    version.in_force_until = min(after, default=None)
    if beneath and version.in_force_until == since:
        return None
    before = next(
        (
            other
            for other, began in others
            if began <= since
            and (other.in_force_until is None or other.in_force_until > since)
        ),
        None,
    )
    if before is not None:
        before.in_force_until = since
        before.save(update_fields=["in_force_until"])
    return before


def protocol_versions_in_time(protocol: Protocol) -> VersionQuerySet:
    """Give the versions that have a place in time, the earliest first."""
    return (
        protocol.versions.filter(in_force_from__isnull=False)
        .select_related("frozen_text")
        .defer("frozen_text__canonical")
        .order_by("in_force_from", "number")
    )
