"""The demonstration council: somebody in every office, a document in every state.

Everything is made by the services that a real council uses. The council, its people
and its papers are invented; the words are the starter text's and a few of their kind.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from councils.kernel.scopes import within
from councils.models import Committee, Council, Election, Invitation, Person, User
from councils.one_time import token_of
from councils.roles import Role
from councils.services.invitations import accept_invitation, invite
from councils.services.meetings import (
    CommitteeFacts,
    MeetingFacts,
    form_committee,
    record_election,
    record_meeting,
)
from councils.services.people import Particulars, Term, add_person, appoint
from councils.services.registration import FirstClerk, create_council
from councils.services.settings import CouncilFacts, change_council
from protocols.document import Document, Facts, Kind, Row, Side
from protocols.models import ProtocolVersion
from protocols.numbering import numbered
from protocols.services.adoption import Resolved, Vote, record_resolution
from protocols.services.answering import confirm
from protocols.services.drafting import new_protocol, start_draft, start_protocol
from protocols.services.ending import Withdrawn, withdraw_version
from protocols.services.meetings import MeetingHeld
from protocols.services.paper import record_from_paper
from protocols.services.review import (
    Recommended,
    record_recommendation,
    table_version,
)
from protocols.services.sign_off import sign_version
from protocols.services.texts import document_of
from protocols.starter_text import starter_text

SLUG = "ashcombe"
NAME = "Ashcombe Town Council"
PASSWORD = "ashcombe-try-out"  # noqa: S105 - printed on the screen, and works nowhere else
SINCE = date(2019, 5, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One person of the demonstration: who, in which office, by which address."""

    office: str
    name: str
    email: str
    roles: tuple[Role, ...] = field(default=())


CAST = (
    SignIn(
        office="Town Clerk",
        name="Hester Vale",
        email="clerk@ashcombe.example",
        roles=(Role.CLERK,),
    ),
    SignIn(
        office="Deputy Town Clerk",
        name="Tomos Reed",
        email="deputy@ashcombe.example",
        roles=(Role.DEPUTY_CLERK,),
    ),
    SignIn(
        office="Officer",
        name="Ines Marlow",
        email="officer@ashcombe.example",
        roles=(Role.OFFICER,),
    ),
    SignIn(
        office="Town Mayor",
        name="Cllr Ruth Penhale",
        email="mayor@ashcombe.example",
        roles=(Role.CHAIR, Role.COUNCILLOR),
    ),
    SignIn(
        office="Deputy Mayor",
        name="Cllr Samir Quill",
        email="deputy-mayor@ashcombe.example",
        roles=(Role.VICE_CHAIR, Role.COUNCILLOR),
    ),
    SignIn(
        office="Councillor",
        name="Cllr Bea Thornley",
        email="councillor@ashcombe.example",
        roles=(Role.COUNCILLOR,),
    ),
    SignIn(
        office="Councillor",
        name="Cllr Idris Fenn",
        email="second-councillor@ashcombe.example",
        roles=(Role.COUNCILLOR,),
    ),
)


@transaction.atomic
def make_demonstration() -> Council:
    """Make the demonstration council; where it is there already, leave it as it is.

    No actor: this is a try-out of the portal, and no council of anybody's.
    """
    council = Council.objects.filter(slug=SLUG).first()
    if council is not None:
        return council
    council = _at_the_portal()
    with within(council.pk):
        stage = Stage(_with_its_people(council))
        stage.record_relations()
        stage.bring_to_every_state()
    return stage.council


def _at_the_portal() -> Council:
    operator = User.objects.create_superuser("operator@ashcombe.example", PASSWORD)
    first = CAST[0]
    return create_council(
        name=NAME,
        slug=SLUG,
        clerk=FirstClerk(name=first.name, email=first.email, starts_on=SINCE),
        actor=operator,
    )


def _with_its_people(council: Council) -> Council:
    invitation = Invitation.objects.get(council=council)
    clerk = accept_invitation(token_of(invitation.pk), password=PASSWORD)
    change_council(
        council,
        actor=clerk,
        facts=CouncilFacts(
            name=NAME,
            nation=council.nation,
            principal_authority="Westmere District Council",
            chair_title="Town Mayor",
            vice_chair_title="Deputy Mayor",
            clerk_title="Town Clerk",
            councillors_title="Councillors",
            officers_title="Officers",
            colour=council.colour,
            quorum=3,
            clear_days=3,
        ),
    )
    for person in CAST[1:]:
        _join(council, clerk, person)
    return Council.objects.get(pk=council.pk)


