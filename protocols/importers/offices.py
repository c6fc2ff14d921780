"""The offices and procedures that a concern is taken to, as texts word them."""

import re
from dataclasses import dataclass

from protocols.document import Office, Recipient, Stage, StageKind

_OF_COUNCIL = r"(?: of the (?:(?:town|parish|community) )?council)?"
_CHAIR = r"chair(?:man|person|woman)?"
_OFFICES: tuple[tuple[Recipient, str], ...] = (
    (
        Recipient.MONITORING_OFFICER,
        r"(?:[A-Z][\w-]*(?:['’]s?)?\s+)*(?i:monitoring officer)"
        r"(?: (?:at|of|for|from) (?:the )?[A-Z][\w-]*(?:\s[A-Z][\w-]*)*)?",
    ),
    (Recipient.OMBUDSMAN, r"(?i:(?:public services )?ombudsman(?: for wales)?)"),
    (Recipient.LINE_MANAGER, r"(?i:(?:appropriate |immediate )?line manager)"),
    (Recipient.SENIOR_MANAGER, r"(?i:(?:appropriate )?senior (?:manager|officer))"),
    (Recipient.DEPUTY_CLERK, r"(?i:deputy (?:town |parish )?clerk)"),
    (
        Recipient.CLERK,
        r"(?i:(?:ceo ?/ ?)?(?:(?:town|parish|community|council) )?clerk|town manager"
        r"|proper officer|chief (?:executive|officer)(?: officer)?"
        r"|(?:parish|town|council) (?:administrator|manager))",
    ),
    (
        Recipient.STAFFING_COMMITTEE,
        rf"(?i:(?:{_CHAIR} of (?:the )?)?"
        r"(?:staffing|personnel|employment|hr|human resources|staff)"
        r"(?:(?: and| &)? \w+){0,3}? (?:sub-?)?(?:committee|panel))",
    ),
    (
        Recipient.VICE_CHAIR,
        rf"(?i:(?:deputy|vice)[- ]?(?:{_CHAIR}|(?:town )?mayor){_OF_COUNCIL})",
    ),
    (
        Recipient.CHAIR,
        rf"(?i:{_CHAIR}{_OF_COUNCIL}|(?:town )?mayor|leader of the council)",
    ),
    (
        Recipient.MEDIATOR,
        r"(?i:(?:independent |appropriate )*"
        r"(?:mediator|independent person|third party))",
    ),
    (
        Recipient.COUNCILLORS,
        r"(?i:(?:(?:small )?(?:group|panel) of (?:\w+ )?)?(?:councillors|members))",
    ),
    (
        Recipient.OTHER,
        r"[A-Z]\w*(?:\s+(?:and\s+)?[A-Z]\w*)*\s+(?:Officer|Manager|Committee)",
    ),
)
_PROCEDURES: tuple[tuple[StageKind, str], ...] = (
    (
        StageKind.DISCIPLINARY,
        r"(?i:disciplinary (?:and grievance )?(?:procedure|policy|process)s?)",
    ),
    (StageKind.GRIEVANCE, r"(?i:grievance(?: (?:procedure|policy|process))?)"),
    (
        StageKind.CODE_OF_CONDUCT,
        r"(?i:code of conduct complaint|complaint under the code of conduct)",
    ),
)
_KINDS = {
    Recipient.LINE_MANAGER: StageKind.LINE_MANAGER,
    Recipient.MEDIATOR: StageKind.CONCILIATION,
    Recipient.MONITORING_OFFICER: StageKind.CODE_OF_CONDUCT,
    Recipient.OMBUDSMAN: StageKind.CODE_OF_CONDUCT,
}


@dataclass(frozen=True, slots=True)
class _Name:
    kind: StageKind | None
    role: Recipient
    pattern: re.Pattern[str]


# A procedure and the longer title come first: a vice-chair is not the chair.
_NAMES = (
    *(
        _Name(kind, Recipient.OTHER, re.compile(rf"\b{words}\b"))
        for kind, words in _PROCEDURES
    ),
    *(_Name(None, role, re.compile(rf"\b{words}\b")) for role, words in _OFFICES),
)


def find_stages(words: str, *, kind: StageKind = StageKind.INFORMAL) -> list[Stage]:
    """Read the offices and procedures named, in order, each a stage of its own.

    An office that brings no kind of its own takes the kind given.
    """
    found: list[tuple[int, int, Stage]] = []
    for name in _NAMES:
        for match in name.pattern.finditer(words):
            if any(
                match.start() < end and start < match.end() for start, end, _ in found
            ):
                continue
            stage = Stage(
                kind=name.kind or _KINDS.get(name.role, kind),
                recipient=Office(role=name.role, printed=match.group().strip()),
            )
            found.append((match.start(), match.end(), stage))
    return [stage for _, _, stage in sorted(found, key=lambda each: each[0])]


def find_procedures(words: str) -> list[Stage]:
    """Read the council's procedures that are named, and no office."""
    informal = StageKind.INFORMAL
    return [
        stage
        for stage in find_stages(words)
        if stage.recipient.role is Recipient.OTHER and stage.kind is not informal
    ]


def mediator(printed: str) -> Stage:
    """Give the stage at which bodies outside the council may mediate."""
    return Stage(
        kind=StageKind.CONCILIATION,
        recipient=Office(role=Recipient.MEDIATOR, printed=printed),
    )
