"""Whom somebody would turn to first if something went wrong, by the text in force.

Only what the council adopted is read here: a text that is silent stays so. Nobody is
sent to themselves, or to whom the concern is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from councils.models import Council, Person
from councils.roles import Role
from protocols.document import (
    Concerned,
    Document,
    Office,
    Recipient,
    Route,
    Side,
    Stage,
)
from protocols.services.routes import STAGE_WORDS, concerned_words, recipient_words

_HELD = {
    Recipient.CLERK: (Role.CLERK, Role.ACTING_CLERK),
    Recipient.DEPUTY_CLERK: (Role.DEPUTY_CLERK,),
    Recipient.CHAIR: (Role.CHAIR,),
    Recipient.VICE_CHAIR: (Role.VICE_CHAIR,),
}
_OWN_OFFICE = {Concerned.CLERK: Recipient.CLERK, Concerned.CHAIR: Recipient.CHAIR}
_NOBODY_ELSE = "It names nobody else who could take it up."
_NEXT = (Recipient.CHAIR, Recipient.VICE_CHAIR)  # where a text leads no further


@dataclass(frozen=True, slots=True, kw_only=True)
class Raiser:
    """Somebody who might raise a concern, and who holds the offices around them."""

    council: Council
    person: Person
    roles: frozenset[Role]
    sides: frozenset[Side]
    holders: dict[str, list[tuple[Person, str]]]  # by role: who, and their title
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom a person would turn to: ``about`` says in which case.

    ``name`` is empty where the text names an office outside the council, or nobody.
    """

    about: str
    name: str = ""
    office: str = ""
    how: str = ""
    note: str = ""


def questions_of(raiser: Raiser) -> tuple[Concerned, ...]:
    """Give about whom somebody would ask first: a councillor about officers."""
    asked: list[Concerned] = []
    if Side.COUNCILLORS in raiser.sides:
        asked += [Concerned.OFFICERS, Concerned.CLERK]
    if Side.OFFICERS in raiser.sides:
        asked += [Concerned.COUNCILLORS, Concerned.CHAIR]
    own = {Side.CLERK: Concerned.CLERK, Side.CHAIRS: Concerned.CHAIR}
    themselves = {own[side] for side in raiser.sides & own.keys()}
    return tuple(about for about in asked if about not in themselves)


def first_contact(
    document: Document, raiser: Raiser, about: Concerned
) -> Contact | None:
    """Give whom a text sends a person to first; none where it is silent."""
    route = _route(document, raiser, about)
    if route is None:
        return None
    words = concerned_words(raiser.council, about)
    passed = ""
    away: Contact | None = None
    for stage, office in _offered(route):
        found, why_not = _found(raiser, about, stage, office)
        if found is not None and not why_not:
            return replace(found, note=passed)
        passed = passed or f"The text names {_words(raiser, office)} first. {why_not}"
        if found is not None and away is None:
            away = replace(found, note=why_not)
    if away is not None:
        return away
    note = f"{passed} {_NOBODY_ELSE}".strip()
    return _next(raiser, about, route, note) or Contact(about=words, note=note)


def _next(raiser: Raiser, about: Concerned, route: Route, note: str) -> Contact | None:
    """Give the next office of the council, and say that the text does not name it."""
    for role in _NEXT:
        for stage in route.stages[:1]:
            office = Office(role=role, printed="")
            found, why_not = _found(raiser, about, stage, office)
            if found is not None and not why_not:
                beyond = f"{note} The next office is {_words(raiser, office)}’s."
                return replace(found, note=beyond)
    return None


def _route(document: Document, raiser: Raiser, about: Concerned) -> Route | None:
    """Give the route that fits most closely: for one’s own office, then one’s side."""
    goals = [about]
    if about not in _OWN_OFFICE:  # One office of its own is shown where it is named.
        goals.append(Concerned.ANYONE)
    for kind in _raises_as(raiser):
        for goal in goals:
            for route in document.concern_routes:
                if (route.raised_by, route.about) == (kind, goal):
                    return route
    return None


def _raises_as(raiser: Raiser) -> Iterator[Concerned]:
    if Role.CHAIR in raiser.roles:
        yield Concerned.CHAIR
    if Side.CLERK in raiser.sides:
        yield Concerned.CLERK
    if Side.COUNCILLORS in raiser.sides:
        yield Concerned.COUNCILLORS
    if Side.OFFICERS in raiser.sides:
        yield Concerned.OFFICERS
    yield Concerned.ANYONE


def _offered(route: Route) -> Iterator[tuple[Stage, Office]]:
    for stage in route.stages:
        yield stage, stage.recipient
        if stage.alternate is not None:
            yield stage, stage.alternate


def _found(
    raiser: Raiser, about: Concerned, stage: Stage, office: Office
) -> tuple[Contact | None, str]:
    """Give who holds an office that a text names, and why they would not do."""
    if _OWN_OFFICE.get(about) is office.role:
        return None, "Nobody receives a concern about themselves."
    how, words = STAGE_WORDS[stage.kind], concerned_words(raiser.council, about)
    held = _holders(raiser, office.role)
    if held is None:
        outside = _words(raiser, office)
        return Contact(about=words, office=outside, how=how), ""
    if not held:
        return None, "Nobody holds that office today."
    others = [(p, title) for p, title in held if p.pk != raiser.person.pk]
    if not others:
        return None, "That is you."
    here = [each for each in others if not each[0].is_away(raiser.today)]
    person, title = (here or others)[0]
    why_not = "" if here else f"{person.name} is away at present."
    return Contact(about=words, name=person.name, office=title, how=how), why_not


def _holders(raiser: Raiser, role: Recipient) -> list[tuple[Person, str]] | None:
    """Give who holds an office; none where it is no office of the register."""
    if role is Recipient.LINE_MANAGER and Side.OFFICERS in raiser.sides:
        manager = raiser.person.line_manager
        return None if manager is None else [(manager, "your line manager")]
    if role not in _HELD:
        return None
    return [each for held in _HELD[role] for each in raiser.holders.get(held, ())]


def _words(raiser: Raiser, office: Office) -> str:
    if office.role is Recipient.OTHER:
        return office.printed
    return recipient_words(raiser.council, office.role)