def _join(council: Council, clerk: User, who: SignIn) -> None:
    role, *more = who.roles
    person = add_person(
        council,
        actor=clerk,
        particulars=Particulars(name=who.name, email=who.email),
        term=Term(role=role, starts_on=SINCE),
    )
    for other in more:
        appoint(person, actor=clerk, term=Term(role=other, starts_on=SINCE))
    accept_invitation(invite(person, actor=clerk), password=PASSWORD)


class Stage:
    """The demonstration council and the people who act on it."""

    def __init__(self, council: Council) -> None:
        self.council = council
        self.today = timezone.localdate()
        self._persons = {
            person.email: person
            for person in Person.objects.filter(council=council).select_related("user")
        }
        self.clerk = self._user("clerk")
        self.mayor = self._user("mayor")
        self.committee = Committee.objects.filter(council=council).first()

    def record_relations(self) -> None:
        """Bring in the protocol on relations: from paper, signed, and in draft."""
        text = starter_text()
        title = text.title or ""
        protocol = new_protocol(self.council, actor=self.clerk, title=title)
        for adopted_on, rows in (
            (date(2019, 6, 11), text.rows[:-2]),
            (date(2023, 6, 13), text.rows),
        ):
            printed = replace(
                text,
                rows=numbered(rows),
                facts=replace(
                    text.facts, adopted_on=adopted_on, adopted_by="Full council"
                ),
                concern_routes=(),
            )
            latest = record_from_paper(
                protocol, actor=self.clerk, document=printed, source_file=None
            )
        # Read before the next version, so that a person's page shows what changed.
        for name in ("councillor", "officer"):
            confirm(
                protocol,
                actor=self._user(name),
                content_digest=latest.content_digest,
            )
        draft = start_draft(protocol, actor=self.clerk, source=latest)
        self._reword(draft, "answers within", "answers within three working days")
        self._with_routes(draft, text)
        current = self.signed(self.adopted(self.tabled(draft), days_ago=41))
        another = start_draft(protocol, actor=self.clerk, source=current)
        self._reword(another, "papers in good", "papers five clear days ahead")

    def bring_to_every_state(self) -> None:
        """Start the other documents, and leave each in a state of its own."""
        self.committee = self._committee()
        self.started(
            "Protocol on lone working", _short_text("Protocol on lone working")
        )
        in_review = self.tabled(
            self.started(
                "Protocol on social media", _short_text("Protocol on social media")
            )
        )
        record_recommendation(
            in_review,
            actor=self.clerk,
            recommended=Recommended(
                meeting=MeetingHeld(
                    held_on=self.today - timedelta(days=6), committee=self.committee
                ),
                minute_reference="PC 31/26",
            ),
        )
        self.adopted(
            self.tabled(
                self.started(
                    "Protocol on civic events", _short_text("Protocol on civic events")
                )
            ),
            days_ago=9,
        )
        self._on_paper("Protocol on public questions", date(2021, 10, 5))
        withdrawn = self._on_paper("Protocol on remote working", date(2020, 9, 8))
        withdraw_version(
            withdrawn,
            actor=self.clerk,
            withdrawn=Withdrawn(
                meeting=MeetingHeld(held_on=self.today - timedelta(days=41)),
                members_present=8,
                minute_reference="112/26",
            ),
        )

    def _committee(self) -> Committee:
        committee = form_committee(
            self.council,
            actor=self.clerk,
            facts=CommitteeFacts(name="Policy Committee"),
        )
        record_meeting(
            self.council,
            actor=self.clerk,
            facts=MeetingFacts(held_on=self.today + timedelta(days=23)),
        )
        record_election(
            self.council,
            actor=self.clerk,
            held_on=date(2027, 5, 6),
            kind=Election.Kind.ORDINARY,
        )
        return committee

    def _on_paper(self, title: str, adopted_on: date) -> ProtocolVersion:
        text = _short_text(title)
        protocol = new_protocol(self.council, actor=self.clerk, title=title)
        return record_from_paper(
            protocol,
            actor=self.clerk,
            document=replace(
                text,
                rows=numbered(text.rows),
                facts=Facts(
                    adopted_on=adopted_on,
                    adopted_by="Full council",
                    review_cycle_months=48,
                    review_words="Every four years, or upon a new administration",
                ),
            ),
            source_file=None,
        )

    def started(self, title: str, text: Document) -> ProtocolVersion:
        """Start a protocol with a draft of a text."""
        return start_protocol(
            self.council, actor=self.clerk, title=title, document=text
        )

    def tabled(self, draft: ProtocolVersion) -> ProtocolVersion:
        """Lock a draft for its meeting."""
        shown = document_of(draft).content_digest()
        return table_version(draft, actor=self.clerk, content_digest=shown)

    def adopted(self, version: ProtocolVersion, *, days_ago: int) -> ProtocolVersion:
        """Record that the council adopted a text some days ago."""
        shown = document_of(version).content_digest()
        return record_resolution(
            version,
            actor=self.clerk,
            resolved=self.resolved(version, days_ago=days_ago),
            content_digest=shown,
        )

    def resolved(self, version: ProtocolVersion, *, days_ago: int) -> Resolved:
        """Say what the council resolved on a text some days ago."""
        return Resolved(
            meeting=MeetingHeld(held_on=self.today - timedelta(days=days_ago)),
            presided_by=self._person("mayor"),
            members_present=8,
            proposed_by=self._person("councillor"),
            seconded_by=self._person("second-councillor"),
            wording=f"Resolved to adopt the {version.title} as circulated.",
            minute_reference=f"{100 + days_ago}/26",
            vote=Vote(votes_for=7, votes_against=0, abstained=1),
        )

    def signed(self, version: ProtocolVersion) -> ProtocolVersion:
        """Let the mayor sign what was adopted."""
        shown = document_of(version).content_digest()
        return sign_version(version, actor=self.mayor, content_digest=shown)

    def _reword(self, draft: ProtocolVersion, begins: str, text: str) -> None:
        clause = draft.clauses.get(text__startswith=begins)
        clause.text = text
        clause.edits += 1
        clause.save(update_fields=["text", "edits"])

    def _with_routes(self, draft: ProtocolVersion, text: Document) -> None:
        routes = text.to_json()["concern_routes"]
        draft.particulars = {**draft.particulars, "concern_routes": routes}
        draft.save(update_fields=["particulars"])

    def _person(self, name: str) -> Person:
        return self._persons[f"{name}@ashcombe.example"]

    def _user(self, name: str) -> User:
        return User.objects.get(email=f"{name}@ashcombe.example")


