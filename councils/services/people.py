"""Who holds which office, from which day to which."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.kernel.seen import require_seen
from councils.models import Council, Membership, Person, User
from councils.roles import SINGLE_HOLDER, Role
from councils.services.invitations import end_invitations, send_invitation
from councils.services.leaving import let_go
from councils.services.standing import holders_seen, person_seen, term_seen
from councils.services.terms import (
    MANAGERS,
    ONE_DAY,
    Particulars,
    Term,
    begin,
    council_person,
    end,
    fill_in,
    has_other_manager,
    make_way,
    new_person,
    take_people,
    write_down,
)
from councils.services.wording import day_in_words

__all__ = [
    "Handover",
    "Particulars",
    "Term",
    "add_person",
    "appoint",
    "change_person",
    "council_person",
    "end_office",
    "hand_over",
    "set_away",
]
PARTICULARS = ("name", "email", "line_manager")


@transaction.atomic
def add_person(
    council: Council,
    *,
    actor: User,
    particulars: Particulars,
    term: Term | None = None,
    is_invited: bool = False,
) -> Person:
    """Add a person to the council's people, with the office they come to hold.

    Where it is wished, they are invited by mail to make an account.

    Raises:
        PermissionDenied: the actor is not the clerk.
        DomainError: the name is empty, somebody else has the address, there is none
            to invite, or the office is held by somebody else at that time.
    """
    council = take_people(council, actor)
    person = new_person(council, actor, particulars)
    if term is not None:
        begin(person, actor, term)
    if is_invited:
        send_invitation(person, actor=actor)
    return person


@transaction.atomic
def change_person(
    person: Person, *, actor: User, particulars: Particulars, seen: str = ""
) -> Person:
    """Change what the council keeps of a person.

    A new address ends an open invitation: its link went to the old one.

    Raises:
        PermissionDenied: the actor is not the clerk.
        OutOfDate: it does not stand as the clerk saw it.
        DomainError: the name is empty, somebody else has the address, or the person
            signs in with it.
    """
    council = take_people(person.council, actor)
    person = council_person(council, person)
    require_seen(seen, person_seen(person))
    before = {field: getattr(person, field) for field in PARTICULARS}
    fill_in(person, council, particulars)
    if person.email != before["email"]:
        if person.user_id is not None:
            message = (
                f"{person.name} signs in with {before['email']}, so nobody else can"
                " change it."
            )
            raise DomainError(message, field="email")
        end_invitations(person)
    person.save(update_fields=PARTICULARS)
    changed = [name for name in PARTICULARS if getattr(person, name) != before[name]]
    if changed:
        write_down(Event.PERSON_CHANGED, person, actor, changed=changed)
    return person


@transaction.atomic
def appoint(person: Person, *, actor: User, term: Term) -> Membership:
    """Begin a term of office.

    Raises:
        PermissionDenied: the actor is not the clerk.
        DomainError: the office is held at that time, by somebody else where it has one
            holder, or by the same person; or the dates or the committee do not fit.
    """
    council = take_people(person.council, actor)
    return begin(council_person(council, person), actor, term)


@transaction.atomic
def end_office(
    membership: Membership, *, actor: User, ends_on: date, seen: str = ""
) -> Membership:
    """Record the last day of a term of office.

    Raises:
        PermissionDenied: the actor is not the clerk.
        OutOfDate: the term does not stand as the clerk saw it.
        DomainError: the day is before the first, the term has ended already, or nobody
            would be left to manage the council here.
    """
    council = take_people(membership.council, actor)
    term = Membership.objects.get(council=council, pk=membership.pk)
    if term.ends_on is not None and term.ends_on <= ends_on:
        message = f"This term ends on {day_in_words(term.ends_on)} already."
        raise DomainError(message, field="ends_on")
    require_seen(seen, term_seen(term))
    if ends_on < term.starts_on:
        message = (
            f"The last day cannot be before the first, {day_in_words(term.starts_on)}."
        )
        raise DomainError(message, field="ends_on")
    if term.role in MANAGERS and not has_other_manager(term, ends_on + ONE_DAY):
        message = (
            f"Nobody else could manage the council here after that day. Hand the office"
            f" of {term.title} over instead, or appoint an acting clerk first."
        )
        raise DomainError(message, field="ends_on")
    end(term, actor, ends_on)
    let_go(council, [term.person_id])
    return term


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """An office of one holder goes to the next from a day on.

    ``to`` is somebody the council has already, or the particulars of somebody new.
    """

    role: str
    to: Person | Particulars
    starts_on: date
    origin: str = Membership.Origin.APPOINTED


@transaction.atomic
def hand_over(
    council: Council, *, actor: User, handover: Handover, seen: str = ""
) -> Membership:
    """Hand an office over in one step: one term ends the day before the next begins.

    A new clerk ends the time of an acting clerk too. A person without an account is
    invited.

    Raises:
        PermissionDenied: the actor is not the clerk.
        OutOfDate: the offices are not held as the clerk saw it.
        DomainError: the office has more than one holder, the person holds it already,
            or somebody is to begin in it later.
    """
    council = take_people(council, actor)
    if handover.role not in SINGLE_HOLDER:
        message = "Only an office that one person holds at a time is handed over."
        raise DomainError(message, field="role")
    require_seen(seen, holders_seen(council))
    if isinstance(handover.to, Particulars):
        person = new_person(council, actor, handover.to)
    else:
        person = council_person(council, handover.to)
    ending = [Role(handover.role)]
    if handover.role == Role.CLERK:
        ending.append(Role.ACTING_CLERK)
    running = Membership.objects.filter(council=council, role__in=ending).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=handover.starts_on)
    )
    ending_terms = list(running.select_related("person", "council"))
    for term in ending_terms:
        make_way(
            term,
            person,
            actor,
            role=handover.role,
            starts_on=handover.starts_on,
        )
    begun = begin(
        person,
        actor,
        Term(role=handover.role, starts_on=handover.starts_on, origin=handover.origin),
    )
    if person.user_id is None and person.email:
        send_invitation(person, actor=actor)
    let_go(council, [term.person_id for term in ending_terms])
    return begun


@transaction.atomic
def set_away(
    person: Person,
    *,
    actor: User,
    away_from: date | None,
    away_until: date | None,
    seen: str = "",
) -> Person:
    """Record when a person is away; no first day means that they are not.

    Raises:
        PermissionDenied: the actor is not the clerk.
        OutOfDate: it does not stand as the clerk saw it.
        DomainError: the last day is before the first, or there is no first.
    """
    council = take_people(person.council, actor)
    person = council_person(council, person)
    require_seen(seen, person_seen(person))
    if away_until is not None and away_from is None:
        message = "Enter the first day away, or leave both empty."
        raise DomainError(message, field="away_from")
    if away_until is not None and away_from is not None and away_until < away_from:
        message = "The last day away cannot be before the first."
        raise DomainError(message, field="away_until")
    person.away_from, person.away_until = away_from, away_until
    person.save(update_fields=["away_from", "away_until"])
    write_down(
        Event.PERSON_CHANGED,
        person,
        actor,
        changed=["away"],
        away_from=away_from and away_from.isoformat(),
        away_until=away_until and away_until.isoformat(),
    )
    return person
