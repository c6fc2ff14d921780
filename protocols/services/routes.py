"""Routes of concerns in the council's own words, and which of them lead astray."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from councils.models import Council
from protocols.checks import check
from protocols.document import (
    Concerned,
    Document,
    Office,
    Recipient,
    Route,
    Stage,
    StageKind,
)

STAGE_WORDS = {
    StageKind.INFORMAL: "Informally",
    StageKind.LINE_MANAGER: "With the line manager",
    StageKind.CONCILIATION: "By conciliation",
    StageKind.GRIEVANCE: "By the grievance procedure",
    StageKind.DISCIPLINARY: "By the disciplinary procedure",
    StageKind.CODE_OF_CONDUCT: "Under the code of conduct",
}
_OUTSIDE = {
    Recipient.LINE_MANAGER: "the line manager",
    Recipient.SENIOR_MANAGER: "a senior manager",
    Recipient.STAFFING_COMMITTEE: "the staffing committee",
    Recipient.MONITORING_OFFICER: "the Monitoring Officer",
    Recipient.OMBUDSMAN: "the Ombudsman",
    Recipient.MEDIATOR: "a mediator",
    Recipient.OTHER: "somebody else",
}


@dataclass(frozen=True, kw_only=True)
class RouteShown:
    """A route as a sentence and its stages; ``astray`` says why it must be mended."""

    place: int
    route: Route
    sentence: str
    stages: list[str]
    astray: str


def routes_shown(council: Council, routes: tuple[Route, ...]) -> Iterator[RouteShown]:
    """Give each route in the council's own words."""
    astray = _astray(routes)
    for place, route in enumerate(routes):
        raiser = concerned_words(council, route.raised_by)
        about = concerned_words(council, route.about)
        yield RouteShown(
            place=place,
            route=route,
            sentence=f"A concern of {raiser} about {about}",
            stages=[_stage_words(stage) for stage in route.stages],
            # Another route may take care of what this one leaves open.
            astray=next(iter(_astray((route,)) & astray), ""),
        )


def with_alternate(route: Route, alternate: Office) -> Route:
    """Give the route with somebody else where it reaches only one office."""
    stages = list(route.stages)
    for place, stage in enumerate(stages):
        if stage.alternate is None and stage.recipient.role is not alternate.role:
            stages[place] = replace(stage, alternate=alternate)
            break
    return replace(route, stages=tuple(stages))


def concerned_words(council: Council, concerned: Concerned) -> str:
    """Name those who raise a concern, or whom it is about, as the council does."""
    return {
        Concerned.COUNCILLORS: council.councillors_title.lower(),
        Concerned.OFFICERS: council.officers_title.lower(),
        Concerned.CHAIR: f"the {council.chair_title}",
        Concerned.CLERK: f"the {council.clerk_title}",
        Concerned.ANYONE: "anyone",
    }[concerned]


def recipient_words(council: Council, recipient: Recipient) -> str:
    """Name an office that receives concerns as the council does."""
    inside = {
        Recipient.CLERK: f"the {council.clerk_title}",
        Recipient.DEPUTY_CLERK: f"the Deputy {council.clerk_title}",
        Recipient.CHAIR: f"the {council.chair_title}",
        Recipient.VICE_CHAIR: f"the {council.vice_chair_title}",
        Recipient.COUNCILLORS: council.councillors_title.lower(),
    }
    return inside.get(recipient) or _OUTSIDE[recipient]


def _stage_words(stage: Stage) -> str:
    words = stage.recipient.printed
    if stage.alternate is not None:
        words += f", or else {stage.alternate.printed}"
    words += f" – {STAGE_WORDS[stage.kind].lower()}"
    if stage.target_days is not None:
        words += f", within {stage.target_days} working days"
    return words


def _astray(routes: tuple[Route, ...]) -> set[str]:
    """Say where concerns would reach those whom they are about."""
    found = check(Document(concern_routes=routes))
    return {f.message for f in found if f.code == "route-to-subject"}