def _short_text(title: str) -> Document:
    about = title.removeprefix("Protocol on ")
    lines: tuple[tuple[Kind, int, str, Side | None], ...] = (
        (Kind.SECTION, 0, "What this covers", None),
        (
            Kind.CLAUSE,
            1,
            f"This protocol says how councillors and officers deal with {about}.",
            None,
        ),
        (Kind.SECTION, 0, "What each may expect", None),
        (Kind.CLAUSE, 1, "Councillors can expect from officers:", None),
        (Kind.ITEM, 2, f"advice on {about} before a decision is due", Side.COUNCILLORS),
        (Kind.ITEM, 2, "a plain answer, or a date for one", Side.COUNCILLORS),
        (Kind.CLAUSE, 1, "Officers can expect from councillors:", None),
        (Kind.ITEM, 2, "time to prepare, and thanks when it is done", Side.OFFICERS),
    )
    debtor = {Side.COUNCILLORS: Side.OFFICERS, Side.OFFICERS: Side.COUNCILLORS}
    space = starter_text().rows[0].lineage
    return Document(
        title=title,
        rows=tuple(
            Row(
                lineage=uuid5(space, f"{title} {place}"),
                depth=depth,
                kind=kind,
                text=text,
                holder=holder,
                owed_by=None if holder is None else debtor[holder],
            )
            for place, (kind, depth, text, holder) in enumerate(lines)
        ),
    )
