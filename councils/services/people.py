"""Who holds which office, from which day to which."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from councils.audit import record
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.kernel.seen import require_seen
from councils.models import Committee, Council, Membership, Person, User
from councils.permissions import may_manage_people
from councils.roles import COMMITTEE_ROLES, GRANTS, SINGLE_HOLDER, Capability, Role
from councils.services.invitations import end_invitations, send_invitation
from councils.services.sessions import sign_out_at_end
from councils.services.standing import holders_seen, person_seen, term_seen
from councils.services.wording import day_in_words, on_one_line, one_line, span_of

ONE_DAY = timedelta(days=1)
PARTICULARS = ("name", "email", "line_manager")
MANAGERS = tuple(
    role for role, granted in GRANTS.items() if Capability.MANAGE_PEOPLE in granted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What the council keeps of a person."""

    name: str
    email: str = ""
    line_manager: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An office and how long it is held; an empty end is not known yet."""

    role: str
    starts_on: date
    ends_on: date | None = None
    committee: Committee | None = None
    origin: str = Membership.Origin.APPOINTED


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
    council = _locked(council, actor)
    person = _new_person(council, actor, particulars)
    if term is not None:
        _begin(person, actor, term)
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
    council = _locked(person.council, actor)
    person = council_person(council, person)
    require_seen(seen, person_seen(person))
    before = {field: getattr(person, field) for field in PARTICULARS}
    _fill(person, council, particulars)
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
        _record(Event.PERSON_CHANGED, person, actor, changed=changed)
    return person


@transaction.atomic
def appoint(person: Person, *, actor: User, term: Term) -> Membership:
    """Begin a term of office.

    Raises:
        PermissionDenied: the actor is not the clerk.
        DomainError: the office is held at that time, by somebody else where it has one
            holder, or by the same person; or the dates or the committee do not fit.
    """
    council = _locked(person.council, actor)
    return _begin(council_person(council, person), actor, term)


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
    council = _locked(membership.council, actor)
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
    if term.role in MANAGERS and not _has_other_manager(term, ends_on + ONE_DAY):
        message = (
            f"Nobody else could manage the council here after that day. Hand the office"
            f" of {term.title} over instead, or appoint an acting clerk first."
        )
        raise DomainError(message, field="ends_on")
    _end(term, actor, ends_on)
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
    council = _locked(council, actor)
    if handover.role not in SINGLE_HOLDER:
        message = "Only an office that one person holds at a time is handed over."
        raise DomainError(message, field="role")
    require_seen(seen, holders_seen(council))
    if isinstance(handover.to, Particulars):
        person = _new_person(council, actor, handover.to)
    else:
        person = council_person(council, handover.to)
    ending = [Role(handover.role)]
    if handover.role == Role.CLERK:
        ending.append(Role.ACTING_CLERK)
    running = Membership.objects.filter(council=council, role__in=ending).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=handover.starts_on)
    )
    for term in running.select_related("person", "council"):
        _make_way(term, person, actor, handover)
    begun = _begin(
        person,
        actor,
        Term(role=handover.role, starts_on=handover.starts_on, origin=handover.origin),
    )
    if person.user_id is None and person.email:
        send_invitation(person, actor=actor)
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
    council = _locked(person.council, actor)
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
    _record(
        Event.PERSON_CHANGED,
        person,
        actor,
        changed=["away"],
        away_from=away_from and away_from.isoformat(),
        away_until=away_until and away_until.isoformat(),
    )
    return person


def council_person(council: Council, person: Person) -> Person:
    """Give a person of the council anew, as the database has them.

    Raises:
        DomainError: the person is another council's.
    """
    found = Person.objects.filter(council=council, pk=person.pk).first()
    if found is None:
        message = "That person is not one of this council’s people."
        raise DomainError(message, field="person")
    return found


def _locked(council: Council, actor: User) -> Council:
    """Take the council's people for this transaction, if the actor may."""
    council = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    may_manage_people(actor, council).require()
    return council


