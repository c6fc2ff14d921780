"""What every step with people and offices is made of, and the rules that hold in each.

Whoever calls these has taken the council's people first, in one transaction with all
that is done.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from councils.audit import record
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.models import Committee, Council, Membership, Person, User
from councils.permissions import may_manage_people
from councils.roles import COMMITTEE_ROLES, GRANTS, SINGLE_HOLDER, Capability
from councils.services.sessions import sign_out_at_end
from councils.services.wording import on_one_line, one_line, span_of

ONE_DAY = timedelta(days=1)
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


def take_people(council: Council, actor: User) -> Council:
    """Take the council's people for this transaction, if the actor may.

    Raises:
        PermissionDenied: the actor is not the clerk.
    """
    council = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    may_manage_people(actor, council).require()
    return council


def new_person(council: Council, actor: User, particulars: Particulars) -> Person:
    """Add a person to the council's people.

    Raises:
        DomainError: the name is empty, or somebody else has the address.
    """
    person = Person(council=council)
    fill_in(person, council, particulars)
    person.save(force_insert=True)
    write_down(Event.PERSON_ADDED, person, actor)
    return person


def fill_in(person: Person, council: Council, particulars: Particulars) -> None:
    """Write into a person what the council keeps of them, and save nothing.

    Raises:
        DomainError: the name is empty, somebody else has the address, or the line
            manager is the person's own report.
    """
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


def begin(person: Person, actor: User, term: Term) -> Membership:
    """Begin a term of office.

    Raises:
        DomainError: the office is held at that time, or the dates or the committee do
            not fit.
    """
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
    write_down(
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


def make_way(
    term: Membership, person: Person, actor: User, *, role: str, starts_on: date
) -> None:
    """End a running term on the day before the next one begins.

    Raises:
        DomainError: it is the person's own, or begins no sooner than the next.
    """
    if term.person_id == person.pk and term.role == role:
        message = f"{person.name} is {term.title} {span_of(term)} already."
        raise DomainError(message, field="person")
    if term.starts_on >= starts_on:
        message = (
            f"{term.person.name} is {term.title} {span_of(term)}. The handover must be"
            " after the first day of that."
        )
        raise DomainError(message, field="starts_on")
    end(term, actor, starts_on - ONE_DAY)


def has_other_manager(term: Membership, day: date) -> bool:
    """Say whether somebody else could manage the council here on a day."""
    managers = Membership.objects.on(day).filter(role__in=MANAGERS)
    return managers.filter(council=term.council_id).exclude(pk=term.pk).exists()


def end(term: Membership, actor: User, ends_on: date) -> None:
    """End a term on a day, and with it what its holder was signed in for."""
    term.ends_on = ends_on
    term.save(update_fields=["ends_on"])
    ended = {"role": term.role, "ends_on": ends_on.isoformat()}
    write_down(Event.OFFICE_ENDED, term, actor, **ended)
    sign_out_at_end(term)


def write_down(
    event: Event, subject: Person | Membership, actor: User, **details: object
) -> None:
    """Write into the trail what was done with a person or an office."""
    record(event, subject, council=subject.council, actor=actor, details=details)
