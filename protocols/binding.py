"""Whom an expectation binds: what somebody in an office may expect, and what they owe.

A councillor in the chair is both a councillor and a chair; the clerk is an officer too;
``everyone`` is everybody. A deputy clerk is an officer until they act as the clerk.
"""

from collections.abc import Iterable
from uuid import UUID

from councils.roles import COUNCILLOR_ROLES, OFFICER_ROLES, Role
from protocols.document import Document, Row, digest_of
from protocols.terms import Side

_CHAIRS = {Role.CHAIR, Role.VICE_CHAIR, Role.COMMITTEE_CHAIR}
_CLERKS = {Role.CLERK, Role.ACTING_CLERK}


def sides_of(roles: Iterable[Role]) -> frozenset[Side]:
    """Give the sides on which a text puts whoever holds some offices.

    Who holds none is on no side, not even everyone’s.
    """
    held = set(roles)
    sides = {
        Side.COUNCILLORS: held & set(COUNCILLOR_ROLES),
        Side.OFFICERS: held & set(OFFICER_ROLES),
        Side.CHAIRS: held & _CHAIRS,
        Side.CLERK: held & _CLERKS,
        Side.EVERYONE: held,
    }
    return frozenset(side for side, holders in sides.items() if holders)


def is_theirs(row: Row, sides: frozenset[Side]) -> bool:
    """Say whether an expectation is one that they hold, or one that they owe."""
    return row.holder in sides or row.owed_by in sides


def binding(document: Document, sides: frozenset[Side]) -> tuple[Row, ...]:
    """Give the expectations that somebody holds or owes, in the text's order."""
    return tuple(row for row in document.rows if is_theirs(row, sides))


def digests_of(rows: Iterable[Row]) -> dict[UUID, str]:
    """Give the digest of each expectation by its lineage: its words and whom it binds.

    Its number and place are not in it: to be moved changes nobody’s duty.
    """
    return {row.lineage: digest_of([row.text, row.holder, row.owed_by]) for row in rows}
