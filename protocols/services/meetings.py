"""Finds the meeting that a step was taken at, and records it where it is new."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from councils.kernel.refusals import DomainError
from councils.models import Committee, Council, Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld:
    """Which meeting it was: the council’s, or a committee’s, on a day."""

    held_on: date
    committee: Committee | None = None
    kind: str = Meeting.Kind.ORDINARY
    format: str = Meeting.Format.IN_PERSON


def meeting_of(council: Council, held: MeetingHeld) -> Meeting:
    """Give a council's meeting of a day, inside the caller's transaction.

    Raises:
        DomainError: it is still to come, the committee is another council's, or the
            meeting is recorded already as held in another way.
    """
    if held.held_on > timezone.localdate():
        message = "The meeting’s date is in the future."
        raise DomainError(message, field="held_on")
    if held.committee is not None and held.committee.council_id != council.pk:
        message = "That committee is not one of this council."
        raise DomainError(message, field="body")
    # Locked, so that nobody moves it to another day before this has been recorded.
    meeting, _ = Meeting.objects.select_for_update(no_key=True).get_or_create(
        council=council,
        committee=held.committee,
        held_on=held.held_on,
        kind=held.kind,
        defaults={"format": held.format},
    )
    if meeting.format != held.format:
        message = (
            f"This meeting is recorded as held {meeting.get_format_display().lower()}."
            " Change that under Meetings first, if it is wrong."
        )
        raise DomainError(message, field="format")
    return meeting
