"""Adoption: what a meeting resolved, recorded whole, and the text frozen with it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from councils.audit import record
from councils.kernel.refusals import DomainError
from councils.models import Membership, Person, Resolution, User
from councils.permissions import acting_person
from councils.roles import COUNCILLOR_ROLES
from councils.services.wording import on_one_line, prose
from protocols.comparison import Comparison, compare
from protocols.document import Document
from protocols.events import Event
from protocols.lifecycle import VERSION, Status
from protocols.models import Protocol, ProtocolVersion
from protocols.permissions import may_record_resolution, may_void_resolution
from protocols.services.drafting import required
from protocols.services.force import version_in_force
from protocols.services.meetings import MeetingHeld, meeting_of
from protocols.services.review import (
    require_shown,
    require_unblocked,
)
from protocols.services.standing import require_standing
from protocols.services.texts import document_of, freeze, write_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A counted vote; ``casting_vote`` where the person presiding broke a tie."""

    votes_for: int
    votes_against: int
    abstained: int
    casting_vote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a meeting resolved, as the clerk records it from the minutes."""

    meeting: MeetingHeld
    presided_by: Person
    members_present: int
    proposed_by: Person
    seconded_by: Person
    wording: str = ""
    minute_reference: str = ""
    vote: Vote | None = None
    effective_on: date | None = None


@transaction.atomic
def record_resolution(
    version: ProtocolVersion,
    *,
    actor: User,
    resolved: Resolved,
    content_digest: str,
    minor_reason: str | None = None,
) -> ProtocolVersion:
    """Record that a meeting adopted a text, freeze it, and give it its number.

    The resolution is what adopts, with effect from the meeting's date. Where the
    changes since the version in force bear on an expectation or a duty the version is
    material; ``minor_reason`` calls it minor all the same, and is published with it.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        InvalidTransition: the text is not in review.
        OutOfDate: the text is not the one that the clerk was shown.
        DomainError: the meeting could not adopt it, or what is recorded cannot be so.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = protocol.versions.select_related("council").get(pk=version.pk)
    may_record_resolution(actor, version.council).require()
    VERSION.require(version.status, Status.ADOPTED)
    document = document_of(version)
    require_shown(document, content_digest)
    require_unblocked(version, document)
    _require_sound(version, resolved)

    resolution = _keep(resolved, version, actor)
    changes = changes_since_in_force(version, document, resolved.meeting.held_on)
    version.is_material = changes is None or changes.is_material
    if minor_reason is not None and version.is_material:
        version.minor_reason = required(
            minor_reason, "minor_reason", "Say why these changes are minor."
        )
        version.is_material = False
    if version.number is None:
        protocol.last_number += 1
        protocol.save(update_fields=["last_number"])
        version.number = protocol.last_number
    version.frozen_text = freeze(version, document)
    version.resolution = resolution
    version.effective_on = resolved.effective_on
    version.status = Status.ADOPTED
    version.save(
        update_fields=[
            "status",
            "number",
            "frozen_text",
            "resolution",
            "effective_on",
            "is_material",
            "minor_reason",
        ]
    )
    record(
        Event.RESOLUTION_RECORDED,
        version,
        council=version.council,
        actor=actor,
        details={"content_digest": content_digest, "number": version.number},
    )
    return version


