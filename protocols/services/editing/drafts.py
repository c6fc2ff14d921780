"""A draft while one change is made to it: locked, compared, written, recorded."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    F,
    OuterRef,
    PositiveIntegerField,
    QuerySet,
    Value,
    When,
)

from councils.kernel.refusals import OutOfDate
from councils.models import Person, User
from protocols.arranging import Rows, place_of
from protocols.document import Kind, Row, Side
from protocols.labels import cited_as
from protocols.models import Clause, DraftChange, Protocol, ProtocolVersion
from protocols.numbering import NumberingStyle, numbered
from protocols.permissions import may_draft
from protocols.services.drafting import require_draft
from protocols.services.texts import row_of

LONGEST_LABEL = 120
MOST_CONDITIONS = 50  # in one statement; a database takes only so many
KIND_WORDS = {
    Kind.SECTION: "heading",
    Kind.CLAUSE: "clause",
    Kind.ITEM: "entry",
    Kind.PARAGRAPH: "paragraph",
    Kind.NOTE: "note",
}


class Way(StrEnum):
    """The ways a row can be moved by one step."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a clause is to say and to be; holder and debtor both, or neither."""

    text: str
    kind: Kind
    holder: Side | None = None
    owed_by: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an edit came to, in words for the screen, and the row it was about."""

    said: str
    lineage: UUID | None = None
    edits: int = 0


class ClauseChanged(OutOfDate):
    """Somebody else reworded the clause meanwhile; both wordings are here."""

    def __init__(self, name: str, *, theirs: str, yours: str, edits: int) -> None:
        super().__init__(f"Somebody changed {name} while you were writing.")
        self.name, self.theirs, self.yours, self.edits = name, theirs, yours, edits


class ClauseGone(OutOfDate):
    """The clause was removed meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody removed this row while you were at it. Nothing has been changed."
        )


class OpenDraft:
    """A draft that nobody else changes until the transaction ends.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the text is no draft any more.
    """

    def __init__(self, version: ProtocolVersion, *, actor: User) -> None:
        # All steps of a version wait for its protocol: a text cannot be tabled and
        # changed at once.
        Protocol.objects.select_for_update(no_key=True).get(pk=version.protocol_id)
        actors = Person.objects.filter(council=OuterRef("council"), user=actor)
        found = (
            ProtocolVersion.objects.select_related("council")
            .annotate(actor_person_id=actors.values("pk")[:1])
            .get(pk=version.pk)
        )
        may_draft(actor, found.council).require()
        require_draft(found)
        self.version: ProtocolVersion = found
        self.actor_id: UUID = found.actor_person_id

    def read(self) -> "DraftRows":
        """Read the rows, in one query."""
        return DraftRows(self.version)

    def record(
        self, label: str, *, before: dict[str, Any], lineage: UUID | None = None
    ) -> None:
        """Count the change, and keep what was there before it."""
        self.count()
        DraftChange.objects.create(
            council_id=self.version.council_id,
            version=self.version,
            sequence=self.version.revision,
            label=label[:LONGEST_LABEL],
            before=before,
            lineage=lineage,
            made_by_id=self.actor_id,
        )

    def count(self) -> None:
        """Count a change of the text, so that a page can tell that it is old."""
        self.version.revision += 1
        self.version.save(update_fields=["revision"])


