"""The value that everything flows through: one text of a protocol, whole.

An importer makes a ``Document``; a version's rows are one; the page, the PDF, the
comparison, the checks, the exports and the digest each take one and nothing else.
There is no Django in here, so that a text can be read, checked and verified by a
program that has no database.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self
from uuid import UUID

import rfc8785

from protocols.terms import (
    Concerned,
    Kind,
    MeetingFormat,
    Recipient,
    Severity,
    Side,
    StageKind,
    Standing,
)

__all__ = [
    "MAX_DEPTH",
    "SCHEMA",
    "Concerned",
    "Document",
    "DocumentError",
    "Facts",
    "Finding",
    "Kind",
    "MeetingFormat",
    "Office",
    "Recipient",
    "Route",
    "Row",
    "Severity",
    "Side",
    "Stage",
    "StageKind",
    "Standing",
    "Unread",
    "canonical",
    "digest_of",
]

SCHEMA = "protocol-portal/document/1"
MAX_DEPTH = 6  # Deeper nesting than this no council prints, and no PDF survives.


class DocumentError(ValueError):
    """A JSON value is not a document of this schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the text: a heading, a clause, a list entry, a paragraph, a note.

    ``label`` is what is printed before the words, or none. ``text`` is plain, with
    ``**bold**``, ``*italic*`` and a backslash to escape. ``holder`` and ``owed_by``
    are set together, on an expectation.
    """

    lineage: UUID
    depth: int
    kind: Kind
    text: str
    label: str | None = None
    holder: Side | None = None
    owed_by: Side | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the row as JSON; holder and debtor are left out where there is none."""
        value: dict[str, Any] = {
            "lineage": str(self.lineage),
            "depth": self.depth,
            "kind": self.kind.value,
            "label": self.label,
            "text": self.text,
        }
        if self.holder is not None:
            value["holder"] = self.holder.value
        if self.owed_by is not None:
            value["owed_by"] = self.owed_by.value
        return value

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read a row back."""
        holder, owed_by = value.get("holder"), value.get("owed_by")
        return cls(
            lineage=UUID(value["lineage"]),
            depth=value["depth"],
            kind=Kind(value["kind"]),
            label=value["label"],
            text=value["text"],
            holder=None if holder is None else Side(holder),
            owed_by=None if owed_by is None else Side(owed_by),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A recipient of concerns: the office in the portal's terms and as printed."""

    role: Recipient
    printed: str

    def to_json(self) -> dict[str, str]:
        """Give the office as JSON."""
        return {"role": self.role.value, "printed": self.printed}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read an office back."""
        return cls(role=Recipient(value["role"]), printed=value["printed"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a route; ``target_days`` are working days."""

    kind: StageKind
    recipient: Office
    alternate: Office | None = None
    target_days: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the stage as JSON."""
        return {
            "kind": self.kind.value,
            "recipient": self.recipient.to_json(),
            "alternate": None if self.alternate is None else self.alternate.to_json(),
            "target_days": self.target_days,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read a stage back."""
        alternate = value["alternate"]
        return cls(
            kind=StageKind(value["kind"]),
            recipient=Office.from_json(value["recipient"]),
            alternate=None if alternate is None else Office.from_json(alternate),
            target_days=value["target_days"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a concern goes: who raises it, about whom, and the stages in order."""

    raised_by: Concerned
    about: Concerned
    stages: tuple[Stage, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the route as JSON."""
        return {
            "raised_by": self.raised_by.value,
            "about": self.about.value,
            "stages": [stage.to_json() for stage in self.stages],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read a route back."""
        return cls(
            raised_by=Concerned(value["raised_by"]),
            about=Concerned(value["about"]),
            stages=tuple(Stage.from_json(stage) for stage in value["stages"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a text says of its own adoption and review; none where it is silent.

    A month is its last day for a due date and its first for an event.
    """

    status: Standing = Standing.UNKNOWN
    adopted_on: date | None = None
    adopted_by: str | None = None
    meeting_format: MeetingFormat | None = None
    recommended_on: date | None = None
    recommended_by: str | None = None
    reviewed_on: tuple[date, ...] = ()
    minute_reference: str | None = None
    next_review_on: date | None = None
    review_cycle_months: int | None = None
    review_words: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the facts as JSON, dates in ISO form."""
        return {
            "status": self.status.value,
            "adopted_on": _iso(self.adopted_on),
            "adopted_by": self.adopted_by,
            "meeting_format": (
                None if self.meeting_format is None else self.meeting_format.value
            ),
            "recommended_on": _iso(self.recommended_on),
            "recommended_by": self.recommended_by,
            "reviewed_on": [day.isoformat() for day in self.reviewed_on],
            "minute_reference": self.minute_reference,
            "next_review_on": _iso(self.next_review_on),
            "review_cycle_months": self.review_cycle_months,
            "review_words": self.review_words,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read the facts back."""
        meeting_format = value["meeting_format"]
        return cls(
            status=Standing(value["status"]),
            adopted_on=_day(value["adopted_on"]),
            adopted_by=value["adopted_by"],
            meeting_format=(
                None if meeting_format is None else MeetingFormat(meeting_format)
            ),
            recommended_on=_day(value["recommended_on"]),
            recommended_by=value["recommended_by"],
            reviewed_on=tuple(map(date.fromisoformat, value["reviewed_on"])),
            minute_reference=value["minute_reference"],
            next_review_on=_day(value["next_review_on"]),
            review_cycle_months=value["review_cycle_months"],
            review_words=value["review_words"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Words of a source that are in no row and no fact; ``line`` counts from one."""

    line: int
    text: str

    def to_json(self) -> dict[str, Any]:
        """Give the unread words as JSON."""
        return {"line": self.line, "text": self.text}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read the unread words back."""
        return cls(line=value["line"], text=value["text"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in the text that a clerk should look at; ``row`` is a lineage."""

    code: str
    severity: Severity
    message: str
    row: UUID | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the finding as JSON."""
        return {
            "code": self.code,
            "row": None if self.row is None else str(self.row),
            "severity": self.severity.value,
            "message": self.message,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read a finding back."""
        row = value["row"]
        return cls(
            code=value["code"],
            severity=Severity(value["severity"]),
            message=value["message"],
            row=None if row is None else UUID(row),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text of a protocol with everything known of it.

    ``printed`` keeps, for each fact, the lines it was read from. ``history`` holds
    the lines of a printed version table.
    """

    title: str | None = None
    council: str | None = None
    reference: str | None = None
    facts: Facts = field(default_factory=Facts)
    printed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    linked_policies: tuple[str, ...] = ()
    background_papers: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    concern_routes: tuple[Route, ...] = ()
    unread: tuple[Unread, ...] = ()
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the document as the JSON that other programs rely on."""
        return {
            "schema": SCHEMA,
            "title": self.title,
            "council": self.council,
            "reference": self.reference,
            "facts": self.facts.to_json(),
            "printed": {name: list(lines) for name, lines in self.printed.items()},
            "rows": [row.to_json() for row in self.rows],
            "linked_policies": list(self.linked_policies),
            "background_papers": list(self.background_papers),
            "history": list(self.history),
            "concern_routes": [route.to_json() for route in self.concern_routes],
            "unread": [words.to_json() for words in self.unread],
            "findings": [finding.to_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read a document back.

        Raises:
            DocumentError: the value is of another schema, or malformed.
        """
        if not isinstance(value, Mapping) or value.get("schema") != SCHEMA:
            message = f"This is not a document of the schema {SCHEMA}."
            raise DocumentError(message)
        try:
            return cls(
                title=value["title"],
                council=value["council"],
                reference=value["reference"],
                facts=Facts.from_json(value["facts"]),
                printed={
                    name: tuple(lines) for name, lines in value["printed"].items()
                },
                rows=tuple(map(Row.from_json, value["rows"])),
                linked_policies=tuple(value["linked_policies"]),
                background_papers=tuple(value["background_papers"]),
                history=tuple(value["history"]),
                concern_routes=tuple(map(Route.from_json, value["concern_routes"])),
                unread=tuple(map(Unread.from_json, value["unread"])),
                findings=tuple(map(Finding.from_json, value["findings"])),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            message = f"The document is malformed: {error}."
            raise DocumentError(message) from error

    def with_findings(self, findings: tuple[Finding, ...]) -> Self:
        """Give the same document with other findings."""
        return replace(self, findings=findings)

    def content(self) -> dict[str, Any]:
        """Give what a council adopts: title, rows and routes, and nothing else."""
        return {
            "schema": SCHEMA,
            "title": self.title,
            "rows": [row.to_json() for row in self.rows],
            "concern_routes": [route.to_json() for route in self.concern_routes],
        }

    def content_digest(self) -> str:
        """Give the SHA-256 of the adopted content, in lower-case hexadecimal."""
        return digest_of(self.content())


def canonical(value: object) -> bytes:
    """Give the canonical JSON of a value (RFC 8785)."""
    return rfc8785.dumps(value)  # type: ignore[arg-type]


def digest_of(value: object) -> str:
    """Give the SHA-256 of a value's canonical JSON, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
