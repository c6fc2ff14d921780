"""Proving trails: walked by themselves, and held to what left the portal before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from councils.audit import Broken, Waypoint, first_broken
from councils.checkpoints import Fault, Folder
from councils.kernel.scopes import within
from councils.models import AuditEvent, Council


@dataclass(frozen=True, slots=True)
class Printed:
    """A trail's digest as a PDF's last page prints it, with its entry where known."""

    digest: str
    sequence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What came of it: trails by their councils, and what else does not hold."""

    walked: int
    broken: Mapping[str, Broken]
    faults: tuple[Fault, ...]
    vouched: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether everything that was asked about holds."""
        return not self.broken and not self.faults


def prove(
    councils: Collection[Council],
    *,
    folder: Folder | None = None,
    printed: Iterable[Printed] = (),
    files: Mapping[str, str] | None = None,
) -> Proof:
    """Walk the trails of councils, through every checkpoint of a folder.

    ``printed`` are digests that one of the trails must have; ``files`` are files by
    their SHA-256 that an entry must vouch for. No actor: whoever can read the database
    may ask, and nothing is changed.
    """
    waypoints = folder.waypoints() if folder else {}
    broken: dict[str, Broken] = {}
    faults = [*folder.faults, *_gone(folder)] if folder else []
    vouched: list[str] = []
    printed = tuple(printed)
    for council in councils:
        through = [*waypoints.get(council.pk, ()), *_numbered(printed)]
        with within(council.pk):
            found = first_broken(council, through=through)
        if found is not None:
            broken[council.slug] = found
    for words, entry, what in _asked(councils, printed, files or {}):
        if entry is None:
            faults.append(Fault(words, f"No entry of a trail here {what}."))
        else:
            vouched.append(
                f"{words}: entry {entry.sequence} of {entry.council.slug} {what}."
            )
    return Proof(
        walked=len(councils),
        broken=broken,
        faults=tuple(faults),
        vouched=tuple(vouched),
    )


def _numbered(printed: Iterable[Printed]) -> list[Waypoint]:
    return [
        Waypoint(one.sequence, one.digest, "the printed digest")
        for one in printed
        if one.sequence is not None
    ]


def _asked(
    councils: Collection[Council], printed: Iterable[Printed], files: Mapping[str, str]
) -> Iterable[tuple[str, AuditEvent | None, str]]:
    for one in printed:
        if one.sequence is None:
            yield one.digest, _entry(councils, chain=one.digest), "has this digest"
    for name, digest in files.items():
        entry = _entry(councils, details__sha256=digest)
        yield name, entry, "vouches for this file"


def _entry(councils: Collection[Council], **said: str) -> AuditEvent | None:
    for council in councils:
        with within(council.pk):
            entries = AuditEvent.objects.filter(council=council, **said)
            if (entry := entries.select_related("council").first()) is not None:
                return entry
    return None


def _gone(folder: Folder) -> list[Fault]:
    """Find the councils that a checkpoint names and the database no longer has."""
    here = {str(pk) for pk in Council.objects.values_list("pk", flat=True)}
    gone = {
        head.council: Fault(
            checkpoint.name,
            f"The council {head.slug}, which it names, is not here any more.",
        )
        for checkpoint in reversed(folder.checkpoints)
        for head in checkpoint.heads
        if head.council not in here
    }
    return list(gone.values())
