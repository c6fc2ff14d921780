"""Walks a council's trail and names the first entry that does not hold, and why.

An entry holds where its own words still fit their commitment and its chain value
follows from the one before. Who has the database and not ``AUDIT_KEY`` cannot make an
entry that holds. Who has the key too can make the whole trail anew: only what left the
portal before then tells, a checkpoint or a printed digest, and these are waypoints.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rfc8785 import CanonicalizationError

from councils.audit.entries import GENESIS, commitment, link
from councils.models import AuditEvent, AuditHead, Council

# What reading a row raises where it is no longer what any portal wrote.
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not hold, and what is wrong, for an auditor."""

    sequence: int
    why: str


@dataclass(frozen=True, slots=True)
class Waypoint:
    """An entry that something outside the database vouches for.

    ``source`` names it in the middle of a sentence, such as "the checkpoint of 3 May".
    """

    sequence: int
    chain: str
    source: str


def first_broken(
    council: Council, *, through: Iterable[Waypoint] = ()
) -> Broken | None:
    """Walk a council's trail from its first entry to its last.

    The trail must hold in itself, end where its head says, and pass ``through`` each
    waypoint. None says that it does.
    """
    # The head is read before and after: meanwhile entries may be added, none taken.
    head_before = _head(council)
    walk = _Walk(council, through)
    try:
        broken = walk.go()
    except UNREADABLE:
        return Broken(
            walk.place,
            f"Entry {walk.place} cannot be read: what is stored there was never"
            " written by the portal.",
        )
    return broken or _off_the_head(council, walk, head_before) or walk.missed()


class _Walk:
    """One walk along a trail, as far as it holds."""

    def __init__(self, council: Council, through: Iterable[Waypoint]) -> None:
        self.entries = AuditEvent.objects.filter(council=council).order_by("sequence")
        self.waypoints: dict[int, list[Waypoint]] = defaultdict(list)
        for waypoint in through:
            self.waypoints[waypoint.sequence].append(waypoint)
        self.place = 1  # the entry that comes next
        self.chain = GENESIS  # of the entry before
        self.chains: dict[int, str] = {}
        self.vouched = 0  # the last entry that a waypoint agreed with

    def go(self) -> Broken | None:
        for entry in self.entries.iterator():
            if not self._holds(entry):
                return Broken(self.place, _diagnose(self, entry))
            if (broken := self._passes(entry)) is not None:
                return broken
            self.chain = entry.chain
            self.place += 1
        return None

    def missed(self) -> Broken | None:
        """Find the first waypoint beyond the trail's end."""
        beyond = [place for place in self.waypoints if place >= self.place]
        if not beyond:
            return None
        waypoint = self.waypoints[min(beyond)][0]
        return Broken(
            self.place,
            f"The trail was cut: it ends at entry {self.place - 1}, and"
            f" {waypoint.source} shows that there was an entry {waypoint.sequence}.",
        )

    def _holds(self, entry: AuditEvent) -> bool:
        return (
            entry.sequence == self.place
            and _fits(entry)
            and entry.chain == link(self.chain, entry.commitment)
        )

    def _passes(self, entry: AuditEvent) -> Broken | None:
        for waypoint in self.waypoints[entry.sequence]:
            if waypoint.chain != entry.chain:
                since = f" after entry {self.vouched}" if self.vouched else ""
                return Broken(
                    entry.sequence,
                    f"Entry {entry.sequence} is not the one that {waypoint.source}"
                    f" vouches for: the trail was made anew{since} by somebody who has"
                    " the portal’s key.",
                )
            self.vouched = entry.sequence
        return None


def _off_the_head(
    council: Council, walk: _Walk, before: AuditHead | None
) -> Broken | None:
    last = walk.place - 1
    after = _head(council)
    if after is None:
        if not last:
            return None
        return Broken(last, f"The note that entry {last} is the last one is gone.")
    least = before.sequence if before else 0
    if last < least:
        return Broken(
            last + 1,
            f"The trail was cut: it ends at entry {last}, and entry {least} was"
            " once its last.",
        )
    if last > after.sequence:
        added = after.sequence + 1
        return Broken(
            added, f"Entry {added} was added by something else than the portal."
        )
    if last == after.sequence and walk.chain != after.chain:
        return Broken(last, f"Entry {last} is not the one that was noted as the last.")
    return None


def _diagnose(walk: _Walk, entry: AuditEvent) -> str:
    """Say what was done at the first place that does not hold."""
    place = walk.place
    if entry.sequence != place:
        return _misnumbered(walk, entry)
    if _fits(entry):
        return (
            f"The link between entries {place - 1} and {place} was changed."
            if place > 1
            else "The link of entry 1 to the beginning was changed."
        )
    home = _home(walk, entry)
    return _reworded(walk, entry) if home is None else _moved(walk, home)


def _reworded(walk: _Walk, entry: AuditEvent) -> str:
    place = walk.place
    after = walk.entries.filter(sequence__gt=place)
    following = after.first()
    if following is not None and _home(walk, following) == place:
        return (
            f"Entry {place} was put in between by somebody without the portal’s key,"
            " and the entries after it were moved down."
        )
    if entry.chain != link(walk.chain, entry.commitment):
        return f"The commitment of entry {place} was changed after it was written."
    if following is not None and not any(_fits(other) for other in after.iterator()):
        return (
            f"The trail was made anew from entry {place} on by somebody without the"
            " portal’s key; or the key now in use is not the one it was written with."
        )
    return f"What entry {place} says was changed after it was written."


def _misnumbered(walk: _Walk, entry: AuditEvent) -> str:
    place = walk.place
    if entry.sequence < place:
        return f"There are two entries numbered {entry.sequence}."
    for other in walk.entries.iterator():
        if _fits(other, place):
            return f"Entry {place} was renumbered: it now stands at {other.sequence}."
    return f"Entry {place} is gone; the next that is there is entry {entry.sequence}."


def _moved(walk: _Walk, home: int) -> str:
    place = walk.place
    at_home = walk.entries.filter(sequence=home).first()
    if at_home is not None and _fits(at_home, place):
        return f"Entries {place} and {home} have changed places."
    if home > place:
        return (
            f"Entry {place} is gone: the entry written as {home} was moved up into its"
            " place."
        )
    return f"Entry {place} is a copy of entry {home}, put in a second time."


def _home(walk: _Walk, entry: AuditEvent) -> int | None:
    """Find the place for which an entry was written, if it is another one."""
    longest = walk.entries.count() + 1
    places = (place for place in range(1, longest + 1) if place != entry.sequence)
    return next((place for place in places if _fits(entry, place)), None)


def _fits(entry: AuditEvent, place: int | None = None) -> bool:
    """Say whether an entry's words are those committed to, at a place of the trail."""
    try:
        return entry.commitment == commitment(entry, place)
    except CanonicalizationError:
        return False


def _head(council: Council) -> AuditHead | None:
    return AuditHead.objects.filter(council=council).first()
