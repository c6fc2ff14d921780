"""Withdrawing a protocol, and putting right a recorded fact."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from councils.audit import record
from councils.kernel.refusals import DomainError, InvalidTransition
from councils.models import Person, Resolution, User
from councils.permissions import acting_person
from councils.services.wording import on_one_line, prose
from protocols.events import Event
from protocols.lifecycle import PUBLIC, VERSION, Status
from protocols.models import Correction, Protocol, ProtocolVersion
from protocols.permissions import may_correct, may_withdraw
from protocols.services.drafting import required
from protocols.services.meetings import MeetingHeld, meeting_of
from protocols.services.standing import require_standing


class Fact(StrEnum):
    """The recorded facts that may be put right."""

    MINUTE_REFERENCE = "minute_reference"
    ADOPTED_ON = "adopted_on"
    ADOPTED_BY = "adopted_by"
    MEETING_FORMAT = "meeting_format"
    PRESIDED_BY = "presided_by"
    PROPOSED_BY = "proposed_by"
    SECONDED_BY = "seconded_by"
    MEMBERS_PRESENT = "members_present"
    VOTE = "vote"
    NEXT_REVIEW_ON = "next_review_on"

    @property
    def words(self) -> str:
        """Give the fact's name for a page."""
        return _FACT_WORDS[self]


_FACT_WORDS = {
    Fact.MINUTE_REFERENCE: "Minute reference",
    Fact.ADOPTED_ON: "Date of adoption",
    Fact.ADOPTED_BY: "Adopted by",
    Fact.MEETING_FORMAT: "How the meeting was held",
    Fact.PRESIDED_BY: "Who presided",
    Fact.PROPOSED_BY: "Proposed by",
    Fact.SECONDED_BY: "Seconded by",
    Fact.MEMBERS_PRESENT: "Members present",
    Fact.VOTE: "Vote",
    Fact.NEXT_REVIEW_ON: "Next review",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What a meeting resolved when it withdrew a protocol."""

    meeting: MeetingHeld
    members_present: int
    presided_by: Person | None = None
    minute_reference: str = ""
    wording: str = ""


@transaction.atomic
def withdraw_version(
    version: ProtocolVersion, *, actor: User, withdrawn: Withdrawn, seen: str = ""
) -> ProtocolVersion:
    """Record that the council withdrew the version in force; none follows it.

    Raises:
        PermissionDenied: the actor is not the clerk.
        InvalidTransition: the version was never in force, or is so no longer.
        OutOfDate: it does not stand as the person saw it.
        DomainError: the meeting could not resolve it.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = protocol.versions.select_related("council").get(pk=version.pk)
    may_withdraw(actor, version.council).require()
    require_withdrawable(version)
    require_standing(version, seen)
    meeting = meeting_of(version.council, withdrawn.meeting)
    if version.in_force_from is None or meeting.held_on < version.in_force_from:
        message = "The meeting was held before this version came into force."
        raise DomainError(message, field="held_on")
    if withdrawn.members_present < version.council.quorum:
        message = (
            f"A meeting needs {version.council.quorum} members present to resolve"
            " anything."
        )
        raise DomainError(message, field="members_present")
    version.withdrawn_by = Resolution.objects.create(
        council_id=version.council_id,
        meeting=meeting,
        wording=prose(withdrawn.wording),
        minute_reference=on_one_line(withdrawn.minute_reference),
        presided_by=withdrawn.presided_by,
        members_present=withdrawn.members_present,
        recorded_by=acting_person(actor, version.council),
        recorded_at=timezone.now(),
    )
    version.in_force_until = meeting.held_on
    version.status = Status.WITHDRAWN
    version.save(update_fields=["status", "in_force_until", "withdrawn_by"])
    record(Event.VERSION_WITHDRAWN, version, council=version.council, actor=actor)
    return version


@transaction.atomic
def correct_fact(
    version: ProtocolVersion,
    *,
    actor: User,
    fact: Fact,
    was: str,
    now: str,
    reason: str,
) -> Correction:
    """Put a correction beside a recorded fact; the record itself does not change.

    Raises:
        PermissionDenied: the actor is not the clerk.
        InvalidTransition: the version has no record.
        DomainError: the correction says nothing, or nothing new.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = protocol.versions.select_related("council").get(pk=version.pk)
    may_correct(actor, version.council).require()
    require_record(version)
    _require_news(version, fact, now.strip())
    correction = Correction.objects.create(
        council_id=version.council_id,
        version=version,
        fact=fact.value,
        was=prose(was),
        now=required(now, "now", "Say what it should have been."),
        reason=required(reason, "reason", "Say how the error is known."),
        made_by=acting_person(actor, version.council),
        made_at=timezone.now(),
    )
    record(
        Event.FACT_CORRECTED,
        version,
        council=version.council,
        actor=actor,
        details={"fact": fact.value},
    )
    return correction


def _require_news(version: ProtocolVersion, fact: Fact, now: str) -> None:
    last = version.corrections.filter(fact=fact.value).last()
    if last is not None and last.now == now:
        message = "The record has been corrected to say this already."
        raise DomainError(message, field="now")


def require_withdrawable(version: ProtocolVersion) -> None:
    """Go on only with a version that no other has followed.

    Raises:
        InvalidTransition: it was never in force, or is so no longer.
    """
    VERSION.require(version.status, Status.WITHDRAWN)
    if version.in_force_until is not None:
        message = "Only the version in force can be withdrawn."
        raise InvalidTransition(message)


def require_record(version: ProtocolVersion) -> None:
    """Go on only with a version whose adoption is on record.

    Raises:
        InvalidTransition: it never came into force.
    """
    if version.status not in PUBLIC:
        message = "Only a version that has come into force has a record to correct."
        raise InvalidTransition(message)
