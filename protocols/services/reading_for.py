"""What one person reads before they confirm a text: theirs first, then the whole.

The same number of queries whatever the text's length, the number of its versions and
the number of people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from councils.models import Council, Deadline, Membership, Person, User
from councils.roles import Role
from protocols.binding import sides_of
from protocols.changes_for import ChangeFor, changes_for
from protocols.document import Document
from protocols.models import (
    Acknowledgement,
    AcknowledgementRequest,
    FrozenText,
    Protocol,
    ProtocolVersion,
    StoredPage,
)
from protocols.services.asking import TextInForce, texts_in_force
from protocols.services.texts import adopted_text
from protocols.terms import Side

Answer = Acknowledgement.Answer
_CLERKS = (Role.CLERK, Role.ACTING_CLERK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An expectation that binds the person, as its card shows it."""

    holder: str
    owed_by: str
    words: str
    cited: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text in force for one person in office: what binds them, what they answered.

    ``confirmed`` and ``declined`` are answers that count for this text: to it, or to
    one from which it differs by minor changes alone. ``before`` is what they confirmed
    last, this text or an earlier one.
    """

    person: Person
    offices: tuple[str, ...]
    version: ProtocolVersion
    page: StoredPage
    request: AcknowledgementRequest | None
    confirmed: Acknowledgement | None
    declined: Acknowledgement | None
    before: Acknowledgement | None
    changes: tuple[ChangeFor, ...]
    routes_changed: bool
    may_expect: tuple[Card, ...]
    has_to: tuple[Card, ...]
    clerks: tuple[str, ...]

    @property
    def may_decline(self) -> bool:
        """Say whether the person has neither confirmed it nor said that they cannot."""
        if self.confirmed is not None:
            return False
        return self.declined is None or self.declined.version_id != self.version.pk

    @property
    def is_minor_since(self) -> bool:
        """Say whether only minor changes were made since what counts as confirmed."""
        return (
            self.confirmed is not None and self.confirmed.version_id != self.version.pk
        )


def reading_for(protocol: Protocol, user: User, *, today: date) -> Reading | None:
    """Give what somebody in office reads; none where nothing is in force.

    The protocol comes with its council.
    """
    texts = texts_in_force(protocol.council, today, only=protocol.pk)
    if not texts:
        return None
    [text] = texts
    terms = _terms(protocol.council, user, today)
    person = terms[0].person
    sides = sides_of(Role(term.role) for term in terms)
    page = StoredPage.objects.select_related("version__frozen_text").get(
        version=text.version
    )
    version = page.version
    version.protocol, version.council = protocol, protocol.council
    answers = _answers(protocol, person)
    before = _latest(answers, Answer.CONFIRMED)
    then, now = _texts(version, before)
    return Reading(
        person=person,
        offices=tuple(dict.fromkeys(term.title for term in terms)),
        version=version,
        page=page,
        request=_request(text, person),
        confirmed=_counting(text, answers, Answer.CONFIRMED),
        declined=_counting(text, answers, Answer.NOT_ACCEPTED),
        before=before,
        changes=(
            ()
            if before is None
            else changes_for(then, now, confirmed=before.expectations, sides=sides)
        ),
        routes_changed=then.concern_routes != now.concern_routes,
        may_expect=_cards(page, "holder", sides),
        has_to=_cards(page, "owed_by", sides),
        clerks=_clerks(protocol.council, today),
    )


def asked_next(reading: Reading) -> Deadline | None:
    """Give what the person is asked to confirm next, after this text."""
    return (
        Deadline.objects.open()
        .filter(person=reading.person, kind=Deadline.Kind.CONFIRMATION)
        .exclude(subject_id=reading.version.protocol_id)
        .order_by("due_on", "title")
        .first()
    )


def _terms(council: Council, user: User, today: date) -> list[Membership]:
    terms = Membership.objects.on(today).filter(council=council, person__user=user)
    found = terms.select_related("person", "committee").order_by("starts_on")
    for term in (in_order := list(found)):
        term.council = council
    return in_order


def _answers(protocol: Protocol, person: Person) -> list[Acknowledgement]:
    answers = Acknowledgement.objects.filter(
        person=person, version__protocol=protocol
    ).select_related("version")
    return list(answers.defer("version__particulars").order_by("recorded_at"))


def _latest(answers: Sequence[Acknowledgement], said: str) -> Acknowledgement | None:
    return next((each for each in reversed(answers) if each.answer == said), None)


def _counting(
    text: TextInForce, answers: Sequence[Acknowledgement], said: str
) -> Acknowledgement | None:
    counting = {version.pk for version in text.same}
    return _latest([each for each in answers if each.version_id in counting], said)


def _request(text: TextInForce, person: Person) -> AcknowledgementRequest | None:
    """Give what they were asked, of this text or of one that counts as the same."""
    requests = AcknowledgementRequest.objects.filter(
        person=person, version_id__in=[version.pk for version in text.same]
    )
    return requests.order_by("-due_on", "-asked_on").first()


def _texts(
    version: ProtocolVersion, before: Acknowledgement | None
) -> tuple[Document, Document]:
    """Give the text that was confirmed last, and this one: the same if none was."""
    now = _text(version.frozen_text)
    if before is None or before.version_id == version.pk:
        return now, now
    then = ProtocolVersion.objects.select_related("frozen_text").get(
        pk=before.version_id
    )
    return _text(then.frozen_text), now


def _text(frozen_text: FrozenText | None) -> Document:
    # From adoption on there is one; the database holds that.
    return Document() if frozen_text is None else adopted_text(frozen_text)


def _cards(page: StoredPage, whose: str, sides: frozenset[Side]) -> tuple[Card, ...]:
    return tuple(
        Card(
            holder=group["holder"],
            owed_by=group["owed_by"] or "",
            words=card["text"],
            cited=card["cited"],
            anchor=card["anchor"],
        )
        for group in page.expectations
        if group[whose] in sides
        for card in group["expectations"]
    )


def _clerks(council: Council, today: date) -> tuple[str, ...]:
    """Name who reads the reason of somebody who cannot accept a text."""
    terms = (
        Membership.objects.on(today)
        .filter(council=council, role__in=_CLERKS)
        .select_related("person")
    )
    return tuple(
        f"{term.person.name}, {council.title_of(term.role)}"
        for term in terms.order_by("starts_on")
    )
