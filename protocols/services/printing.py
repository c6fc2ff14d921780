"""Printing: a version's PDF and its adoption record, made once and kept for ever.

Asked for after sign-off or on recording from paper; the sweep finds what is left. What
is stored is never printed again: the bytes are the evidence.
"""

import hashlib
import logging
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from councils.audit import record
from councils.kernel.scopes import sweeping, within
from councils.models import AuditHead, Council, Resolution
from protocols.document import Facts, MeetingFormat
from protocols.events import Event
from protocols.lifecycle import PUBLIC
from protocols.models import ProtocolVersion, StoredPdf
from protocols.pdf import (
    Adoption,
    Amendment,
    CouncilLook,
    Crest,
    HistoryEntry,
    PressError,
    PrintedProtocol,
    PrintedRecord,
    Recommendation,
    SignedOff,
    VersionBefore,
    Vote,
    print_protocol,
    print_record,
    printed_with,
)
from protocols.querysets import VersionQuerySet
from protocols.services.ending import Fact
from protocols.services.force import protocol_versions_in_time
from protocols.services.register import adopted_on
from protocols.services.texts import document_of
from protocols.services.verification import SHORTEST_DIGEST

logger = logging.getLogger(__name__)

BOTH = len(StoredPdf.Kind)


def print_version(council_id: UUID, version_id: UUID) -> None:
    """Print a version and its adoption record; asked again, do nothing.

    No actor: a worker does this. Two at once come to one file of each kind.
    """
    with within(council_id):
        version = (
            printable()
            .filter(council_id=council_id, pk=version_id, status__in=PUBLIC)
            .first()
        )
        if version is None:
            logger.warning(
                "print_version: gone or not signed", extra={"version": version_id}
            )
            return
        protocol = _stored(version, StoredPdf.Kind.PROTOCOL)
        to_print = printed_protocol(version) if protocol is None else None
    # No transaction is open while the press runs.
    if to_print is not None:
        data = print_protocol(to_print)
        with within(council_id):
            protocol = _keep(version, StoredPdf.Kind.PROTOCOL, data)
    with within(council_id):
        if protocol is None or _stored(version, StoredPdf.Kind.RECORD) is not None:
            return
        record_to_print = _record(version, pdf_digest=protocol.sha256)
    data = print_record(record_to_print)
    with within(council_id):
        _keep(version, StoredPdf.Kind.RECORD, data)


def finish_printing() -> None:
    """Print whatever should have a PDF and has none; the sweep behind the worker."""
    with sweeping():
        unprinted = list(
            ProtocolVersion.objects.public()
            .annotate(printed=Count("pdfs"))
            .filter(printed__lt=BOTH)
            .order_by("pk")
            .values_list("council_id", "pk")
        )
    for council_id, version_id in unprinted:
        try:
            print_version(council_id, version_id)
        except PressError:
            # One text that cannot be printed keeps no other from being printed.
            logger.exception(
                "finish_printing: not printed", extra={"version": version_id}
            )


def print_preview(version: ProtocolVersion) -> bytes:
    """Print a text that is not in force yet; every page says so, and none is kept."""
    return print_protocol(
        PrintedProtocol(
            document=document_of(version),
            council=_look(version.council),
            status=str(version.get_status_display()),
            is_draft=True,
        )
    )


@transaction.atomic
def _keep(version: ProtocolVersion, kind: str, data: bytes) -> StoredPdf:
    stored, made = StoredPdf.objects.get_or_create(
        council_id=version.council_id,
        version=version,
        kind=kind,
        defaults={
            "sha256": hashlib.sha256(data).hexdigest(),
            "data": data,
            "printed_at": timezone.now(),
            "printed_with": printed_with(),
        },
    )
    if made:
        record(
            Event.PDF_STORED,
            version,
            council=version.council,
            actor=None,
            details={"kind": kind, "sha256": stored.sha256},
        )
    return stored


def printable() -> VersionQuerySet:
    """Give versions with all that their printing asks for, in one query."""
    return ProtocolVersion.objects.select_related(
        "council",
        "protocol",
        "frozen_text",
        "adoption_record",
        "sign_off__signed_by",
        "resolution__meeting__committee",
        "resolution__presided_by",
        "resolution__proposed_by",
        "resolution__seconded_by",
    )


def _stored(version: ProtocolVersion, kind: str) -> StoredPdf | None:
    return StoredPdf.objects.filter(version=version, kind=kind).defer("data").first()


def printed_protocol(version: ProtocolVersion) -> PrintedProtocol:
    """Give a version with all that its pages say."""
    document = document_of(version)
    head = AuditHead.objects.filter(council=version.council).first()
    return PrintedProtocol(
        document=document,
        council=_look(version.council),
        status=_status(version),
        version=version.number,
        adoption=_adoption(version, document.facts),
        sign_off=_sign_off(version),
        recorded_from_paper=version.recorded_from_paper,
        effective_on=version.effective_on,
        history=_history(version),
        verify_address=_verify_address(version),
        audit_digest=None if head is None else head.chain,
        audit_sequence=None if head is None else head.sequence,
    )


