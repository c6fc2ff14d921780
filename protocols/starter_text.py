"""The portal's own starter text: a short protocol for a council that has none.

Its words are the portal's own and may be used freely. It is a beginning, to be made
the council's own clause by clause.
"""

from uuid import UUID, uuid5

from protocols.document import (
    Concerned,
    Document,
    Facts,
    Kind,
    Office,
    Recipient,
    Route,
    Row,
    Side,
    Stage,
    StageKind,
    Standing,
)

TITLE = "Protocol on councillor and officer relations"
_LINEAGES = UUID("5a9f5d0e-6b0c-4a8e-9d0f-0d7a0f2f7c11")

_SECTION, _CLAUSE, _ITEM = Kind.SECTION, Kind.CLAUSE, Kind.ITEM
_TO_COUNCILLORS = (Side.COUNCILLORS, Side.OFFICERS)
_TO_OFFICERS = (Side.OFFICERS, Side.COUNCILLORS)
_Line = tuple[Kind, int, str, tuple[Side, Side] | None]

_LINES: tuple[_Line, ...] = (
    (_SECTION, 0, "Why we have this protocol", None),
    (
        _CLAUSE,
        1,
        "A council works well when its councillors and its officers trust one another"
        " and know where each other’s work begins and ends. This protocol writes that"
        " down in plain words.",
        None,
    ),
    (
        _CLAUSE,
        1,
        "It stands beside the code of conduct for councillors and the terms on which"
        " officers are employed. Where it differs from the law, the law comes first.",
        None,
    ),
    (_SECTION, 0, "What councillors do", None),
    (_CLAUSE, 1, "Councillors together, meeting as the council or a committee:", None),
    (_ITEM, 2, "settle what the council is for and what it will do", None),
    (_ITEM, 2, "agree the budget and see that it is kept to", None),
    (_ITEM, 2, "speak for the people of the parish", None),
    (
        _CLAUSE,
        1,
        "No councillor may direct an officer alone. A request that would take more than"
        " a few minutes goes through the clerk.",
        None,
    ),
    (_SECTION, 0, "What officers do", None),
    (
        _CLAUSE,
        1,
        "Officers serve the whole council. They carry out its decisions, keep its"
        " records and run its services from day to day.",
        None,
    ),
    (
        _CLAUSE,
        1,
        "Officers give advice that is frank and even-handed, whether or not it is"
        " welcome, and nobody may lean on them to change it.",
        None,
    ),
    (_SECTION, 0, "What each may expect of the other", None),
    (_CLAUSE, 1, "Councillors can expect from officers:", None),
    (_ITEM, 2, "the same help and courtesy, whoever they are", _TO_COUNCILLORS),
    (_ITEM, 2, "answers within five working days", _TO_COUNCILLORS),
    (_ITEM, 2, "papers in good time before each meeting", _TO_COUNCILLORS),
    (_ITEM, 2, "advice that takes no side in party matters", _TO_COUNCILLORS),
    (_ITEM, 2, "that what they say in confidence is kept so", _TO_COUNCILLORS),
    (_CLAUSE, 1, "Officers can expect from councillors:", None),
    (_ITEM, 2, "respect, in meetings, in writing and online", _TO_OFFICERS),
    (_ITEM, 2, "never to be bullied, shouted at or threatened", _TO_OFFICERS),
    (_ITEM, 2, "clear decisions, made in a meeting and minuted", _TO_OFFICERS),
    (_ITEM, 2, "evenings, weekends and holidays left to them", _TO_OFFICERS),
    (_ITEM, 2, "that concerns about their work are raised in private", _TO_OFFICERS),
    (_SECTION, 0, "When something goes wrong", None),
    (
        _CLAUSE,
        1,
        "A quiet word early on settles most things. Either side may ask for help to"
        " have it.",
        None,
    ),
    (
        _CLAUSE,
        1,
        "An officer who is worried about how a councillor behaves tells the clerk. If"
        " the clerk is the one who is worried, the vice-chair is told.",
        None,
    ),
    (
        _CLAUSE,
        1,
        "A councillor who is worried about an officer’s work tells the clerk, and if"
        " the worry is about the clerk, the chair.",
        None,
    ),
    (
        _CLAUSE,
        1,
        "Nobody handles a concern about themselves.",
        None,
    ),
    (_SECTION, 0, "Keeping this protocol alive", None),
    (
        _CLAUSE,
        1,
        "Every councillor and officer is given this protocol on joining and confirms"
        " that they have read it. The council looks at it again every two years.",
        None,
    ),
)


def starter_text() -> Document:
    """Give the starter text as a document, with a route for every concern."""
    rows = tuple(
        Row(
            lineage=uuid5(_LINEAGES, f"{place} {text}"),
            depth=depth,
            kind=kind,
            text=text,
            holder=None if sides is None else sides[0],
            owed_by=None if sides is None else sides[1],
        )
        for place, (kind, depth, text, sides) in enumerate(_LINES)
    )
    return Document(
        title=TITLE,
        facts=Facts(
            status=Standing.DRAFT,
            review_cycle_months=24,
            review_words="The council looks at it again every two years.",
        ),
        rows=rows,
        concern_routes=(
            _route(Concerned.OFFICERS, Concerned.COUNCILLORS, Recipient.CLERK),
            _route(Concerned.CLERK, Concerned.COUNCILLORS, Recipient.VICE_CHAIR),
            _route(Concerned.COUNCILLORS, Concerned.OFFICERS, Recipient.CLERK),
            _route(Concerned.COUNCILLORS, Concerned.CLERK, Recipient.CHAIR),
        ),
    )


_PRINTED = {
    Recipient.CLERK: "the clerk",
    Recipient.CHAIR: "the chair",
    Recipient.VICE_CHAIR: "the vice-chair",
}


def _route(raised_by: Concerned, about: Concerned, recipient: Recipient) -> Route:
    office = Office(role=recipient, printed=_PRINTED[recipient])
    return Route(
        raised_by=raised_by,
        about=about,
        stages=(Stage(kind=StageKind.INFORMAL, recipient=office),),
    )
