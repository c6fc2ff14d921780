"""Checks of where a concern goes.

A stage follows only when the one before it has been gone through. So a route reaches
only the person complained of when its *opening*, the first stage with any of the same
kind directly after it (those are a choice), has no recipient and no alternate but that
person: what is promised later, "the disciplinary procedure", is never come to.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from protocols.checks.subject import Subject
from protocols.document import (
    Concerned,
    Finding,
    Recipient,
    Route,
    Severity,
    Stage,
)

_OWN_OFFICE = {Concerned.CLERK: Recipient.CLERK, Concerned.CHAIR: Recipient.CHAIR}
_AMONG = {
    Concerned.OFFICERS: (Concerned.CLERK,),
    Concerned.COUNCILLORS: (Concerned.CHAIR,),
    Concerned.ANYONE: (Concerned.CLERK, Concerned.CHAIR),
}
_NAMES = {
    Concerned.COUNCILLORS: "councillors",
    Concerned.OFFICERS: "officers",
    Concerned.CHAIR: "the chair",
    Concerned.CLERK: "the clerk",
    Concerned.ANYONE: "anyone",
}
_MUST_BE_THERE = (
    (Concerned.OFFICERS, Concerned.COUNCILLORS),
    (Concerned.COUNCILLORS, Concerned.OFFICERS),
)


def _no_route(subject: Subject) -> Iterator[Finding]:
    """Find that the text is silent, or a route that reaches nobody."""
    routes = subject.document.concern_routes
    if not routes:
        message = "The text does not say where a concern goes."
        yield subject.found("no-route", message)
        return
    for route in routes:
        if not route.stages:
            message = f"{_named(route)} reaches nobody: name who receives it."
            yield subject.found("no-route", message, severity=Severity.BLOCKS)
    for raiser, about in _MUST_BE_THERE:
        if not any(_covers(route, raiser, about) for route in routes):
            message = (
                f"The text does not say where a concern of {_NAMES[raiser]} about "
                f"{_NAMES[about]} goes."
            )
            yield subject.found("no-route", message)


def _to_subject(subject: Subject) -> Iterator[Finding]:
    """Find a route that leads to the person it is about."""
    for route in subject.document.concern_routes:
        office = _OWN_OFFICE.get(route.about)
        if office is None or not route.stages:
            continue
        if _reaches_only(_opening(route), office):
            message = (
                f"{_named(route)} can only reach {_NAMES[route.about]}: "
                "name somebody else as alternate."
            )
            yield subject.found("route-to-subject", message, severity=Severity.BLOCKS)
        elif any(_reaches_only([stage], office) for stage in route.stages):
            message = (
                f"{_named(route)} has a stage that reaches only "
                f"{_NAMES[route.about]}: name an alternate."
            )
            yield subject.found("route-to-subject", message)


def _to_one_among_them(subject: Subject) -> Iterator[Finding]:
    """Find a route about officers that would bring one about the clerk to the clerk."""
    routes = subject.document.concern_routes
    told: set[Concerned] = set()
    for route in routes:
        for person in _AMONG.get(route.about, ()):
            apart = any(
                other.about is person
                and other.raised_by in {route.raised_by, Concerned.ANYONE}
                for other in routes
            )
            stuck = route.stages and _reaches_only(_opening(route), _OWN_OFFICE[person])
            if stuck and not apart and person not in told:
                told.add(person)
                name = _NAMES[person]
                message = (
                    f"A concern about {name} would go to {name}: "
                    "the text names nobody else."
                )
                yield subject.found("route-to-subject", message)


def _to_raiser(subject: Subject) -> Iterator[Finding]:
    """Find a route that leads back to the person who raises the concern."""
    for route in subject.document.concern_routes:
        office = _OWN_OFFICE.get(route.raised_by)
        if office and route.stages and _reaches_only(_opening(route), office):
            message = f"{_named(route)} goes back to the person who raises it."
            yield subject.found("route-to-raiser", message)


def _opening(route: Route) -> Sequence[Stage]:
    """Give the stages that are open from the start."""
    first = route.stages[0].kind
    return list(takewhile(lambda stage: stage.kind is first, route.stages))


def _reaches_only(stages: Sequence[Stage], office: Recipient) -> bool:
    offices = {
        each.role
        for stage in stages
        for each in (stage.recipient, stage.alternate)
        if each is not None
    }
    return offices == {office}


def _covers(route: Route, raiser: Concerned, about: Concerned) -> bool:
    return route.raised_by in {raiser, Concerned.ANYONE} and route.about in {
        about,
        Concerned.ANYONE,
    }


def _named(route: Route) -> str:
    return f"A concern of {_NAMES[route.raised_by]} about {_NAMES[route.about]}"


CHECKS = (_no_route, _to_subject, _to_one_among_them, _to_raiser)
