"""Editing a draft, clause by clause; each function is one change that can be undone."""

from protocols.services.editing.clauses import (
    add_clause,
    change_kind,
    indent_clause,
    move_clause,
    outdent_clause,
    place_clause,
    remove_clause,
    revise_clause,
    reword_clause,
    set_expectation,
)
from protocols.services.editing.drafts import (
    ClauseChanged,
    ClauseGone,
    Edit,
    Revision,
    Way,
)
from protocols.services.editing.matters import (
    ReviewRule,
    routes_digest,
    set_numbering,
    set_review_rule,
    set_routes,
    set_title,
)
from protocols.services.editing.undoing import OthersChanged, undo_change, undoable

__all__ = [
    "ClauseChanged",
    "ClauseGone",
    "Edit",
    "OthersChanged",
    "ReviewRule",
    "Revision",
    "Way",
    "add_clause",
    "change_kind",
    "indent_clause",
    "move_clause",
    "outdent_clause",
    "place_clause",
    "remove_clause",
    "revise_clause",
    "reword_clause",
    "routes_digest",
    "set_expectation",
    "set_numbering",
    "set_review_rule",
    "set_routes",
    "set_title",
    "undo_change",
    "undoable",
]