def _new_person(council: Council, actor: User, particulars: Particulars) -> Person:
    person = Person(council=council)
    _fill(person, council, particulars)
    person.save(force_insert=True)
    _record(Event.PERSON_ADDED, person, actor)
    return person


def _fill(person: Person, council: Council, particulars: Particulars) -> None:
    email = on_one_line(particulars.email).lower()
    others = Person.objects.filter(council=council).exclude(pk=person.pk)
    if email and (other := others.filter(email__iexact=email).first()):
        message = f"{other.name} has this address already."
        raise DomainError(message, field="email")
    person.name = one_line(
        particulars.name, field="name", missing="Enter the person’s name."
    )
    person.email = email
    person.line_manager = _line_manager(person, council, particulars.line_manager)


def _line_manager(
    person: Person, council: Council, manager: Person | None
) -> Person | None:
    if manager is None:
        return None
    above: Person | None = council_person(council, manager)
    while above is not None:
        if above.pk == person.pk:
            message = f"{person.name} cannot be their own manager, at any remove."
            raise DomainError(message, field="line_manager")
        above = above.line_manager
    return manager


def _begin(person: Person, actor: User, term: Term) -> Membership:
    _require_in_order(term)
    _require_committee(person, term)
    _require_free(person, term)
    begun = Membership.objects.create(
        council_id=person.council_id,
        person=person,
        role=term.role,
        committee=term.committee,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        origin=term.origin,
    )
    _record(
        Event.OFFICE_BEGUN,
        begun,
        actor,
        role=begun.role,
        starts_on=begun.starts_on.isoformat(),
    )
    return begun


def _require_in_order(term: Term) -> None:
    if term.ends_on is not None and term.ends_on < term.starts_on:
        message = "The last day cannot be before the first."
        raise DomainError(message, field="ends_on")


def _require_committee(person: Person, term: Term) -> None:
    if term.role in COMMITTEE_ROLES:
        if term.committee is None:
            message = "Choose the committee."
            raise DomainError(message, field="committee")
        if term.committee.council_id != person.council_id:
            message = "That committee is not one of this council."
            raise DomainError(message, field="committee")
    elif term.committee is not None:
        message = "Only an office of a committee names one."
        raise DomainError(message, field="committee")


def _require_free(person: Person, term: Term) -> None:
    """Refuse kindly what the database would refuse, and the same office twice."""
    overlapping = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=term.starts_on),
        council_id=person.council_id,
        role=term.role,
        committee=term.committee,
    ).select_related("person", "council", "committee")
    if term.ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=term.ends_on)
    if term.role not in SINGLE_HOLDER:
        overlapping = overlapping.filter(person=person)
    held = overlapping.first()
    if held is not None:
        message = (
            f"{held.person.name} is {held.title} {span_of(held)}. End that term first,"
            " or hand the office over."
        )
        raise DomainError(message, field="starts_on")


def _make_way(
    term: Membership, person: Person, actor: User, handover: Handover
) -> None:
    """End a running term on the day before the next one begins."""
    if term.person_id == person.pk and term.role == handover.role:
        message = f"{person.name} is {term.title} {span_of(term)} already."
        raise DomainError(message, field="person")
    if term.starts_on >= handover.starts_on:
        message = (
            f"{term.person.name} is {term.title} {span_of(term)}. The handover must be"
            " after the first day of that."
        )
        raise DomainError(message, field="starts_on")
    _end(term, actor, handover.starts_on - ONE_DAY)


def _has_other_manager(term: Membership, day: date) -> bool:
    managers = Membership.objects.on(day).filter(role__in=MANAGERS)
    return managers.filter(council=term.council_id).exclude(pk=term.pk).exists()


def _end(term: Membership, actor: User, ends_on: date) -> None:
    term.ends_on = ends_on
    term.save(update_fields=["ends_on"])
    ended = {"role": term.role, "ends_on": ends_on.isoformat()}
    _record(Event.OFFICE_ENDED, term, actor, **ended)
    sign_out_at_end(term)


def _record(
    event: Event, subject: Person | Membership, actor: User, **details: object
) -> None:
    record(event, subject, council=subject.council, actor=actor, details=details)
