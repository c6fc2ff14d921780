"""A text with nothing wrong in it, for tests to put something wrong into."""

from dataclasses import replace
from datetime import date

from protocols.checks import check
from protocols.document import (
    Concerned,
    Facts,
    Office,
    Recipient,
    Route,
    Stage,
    StageKind,
    Standing,
)
from tests.protocols.texts import text_of

MAYOR = Office(role=Recipient.CHAIR, printed="the Mayor")
CLERK = Office(role=Recipient.CLERK, printed="the Clerk")
PROCEDURE = Office(role=Recipient.OTHER, printed="the disciplinary procedure")


def stage(recipient, kind=StageKind.INFORMAL, alternate=None):
    return Stage(kind=kind, recipient=recipient, alternate=alternate)


def route(raised_by, about, *stages):
    return Route(
        raised_by=Concerned(raised_by), about=Concerned(about), stages=tuple(stages)
    )


SOUND_ROUTES = (
    route("officers", "councillors", stage(CLERK), stage(PROCEDURE)),
    route("councillors", "officers", stage(MAYOR)),
    route("anyone", "chair", stage(CLERK)),
)
SOUND = Facts(
    status=Standing.ADOPTED,
    adopted_on=date(2023, 3, 7),
    review_cycle_months=24,
    next_review_on=date(2025, 3, 31),
)


def text(rows, facts=SOUND, routes=SOUND_ROUTES, **rest):
    return replace(text_of(rows, **rest), facts=facts, concern_routes=routes)


def codes(document, **known):
    return [finding.code for finding in check(document, **known)]


def messages(document, code, **known):
    return [each.message for each in check(document, **known) if each.code == code]


SOUND_TEXT = text("""
section 1     | Purpose
  clause 1.1  | This paper says who does what, subject to 2.1(b) below.
  paragraph - | It binds:
    item •    | those elected; and
    item •    | those employed.
section 2     | Duties
  clause 2.1  | Councillors can expect:
    item (a)  | frank advice; and | councillors<officers
    item (b)  | that officers will not lobby them. | councillors<officers
  clause 2.2  | The Clerk of Ashcombe Town Council keeps [sic] minutes... | | minutes
  clause 2.3  | This protocol shall be reviewed every two years. Pay too, yearly.
""")
