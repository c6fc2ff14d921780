"""One person's page: what they are asked, what they may expect, and what they owe.

It is read in four queries, whatever the texts' length and however many people there
are, and changes nothing. The offices are those held today.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from councils.models import Council, Deadline, Membership, Person, User
from councils.offices import REMINDED_BY
from councils.roles import Role
from councils.services.reminders import Holder, Offices
from protocols.binding import binding, sides_of
from protocols.changes_for import changes_for
from protocols.document import Concerned, Document, Row, Side
from protocols.labels import cited_as
from protocols.models import Acknowledgement, ProtocolVersion
from protocols.page_body import anchor_of
from protocols.services.first_contact import (
    Contact,
    Raiser,
    first_contact,
    questions_of,
)
from protocols.services.reading_shown import ChangeShown, changes_shown
from protocols.services.routes import concerned_words
from protocols.services.texts import adopted_text
from protocols.wording import plain

SOON = timedelta(days=14)
MOST_ASKED = 20
CLERKS = {Role.CLERK, Role.ACTING_CLERK, Role.DEPUTY_CLERK}


@dataclass(frozen=True, slots=True)
class Me:
    """Who looks at their page: their offices today, and who holds those around."""

    council: Council
    person: Person
    terms: tuple[Membership, ...]
    holders: dict[str, list[tuple[Person, str]]]
    today: date

    @property
    def sides(self) -> frozenset[Side]:
        """Give the sides that a text puts the person on."""
        return sides_of(self.roles)

    @property
    def roles(self) -> frozenset[Role]:
        """Give the offices they hold."""
        return frozenset(Role(term.role) for term in self.terms)

    @property
    def offices(self) -> list[str]:
        """Name their offices in the council's own words."""
        return list(dict.fromkeys(term.title for term in self.terms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that waits for the person; ``status`` is that of its tag."""

    title: str
    text: str
    url: str
    status: str
    status_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One expectation: ``who`` says in which capacity, and from or to whom."""

    holder: str
    who: str
    words: str
    url: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingText:
    """A protocol in force, as far as it binds the person."""

    key: UUID
    title: str
    number: int | None
    url: str
    can_expect: tuple[Card, ...]
    expected: tuple[Card, ...]
    mutual: tuple[Card, ...]
    confirmed_on: date | None
    changes: tuple[ChangeShown, ...]
    asked_url: str  # where to confirm; empty where nobody asks
    asked_by: date | None

    @property
    def binds(self) -> bool:
        """Say whether anything in it concerns the person, or did."""
        return bool(self.can_expect or self.expected or self.mutual or self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstContact:
    """Whom to turn to in one case, and the text that says so."""

    contact: Contact
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPage:
    """Everything that one person's page says."""

    me: Me
    asked: tuple[Asked, ...]
    texts: tuple[BindingText, ...]
    others: tuple[BindingText, ...]  # in force, and saying nothing of this person
    contacts: tuple[FirstContact, ...]
    silent: tuple[str, ...]  # about whom no text in force says where a concern goes


def who_i_am(user: User, council_slug: str, today: date) -> Me | None:
    """Give the person an account is in a council today; none without an office."""
    terms = (
        Membership.objects.visible_to(user)
        .on(today)
        .filter(
            Q(person__user=user) | Q(role__in=REMINDED_BY), council__slug=council_slug
        )
        .select_related("council", "committee", "person__line_manager")
        .defer("council__crest")
        .order_by("starts_on", "pk")
    )
    own: list[Membership] = []
    holders: dict[str, list[tuple[Person, str]]] = {}
    for term in terms:
        if term.person.user_id == user.pk:
            own.append(term)
        holders.setdefault(term.role, []).append((term.person, term.title))
    if not own:
        return None
    return Me(own[0].council, own[0].person, tuple(own), holders, today)


def page_of(user: User, me: Me) -> MyPage:
    """Read everything that a person's page says."""
    deadlines = _deadlines(user, me)
    versions = _in_force(user, me)
    confirmed = _confirmed(user, me)
    confirmations = {
        deadline.subject_id: deadline
        for deadline in deadlines
        if deadline.kind == Deadline.Kind.CONFIRMATION and deadline.person_id
    }
    documents = {version.pk: _document(version) for version in versions}
    texts = [
        _text(
            me,
            version,
            documents[version.pk],
            confirmed.get(version.protocol_id),
            confirmations.get(version.protocol_id),
        )
        for version in versions
    ]
    contacts, silent = _contacts(me, versions, documents)
    return MyPage(
        me=me,
        asked=tuple(_asked(deadline, me.today) for deadline in deadlines),
        texts=tuple(text for text in texts if text.binds),
        others=tuple(text for text in texts if not text.binds),
        contacts=contacts,
        silent=silent,
    )


def _deadlines(user: User, me: Me) -> list[Deadline]:
    offices = Offices(
        {
            role: [Holder(person.pk, person.is_away(me.today)) for person, _ in held]
            for role, held in me.holders.items()
        }
    )
    audiences = []
    if me.roles & CLERKS:
        audiences.append(Deadline.Audience.CLERK)
    if me.person.pk in {holder.person_id for holder in offices.chairs}:
        audiences.append(Deadline.Audience.CHAIR)
    found = (
        Deadline.objects.visible_to(user)
        .open()
        .filter(council=me.council)
        .of_person(me.person, audiences)
        .filter(Q(opens_on__isnull=True) | Q(opens_on__lte=me.today))
    )
    return list(found.order_by("due_on", "title")[:MOST_ASKED])


def _in_force(user: User, me: Me) -> list[ProtocolVersion]:
    versions = (
        ProtocolVersion.objects.visible_to(user)
        .public()
        .in_force(me.today)
        .filter(council=me.council)
        .select_related("protocol", "frozen_text")
        .defer("particulars", "numbering")
    )
    found = list(versions.order_by("title", "pk"))
    for version in found:
        version.council = version.protocol.council = me.council  # spares two queries
    return found


def _confirmed(user: User, me: Me) -> dict[UUID, Acknowledgement]:
    """Give the person's latest confirmation of each protocol, with the old words."""
    latest = (
        Acknowledgement.objects.confirmed()
        .filter(
            person=OuterRef("person"),
            version__protocol=OuterRef("version__protocol"),
        )
        .order_by("-recorded_at")
        .values("pk")[:1]
    )
    answers = (
        Acknowledgement.objects.visible_to(user)
        .filter(council=me.council, person=me.person, pk=Subquery(latest))
        .select_related("version__frozen_text")
        .defer("version__particulars", "version__numbering")
    )
    return {answer.version.protocol_id: answer for answer in answers}


def _document(version: ProtocolVersion) -> Document:
    text = version.frozen_text
    return Document() if text is None else adopted_text(text)


def _asked(deadline: Deadline, today: date) -> Asked:
    by = f"{deadline.due_on:%-d %B %Y}"
    if deadline.due_on < today:
        status, label = "overdue", f"Was due {by}"
    elif deadline.due_on <= today + SOON:
        status, label = "due", f"By {by}"
    else:
        status, label = "none", f"By {by}"
    return Asked(
        title=deadline.title,
        text=deadline.why,
        url=deadline.path,
        status=status,
        status_label=label,
    )


def _text(
    me: Me,
    version: ProtocolVersion,
    document: Document,
    answer: Acknowledgement | None,
    asked: Deadline | None,
) -> BindingText:
    address = version.get_absolute_url()
    places = _Places(document, address)
    can_expect, expected, mutual = [], [], []
    for row in binding(document, me.sides):
        if row.holder == row.owed_by:
            mutual.append(_card(me, row, row.holder, "of each other", places))
            continue
        if row.holder in me.sides:
            whom = f"from {_others(me.council, row.owed_by)}"
            can_expect.append(_card(me, row, row.holder, whom, places))
        if row.owed_by in me.sides:
            whom = f"to {_others(me.council, row.holder)}"
            expected.append(_card(me, row, row.owed_by, whom, places))
    return BindingText(
        key=version.pk,
        title=version.title,
        number=version.number,
        url=address,
        can_expect=tuple(can_expect),
        expected=tuple(expected),
        mutual=tuple(mutual),
        confirmed_on=None if answer is None else answer.given_on,
        changes=_changes(me, document, answer, address),
        asked_url="" if asked is None else asked.path,
        asked_by=None if asked is None else asked.due_on,
    )


class _Places:
    """Where each row of a text stands: its address, and what a clerk calls it."""

    def __init__(self, document: Document, address: str) -> None:
        self._address = address
        cited = cited_as(document.rows)
        self._cited = {
            row.lineage: words for row, words in zip(document.rows, cited, strict=True)
        }

    def url(self, row: Row) -> str:
        """Give the address of a row on the version's page."""
        return f"{self._address}#{anchor_of(row)}"

    def name(self, row: Row) -> str:
        """Give what a row is called, such as “3.1, point 2”."""
        return self._cited.get(row.lineage, "").capitalize() or "Where it says so"


def _card(me: Me, row: Row, mine: Side | None, whom: str, places: _Places) -> Card:
    return Card(
        holder=str(row.holder or Side.EVERYONE),
        who=_sentence(", ".join(filter(None, (_capacity(me, mine), whom)))),
        words=plain(row.text),
        url=places.url(row),
        place=places.name(row),
    )


def _capacity(me: Me, side: Side | None) -> str:
    """Say in which office a row means the person, where they hold more than one."""
    council = me.council
    if side is Side.EVERYONE:
        return "like everyone"
    if len(me.sides - {Side.EVERYONE}) < 2 or side is None:  # noqa: PLR2004 - two
        return ""
    if side is Side.COUNCILLORS:
        return f"as {_one_of(council.councillors_title)}"
    if side is Side.OFFICERS:
        return f"as {_one_of(council.officers_title)}"
    titles = [term.title for term in me.terms if side in sides_of([Role(term.role)])]
    return f"as {' and '.join(dict.fromkeys(titles))}"


def _one_of(title: str) -> str:
    """Name one of those whom a council calls, say, Members, or Staff."""
    words = title.lower()
    if not words.endswith("s") or words.endswith("ss"):
        return f"one of the {words}"
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words[:-1]}"


def _others(council: Council, side: Side | None) -> str:
    return {
        Side.COUNCILLORS: council.councillors_title.lower(),
        Side.OFFICERS: council.officers_title.lower(),
        Side.CHAIRS: "chairs",
        Side.CLERK: f"the {council.clerk_title}",
    }.get(side or Side.EVERYONE, "everyone")


def _changes(
    me: Me, document: Document, answer: Acknowledgement | None, address: str
) -> tuple[ChangeShown, ...]:
    """Give what binds the person otherwise than when they last confirmed the text."""
    if answer is None:
        return ()
    then = _document(answer.version)
    found = changes_for(then, document, confirmed=answer.expectations, sides=me.sides)
    return tuple(changes_shown(found, address))


def _contacts(
    me: Me, versions: Iterable[ProtocolVersion], documents: dict[UUID, Document]
) -> tuple[tuple[FirstContact, ...], tuple[str, ...]]:
    raiser = Raiser(
        council=me.council,
        person=me.person,
        roles=me.roles,
        sides=me.sides,
        holders=me.holders,
        today=me.today,
    )
    found: dict[Contact, FirstContact] = {}
    silent: list[str] = []
    for about in questions_of(raiser):
        is_said = False
        for version in versions:
            contact = first_contact(documents[version.pk], raiser, about)
            if contact is not None:
                is_said = True
                url = f"{version.get_absolute_url()}#routes-heading"
                shown = FirstContact(contact=contact, title=version.title, url=url)
                found.setdefault(contact, shown)
        if not is_said and about in {Concerned.OFFICERS, Concerned.COUNCILLORS}:
            silent.append(concerned_words(me.council, about))
    return tuple(found.values()), tuple(silent)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
