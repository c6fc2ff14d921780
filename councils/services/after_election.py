"""What an election changes: who stays, who goes, who comes, who takes the chair.

Everything is planned first, shown, and then done in one transaction or not at all.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from councils.kernel.refusals import DomainError
from councils.kernel.seen import require_seen, seen_as
from councils.models import Council, Deadline, Election, Membership, Person, User
from councils.offices import Account, account_of
from councils.people_tables import TypedRow
from councils.querysets import MembershipQuerySet
from councils.roles import COUNCILLOR_ROLES, Role
from councils.services.leaving import let_go
from councils.services.newcomers import Row, plan_rows, plan_seen
from councils.services.several import Added, carry_out
from councils.services.terms import (
    ONE_DAY,
    Term,
    begin,
    end,
    make_way,
    take_people,
)
from councils.services.wording import span_of

UNTIL_OFFICE = timedelta(days=4)  # a suggestion: the notice of election says the day
A_SEASON = timedelta(days=120)  # within it, whoever comes to a seat came by the vote
A_YEAR = timedelta(days=366)
SOON = timedelta(weeks=6)
TOO_LONG_AGO = (
    "This election was more than a year ago. Record what it changed with each person."
)
CHAIRS = (Role.CHAIR, Role.VICE_CHAIR)


@dataclass(slots=True)
class Standing:
    """Somebody who was a councillor on election day, with the offices that go on."""

    person: Person
    terms: list[Membership]

    @property
    def seats(self) -> list[Membership]:
        """Give what ends with the council's term: the seat itself."""
        return [term for term in self.terms if term.role == Role.COUNCILLOR]

    @property
    def titles(self) -> str:
        """Name what they hold."""
        return ", ".join(term.title for term in self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the clerk says of an election; a row's office may be a chair besides."""

    starts_on: date
    origin: str
    re_elected: frozenset[UUID] = frozenset()
    typed: tuple[TypedRow, ...] = ()
    chair: UUID | None = None
    vice_chair: UUID | None = None
    chair_from: date | None = None


@dataclass(slots=True)
class Chosen:
    """Who takes a chair, and whose term makes way for it."""

    role: Role
    title: str
    name: str
    starts_on: date
    person: Person | None = None
    row: Row | None = None
    making_way: list[Membership] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """All that would happen, and what is in the way."""

    last_day: date
    seated: list[Person] = field(default_factory=list)  # who may take a chair
    staying: list[Standing] = field(default_factory=list)
    going: list[Standing] = field(default_factory=list)
    ending: list[Membership] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    chosen: list[Chosen] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)  # field, sentence

    @property
    def is_right(self) -> bool:
        """Say whether nothing is in the way."""
        return not self.wrong and not any(row.wrong for row in self.rows)