class DraftRows:
    """The rows of a draft as they stand, and how they come to be others."""

    def __init__(self, version: ProtocolVersion) -> None:
        self._version = version
        self._clauses = list(version.clauses.order_by("position"))
        self.rows: Rows = tuple(map(row_of, self._clauses))

    def place(self, lineage: UUID) -> int:
        """Give where a row stands.

        Raises:
            ClauseGone: it was removed meanwhile.
        """
        place = place_of(self.rows, lineage)
        if place is None:
            raise ClauseGone
        return place

    def edits(self, place: int) -> int:
        """Give how often a row has been changed."""
        return self._clauses[place].edits

    def name(self, lineage: UUID, rows: Rows | None = None) -> str:
        """Say what a clerk calls a row: "clause 1.4", "heading 2"."""
        rows = self.rows if rows is None else rows
        return row_name(
            rows, lineage, NumberingStyle.from_json(self._version.numbering)
        )

    def as_json(self) -> dict[str, Any]:
        """Give the rows as they are kept for undoing."""
        return {"rows": [row.to_json() for row in self.rows]}

    def write(self, rows: Rows) -> None:
        """Make the draft's rows these, touching only those that differ."""
        known = {clause.lineage: clause for clause in self._clauses}
        kept = {row.lineage for row in rows}
        gone = [clause.pk for clause in self._clauses if clause.lineage not in kept]
        if gone:
            self._rows().filter(pk__in=gone).delete()
        self._renumber([c for c in self._clauses if c.lineage in kept], rows)
        changed = [
            _filled(known[row.lineage], row)
            for row in rows
            if row.lineage in known and row_of(known[row.lineage]) != row
        ]
        if changed:
            Clause.objects.bulk_update(
                changed, ["depth", "kind", "text", "holder", "owed_by", "edits"]
            )
        new = [
            # No row that was removed may come back with a count that it once had.
            _filled(
                Clause(
                    council_id=self._version.council_id,
                    version=self._version,
                    position=position,
                    lineage=row.lineage,
                    edits=self._version.revision,
                ),
                row,
            )
            for position, row in enumerate(rows)
            if row.lineage not in known
        ]
        if new:
            Clause.objects.bulk_create(new)

    def _renumber(self, clauses: list[Clause], rows: Rows) -> None:
        """Give each clause its new position; what moves together is one condition."""
        positions = {row.lineage: position for position, row in enumerate(rows)}
        runs: list[tuple[int, int, int]] = []
        for clause in clauses:
            by = positions[clause.lineage] - clause.position
            if runs and runs[-1][2] == by:
                runs[-1] = (runs[-1][0], clause.position, by)
            else:
                runs.append((clause.position, clause.position, by))
        moves = [(first, last, by) for first, last, by in runs if by]
        if not moves:
            return
        if len(moves) > MOST_CONDITIONS:
            for clause in clauses:
                clause.position = positions[clause.lineage]
            Clause.objects.bulk_update(clauses, ["position"])
            return
        self._rows().update(
            position=Case(
                *(
                    When(position__range=(first, last), then=F("position") + Value(by))
                    for first, last, by in moves
                ),
                default=F("position"),
                output_field=PositiveIntegerField(),
            )
        )

    def _rows(self) -> QuerySet[Clause]:
        return Clause.objects.filter(version=self._version)


def row_name(rows: Rows, lineage: UUID, style: NumberingStyle) -> str:
    """Say what a clerk calls a row: "clause 1.4", "the paragraph in 2.1"."""
    return names_of(numbered(rows, style)).get(lineage, "the row")


def names_of(rows: Rows) -> dict[UUID, str]:
    """Say what a clerk calls each of the rows of a text that is numbered."""
    return {
        row.lineage: _name(row, cited)
        for row, cited in zip(rows, cited_as(rows), strict=True)
    }


def _name(row: Row, cited: str) -> str:
    kind = KIND_WORDS[row.kind]
    if row.kind in {Kind.PARAGRAPH, Kind.NOTE}:
        return f"the {kind} in {cited}" if cited else f"the {kind}"
    if not cited or cited == "“”":
        return f"the {kind}"
    return f"{kind} {cited}"


def _filled(clause: Clause, row: Row) -> Clause:
    clause.depth, clause.kind, clause.text = row.depth, row.kind.value, row.text
    clause.holder = None if row.holder is None else row.holder.value
    clause.owed_by = None if row.owed_by is None else row.owed_by.value
    clause.edits += 1
    return clause
