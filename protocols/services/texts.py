"""A version's words as a Document, whether they are rows of a draft or frozen."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace

from protocols.document import (
    SCHEMA,
    Document,
    Facts,
    Kind,
    Row,
    Side,
    Standing,
    canonical,
)
from protocols.lifecycle import FROZEN
from protocols.models import Clause, FrozenText, ProtocolVersion
from protocols.numbering import NumberingStyle, numbered

_PARTICULARS = (
    "council",
    "reference",
    "facts",
    "printed",
    "linked_policies",
    "background_papers",
    "history",
    "concern_routes",
    "unread",
    "findings",
)


def particulars_of(document: Document) -> dict[str, object]:
    """Give what a version keeps of a document beside its title and rows."""
    value = document.to_json()
    return {name: value[name] for name in _PARTICULARS}


def document_of(version: ProtocolVersion) -> Document:
    """Give a version's text with all that is known of it, in one query."""
    if version.frozen_text is not None:
        content = json.loads(version.frozen_text.canonical)
        document = Document.from_json(
            {
                **_blank_particulars(),
                **version.particulars,
                **content,
            }
        )
    else:
        document = draft_document(version, rows_of(version))
    return replace(document, facts=_facts_of(version, document.facts))


def words_of_frozen(text: FrozenText) -> Document:
    """Give what a council adopted: title, rows and routes, and no other fact of it."""
    return Document.from_json({**_blank_particulars(), **json.loads(text.canonical)})


def draft_document(version: ProtocolVersion, rows: Iterable[Row]) -> Document:
    """Give the document that a draft's rows make, with their numbers worked out."""
    document = Document.from_json(
        {
            **_blank_particulars(),
            **version.particulars,
            "schema": SCHEMA,
            "title": version.title,
            "rows": [],
        }
    )
    style = NumberingStyle.from_json(version.numbering)
    return replace(document, rows=numbered(tuple(rows), style))


def rows_of(version: ProtocolVersion) -> tuple[Row, ...]:
    """Give a draft's rows in order, without numbers."""
    return tuple(row_of(clause) for clause in version.clauses.order_by("position"))


def row_of(clause: Clause) -> Row:
    """Give one clause of a draft as a row."""
    return Row(
        lineage=clause.lineage,
        depth=clause.depth,
        kind=Kind(clause.kind),
        text=clause.text,
        holder=None if clause.holder is None else Side(clause.holder),
        owed_by=None if clause.owed_by is None else Side(clause.owed_by),
    )


def write_rows(version: ProtocolVersion, rows: Iterable[Row]) -> None:
    """Make a draft's clauses anew from rows."""
    version.clauses.all().delete()
    Clause.objects.bulk_create(
        Clause(
            council_id=version.council_id,
            version=version,
            position=position,
            depth=row.depth,
            kind=row.kind.value,
            text=row.text,
            lineage=row.lineage,
            holder=None if row.holder is None else row.holder.value,
            owed_by=None if row.owed_by is None else row.owed_by.value,
        )
        for position, row in enumerate(rows)
    )


def freeze(version: ProtocolVersion, document: Document) -> FrozenText:
    """Keep a text for ever under its digest, and drop what it was drafted in.

    There is one text then, not two: neither its rows stay, nor what could be undone.
    """
    content = canonical(document.content())
    text, _ = FrozenText.objects.get_or_create(
        council_id=version.council_id,
        digest=hashlib.sha256(content).hexdigest(),
        defaults={"canonical": content.decode()},
    )
    version.clauses.all().delete()
    version.changes.all().delete()
    return text


def facts_of_draft(version: ProtocolVersion) -> Facts:
    """Give what a draft says of its own adoption and review."""
    stored = version.particulars.get("facts")
    return Facts() if stored is None else Facts.from_json(stored)


def fresh_facts(facts: Facts) -> Facts:
    """Give the facts that a new draft keeps: how it is reviewed, and no adoption."""
    return Facts(
        status=Standing.DRAFT,
        review_cycle_months=facts.review_cycle_months,
        review_words=facts.review_words,
    )


def _facts_of(version: ProtocolVersion, facts: Facts) -> Facts:
    if version.status not in FROZEN or version.resolution is None:
        return facts
    resolution = version.resolution
    meeting = resolution.meeting
    recommended = [r for r in version.recommendations.all() if r.cancelled_at is None]
    last = recommended[-1] if recommended else None
    return Facts.from_json(
        {
            **facts.to_json(),
            "status": Standing.ADOPTED.value,
            "adopted_on": meeting.held_on.isoformat(),
            "adopted_by": meeting.body,
            "meeting_format": meeting.format,
            "recommended_on": last and last.meeting.held_on.isoformat(),
            "recommended_by": last and last.meeting.body,
            "minute_reference": resolution.minute_reference or None,
        }
    )


def _blank_particulars() -> dict[str, object]:
    return particulars_of(Document())