class NotRight(DomainError):
    """Something of what an election changes is not right, so nothing was done."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("Nothing was recorded: not everything is right.")
        self.plan = plan


@dataclass(frozen=True, slots=True)
class Seat:
    """A councillor who came to office by an election, and whether they can sign in."""

    term: Membership
    account: Account


def is_of_now(election: Election, today: date) -> bool:
    """Say whether it is time to record what an election changes."""
    return not is_long_past(election, today) and election.held_on <= today + SOON


def is_long_past(election: Election, today: date) -> bool:
    """Say whether an election was more than a year ago: too long to begin with it."""
    return election.held_on < today - A_YEAR


def standing_of(election: Election) -> list[Standing]:
    """Give the councillors of whom nobody has said yet whether they were returned.

    After a by-election nobody is asked for: all stay but those who come.
    """
    if election.kind != Election.Kind.ORDINARY:
        return []
    has_begun = {seat.person_id for seat in _seats_since(election)}
    held: dict[UUID, Standing] = {}
    for term in _terms(election.council).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=election.held_on),
        starts_on__lte=election.held_on,
        role__in=COUNCILLOR_ROLES,
    ):
        # With others in their seats, a seat that has ended is said to have ended.
        if term.person_id not in has_begun:
            standing = held.setdefault(term.person_id, Standing(term.person, []))
            standing.terms.append(term)
    return sorted(
        (each for each in held.values() if not (has_begun and _is_said(each))),
        key=lambda each: each.person.name.casefold(),
    )


def seats_of(election: Election) -> list[Seat]:
    """Give those who came to a seat by an election."""
    seats = _seats_since(election).prefetch_related("person__invitations")
    found = []
    for term in seats.order_by("person__name"):
        term.council = election.council
        found.append(Seat(term, account_of(term.person)))
    return found


def due_after(election: Election) -> list[Deadline]:
    """Give the reviews that are due within a year of an election, or were before."""
    return list(
        Deadline.objects.open().filter(
            council=election.council,
            kind=Deadline.Kind.REVIEW,
            due_on__lte=election.held_on + A_YEAR,
        )
    )


def reading_after(election: Election) -> int:
    """Count those who have something to read and confirm since an election."""
    waiting = Deadline.objects.open().filter(
        council=election.council, kind=Deadline.Kind.CONFIRMATION
    )
    seats = _seats_since(election).values("person")
    return waiting.filter(person__in=seats).values("person").distinct().count()


def plan_after(election: Election, outcome: Outcome) -> Plan:
    """Work out all that would happen, in some ten queries, and keep nothing."""
    council = election.council
    plan = Plan(last_day=outcome.starts_on - ONE_DAY)
    if outcome.starts_on <= election.held_on:
        message = "The first day in office comes after the day of the election."
        plan.wrong.append(("starts_on", message))
    for each in standing_of(election):
        stays = each.person.pk in outcome.re_elected
        (plan.staying if stays else plan.going).append(each)
        ending = each.seats if stays else _of_the_seat(each)
        plan.ending += [term for term in ending if _goes_on(term, plan.last_day)]
    plan.seated = [each.person for each in plan.staying]
    plan.seated += [seat.person for seat in _seats_since(election)]
    councillors = [replace(row, office=Role.COUNCILLOR) for row in outcome.typed]
    plan.rows = plan_rows(
        council, councillors, starts_on=outcome.starts_on, origin=outcome.origin
    )
    listed = {each.person.pk: each.person for each in [*plan.staying, *plan.going]}
    for row in plan.rows:
        if row.person is not None and row.person.pk in listed:
            message = f"{row.person.name} stands among the councillors above."
            row.wrong.append(("name", message))
    for role in CHAIRS:
        _choose(plan, council, outcome, role)
    _look_at_chairs(plan)
    return plan


def plan_digest(plan: Plan) -> str:
    """Give the digest of all that would happen, as the preview shows it."""
    ending = [(term.pk, plan.last_day) for term in plan.ending]
    staying = [each.person.pk for each in plan.staying]
    chosen = [(each.role.value, each.name, each.starts_on) for each in plan.chosen]
    return seen_as(ending, staying, chosen, plan_seen(plan.rows))


@transaction.atomic
def record_outcome(
    election: Election, *, actor: User, outcome: Outcome, seen: str = ""
) -> Added:
    """Record all that an election changed, and invite whoever is new.

    Raises:
        PermissionDenied: the actor is not the clerk.
        OutOfDate: something else would happen than the clerk saw.
        NotRight: something is in the way.
        DomainError: there is nothing to record, or the election is long past.
    """
    council = take_people(election.council, actor)
    election = Election.objects.get(council=council, pk=election.pk)
    election.council = council
    if is_long_past(election, timezone.localdate()):
        raise DomainError(TOO_LONG_AGO)
    plan = plan_after(election, outcome)
    if not plan.is_right:
        raise NotRight(plan)
    require_seen(seen, plan_digest(plan))
    if not (plan.staying or plan.going or plan.rows or plan.chosen):
        message = "There is nothing to record: nobody comes and nobody goes."
        raise DomainError(message)
    for term in plan.ending:
        end(term, actor, plan.last_day)
    for each in plan.staying:
        seat = Term(
            role=Role.COUNCILLOR, starts_on=outcome.starts_on, origin=outcome.origin
        )
        begin(each.person, actor, seat)
    added = carry_out(council, actor, plan.rows)
    before = _take_the_chairs(plan, actor, added)
    let_go(council, [each.person.pk for each in plan.going] + before)
    return added


def _take_the_chairs(plan: Plan, actor: User, added: Added) -> list[UUID]:
    """Begin the terms of those in the chairs; give who was in them before."""
    before: list[UUID] = []
    people: dict[Role, Person] = {}
    for chosen in plan.chosen:
        row = chosen.row
        person = chosen.person or (added.of_row[row.number] if row else None)
        if person is not None:
            people[chosen.role] = person
    # Both make way first: who was in the one may come to the other.
    for chosen in plan.chosen:
        for term in chosen.making_way:
            before.append(term.person_id)
            make_way(
                term,
                people[chosen.role],
                actor,
                role=chosen.role,
                starts_on=chosen.starts_on,
            )
    for chosen in plan.chosen:
        wished = Term(
            role=chosen.role,
            starts_on=chosen.starts_on,
            origin=Membership.Origin.ELECTED,
        )
        begin(people[chosen.role], actor, wished)
    return before


def _choose(plan: Plan, council: Council, outcome: Outcome, role: Role) -> None:
    """Say who takes a chair, from the list or from the rows of new councillors."""
    name = role.value
    title = council.title_of(role)
    wished = outcome.chair if role is Role.CHAIR else outcome.vice_chair
    listed = [person for person in plan.seated if person.pk == wished]
    rows = [
        row
        for row, typed in zip(plan.rows, outcome.typed, strict=True)
        if typed.office == role
    ]
    if wished is not None and not listed:
        message = f"Whoever was not returned cannot be {title}."
        plan.wrong.append((name, message))
    if len(listed) + len(rows) > 1:
        plan.wrong.append((name, f"One person alone can be {title}."))
    elif (listed or rows) and outcome.chair_from is None:
        message = f"Enter from which day the {title} is in office."
        plan.wrong.append(("chair_from", message))
    elif outcome.chair_from is not None and (listed or rows):
        if outcome.chair_from < outcome.starts_on:
            message = "Nobody takes the chair before their first day in office."
            plan.wrong.append(("chair_from", message))
        row = rows[0] if rows else None
        person = row.person if row else listed[0]
        who = row.name if row else listed[0].name
        chosen = Chosen(role, title, who, outcome.chair_from, person, row)
        _make_way_for(plan, council, chosen)


def _make_way_for(plan: Plan, council: Council, chosen: Chosen) -> None:
    """Find whose term makes way for a chair, unless they stay in it themselves."""
    for term in _terms(council).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=chosen.starts_on), role=chosen.role
    ):
        if chosen.person is not None and term.person_id == chosen.person.pk:
            plan.notes.append(f"{chosen.name} stays {chosen.title}.")
            return
        if term.starts_on >= chosen.starts_on:
            message = f"{term.person.name} is {term.title} {span_of(term)} already."
            plan.wrong.append((chosen.role.value, message))
            return
        chosen.making_way.append(term)
    plan.chosen.append(chosen)


def _look_at_chairs(plan: Plan) -> None:
    """Refuse one person in both chairs, and say who stays in one for now."""
    names = [(each.person and each.person.pk) or each.name for each in plan.chosen]
    if len(names) > len(set(names)):
        message = "One person cannot be in both chairs."
        plan.wrong.append((Role.VICE_CHAIR.value, message))
    making_way = {term.pk for each in plan.chosen for term in each.making_way}
    for each in plan.going:
        for term in each.terms:
            stays = term.role in CHAIRS and term.pk not in making_way
            if stays and _goes_on(term, plan.last_day):
                plan.notes.append(
                    f"{each.person.name} stays {term.title} until the council has"
                    " chosen another. Record that with “Hand an office over”."
                )


def _of_the_seat(standing: Standing) -> list[Membership]:
    """Give what ends for somebody who was not returned: all but a chair."""
    return [term for term in standing.terms if term.role not in CHAIRS]


def _goes_on(term: Membership, day: date) -> bool:
    return term.ends_on is None or term.ends_on > day


def _is_said(standing: Standing) -> bool:
    return all(term.ends_on is not None for term in _of_the_seat(standing))


def _terms(council: Council) -> MembershipQuerySet:
    return Membership.objects.filter(council=council).select_related(
        "person__user", "person__council", "council", "committee"
    )


def _seats_since(election: Election) -> MembershipQuerySet:
    return _terms(election.council).filter(
        role=Role.COUNCILLOR,
        starts_on__gt=election.held_on,
        starts_on__lte=election.held_on + A_SEASON,
    )
