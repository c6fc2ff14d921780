"""Changes of a draft's rows: worded, moved, put in or out a level, added, removed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from councils.kernel.refusals import DomainError
from councils.models import User
from protocols import arranging
from protocols.arranging import WITHOUT_EXPECTATION, Rows, Unfit
from protocols.document import Kind, Row, Side
from protocols.models import ProtocolVersion
from protocols.services.editing.drafts import (
    KIND_WORDS,
    ClauseChanged,
    DraftRows,
    Edit,
    OpenDraft,
    Revision,
    Way,
)
from protocols.services.editing.words import MOST_ROWS, clause_words

# Saves of one clause by one person within so long are one change to undo.
ONE_SITTING = timedelta(minutes=5)
_REWORD = "Reword"

_STEPS: dict[Way, tuple[Callable[[Rows, int], Rows], str]] = {
    Way.UP: (arranging.moved_up, "up"),
    Way.DOWN: (arranging.moved_down, "down"),
    Way.IN: (arranging.indented, "in a level"),
    Way.OUT: (arranging.outdented, "out a level"),
}


@transaction.atomic
def reword_clause(
    version: ProtocolVersion,
    *,
    actor: User,
    lineage: UUID,
    text: str,
    edits_seen: int,
) -> Edit:
    """Give a clause other words.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        ClauseChanged: somebody changed it since the person saw it.
        ClauseGone: somebody removed it.
        DomainError: the text is no draft any more, or the words will not do.
    """
    draft = OpenDraft(version, actor=actor)
    rows, place = _at(draft, lineage)
    row = rows.rows[place]
    words = clause_words(text)
    _require_seen(rows, place, words, edits_seen)
    return _revise(draft, rows, place, replace(row, text=words))


@transaction.atomic
def revise_clause(
    version: ProtocolVersion,
    *,
    actor: User,
    lineage: UUID,
    revision: Revision,
    edits_seen: int,
) -> Edit:
    """Say in one go what a clause says, what it is, and who may expect it of whom.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        ClauseChanged: somebody changed it since the person saw it.
        ClauseGone: somebody removed it.
        DomainError: the text is no draft any more, or this will not do.
    """
    draft = OpenDraft(version, actor=actor)
    rows, place = _at(draft, lineage)
    words = clause_words(revision.text)
    _require_seen(rows, place, words, edits_seen)
    row = rows.rows[place]
    wanted = replace(row, text=words, kind=revision.kind)
    if revision.kind in WITHOUT_EXPECTATION:
        wanted = replace(wanted, holder=None, owed_by=None)
    elif (row.holder, row.owed_by) != (revision.holder, revision.owed_by):
        wanted = replace(wanted, holder=revision.holder, owed_by=revision.owed_by)
        _require_sides(wanted)
    return _revise(draft, rows, place, wanted)


@transaction.atomic
def change_kind(
    version: ProtocolVersion, *, actor: User, lineage: UUID, kind: Kind
) -> Edit:
    """Make a row a heading, a clause, an entry, a paragraph or a note.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the text is no draft any more, or the kind cannot stand there.
    """
    draft = OpenDraft(version, actor=actor)
    rows, place = _at(draft, lineage)
    row = replace(rows.rows[place], kind=kind)
    if kind in WITHOUT_EXPECTATION:
        row = replace(row, holder=None, owed_by=None)
    return _revise(draft, rows, place, row)


@transaction.atomic
def set_expectation(
    version: ProtocolVersion,
    *,
    actor: User,
    lineage: UUID,
    holder: Side | None,
    owed_by: Side | None,
) -> Edit:
    """Say who may expect what a row says, and from whom; or that it is none.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the text is no draft any more; one is named without the other,
            or both are the same; a heading or a note promises nothing.
    """
    draft = OpenDraft(version, actor=actor)
    rows, place = _at(draft, lineage)
    row = replace(rows.rows[place], holder=holder, owed_by=owed_by)
    _require_sides(row)
    return _revise(draft, rows, place, row)


@transaction.atomic
def add_clause(
    version: ProtocolVersion, *, actor: User, after: UUID | None, kind: Kind
) -> Edit:
    """Put a row without words after another, or at the end.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        ClauseGone: the row it was to follow is gone.
        DomainError: the text is no draft any more, or has as many rows as it may.
    """
    draft = OpenDraft(version, actor=actor)
    rows = draft.read()
    if len(rows.rows) >= MOST_ROWS:
        message = f"A text has at most {MOST_ROWS:,} rows, and this one has them."
        raise DomainError(message)
    place = None if after is None else rows.place(after)
    lineage = uuid4()
    new = _arranged(lambda: arranging.added(rows.rows, place, kind, lineage))
    name = rows.name(lineage, new)
    _write(draft, rows, new, label=f"Add {name}", lineage=lineage)
    return Edit(said=f"Added {name}.", lineage=lineage)


@transaction.atomic
def remove_clause(version: ProtocolVersion, *, actor: User, lineage: UUID) -> Edit:
    """Take a row away, with everything below it.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        ClauseGone: somebody removed it already.
        DomainError: the text is no draft any more.
    """
    draft = OpenDraft(version, actor=actor)
    rows, place = _at(draft, lineage)
    name = rows.name(lineage)
    below = arranging.end_of(rows.rows, place) - place - 1
    what = f"{name} and the {_counted(below)} below it" if below else name
    new = arranging.removed(rows.rows, place)
    _write(draft, rows, new, label=f"Remove {what}", lineage=lineage)
    beside = new[min(place, len(new) - 1)].lineage if new else None
    return Edit(said=f"Removed {what}. Undo brings it back.", lineage=beside)


@transaction.atomic
def move_clause(
    version: ProtocolVersion, *, actor: User, lineage: UUID, way: Way
) -> Edit:
    """Move a row one step, with everything below it.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        ClauseGone: somebody removed it.
        DomainError: the text is no draft any more, or it can go no further.
    """
    draft = OpenDraft(version, actor=actor)
    rows, place = _at(draft, lineage)
    step, words = _STEPS[way]
    new = _arranged(lambda: step(rows.rows, place))
    return _moved(draft, rows, new, lineage, words)


def indent_clause(version: ProtocolVersion, *, actor: User, lineage: UUID) -> Edit:
    """Put a row one level in; a clause becomes an entry of the one before."""
    return move_clause(version, actor=actor, lineage=lineage, way=Way.IN)


def outdent_clause(version: ProtocolVersion, *, actor: User, lineage: UUID) -> Edit:
    """Put a row one level out; an entry of a clause becomes a clause."""
    return move_clause(version, actor=actor, lineage=lineage, way=Way.OUT)


@transaction.atomic
def place_clause(
    version: ProtocolVersion, *, actor: User, lineage: UUID, after: UUID | None
) -> Edit:
    """Put a row, with everything below it, right after another or at the beginning.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        ClauseGone: somebody removed one of the two.
        DomainError: the text is no draft any more, or it cannot stand there.
    """
    draft = OpenDraft(version, actor=actor)
    rows, place = _at(draft, lineage)
    target = None if after is None else rows.place(after)
    new = _arranged(lambda: arranging.placed(rows.rows, place, target))
    return _moved(draft, rows, new, lineage, "to another place")


def _revise(draft: OpenDraft, rows: DraftRows, place: int, wanted: Row) -> Edit:
    """Write a row as it is wanted, and what follows from its kind."""
    row = rows.rows[place]
    edits = rows.edits(place)
    if wanted == row:
        return Edit(said="Nothing has changed.", lineage=row.lineage, edits=edits)
    plain = replace(wanted, kind=row.kind)
    new = (*rows.rows[:place], plain, *rows.rows[place + 1 :])
    if wanted.kind is not row.kind:
        new = _arranged(lambda: arranging.made(new, place, wanted.kind))
    if replace(row, text=wanted.text) == wanted:
        _write_rewording(draft, rows, new, row.lineage)
    else:
        label = _label_of(rows.name(row.lineage), row, wanted)
        _write(draft, rows, new, label=label, lineage=row.lineage)
    name = rows.name(row.lineage, new)
    return Edit(said=f"Saved {name}.", lineage=row.lineage, edits=edits + 1)


def _label_of(name: str, row: Row, wanted: Row) -> str:
    if wanted.text != row.text:
        return f"Change {name}"
    if wanted.kind is not row.kind:
        article = "an" if wanted.kind is Kind.ITEM else "a"
        return f"Make {name} {article} {KIND_WORDS[wanted.kind]}"
    return f"Say who may expect {name}"


def _write_rewording(
    draft: OpenDraft, rows: DraftRows, new: Rows, lineage: UUID
) -> None:
    """Write other words; those of one sitting are one change."""
    last = draft.version.changes.defer("before").first()
    if (
        last is not None
        and last.label.startswith(_REWORD)
        and last.lineage == lineage
        and last.made_by_id == draft.actor_id
        and timezone.now() - last.made_at < ONE_SITTING
    ):
        draft.count()
        rows.write(new)
        return
    label = f"{_REWORD} {rows.name(lineage)}"
    _write(draft, rows, new, label=label, lineage=lineage)


def _moved(
    draft: OpenDraft, rows: DraftRows, new: Rows, lineage: UUID, words: str
) -> Edit:
    was, now = rows.name(lineage), rows.name(lineage, new)
    if new != rows.rows:
        _write(draft, rows, new, label=f"Move {was} {words}", lineage=lineage)
    said = f"Moved {was} {words}."
    if now != was:
        said = f"{said} It is now {now}."
    return Edit(said=said, lineage=lineage)


def _write(
    draft: OpenDraft, rows: DraftRows, new: Rows, *, label: str, lineage: UUID
) -> None:
    draft.record(label, before=rows.as_json(), lineage=lineage)
    rows.write(new)


def _at(draft: OpenDraft, lineage: UUID) -> tuple[DraftRows, int]:
    rows = draft.read()
    return rows, rows.place(lineage)


def _arranged(arrange: Callable[[], Rows]) -> Rows:
    try:
        return arrange()
    except Unfit as refusal:
        raise DomainError(str(refusal)) from refusal


def _require_seen(rows: DraftRows, place: int, words: str, edits_seen: int) -> None:
    """Go on only where the row is the one the person saw, or says the same already."""
    row = rows.rows[place]
    if rows.edits(place) != edits_seen and row.text != words:
        raise ClauseChanged(
            rows.name(row.lineage),
            theirs=row.text,
            yours=words,
            edits=rows.edits(place),
        )


def _require_sides(row: Row) -> None:
    """Go on only where holder and debtor are two, or none."""
    if row.holder is None and row.owed_by is None:
        return
    if row.kind in WITHOUT_EXPECTATION:
        message = f"A {KIND_WORDS[row.kind]} promises nothing to anybody."
        raise DomainError(message, field="holder")
    if row.holder is None:
        message = "Say who may expect this, or leave both open."
        raise DomainError(message, field="holder")
    if row.owed_by is None:
        message = "Say from whom they may expect it, or leave both open."
        raise DomainError(message, field="owed_by")
    if row.holder is row.owed_by and row.holder is not Side.EVERYONE:
        message = "Those who may expect this and those who owe it are the same."
        raise DomainError(message, field="owed_by")


def _counted(rows: int) -> str:
    return "row" if rows == 1 else f"{rows} rows"
