"""Bringing a file in: uploaded, read in a worker, looked at, and kept or dropped."""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from councils.audit import record
from councils.kernel.door.terms import UnreadableFile
from councils.kernel.refusals import DomainError
from councils.kernel.scopes import sweeping, within
from councils.later import later
from councils.models import Council, User
from councils.permissions import acting_person
from councils.services.wording import on_one_line, one_line, prose
from protocols.document import Document, Facts
from protocols.events import Event
from protocols.importers.door import Reading, read_in_child
from protocols.lineage import carry_lineage
from protocols.models import Protocol, ProtocolImport, ProtocolVersion, SourceFile
from protocols.permissions import may_import
from protocols.services.drafting import new_draft, new_protocol
from protocols.services.paper import record_from_paper
from protocols.services.texts import document_of

logger = logging.getLogger(__name__)

LARGEST_FILE = 20 * 1024 * 1024  # bytes
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3


class KeepAs(StrEnum):
    """What becomes of a text that has been read."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    HISTORY = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the clerk confirmed on the import page, and what the file could not tell."""

    keep_as: KeepAs
    title: str
    facts: Facts
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came from a person: its name, what it says it is, its bytes."""

    name: str
    media_type: str
    data: bytes


@transaction.atomic
def upload_file(
    council: Council, *, actor: User, upload: Upload, protocol: Protocol | None = None
) -> ProtocolImport:
    """Take a file in and ask for it to be read, into a protocol or as a new one.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the file is empty or too large.
    """
    may_import(actor, council).require()
    if not upload.data:
        message = "The file is empty."
        raise DomainError(message, field="file")
    if len(upload.data) > LARGEST_FILE:
        message = "The file is larger than 20 MB. A protocol is a few pages of text."
        raise DomainError(message, field="file")
    incoming = ProtocolImport.objects.create(
        council=council,
        protocol=protocol,
        name=on_one_line(upload.name)[-200:],
        media_type=on_one_line(upload.media_type)[:100],
        data=upload.data,
        uploaded_by=acting_person(actor, council),
    )
    record(Event.IMPORT_UPLOADED, incoming, council=council, actor=actor)
    later("protocols.read_import", council.pk, incoming.pk)
    return incoming


def read_import(council_id: UUID, import_id: UUID) -> None:
    """Read an uploaded file in a child process; asked again, do nothing.

    No actor: a worker does this, or the sweep where a worker died half-way.
    """
    with within(council_id):
        incoming = _claim(council_id, import_id)
    if incoming is None:
        return
    try:
        reading = read_in_child(
            bytes(incoming.data or b""),
            name=incoming.name,
            without_sandbox=settings.READ_FILES_WITHOUT_SANDBOX,
        )
    except UnreadableFile as refusal:
        with within(council_id):
            _refuse(incoming, str(refusal))
        return
    with within(council_id):
        _take_down(incoming, reading)


def finish_reading() -> None:
    """Read whatever waits or was left half-way; the sweep behind ``read_import``."""
    with sweeping():
        unread = ProtocolImport.objects.unread().order_by("leased_until")
        waiting = list(unread.values_list("council_id", "pk"))
    for council_id, import_id in waiting:
        read_import(council_id, import_id)


@transaction.atomic
def keep_import(
    incoming: ProtocolImport, *, actor: User, answers: Answers
) -> ProtocolVersion:
    """Keep what was read: as a draft, as in force from paper, or as history.

    Asked twice, it gives the version that the first asking made.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the file was not read, or the text cannot be kept so.
    """
    incoming = _locked(incoming)
    council = incoming.council
    may_import(actor, council).require()
    if incoming.version is not None:
        return incoming.version
    if incoming.document is None:
        message = "There is nothing read from this file to keep."
        raise DomainError(message)
    title = one_line(
        answers.title, field="title", missing="Give the protocol a title."
    )[:300]
    document = replace(
        Document.from_json(incoming.document),
        title=title,
        facts=_as_kept(answers.facts),
    )
    protocol = incoming.protocol or new_protocol(council, actor=actor, title=title)
    source_file = _keep_file(incoming)
    if answers.keep_as == KeepAs.DRAFT:
        version = new_draft(protocol, actor=actor, document=document)
        version.source_file = source_file
        version.save(update_fields=["source_file"])
    else:
        version = record_from_paper(
            protocol,
            actor=actor,
            document=document,
            source_file=source_file,
            as_history=answers.keep_as == KeepAs.HISTORY,
            until=answers.until,
        )
    incoming.version = version
    _empty(incoming, ProtocolImport.Status.KEPT)
    record(Event.IMPORT_KEPT, version, council=council, actor=actor)
    return version


@transaction.atomic
def drop_import(incoming: ProtocolImport, *, actor: User) -> None:
    """Keep nothing of an uploaded file.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: it has been kept already.
    """
    incoming = _locked(incoming)
    may_import(actor, incoming.council).require()
    if incoming.status == ProtocolImport.Status.KEPT:
        message = "This file has been kept already."
        raise DomainError(message)
    _empty(incoming, ProtocolImport.Status.DROPPED)
    record(Event.IMPORT_DROPPED, incoming, council=incoming.council, actor=actor)


@transaction.atomic
def _claim(council_id: UUID, import_id: UUID) -> ProtocolImport | None:
    incoming = (
        ProtocolImport.objects.unread()
        .select_for_update(no_key=True, of=("self",), skip_locked=True)
        .select_related("protocol")
        .filter(council_id=council_id, pk=import_id)
        .first()
    )
    if incoming is None:
        logger.info(
            "read_import: read already, or gone", extra={"import_id": import_id}
        )
        return None
    if incoming.attempts >= MOST_ATTEMPTS:
        incoming.refusal = (
            "The file could not be read: reading it failed three times. Save it as a"
            " Word file (.docx) and try again."
        )
        _empty(incoming, ProtocolImport.Status.REFUSED)
        return None
    incoming.status = ProtocolImport.Status.READING
    incoming.leased_until = timezone.now() + LEASE
    incoming.attempts += 1
    incoming.save(update_fields=["status", "leased_until", "attempts"])
    return incoming


def _take_down(incoming: ProtocolImport, reading: Reading) -> None:
    document = reading.document
    if incoming.protocol is not None:
        document = _with_known_lineage(incoming.protocol, document)
    ProtocolImport.objects.filter(
        pk=incoming.pk, status=ProtocolImport.Status.READING
    ).update(
        status=ProtocolImport.Status.READ,
        document=document.to_json(),
        source_lines=[[line.number, line.text] for line in reading.lines],
        leased_until=None,
    )


def _locked(incoming: ProtocolImport) -> ProtocolImport:
    # Nothing is joined: a row that the one before us made would be joined as absent.
    return ProtocolImport.objects.select_for_update(no_key=True).get(pk=incoming.pk)


def _refuse(incoming: ProtocolImport, why: str) -> None:
    incoming.refusal = why
    _empty(incoming, ProtocolImport.Status.REFUSED)


def _empty(incoming: ProtocolImport, status: str) -> None:
    incoming.status = status
    incoming.data = None
    incoming.document = None
    incoming.source_lines = []
    incoming.leased_until = None
    incoming.save(
        update_fields=[
            "status",
            "refusal",
            "data",
            "document",
            "source_lines",
            "leased_until",
            "version",
        ]
    )


def _with_known_lineage(protocol: Protocol, document: Document) -> Document:
    latest = (
        protocol.versions.exclude(status="discarded")
        .select_related("frozen_text", "resolution__meeting")
        .order_by("-number", "-made_at")
        .first()
    )
    if latest is None:
        return document
    return carry_lineage(document_of(latest), document)


def _as_kept(facts: Facts) -> Facts:
    """Give the facts with what the person put right taken in like any other text."""
    return replace(
        facts,
        adopted_by=on_one_line(facts.adopted_by or "") or None,
        recommended_by=on_one_line(facts.recommended_by or "") or None,
        minute_reference=on_one_line(facts.minute_reference or "") or None,
        review_words=prose(facts.review_words or "") or None,
    )


def _keep_file(incoming: ProtocolImport) -> SourceFile:
    data = bytes(incoming.data or b"")
    return SourceFile.objects.create(
        council_id=incoming.council_id,
        name=incoming.name,
        media_type=incoming.media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        uploaded_by=incoming.uploaded_by,
        uploaded_at=incoming.uploaded_at,
    )
