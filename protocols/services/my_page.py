"""One person's page: what they are asked, what they may expect, and what they owe.

It is read in four queries, whatever the texts' length and however many people there
are, and changes nothing. The offices are those held today.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from councils.models import Deadline, Membership, Person, User
from councils.offices import REMINDED_BY, Holder, Offices
from protocols.document import Concerned, Document
from protocols.models import Acknowledgement, ProtocolVersion
from protocols.services.binding_text import (
    BindingText,
    Me,
    adopted_words,
    binding_text,
)
from protocols.services.first_contact import (
    Contact,
    Raiser,
    first_contact,
    questions_of,
)
from protocols.services.routes import concerned_words

SOON = timedelta(days=14)
A_QUARTER = timedelta(days=92)  # what an office has to do later is on the desk
MOST_ASKED = 20
MOST_LOOKED_AT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that waits for the person; ``status`` is that of its tag."""

    title: str
    text: str
    url: str
    status: str
    status_label: str


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
    more_asked: int
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
    documents = {version.pk: adopted_words(version) for version in versions}
    texts = [
        binding_text(
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
        asked=tuple(_asked(each, me.today) for each in deadlines[:MOST_ASKED]),
        more_asked=len(deadlines[MOST_ASKED:]),
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
    audiences = offices.audiences_of(me.person.pk)
    found = (
        Deadline.objects.visible_to(user)
        .open()
        .filter(council=me.council)
        .of_person(me.person, audiences)
        .filter(Q(opens_on__isnull=True) | Q(opens_on__lte=me.today))
    )
    return [
        deadline
        for deadline in found.order_by("due_on", "title")[:MOST_LOOKED_AT]
        if deadline.person_id or deadline.due_on <= me.today + A_QUARTER
    ]


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
