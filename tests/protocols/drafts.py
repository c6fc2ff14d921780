"""Short ways to say what is done with a draft, and how it reads."""

from protocols.models import Clause
from protocols.services import editing
from protocols.services.editing import undoable
from protocols.services.texts import document_of, rows_of


def lines(version):
    """Give the text as it is read: numbers and words."""
    return [
        f"{row.label or ''} {row.text}".strip() for row in document_of(version).rows
    ]


def named(version, words):
    return Clause.objects.get(version=version, text=words)


def state(version):
    """Everything of a draft that an edit may change."""
    version.refresh_from_db()
    return (
        rows_of(version),
        version.title,
        version.numbering,
        version.particulars,
    )


def reword(version, actor, words, to, edits_seen=None):
    clause = named(version, words)
    return editing.reword_clause(
        version,
        actor=actor,
        lineage=clause.lineage,
        text=to,
        edits_seen=clause.edits if edits_seen is None else edits_seen,
    )


def move(version, actor, words, way):
    row = named(version, words).lineage
    return editing.move_clause(version, actor=actor, lineage=row, way=way)


def undo(version, actor, **rest):
    change = undoable(version, actor)
    return editing.undo_change(version, actor=actor, sequence=change.sequence, **rest)
