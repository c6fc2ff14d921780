"""Offices and what each may do, on one page."""

from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    """The offices of a council; each council has its own words for them."""

    CLERK = "clerk", "Clerk"
    ACTING_CLERK = "acting_clerk", "Acting clerk"
    DEPUTY_CLERK = "deputy_clerk", "Deputy clerk"
    OFFICER = "officer", "Officer"
    COUNCILLOR = "councillor", "Councillor"
    CHAIR = "chair", "Chair of the council"
    VICE_CHAIR = "vice_chair", "Vice-chair of the council"
    COMMITTEE_CHAIR = "committee_chair", "Chair of a committee"
    COMMITTEE_MEMBER = "committee_member", "Member of a committee"


# One person at a time in each; the database refuses terms that overlap.
SINGLE_HOLDER = (Role.CLERK, Role.ACTING_CLERK, Role.CHAIR, Role.VICE_CHAIR)
COMMITTEE_ROLES = (Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER)
COUNCILLOR_ROLES = (Role.COUNCILLOR, Role.CHAIR, Role.VICE_CHAIR, *COMMITTEE_ROLES)
OFFICER_ROLES = (Role.CLERK, Role.ACTING_CLERK, Role.DEPUTY_CLERK, Role.OFFICER)
# Whoever can change what binds the council shows more than a password.
NEEDS_SECOND_FACTOR = (
    *(Role.CLERK, Role.ACTING_CLERK, Role.DEPUTY_CLERK),
    *(Role.CHAIR, Role.VICE_CHAIR),
)

# Who else is told when what somebody signs in with has changed: never the clerk, who
# often keeps the mailboxes; and of a councillor's or another officer's, nobody.
TOLD_OF_CHANGE: dict[Role, Role] = {
    Role.CHAIR: Role.VICE_CHAIR,
    Role.VICE_CHAIR: Role.CHAIR,
    Role.CLERK: Role.CHAIR,
    Role.ACTING_CLERK: Role.CHAIR,
}


class Capability(StrEnum):
    """What somebody may do by the office they hold today."""

    READ_DRAFTS = "read_drafts"
    IMPORT_PROTOCOL = "import_protocol"
    DRAFT_VERSION = "draft_version"
    TABLE_VERSION = "table_version"
    RECORD_RESOLUTION = "record_resolution"
    VOID_RESOLUTION = "void_resolution"
    WITHDRAW_VERSION = "withdraw_version"
    DISCARD_VERSION = "discard_version"
    CORRECT_FACT = "correct_fact"
    SIGN_VERSION = "sign_version"
    MANAGE_REVIEWS = "manage_reviews"
    MANAGE_COUNCIL = "manage_council"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_MEETINGS = "manage_meetings"
    READ_TRAIL = "read_trail"
    WATCH_MAIL = "watch_mail"
    WATCH_READERS = "watch_readers"
    WATCH_WORK = "watch_work"


# What somebody is told who lacks it; ``{chair}`` and its kin are the council's own.
REFUSALS: dict[Capability, str] = {
    Capability.READ_DRAFTS: "Only the council’s own people can read drafts.",
    Capability.IMPORT_PROTOCOL: "Only the clerk or the deputy clerk can bring one in.",
    Capability.DRAFT_VERSION: "Only the clerk or the deputy clerk can edit a draft.",
    Capability.TABLE_VERSION: "Only the clerk or the deputy clerk can table a text.",
    Capability.RECORD_RESOLUTION: (
        "Only the clerk or the deputy clerk can record what a meeting resolved."
    ),
    Capability.VOID_RESOLUTION: "Only the clerk can void a record.",
    Capability.WITHDRAW_VERSION: "Only the clerk can record a withdrawal.",
    Capability.DISCARD_VERSION: "Only the clerk can discard a draft.",
    Capability.CORRECT_FACT: "Only the clerk can correct a recorded fact.",
    Capability.SIGN_VERSION: "Only the {chair} can sign what the council adopted.",
    Capability.MANAGE_REVIEWS: (
        "Only the clerk or the deputy clerk can record reviews and their rules."
    ),
    Capability.READ_TRAIL: (
        "Only the clerk, the deputy clerk, the {chair} or the {vice_chair} can read the"
        " audit trail."
    ),
    Capability.MANAGE_COUNCIL: "Only the clerk can change the council’s settings.",
    Capability.MANAGE_PEOPLE: "Only the clerk can change people and offices.",
    Capability.MANAGE_MEETINGS: (
        "Only the clerk or the deputy clerk can record meetings."
    ),
    Capability.WATCH_MAIL: (
        "Only the clerk or the deputy clerk can see what became of the council’s mail."
    ),
    Capability.WATCH_READERS: "Only the clerk can see who has confirmed a text.",
    Capability.WATCH_WORK: (
        "Only the clerk or the deputy clerk can see what waits for whom in the council."
    ),
}

_EVERY_PERSON = frozenset({Capability.READ_DRAFTS})
_DEPUTY = _EVERY_PERSON | {
    Capability.IMPORT_PROTOCOL,
    Capability.DRAFT_VERSION,
    Capability.TABLE_VERSION,
    Capability.RECORD_RESOLUTION,
    Capability.MANAGE_MEETINGS,
    Capability.MANAGE_REVIEWS,
    Capability.READ_TRAIL,
    Capability.WATCH_MAIL,
    Capability.WATCH_WORK,
}
_CLERK = _DEPUTY | {
    Capability.VOID_RESOLUTION,
    Capability.WITHDRAW_VERSION,
    Capability.DISCARD_VERSION,
    Capability.CORRECT_FACT,
    Capability.MANAGE_COUNCIL,
    Capability.MANAGE_PEOPLE,
    Capability.WATCH_READERS,
}
_CHAIR = _EVERY_PERSON | {Capability.SIGN_VERSION, Capability.READ_TRAIL}

GRANTS: dict[Role, frozenset[Capability]] = {
    Role.CLERK: _CLERK,
    Role.ACTING_CLERK: _CLERK,
    Role.DEPUTY_CLERK: _DEPUTY,
    Role.OFFICER: _EVERY_PERSON,
    Role.COUNCILLOR: _EVERY_PERSON,
    Role.CHAIR: _CHAIR,
    Role.VICE_CHAIR: _CHAIR,
    Role.COMMITTEE_CHAIR: _EVERY_PERSON,
    Role.COMMITTEE_MEMBER: _EVERY_PERSON,
}
