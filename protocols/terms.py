"""The words that a document is described in; they are stored, so never renamed."""

from enum import StrEnum


class Kind(StrEnum):
    """What a row is in the text."""

    SECTION = "section"
    CLAUSE = "clause"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    NOTE = "note"


class Side(StrEnum):
    """Those who may expect something, or who owe it."""

    COUNCILLORS = "councillors"
    OFFICERS = "officers"
    CHAIRS = "chairs"
    CLERK = "clerk"
    EVERYONE = "everyone"


class Concerned(StrEnum):
    """Those who raise a concern, or whom it is about."""

    COUNCILLORS = "councillors"
    OFFICERS = "officers"
    CHAIR = "chair"
    CLERK = "clerk"
    ANYONE = "anyone"


class StageKind(StrEnum):
    """The kinds of stage that a concern may pass through."""

    INFORMAL = "informal"
    LINE_MANAGER = "line_manager"
    CONCILIATION = "conciliation"
    GRIEVANCE = "grievance"
    DISCIPLINARY = "disciplinary"
    CODE_OF_CONDUCT = "code_of_conduct"


class Recipient(StrEnum):
    """The offices, inside the council and outside, that can receive a concern."""

    CLERK = "clerk"
    DEPUTY_CLERK = "deputy_clerk"
    LINE_MANAGER = "line_manager"
    SENIOR_MANAGER = "senior_manager"
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    STAFFING_COMMITTEE = "staffing_committee"
    COUNCILLORS = "councillors"
    MONITORING_OFFICER = "monitoring_officer"
    OMBUDSMAN = "ombudsman"
    MEDIATOR = "mediator"
    OTHER = "other"


class Standing(StrEnum):
    """What a text says of its own adoption."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    UNKNOWN = "unknown"


class MeetingFormat(StrEnum):
    """How a meeting was held."""

    IN_PERSON = "in_person"
    HYBRID = "hybrid"
    REMOTE = "remote"


class Severity(StrEnum):
    """How much a finding matters; only ``BLOCKS`` can stop a text being tabled."""

    BLOCKS = "blocks"
    WARNING = "warning"
    HINT = "hint"
