"""A council with a version, an import and an invitation in each of their states."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.test import Client
from django.utils import timezone

from councils import outbox
from councils.models import (
    Committee,
    Council,
    Election,
    FactorReset,
    Invitation,
    Meeting,
    Membership,
    Notice,
    Person,
    User,
)
from councils.roles import Role
from councils.services.calendars import make_address
from councils.services.invitations import accept_invitation, invite
from councils.services.people import Particulars, add_person
from protocols.document import (
    Concerned,
    Document,
    Facts,
    Kind,
    Office,
    Recipient,
    Route,
    Stage,
    StageKind,
)
from protocols.models import (
    ProtocolImport,
    ProtocolVersion,
    Review,
    SourceFile,
    StoredPdf,
)
from protocols.services import editing
from protocols.services.drafting import (
    discard_version,
    new_draft,
    new_protocol,
    start_draft,
)
from protocols.services.ending import Withdrawn, withdraw_version
from protocols.services.importing import (
    Answers,
    KeepAs,
    Upload,
    drop_import,
    keep_import,
    upload_file,
)
from protocols.services.meetings import MeetingHeld
from protocols.services.paper import record_from_paper
from tests.builders import asked_to_reset, invited, joined, operator
from tests.factories import PASSWORD
from tests.protocols.cast import (
    LONG_SINCE,
    Cast,
    a_committee,
    a_council,
    a_draft,
    a_text,
    adopted,
    reviewed,
    signed,
    tabled,
)
from tests.visits import visitor

# Everybody who may come to a door of the council, by the office they hold in it.
ACTORS = (
    *("signed out", "outsider", "superuser", "ended", "begins"),
    *("councillor", "officer", "member", "committee_chair"),
    *("chair", "vice_chair", "deputy", "acting_clerk", "clerk"),
)
STRANGERS = ("outsider", "superuser", "ended", "begins")
STATES = (
    *("draft", "in_review", "adopted", "in_force"),
    *("superseded", "withdrawn", "discarded", "from_paper"),
)
IMPORT_STATES = ("waiting", "reading", "read", "refused", "kept", "dropped")

TEXT = b"Protocol on visits\n\n1. Visits\n\n1.1 A visitor is met at the door.\n"
CREST = b"\x89PNG of a council"
TO_THE_CLERK = Route(
    raised_by=Concerned.COUNCILLORS,
    about=Concerned.CLERK,
    stages=(
        Stage(
            kind=StageKind.INFORMAL,
            recipient=Office(role=Recipient.CLERK, printed="the Town Clerk"),
            alternate=Office(role=Recipient.VICE_CHAIR, printed="the Deputy Mayor"),
        ),
        Stage(
            kind=StageKind.CONCILIATION,
            recipient=Office(role=Recipient.CHAIR, printed="the Mayor"),
        ),
    ),
)


@dataclass
class World:
    """A council's people, and what its addresses are of."""

    cast: Cast
    accounts: dict[str, User]
    versions: dict[str, ProtocolVersion] = field(default_factory=dict)
    imports: dict[str, ProtocolImport] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    succeeding: ProtocolVersion = field(init=False)
    person: Person = field(init=False)
    meeting: Meeting = field(init=False)
    election: Election = field(init=False)
    review: Review = field(init=False)
    committee: Committee = field(init=False)
    factor_reset: FactorReset = field(init=False)
    sessions: dict[str, str] = field(default_factory=dict)

    @property
    def council(self) -> Council:
        """Give the council."""
        return self.cast.council

    # What ``tests.access`` asks of a world.

    @property
    def term(self) -> Membership:
        """Give the office of the person who was invited."""
        return self.person.memberships.get()

    @property
    def token(self) -> str:
        """Give the token of an invitation that is good."""
        return self.tokens["open"]

    @property
    def protocol_slug(self) -> str:
        """Give the name of a protocol in force, as its address has it."""
        return self.versions["in_force"].protocol.slug

    @property
    def from_file(self) -> ProtocolVersion:
        """Give the version that was brought in from a file."""
        return self.versions["from_paper"]

    @property
    def imported(self) -> ProtocolImport:
        """Give a file that has been read."""
        return self.imports["read"]

    def __getattr__(self, name: str) -> ProtocolVersion:
        if name not in STATES:
            raise AttributeError(name)
        return self.versions[name]

    def sign_in(self) -> None:
        """Let everybody sign in once, before a test can take it back."""
        for actor, account in self.accounts.items():
            cookie = visitor(account).cookies[settings.SESSION_COOKIE_NAME].value
            self.sessions[actor] = cookie

    def visitor(self, actor: str) -> Client:
        """Give a browser that somebody signed in with, and has not used since."""
        client = Client()
        if actor in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]
        return client