def _record(version: ProtocolVersion, *, pdf_digest: str) -> PrintedRecord:
    kept = version.adoption_record
    before = _before(version)
    return PrintedRecord(
        title=version.title,
        council=_look(version.council),
        status=_status(version),
        version=version.number or 0,
        content_digest=version.content_digest,
        source=kept.canonical.encode(),
        record_digest=kept.digest,
        adoption=_adoption(version, document_of(version).facts),
        sign_off=_sign_off(version),
        recorded_from_paper=version.recorded_from_paper,
        effective_on=version.effective_on,
        pdf_digest=pdf_digest,
        before=None if before is None else _known_by_digest(before),
        amendments=tuple(
            Amendment(
                fact=Fact(correction.fact).words,
                was=correction.was,
                now=correction.now,
                reason=correction.reason,
                made_by=correction.made_by.name,
                made_on=timezone.localdate(correction.made_at),
            )
            for correction in version.corrections.select_related("made_by")
        ),
        verify_address=_verify_address(version),
    )


def _look(council: Council) -> CouncilLook:
    crest = None
    if council.has_crest:
        crest = Crest(data=bytes(council.crest), media_type=council.crest_media_type)
    return CouncilLook(
        name=council.name,
        chair_title=council.chair_title,
        clerk_title=council.clerk_title,
        colour=council.colour,
        crest=crest,
    )


def _status(version: ProtocolVersion) -> str:
    return "Recorded from paper" if version.recorded_from_paper else "Adopted"


def _adoption(version: ProtocolVersion, facts: Facts) -> Adoption:
    if version.resolution is not None:
        return _resolved(version, version.resolution)
    recommended = facts.recommended_on is not None or facts.recommended_by is not None
    return Adoption(
        body=facts.adopted_by,
        held_on=facts.adopted_on,
        meeting_format=facts.meeting_format,
        minute_reference=facts.minute_reference,
        recommendations=(
            (
                Recommendation(
                    body=facts.recommended_by or "A committee",
                    held_on=facts.recommended_on,
                ),
            )
            if recommended
            else ()
        ),
    )


def _resolved(version: ProtocolVersion, resolution: Resolution) -> Adoption:
    meeting = resolution.meeting
    return Adoption(
        body=meeting.body,
        held_on=meeting.held_on,
        meeting_format=MeetingFormat(meeting.format),
        minute_reference=resolution.minute_reference or None,
        presided_by=_name(resolution.presided_by),
        proposed_by=_name(resolution.proposed_by),
        seconded_by=_name(resolution.seconded_by),
        members_present=resolution.members_present,
        vote=_vote(resolution),
        wording=resolution.wording or None,
        recommendations=tuple(
            Recommendation(
                body=recommendation.meeting.body,
                held_on=recommendation.meeting.held_on,
                minute_reference=recommendation.minute_reference or None,
            )
            for recommendation in version.recommendations.select_related(
                "meeting__committee"
            ).filter(cancelled_at__isnull=True)
        ),
    )


def _vote(resolution: Resolution) -> Vote | None:
    if (
        resolution.votes_for is None
        or resolution.votes_against is None
        or resolution.votes_abstained is None
    ):
        return None
    return Vote(
        in_favour=resolution.votes_for,
        against=resolution.votes_against,
        abstained=resolution.votes_abstained,
        casting_vote=resolution.casting_vote,
    )


def _sign_off(version: ProtocolVersion) -> SignedOff | None:
    sign_off = getattr(version, "sign_off", None)
    if sign_off is None:
        return None
    return SignedOff(
        name=sign_off.signed_by.name,
        office=sign_off.office,
        signed_at=sign_off.signed_at,
        content_digest=sign_off.content_digest,
    )


def _history(version: ProtocolVersion) -> tuple[HistoryEntry, ...]:
    return tuple(
        HistoryEntry(event=_status(other), version=other.number, on=adopted_on(other))
        for other in protocol_versions_in_time(version.protocol).select_related(
            "resolution__meeting"
        )
        if other.number is not None and other.number <= (version.number or 0)
    )


def _before(version: ProtocolVersion) -> ProtocolVersion | None:
    return (
        protocol_versions_in_time(version.protocol)
        .filter(in_force_until=version.in_force_from)
        .exclude(pk=version.pk)
        .select_related("frozen_text")
        .last()
    )


def _known_by_digest(version: ProtocolVersion) -> VersionBefore:
    return VersionBefore(
        version=version.number or 0, content_digest=version.content_digest
    )


def _verify_address(version: ProtocolVersion) -> str:
    digest = version.content_digest[:SHORTEST_DIGEST]
    return settings.PORTAL_BASE_URL + reverse("verify_address", args=[digest])


def _name(person: object) -> str | None:
    return None if person is None else str(person)