@transaction.atomic
def void_resolution(
    version: ProtocolVersion, *, actor: User, reason: str, seen: str = ""
) -> ProtocolVersion:
    """Undo a clerical error before sign-off: the text is in review again, unchanged.

    Raises:
        PermissionDenied: the actor is not the clerk.
        InvalidTransition: the version is not adopted, or is signed already.
        OutOfDate: it does not stand as the person saw it.
        DomainError: no reason is given.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = protocol.versions.select_related("council", "resolution").get(
        pk=version.pk
    )
    may_void_resolution(actor, version.council).require()
    VERSION.require(version.status, Status.IN_REVIEW, only_from=Status.ADOPTED)
    require_standing(version, seen)
    reason = required(reason, "reason", "Say what was wrong with the record.")
    rows = document_of(version).rows
    resolution = version.resolution
    if resolution is not None:
        resolution.voided_by = acting_person(actor, version.council)
        resolution.voided_at = timezone.now()
        resolution.void_reason = reason
        resolution.save(update_fields=["voided_by", "voided_at", "void_reason"])
    version.frozen_text = None
    version.resolution = None
    version.effective_on = None
    version.is_material = None
    version.minor_reason = ""
    version.status = Status.IN_REVIEW
    version.save(
        update_fields=[
            "status",
            "frozen_text",
            "resolution",
            "effective_on",
            "is_material",
            "minor_reason",
        ]
    )
    write_rows(version, rows)
    record(Event.RESOLUTION_VOIDED, version, council=version.council, actor=actor)
    return version


def changes_since_in_force(
    version: ProtocolVersion, document: Document, day: date
) -> Comparison | None:
    """Compare a text with the version that bound the council on a day, if one did."""
    before = version_in_force(version.protocol, day)
    if before is None:
        return None
    return compare(document_of(before), document)


def _require_sound(version: ProtocolVersion, resolved: Resolved) -> None:
    meeting = resolved.meeting
    committee = meeting.committee
    if committee is not None and not committee.may_adopt:
        message = (
            f"The {committee} can recommend but not adopt: the council has not given"
            " it that function."
        )
        raise DomainError(message, field="body")
    quorum = version.council.quorum if committee is None else committee.quorum
    if resolved.members_present < quorum:
        message = f"A meeting needs {quorum} members present to resolve anything."
        raise DomainError(message, field="members_present")
    if resolved.effective_on is not None and resolved.effective_on < meeting.held_on:
        message = "A resolution cannot take effect before its meeting."
        raise DomainError(message, field="effective_on")
    if resolved.proposed_by == resolved.seconded_by:
        message = "Nobody seconds their own proposal."
        raise DomainError(message, field="seconded_by")
    _require_councillors(resolved)
    if resolved.vote is not None:
        _require_carried(resolved.vote, resolved.members_present)


def _require_councillors(resolved: Resolved) -> None:
    named = {
        "presided_by": resolved.presided_by,
        "proposed_by": resolved.proposed_by,
        "seconded_by": resolved.seconded_by,
    }
    councillors = set(
        Membership.objects.on(resolved.meeting.held_on)
        .filter(person__in=set(named.values()), role__in=COUNCILLOR_ROLES)
        .values_list("person_id", flat=True)
    )
    for field, person in named.items():
        if person.pk not in councillors:
            message = (
                f"{person} was not a councillor on"
                f" {resolved.meeting.held_on:%-d %B %Y}, by the offices recorded here."
            )
            raise DomainError(message, field=field)


def _require_carried(vote: Vote, members_present: int) -> None:
    if vote.votes_for + vote.votes_against + vote.abstained > members_present:
        message = "There are more votes than members present."
        raise DomainError(message, field="votes_for")
    tie = vote.votes_for == vote.votes_against
    if vote.votes_for < vote.votes_against or (tie and not vote.casting_vote):
        message = "By these figures the motion was not carried."
        raise DomainError(message, field="votes_for")
    if vote.casting_vote and not tie:
        message = "A casting vote is given on a tie."
        raise DomainError(message, field="casting_vote")


def _keep(resolved: Resolved, version: ProtocolVersion, actor: User) -> Resolution:
    vote = resolved.vote
    return Resolution.objects.create(
        council_id=version.council_id,
        meeting=meeting_of(version.council, resolved.meeting),
        wording=prose(resolved.wording),
        minute_reference=on_one_line(resolved.minute_reference),
        presided_by=resolved.presided_by,
        proposed_by=resolved.proposed_by,
        seconded_by=resolved.seconded_by,
        members_present=resolved.members_present,
        votes_for=vote.votes_for if vote else None,
        votes_against=vote.votes_against if vote else None,
        votes_abstained=vote.abstained if vote else None,
        casting_vote=bool(vote and vote.casting_vote),
        recorded_by=acting_person(actor, version.council),
        recorded_at=timezone.now(),
    )