def a_world(
    name: str = "Larkmere Town Council", slug: str = "larkmere", word: str = ""
) -> World:
    """Make a council with everything that a page can be of, but what is slow to make.

    ``word`` is put into all that people write, so that it is known wherever it shows.
    """
    cast = a_council(name, slug)
    cast.council.crest, cast.council.crest_media_type = CREST, "image/png"
    cast.council.save()
    committee = a_committee(cast)
    _more_people(cast, committee)
    accounts = {who: cast.user(who) for who in ACTORS if who in cast.persons}
    world = World(cast, accounts)
    world.committee = committee
    world.meeting = Meeting.objects.create(
        council=cast.council, held_on="2030-01-08", committee=committee
    )
    world.election = Election.objects.create(council=cast.council, held_on="2027-05-06")
    world.person, world.tokens["open"] = invited(cast.council, by=cast.clerk)
    for account in (cast.councillor, cast.clerk):
        make_address(cast.council, actor=account)
    _leave_undelivered(world)
    world.factor_reset = asked_to_reset(
        joined(cast.council, by=cast.clerk, name="Loser"), by=operator(slug)
    )
    _make_versions(world, word)
    _make_imports(world, word)
    return world


def _leave_undelivered(world: World) -> None:
    """Put a mail in that could not be delivered, and that may be stopped."""
    words = {"key": "due", "subject": "What is due", "body": "It is."}
    due = outbox.put(world.person, **words, stoppable="reminders")
    Notice.objects.filter(pk=due.pk).update(status="failed")


def with_invitations(world: World, account: User) -> World:
    """Send an invitation for each way that one can go; ``account`` is linked by one."""
    council, clerk, tokens = world.council, world.cast.clerk, world.tokens
    linked = add_person(
        council,
        actor=clerk,
        particulars=Particulars(name="Linked", email=account.email),
    )
    tokens["of an account"] = invite(linked, actor=clerk)
    _, tokens["used"] = invited(council, by=clerk, name="Used")
    accept_invitation(tokens["used"], password=PASSWORD)
    replaced, tokens["replaced"] = invited(council, by=clerk, name="Replaced")
    late, tokens["run out"] = invited(council, by=clerk, name="Late")
    Invitation.objects.filter(person=late).update(expires_at=timezone.now())
    invite(replaced, actor=clerk)
    tokens["never sent"] = "0" * 64
    return world


def with_strangers(world: World, elsewhere: World) -> World:
    """Add those who hold no office in a council: another's clerk, and the operator."""
    world.accounts["outsider"] = elsewhere.cast.clerk
    world.accounts["superuser"] = User.objects.create_superuser(
        "operator@portal.example", PASSWORD
    )
    world.sign_in()
    return world


def in_days(days: int) -> date:
    """Give a day that is some days away from today."""
    return timezone.localdate() + timedelta(days=days)


