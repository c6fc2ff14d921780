"""Who holds which office, as the page of people shows it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from councils.models import Council, Deadline, Membership, Person
from councils.roles import Role

REMINDED_BY = (
    *(Role.CLERK, Role.ACTING_CLERK, Role.DEPUTY_CLERK),
    *(Role.CHAIR, Role.VICE_CHAIR),
)


class Holder(NamedTuple):
    """Somebody in an office that is reminded, and whether they are away today."""

    person_id: UUID
    is_away: bool


@dataclass(frozen=True, slots=True)
class Offices:
    """Who holds the offices of a council today that somebody is reminded by."""

    held: Mapping[str, Collection[Holder]] = field(default_factory=dict)

    def of(self, *roles: str) -> list[Holder]:
        """Give the holders of some offices, each once."""
        holders = [holder for role in roles for holder in self.held.get(role, ())]
        return list(dict.fromkeys(holders))

    @property
    def clerks(self) -> list[Holder]:
        """Give the clerk and the deputy; without any, whoever is in the chair."""
        clerks = self.of(Role.CLERK, Role.ACTING_CLERK, Role.DEPUTY_CLERK)
        return clerks or self.of(Role.CHAIR) or self.of(Role.VICE_CHAIR)

    @property
    def chairs(self) -> list[Holder]:
        """Give who signs: the chair, or the vice-chair where the chair cannot."""
        chairs = [chair for chair in self.of(Role.CHAIR) if not chair.is_away]
        return chairs or self.of(Role.VICE_CHAIR) or self.of(Role.CHAIR)

    def audiences_of(self, person_id: UUID) -> list[str]:
        """Name the offices for which what waits for them waits for one person."""
        asked = {
            Deadline.Audience.CLERK: self.clerks,
            Deadline.Audience.CHAIR: self.chairs,
        }
        return [
            audience
            for audience, holders in asked.items()
            if any(holder.person_id == person_id for holder in holders)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whether a person can sign in, and what is in the way: a state and its words."""

    state: str
    words: str


@dataclass(slots=True)
class Line:
    """One person with their offices: now, to come, and past."""

    person: Person
    account: Account
    now: list[Membership] = field(default_factory=list)
    to_come: list[Membership] = field(default_factory=list)
    past: list[Membership] = field(default_factory=list)
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """The council's people: those in office on a day, those to come, those who were."""

    serving: list[Line]
    to_come: list[Line]
    former: list[Line]

    def __bool__(self) -> bool:
        return bool(self.serving or self.to_come or self.former)


def register_of(council: Council, day: date) -> Register:
    """Give everybody of a council, in three queries however many they are."""
    persons = (
        Person.objects.filter(council=council)
        .select_related("user")
        .prefetch_related("memberships__committee", "invitations")
    )
    lines = [line_of(person, council, day) for person in persons]
    return Register(
        serving=[line for line in lines if line.now],
        to_come=[line for line in lines if line.to_come and not line.now],
        former=[line for line in lines if not line.now and not line.to_come],
    )


def line_of(person: Person, council: Council, day: date) -> Line:
    """Give one person's offices and account."""
    person.council = council  # Spares a query a person, for the address.
    line = Line(person, account_of(person), is_away=person.is_away(day))
    for term in _terms(person, council):
        if term.holds_on(day):
            line.now.append(term)
        elif term.starts_on > day:
            line.to_come.append(term)
        else:
            line.past.append(term)
    return line


def offices_on(council: Council, day: date) -> Offices:
    """Give who holds the offices of a council on a day that somebody is reminded by."""
    held: dict[str, list[Holder]] = {}
    terms = Membership.objects.on(day).filter(council=council, role__in=REMINDED_BY)
    for term in terms.select_related("person").order_by("starts_on", "pk"):
        holder = Holder(term.person_id, term.person.is_away(day))
        held.setdefault(term.role, []).append(holder)
    return Offices(held)


def account_of(person: Person) -> Account:
    """Say whether a person can sign in, and if not, why."""
    if person.user_id is not None:
        return Account(state="done", words="Has an account")
    if not person.email:
        return Account(state="none", words="No e-mail address")
    invitation = next(iter(person.invitations.all()), None)
    if invitation is None:
        return Account(state="none", words="Not invited yet")
    if invitation.expires_at <= timezone.now():
        return Account(state="overdue", words="Invitation has run out")
    return Account(state="due", words="Invited")


def _terms(person: Person, council: Council) -> Iterator[Membership]:
    for term in person.memberships.all():
        # Spares a query a term: the title is in the council's own words.
        term.council = council
        yield term
