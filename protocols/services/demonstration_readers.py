"""Who in the demonstration council has read what: some have, one cannot accept it.

Made by the services that a real council uses, as everything there is.
"""

from collections.abc import Mapping
from datetime import date

from councils.models import Person, User
from protocols.models import ProtocolVersion
from protocols.services.answering import confirm, record_on_paper, say_not_accepted

SIGNED_ON_PAPER = {
    "mayor": date(2023, 6, 27),
    "deputy-mayor": date(2023, 6, 27),
    "councillor": date(2023, 7, 4),
    "deputy": date(2023, 6, 19),
    "officer": date(2023, 6, 19),
}
CONFIRMED = ("mayor", "deputy-mayor", "deputy")
REASON = (
    "I am glad to answer within three working days for most of the year. In the weeks"
    " of the market and of the audit I am alone at the desk, and I do not want to"
    " promise what I know I cannot keep. Five days then, please."
)


def signed_on_paper(
    version: ProtocolVersion, *, clerk: User, people: Mapping[str, Person]
) -> None:
    """Record who signed a version on paper in its day."""
    for name, signed_on in SIGNED_ON_PAPER.items():
        record_on_paper(
            version.protocol, actor=clerk, person=people[name], signed_on=signed_on
        )


def answered(version: ProtocolVersion, *, people: Mapping[str, Person]) -> None:
    """Let some confirm the version in force, and one say why they cannot accept it."""
    shown = version.content_digest
    for name in CONFIRMED:
        confirm(version.protocol, actor=_user(people[name]), content_digest=shown)
    say_not_accepted(
        version.protocol,
        actor=_user(people["officer"]),
        content_digest=shown,
        reason=REASON,
    )


def _user(person: Person) -> User:
    return User.objects.get(persons=person)
