"""Starting drafts: blank, from the starter text, from a version, from a file."""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from councils.audit import record
from councils.kernel.refusals import DomainError
from councils.models import Council, User
from councils.permissions import acting_person
from councils.services.wording import on_one_line, prose
from protocols.document import Document
from protocols.events import Event
from protocols.lifecycle import VERSION, Status
from protocols.models import Protocol, ProtocolVersion
from protocols.numbering import NumberingStyle, renumbered_from_print, style_of
from protocols.permissions import may_discard, may_draft
from protocols.services.standing import require_standing
from protocols.services.texts import (
    document_of,
    fresh_facts,
    particulars_of,
    write_rows,
)

# Words that addresses need for themselves below a council's own.
RESERVED_SLUGS = frozenset(
    {
        "verify", "healthz", "status", "mail", "accounts", "static", "admin",
        "calendar", "v", "compare", "desk", "crest", "colours",
        "mine",
    }
)  # fmt: skip


@transaction.atomic
def start_protocol(
    council: Council, *, actor: User, title: str, document: Document | None = None
) -> ProtocolVersion:
    """Begin a protocol that the council did not have here, with a first draft.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: it has no title, or the council has one of that name already.
    """
    may_draft(actor, council).require()
    protocol = new_protocol(council, actor=actor, title=title)
    text = document or Document()
    return new_draft(protocol, actor=actor, document=replace(text, title=title))


@transaction.atomic
def start_draft(
    protocol: Protocol, *, actor: User, source: ProtocolVersion | None = None
) -> ProtocolVersion:
    """Start the next draft from a version of the same protocol, or blank.

    A text from paper is numbered anew; references to its clauses follow where that is
    certain, and are found by the checks where it is not.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(pk=protocol.pk)
    may_draft(actor, protocol.council).require()
    if source is None:
        return new_draft(protocol, actor=actor, document=Document(title=protocol.title))
    source = protocol.versions.get(pk=source.pk)
    text = document_of(source)
    rows, findings = text.rows, text.findings
    if source.recorded_from_paper:
        rows, findings = renumbered_from_print(rows)
    text = replace(
        text,
        rows=rows,
        facts=fresh_facts(text.facts),
        printed={},
        unread=(),
        findings=findings,
    )
    return new_draft(protocol, actor=actor, document=text, source=source)


@transaction.atomic
def discard_version(
    version: ProtocolVersion, *, actor: User, reason: str, seen: str = ""
) -> ProtocolVersion:
    """Put a draft, or a text in review, away for good; its words are kept.

    Raises:
        PermissionDenied: the actor is not the clerk.
        InvalidTransition: the text is adopted.
        OutOfDate: it does not stand as the person saw it.
        DomainError: no reason is given.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = protocol.versions.get(pk=version.pk)
    may_discard(actor, protocol.council).require()
    VERSION.require(version.status, Status.DISCARDED)
    require_standing(version, seen)
    version.reason = required(reason, "reason", "Say why this draft is discarded.")
    version.status = Status.DISCARDED
    version.save(update_fields=["status", "reason"])
    if not protocol.versions.exclude(status=Status.DISCARDED).exists():
        protocol.in_register = False
        protocol.save(update_fields=["in_register"])
    record(Event.VERSION_DISCARDED, version, council=protocol.council, actor=actor)
    return version


@transaction.atomic
def set_open_for_comment(
    version: ProtocolVersion, *, actor: User, is_open: bool
) -> ProtocolVersion:
    """Open a draft for comment by the council's people, or close it.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: it is no draft any more.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = protocol.versions.get(pk=version.pk)
    may_draft(actor, protocol.council).require()
    require_draft(version)
    version.open_for_comment = is_open
    version.save(update_fields=["open_for_comment"])
    event = Event.DRAFT_OPENED if is_open else Event.DRAFT_CLOSED
    record(event, version, council=protocol.council, actor=actor)
    return version


def new_protocol(council: Council, *, actor: User, title: str) -> Protocol:
    """Give a council a protocol of a new name, inside the caller's transaction."""
    title = required(on_one_line(title), "title", "Give the protocol a title.")
    slug = slugify(title)[:60].strip("-") or "protocol"
    if slug in RESERVED_SLUGS:
        slug = f"{slug}-protocol"
    try:
        with transaction.atomic():
            protocol = Protocol.objects.create(
                council=council, slug=slug, title=title[:300]
            )
    except IntegrityError as error:
        message = (
            "The council already has a protocol of this name. Open that one and start"
            " a new draft there."
        )
        raise DomainError(message, field="title") from error
    record(Event.PROTOCOL_STARTED, protocol, council=council, actor=actor)
    return protocol


def new_draft(
    protocol: Protocol,
    *,
    actor: User,
    document: Document,
    source: ProtocolVersion | None = None,
) -> ProtocolVersion:
    """Make a draft from a document, inside the caller's transaction."""
    put_in_register(protocol)
    version = ProtocolVersion.objects.create(
        council_id=protocol.council_id,
        protocol=protocol,
        title=document.title or protocol.title,
        particulars=particulars_of(document),
        numbering=_style_of(document).to_json(),
        made_from=source,
        made_by=acting_person(actor, protocol.council),
    )
    write_rows(version, document.rows)
    record(Event.DRAFT_STARTED, version, council=protocol.council, actor=actor)
    return version


def put_in_register(protocol: Protocol) -> None:
    """List a protocol again, of which every text had been discarded."""
    if not protocol.in_register:
        protocol.in_register = True
        protocol.save(update_fields=["in_register"])


def _style_of(document: Document) -> NumberingStyle:
    # A text that was printed is numbered on in its own way; a new one in ours.
    if any(row.label is not None for row in document.rows):
        return style_of(document.rows)
    return NumberingStyle()


def require_draft(version: ProtocolVersion) -> None:
    """Go on only with a text that may be edited.

    Raises:
        DomainError: it has been tabled, adopted or discarded.
    """
    if not version.is_draft:
        message = (
            f"This text is {version.get_status_display().lower()}, so it cannot be"
            " changed here."
        )
        raise DomainError(message)


def required(words: str, field: str, message: str) -> str:
    """Give words that must be there, as they are kept.

    Raises:
        DomainError: there are none.
    """
    words = prose(words)
    if not words:
        raise DomainError(message, field=field)
    return words