def _more_people(cast: Cast, committee: Committee) -> None:
    # A deputy's office that has ended or is to come: one that could do something.
    terms = {
        "member": (Role.COMMITTEE_MEMBER, committee, LONG_SINCE, None),
        "committee_chair": (Role.COMMITTEE_CHAIR, committee, LONG_SINCE, None),
        "acting_clerk": (Role.ACTING_CLERK, None, LONG_SINCE, None),
        "ended": (Role.DEPUTY_CLERK, None, LONG_SINCE, in_days(-1)),
        "begins": (Role.DEPUTY_CLERK, None, in_days(1), None),
    }
    for short, (role, of, starts_on, ends_on) in terms.items():
        person = Person.objects.create(
            council=cast.council,
            user=User.objects.create_user(
                f"{short}@{cast.council.slug}.example", PASSWORD
            ),
            name=short.replace("_", " ").title(),
        )
        Membership.objects.create(
            council=cast.council,
            person=person,
            role=role,
            committee=of,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        cast.persons[short] = person


def _make_versions(world: World, word: str) -> None:
    cast, made = world.cast, world.versions

    def text(state: str) -> Document:
        words = f"Papers are sent out in good time, {word}{state}-words."
        return a_text(words, title=f"Protocol {word}{state}")

    def in_force(state: str, days_ago: int = 20) -> ProtocolVersion:
        draft = tabled(cast, a_draft(cast, text(state)))
        return signed(cast, adopted(cast, draft, days_ago=days_ago))

    routed = replace(text("draft"), concern_routes=(TO_THE_CLERK,))
    made["draft"] = a_draft(cast, routed)
    editing.set_title(
        made["draft"], actor=cast.clerk, title=f"Protocol {word}draft-renamed"
    )
    editing.add_clause(
        made["draft"],
        actor=cast.clerk,
        after=made["draft"].clauses.latest("position").lineage,
        kind=Kind.CLAUSE,
    )
    made["in_review"] = tabled(cast, a_draft(cast, text("in_review")))
    made["adopted"] = adopted(cast, tabled(cast, a_draft(cast, text("adopted"))))
    made["superseded"] = in_force("superseded", days_ago=30)
    after = start_draft(
        made["superseded"].protocol, actor=cast.clerk, source=made["superseded"]
    )
    signed(cast, adopted(cast, tabled(cast, after), days_ago=20))
    made["in_force"] = in_force("in_force")
    note = f"{word}reviewing."
    world.review = reviewed(made["in_force"], by=cast.clerk, note=note)
    made["withdrawn"] = withdraw_version(
        in_force("withdrawn"),
        actor=cast.clerk,
        withdrawn=Withdrawn(
            meeting=MeetingHeld(held_on=in_days(-3)), members_present=7
        ),
    )
    made["discarded"] = discard_version(
        a_draft(cast, text("discarded")), actor=cast.clerk, reason=f"{word}discarding."
    )
    made["from_paper"] = _from_paper(cast, text("from_paper"), word)
    world.succeeding = _adopt_next(world, text("succeeding"))
    for version in made.values():
        version.refresh_from_db()
    _print(made["in_force"])


def _adopt_next(world: World, text: Document) -> ProtocolVersion:
    """Adopt a text that will follow the one from paper, and that nobody has signed."""
    protocol, cast = world.versions["from_paper"].protocol, world.cast
    draft = new_draft(protocol, actor=cast.clerk, document=text)
    return adopted(cast, tabled(cast, draft))


def _from_paper(cast: Cast, text: Document, word: str) -> ProtocolVersion:
    paper = replace(text, facts=Facts(adopted_on=date(2019, 5, 7)))
    source = SourceFile.objects.create(
        council=cast.council,
        name=f"{word}source.txt",
        media_type="text/plain",
        sha256=sha256(TEXT).hexdigest(),
        data=TEXT,
        uploaded_by=cast.persons["clerk"],
        uploaded_at=timezone.now(),
    )
    return record_from_paper(
        new_protocol(cast.council, actor=cast.clerk, title=paper.title),
        actor=cast.clerk,
        document=paper,
        source_file=source,
    )


def _print(version: ProtocolVersion) -> None:
    """Store what the press would have printed."""
    for kind in StoredPdf.Kind.values:
        data = f"%PDF-1.7 {kind} of {version.title}".encode()
        StoredPdf.objects.create(
            council_id=version.council_id,
            version=version,
            kind=kind,
            sha256=sha256(data).hexdigest(),
            data=data,
            printed_at=timezone.now(),
            printed_with="a test",
        )


def _make_imports(world: World, word: str) -> None:
    cast, made = world.cast, world.imports
    for state in IMPORT_STATES:
        upload = Upload(name=f"{word}{state}.txt", media_type="text/plain", data=TEXT)
        made[state] = upload_file(cast.council, actor=cast.clerk, upload=upload)
    read = {
        "status": ProtocolImport.Status.READ,
        "document": a_text(f"{word}read-words.", title=f"{word}read-title").to_json(),
        "source_lines": [[1, f"{word}read-line"]],
    }
    # As the worker leaves them, without the child that it reads in.
    _set(
        made["reading"], status=ProtocolImport.Status.READING, leased_until=in_an_hour()
    )
    _set(made["read"], **read)
    _set(made["kept"], **read)
    _set(
        made["refused"],
        status=ProtocolImport.Status.REFUSED,
        refusal=f"{word}refusal.",
        data=None,
    )
    drop_import(made["dropped"], actor=cast.clerk)
    title = f"Protocol {word}kept"
    keep_import(
        made["kept"],
        actor=cast.clerk,
        answers=Answers(keep_as=KeepAs.DRAFT, title=title, facts=Facts()),
    )
    for incoming in made.values():
        incoming.refresh_from_db()


def _set(incoming: ProtocolImport, **values: object) -> None:
    ProtocolImport.objects.filter(pk=incoming.pk).update(**values)


def in_an_hour() -> datetime:
    """Give a moment until which a worker may still be at it."""
    return timezone.now() + timedelta(hours=1)
