"""A text on its way through committee and council: tabled, recommended, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from councils.audit import record
from councils.kernel.refusals import DomainError, InvalidTransition, OutOfDate
from councils.models import Council, User
from councils.permissions import acting_person
from councils.services.wording import on_one_line, prose
from protocols.checks import check
from protocols.document import Document, Finding, Severity
from protocols.events import Event
from protocols.lifecycle import VERSION, Status
from protocols.models import Protocol, ProtocolVersion, Recommendation
from protocols.permissions import may_record_resolution, may_table
from protocols.services.drafting import required
from protocols.services.meetings import MeetingHeld, meeting_of
from protocols.services.standing import require_standing
from protocols.services.texts import document_of

TEXT_HAS_CHANGED = (
    "The text has changed since you opened this page. Read it again before you go on;"
    " nothing has been recorded."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """What a committee recommended, as its minutes have it."""

    meeting: MeetingHeld
    minute_reference: str = ""
    wording: str = ""


@transaction.atomic
def table_version(
    version: ProtocolVersion, *, actor: User, content_digest: str
) -> ProtocolVersion:
    """Lock a draft for a meeting.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        InvalidTransition: it is no draft.
        OutOfDate: the text is not the one that the clerk was shown.
        DomainError: a finding blocks it, or another text is on its way already.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = protocol.versions.get(pk=version.pk)
    may_table(actor, protocol.council).require()
    VERSION.require(version.status, Status.IN_REVIEW, only_from=Status.DRAFT)
    document = document_of(version)
    require_shown(document, content_digest)
    require_unblocked(version, document)
    if protocol.versions.filter(status__in=[Status.IN_REVIEW, Status.ADOPTED]).exists():
        message = (
            "Another version of this protocol is already on its way to council. Take it"
            " back or discard it first."
        )
        raise DomainError(message)
    version.status = Status.IN_REVIEW
    version.open_for_comment = False
    version.tabled_at = timezone.now()
    version.save(update_fields=["status", "open_for_comment", "tabled_at"])
    _record(Event.VERSION_TABLED, version, actor, content_digest=content_digest)
    return version


@transaction.atomic
def take_back_version(
    version: ProtocolVersion, *, actor: User, reason: str, seen: str = ""
) -> ProtocolVersion:
    """Make a text in review a draft again, and cancel its recommendations.

    They were of other words.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        InvalidTransition: the text is not in review.
        OutOfDate: it does not stand as the person saw it.
        DomainError: no reason is given.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = protocol.versions.get(pk=version.pk)
    may_table(actor, protocol.council).require()
    VERSION.require(version.status, Status.DRAFT)
    require_standing(version, seen)
    version.reason = required(reason, "reason", "Say why the text is taken back.")
    version.status = Status.DRAFT
    version.tabled_at = None
    version.save(update_fields=["status", "reason", "tabled_at"])
    version.recommendations.filter(cancelled_at__isnull=True).update(
        cancelled_at=timezone.now()
    )
    _record(Event.VERSION_TAKEN_BACK, version, actor)
    return version


@transaction.atomic
def record_recommendation(
    version: ProtocolVersion, *, actor: User, recommended: Recommended, seen: str = ""
) -> Recommendation:
    """Record that a committee recommended a text in review to the council.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        InvalidTransition: the text is not in review.
        OutOfDate: it does not stand as the person saw it.
        DomainError: no committee met, or it has yet to, or its recommendation is on
            record already.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = protocol.versions.get(pk=version.pk)
    may_record_resolution(actor, protocol.council).require()
    require_in_review(version)
    require_standing(version, seen)
    if recommended.meeting.committee is None:
        message = "A recommendation is a committee’s; the council itself adopts."
        raise DomainError(message, field="body")
    meeting = meeting_of(protocol.council, recommended.meeting)
    if version.recommendations.filter(
        meeting=meeting, cancelled_at__isnull=True
    ).exists():
        message = "What this meeting recommended is on record already."
        raise DomainError(message, field="held_on")
    recommendation = Recommendation.objects.create(
        council_id=version.council_id,
        version=version,
        meeting=meeting,
        minute_reference=on_one_line(recommended.minute_reference),
        wording=prose(recommended.wording),
        content_digest=document_of(version).content_digest(),
        recorded_by=acting_person(actor, version.council),
        recorded_at=timezone.now(),
    )
    _record(Event.RECOMMENDATION_RECORDED, version, actor)
    return recommendation


def require_in_review(version: ProtocolVersion) -> None:
    """Go on only with a text that a committee can recommend now.

    Raises:
        InvalidTransition: it is not in review.
    """
    if version.status != Status.IN_REVIEW:
        message = "Only a text in review can be recommended."
        raise InvalidTransition(message)


def findings_in(document: Document, council: Council) -> tuple[Finding, ...]:
    """Give what a clerk should look at in a text: from its reading, and from checks.

    That it was never adopted is no news of a text that is still being drafted.
    """
    checked = check(document, council=council.name, today=timezone.localdate())
    return (*document.findings, *(f for f in checked if f.code != "never-adopted"))


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Keep what must be put right before a text goes to council."""
    return tuple(f for f in findings if f.severity == Severity.BLOCKS)


def require_unblocked(version: ProtocolVersion, document: Document) -> None:
    """Go on only with a text that nothing blocks.

    Raises:
        DomainError: a finding blocks it; the first one is the message.
    """
    for finding in blocking(findings_in(document, version.council)):
        raise DomainError(finding.message)


def require_shown(document: Document, content_digest: str) -> None:
    """Go on only where the stored text is the one the person was shown.

    Raises:
        OutOfDate: it is another.
    """
    if document.content_digest() != content_digest:
        raise OutOfDate(TEXT_HAS_CHANGED)


def _record(
    event: Event, version: ProtocolVersion, actor: User, **details: object
) -> None:
    record(event, version, council=version.council, actor=actor, details=details)
