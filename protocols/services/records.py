"""The adoption record: how a version came to bind its council, under a digest."""

from typing import Any

from councils.models import Resolution
from protocols.document import canonical, digest_of
from protocols.models import AdoptionRecord, ProtocolVersion, SignOff

SCHEMA = "protocol-portal/adoption-record/1"


def keep_record(
    version: ProtocolVersion,
    *,
    before: ProtocolVersion | None,
    sign_off: SignOff | None,
) -> AdoptionRecord:
    """Keep how a version was adopted, and signed or recorded from paper."""
    value = _record(version, before, sign_off)
    return AdoptionRecord.objects.create(
        council_id=version.council_id,
        version=version,
        digest=digest_of(value),
        canonical=canonical(value).decode(),
    )


def _record(
    version: ProtocolVersion, before: ProtocolVersion | None, sign_off: SignOff | None
) -> dict[str, Any]:
    since = version.in_force_from
    return {
        "schema": SCHEMA,
        "council": version.council.name,
        "protocol": version.title,
        "version": version.number,
        "content_digest": version.content_digest,
        "in_force_from": since and since.isoformat(),
        "recorded_from_paper": version.recorded_from_paper,
        "facts": version.particulars["facts"] if version.recorded_from_paper else None,
        "resolution": version.resolution and _resolution(version.resolution),
        "recommendations": [
            {
                "body": recommendation.meeting.body,
                "held_on": recommendation.meeting.held_on.isoformat(),
                "minute_reference": recommendation.minute_reference,
            }
            for recommendation in version.recommendations.all()
            if recommendation.cancelled_at is None
        ],
        "is_material": version.is_material,
        "minor_reason": version.minor_reason,
        "sign_off": sign_off
        and {
            "signed_by": sign_off.signed_by.name,
            "office": sign_off.office,
            "content_digest": sign_off.content_digest,
            "signed_at": sign_off.signed_at.isoformat(),
        },
        "before": before
        and {
            "version": before.number,
            "content_digest": before.content_digest,
        },
    }


def _resolution(resolution: Resolution) -> dict[str, Any]:
    meeting = resolution.meeting
    return {
        "body": meeting.body,
        "held_on": meeting.held_on.isoformat(),
        "kind": meeting.kind,
        "format": meeting.format,
        "wording": resolution.wording,
        "minute_reference": resolution.minute_reference,
        "presided_by": _name(resolution.presided_by),
        "proposed_by": _name(resolution.proposed_by),
        "seconded_by": _name(resolution.seconded_by),
        "members_present": resolution.members_present,
        "votes_for": resolution.votes_for,
        "votes_against": resolution.votes_against,
        "votes_abstained": resolution.votes_abstained,
        "casting_vote": resolution.casting_vote,
    }


def _name(person: object) -> str | None:
    return None if person is None else str(person)
