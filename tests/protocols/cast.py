"""A council with somebody in every office, made by the services themselves."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from councils.models import Committee, Council, Membership, Person, User
from councils.roles import Role
from protocols.document import Document, Kind, Row, Side
from protocols.models import ProtocolVersion, Review
from protocols.services.adoption import Resolved, record_resolution
from protocols.services.drafting import start_protocol
from protocols.services.meetings import MeetingHeld
from protocols.services.review import table_version
from protocols.services.reviews import Reviewed, record_no_change
from protocols.services.sign_off import sign_version
from protocols.services.texts import document_of

LONG_SINCE = date(2020, 5, 4)


@dataclass
class Cast:
    """The council and its people; ``user`` and ``person`` by a short name."""

    council: Council
    persons: dict[str, Person] = field(default_factory=dict)

    def user(self, name: str) -> User:
        account = self.persons[name].user
        assert account is not None
        return account

    def __getattr__(self, name: str) -> User:
        if name.startswith("_") or name not in self.persons:
            raise AttributeError(name)
        return self.user(name)


OFFICES = {
    "clerk": Role.CLERK,
    "deputy": Role.DEPUTY_CLERK,
    "officer": Role.OFFICER,
    "chair": Role.CHAIR,
    "vice_chair": Role.VICE_CHAIR,
    "councillor": Role.COUNCILLOR,
    "second_councillor": Role.COUNCILLOR,
}


def a_council(name: str = "Larkmere Town Council", slug: str = "larkmere") -> Cast:
    """Make a council with one person in each office since 2020."""
    council = Council.objects.create(
        name=name, slug=slug, chair_title="Mayor", clerk_title="Town Clerk"
    )
    cast = Cast(council)
    for short, role in OFFICES.items():
        user = User.objects.create_user(f"{short}@{slug}.example", "correct horse 9")
        person = Person.objects.create(
            council=council, user=user, name=short.replace("_", " ").title()
        )
        Membership.objects.create(
            council=council, person=person, role=role, starts_on=LONG_SINCE
        )
        cast.persons[short] = person
    return cast


def a_text(*words: str, title: str = "Protocol on relations") -> Document:
    """Make a short text: a heading, a clause for each wording, one expectation."""
    heading = Row(lineage=uuid4(), depth=0, kind=Kind.SECTION, text="Expectations")
    clauses = [
        Row(lineage=uuid4(), depth=1, kind=Kind.CLAUSE, text=wording)
        for wording in words or ("Papers are sent out in good time.",)
    ]
    lead = Row(
        lineage=uuid4(), depth=1, kind=Kind.CLAUSE, text="Councillors can expect:"
    )
    promise = Row(
        lineage=uuid4(),
        depth=2,
        kind=Kind.ITEM,
        text="answers within a week",
        holder=Side.COUNCILLORS,
        owed_by=Side.OFFICERS,
    )
    return Document(title=title, rows=(heading, *clauses, lead, promise))


def shown(version: ProtocolVersion) -> str:
    """Give the digest of the text that a page of this version would show."""
    return document_of(version).content_digest()


def a_draft(cast: Cast, text: Document | None = None) -> ProtocolVersion:
    """Start a protocol with one draft."""
    text = text or a_text()
    return start_protocol(
        cast.council, actor=cast.clerk, title=text.title or "Protocol", document=text
    )


def tabled(cast: Cast, draft: ProtocolVersion | None = None) -> ProtocolVersion:
    """Bring a draft to review."""
    draft = draft or a_draft(cast)
    return table_version(draft, actor=cast.clerk, content_digest=shown(draft))


def resolved(cast: Cast, days_ago: int = 3, **changes: object) -> Resolved:
    """Say what an ordinary meeting resolved some days ago."""
    held = MeetingHeld(held_on=timezone.localdate() - timedelta(days=days_ago))
    values: dict[str, object] = {
        "meeting": held,
        "presided_by": cast.persons["chair"],
        "members_present": 7,
        "proposed_by": cast.persons["councillor"],
        "seconded_by": cast.persons["second_councillor"],
        **changes,
    }
    return Resolved(**values)


def adopted(
    cast: Cast, version: ProtocolVersion | None = None, **changes: object
) -> ProtocolVersion:
    """Bring a version to adopted and unsigned."""
    version = version or tabled(cast)
    return record_resolution(
        version,
        actor=cast.clerk,
        resolved=resolved(cast, **changes),
        content_digest=shown(version),
    )


def signed(
    cast: Cast, version: ProtocolVersion | None = None, **changes: object
) -> ProtocolVersion:
    """Bring a version into force."""
    version = version or adopted(cast, **changes)
    return sign_version(version, actor=cast.chair, content_digest=shown(version))


def a_committee(cast: Cast, *, may_adopt: bool = False) -> Committee:
    """Form a committee."""
    return Committee.objects.create(
        council=cast.council, name="Policy Committee", may_adopt=may_adopt
    )


def reviewed(
    version: ProtocolVersion, *, by: User, days_ago: int = 1, **words: str
) -> Review:
    """Record that a meeting some days ago left a version as it is."""
    held = MeetingHeld(held_on=timezone.localdate() - timedelta(days=days_ago))
    found = Reviewed(held=held, **words)
    return record_no_change(version.protocol, actor=by, reviewed=found)
