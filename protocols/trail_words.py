"""The trail's words for what happens to a protocol."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.urls import reverse

from councils.audit.words import Subject, register_words
from councils.models import Council
from councils.roles import Capability
from protocols.events import Event
from protocols.models import (
    Acknowledgement,
    Protocol,
    ProtocolImport,
    ProtocolVersion,
)

SENTENCES: dict[str, str] = {
    Event.PROTOCOL_STARTED: "{subject} was started.",
    Event.IMPORT_UPLOADED: "The file {subject} was brought in to be read.",
    Event.IMPORT_KEPT: "What was read from a file was kept as {subject}.",
    Event.IMPORT_DROPPED: "The file {subject} was dropped, and nothing of it kept.",
    Event.DRAFT_STARTED: "A draft was started: {subject}.",
    Event.DRAFT_OPENED: "{subject}: opened for comment by the council’s people.",
    Event.DRAFT_CLOSED: "{subject}: closed for comment.",
    Event.VERSION_TABLED: "{subject}: tabled for a meeting.",
    Event.VERSION_TAKEN_BACK: "{subject}: taken back to be a draft again.",
    Event.RECOMMENDATION_RECORDED: "{subject}: recommended by a committee.",
    Event.RESOLUTION_RECORDED: "{subject}: the resolution to adopt it was recorded.",
    Event.RESOLUTION_VOIDED: "{subject}: the record of its resolution was made void.",
    Event.VERSION_SIGNED: "{subject}: signed as adopted.",
    Event.VERSION_SUPERSEDED: "{subject}: superseded by a newer version.",
    Event.VERSION_RECORDED: "{subject}: recorded from paper, as adopted before.",
    Event.VERSION_WITHDRAWN: "{subject}: withdrawn.",
    Event.VERSION_DISCARDED: "{subject}: discarded.",
    Event.FACT_CORRECTED: "{subject}: a recorded fact was put right: {fact}.",
    Event.REVIEW_RULES_CHANGED: "{subject}: its rules for reviews were changed.",
    Event.REVIEW_OPENED: "{subject}: a review was opened.",
    Event.REVIEW_ENDED: "{subject}: a review ended on {ended_on}: {outcome}.",
    Event.REVIEW_MINUTED: "{subject}: the minute of a review was named.",
    Event.REVIEW_MOVED: "{subject}: its next review was worked out anew: {due_on}.",
    Event.PDF_STORED: "{subject}: printed and kept ({kind}, digest {sha256}).",
    Event.SIGNATURE_CHASED: "{subject}: a reminder that its signature is awaited.",
    Event.CONFIRMATION_ASKED: "{subject}: people were asked to confirm it: {people}.",
    Event.ANSWER_GIVEN: "{subject}: somebody who was asked to confirm it answered.",
    Event.ANSWER_RECORDED: "{subject}: a confirmation signed on paper was recorded.",
    Event.READERS_REMINDED: "{subject}: reminders to confirm it: {people}.",
    Event.READERS_EXPORTED: "{subject}: the list of who has confirmed it was saved.",
}
Granted = frozenset[Capability]


def register() -> None:
    """Teach the trail these words."""
    register_words(
        SENTENCES,
        {
            "protocols.protocol": _protocols,
            "protocols.protocolversion": _versions,
            "protocols.protocolimport": _imports,
            "protocols.acknowledgement": _answers,
        },
    )


def _protocols(
    council: Council, ids: Collection[UUID], _granted: Granted
) -> Mapping[UUID, Subject]:
    protocols = Protocol.objects.filter(council=council, pk__in=ids)
    return {
        protocol.pk: Subject(
            protocol.title,
            reverse("protocol_review", args=[council.slug, protocol.slug]),
        )
        for protocol in protocols
    }


def _versions(
    council: Council, ids: Collection[UUID], _granted: Granted
) -> Mapping[UUID, Subject]:
    versions = ProtocolVersion.objects.filter(council=council, pk__in=ids)
    return {
        version.pk: Subject(
            str(version), reverse("version_desk", args=[council.slug, version.pk])
        )
        for version in versions.select_related("protocol", "frozen_text")
    }


def _answers(
    council: Council, ids: Collection[UUID], granted: Granted
) -> Mapping[UUID, Subject]:
    """Name the text that was answered to; who did is for the clerk alone."""
    answers = Acknowledgement.objects.filter(council=council, pk__in=ids)
    may_watch = Capability.WATCH_READERS in granted
    return {
        answer.pk: Subject(
            f"{answer.version}, {answer.person}" if may_watch else str(answer.version),
            answer.version.get_absolute_url(),
        )
        for answer in answers.select_related(
            "person", "version__protocol", "version__council", "version__frozen_text"
        )
    }


def _imports(
    council: Council, ids: Collection[UUID], granted: Granted
) -> Mapping[UUID, Subject]:
    imports = ProtocolImport.objects.filter(council=council, pk__in=ids)
    may_import = Capability.IMPORT_PROTOCOL in granted
    return {
        incoming.pk: Subject(
            str(incoming),
            reverse("import_detail", args=[council.slug, incoming.pk])
            if may_import
            else "",
        )
        for incoming in imports.defer("data", "document", "source_lines")
    }
