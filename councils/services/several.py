"""Several people come to the council at once: after an election, or in a first list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from councils.kernel.refusals import DomainError
from councils.kernel.seen import require_seen
from councils.models import Council, Person, User
from councils.people_tables import MOST_ROWS, TypedRow
from councils.services.invitations import send_invitation
from councils.services.newcomers import Row, What, plan_rows, plan_seen
from councils.services.terms import begin, new_person, take_people


class NotAllRight(DomainError):
    """A row of the list is wrong, so nothing of it was done."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__("Nobody was added: not every row is right.")
        self.rows = rows


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a list of people."""

    persons: list[Person]
    invited: list[Person]
    of_row: dict[int, Person]  # by the row's number


@transaction.atomic
def add_several(
    council: Council,
    *,
    actor: User,
    typed: Sequence[TypedRow],
    origin: str,
    starts_on: date | None = None,
    seen: str = "",
) -> Added:
    """Add all people of a list with their offices, or none, and invite each once.

    ``starts_on`` is the first day of those whose row says none; ``seen`` the digest of
    what the preview showed.

    Raises:
        PermissionDenied: the actor is not the clerk.
        OutOfDate: something else would come of the list than the clerk saw.
        NotAllRight: a row is wrong.
        DomainError: there is no row, or there are too many.
    """
    council = take_people(council, actor)
    if not typed or len(typed) > MOST_ROWS:
        message = f"Enter at least one person, and at most {MOST_ROWS}."
        raise DomainError(message)
    rows = plan_rows(council, typed, starts_on=starts_on, origin=origin)
    if any(row.wrong for row in rows):
        raise NotAllRight(rows)
    require_seen(seen, plan_seen(rows))
    return carry_out(council, actor, rows)


def carry_out(council: Council, actor: User, rows: Sequence[Row]) -> Added:
    """Do what rows say that are all right, in the transaction of whoever planned them.

    Raises:
        DomainError: an office was not free after all.
    """
    people: dict[int, Person] = {}
    added: list[Person] = []
    for row in rows:
        person = people.get(row.of_row) or row.person
        if person is None:
            person = new_person(council, actor, row.particulars)
            added.append(person)
        people[row.number] = person
        if row.term is not None and row.what is not What.NOTHING:
            begin(person, actor, row.term)
    invited = [people[row.number] for row in rows if row.is_invited]
    for person in invited:
        send_invitation(person, actor=actor)
    return Added(added, invited, people)
