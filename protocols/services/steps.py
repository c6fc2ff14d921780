"""Where a version stands on its way, as the steps that its page shows."""

from dataclasses import dataclass

from protocols.lifecycle import Status
from protocols.models import ProtocolVersion

_WAY = (
    (Status.DRAFT, "Draft"),
    (Status.IN_REVIEW, "In review"),
    (Status.ADOPTED, "Adopted"),
    (Status.SIGNED, "Signed"),
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step on the way: ``state`` is done, current or to-come."""

    label: str
    state: str
    note: str = ""


def steps_of(version: ProtocolVersion) -> list[Step]:
    """Give the steps from draft to signed; none for what did not go that way."""
    ways = [status for status, _ in _WAY]
    if version.status not in ways or version.recorded_from_paper:
        return []
    now = ways.index(Status(version.status))
    last = len(_WAY) - 1
    return [
        Step(
            label=label,
            state=_state(place, now, last),
            note=_note(version, status),
        )
        for place, (status, label) in enumerate(_WAY)
    ]


def _state(place: int, now: int, last: int) -> str:
    if place < now or now == last:
        return "done"
    return "current" if place == now else "to-come"


def _note(version: ProtocolVersion, status: Status) -> str:
    if status == Status.IN_REVIEW and version.tabled_at is not None:
        return f"Tabled {version.tabled_at:%-d %B %Y}"
    if status == Status.ADOPTED and version.resolution is not None:
        return f"{version.resolution.meeting.held_on:%-d %B %Y}"
    if status == Status.SIGNED and version.status == Status.SIGNED:
        return f"{version.sign_off.signed_at:%-d %B %Y}"
    return ""
