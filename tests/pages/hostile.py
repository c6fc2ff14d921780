"""Words that are meant to do harm, and a council that has them in every field."""

from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from typing import Any
from zlib import crc32

from councils.models import Committee, Council, FactorReset, Person, User
from councils.roles import Role
from councils.services.factor_resets import Grounds, ask_factor_reset
from councils.services.invitations import send_invitation
from councils.services.meetings import (
    CommitteeFacts,
    form_committee,
    record_election,
)
from councils.services.people import Particulars, Term, add_person, change_person
from councils.services.settings import CouncilFacts, change_council
from protocols.document import (
    Concerned,
    Document,
    Office,
    Recipient,
    Route,
    Stage,
    StageKind,
)
from protocols.models import ProtocolVersion, Review
from protocols.services.adoption import record_resolution, void_resolution
from protocols.services.answering import confirm, say_not_accepted
from protocols.services.drafting import discard_version, start_draft
from protocols.services.editing.clauses import reword_clause
from protocols.services.editing.matters import (
    ReviewRule,
    routes_digest,
    set_review_rule,
    set_routes,
    set_title,
)
from protocols.services.ending import Fact, correct_fact
from protocols.services.importing import (
    Answers,
    KeepAs,
    Upload,
    keep_import,
    read_import,
    upload_file,
)
from protocols.services.meetings import MeetingHeld
from protocols.services.review import (
    Recommended,
    record_recommendation,
    take_back_version,
)
from protocols.services.reviews import open_review
from tests.builders import joined, operator
from tests.codes import with_app
from tests.factories import LONG_SINCE
from tests.protocols.cast import (
    Cast,
    a_draft,
    a_text,
    resolved,
    reviewed,
    shown,
    signed,
    tabled,
)

HTML = 3  # the first so many fit into forty letters
SEEN = (
    "</title><script src=//e>",
    '"><img/onerror=hacked()>',
    "' onfocus='hacked()' a='",
    "</title><script>hacked()</script>",
    '"><img src=x onerror=hacked()>',
    "{{7*7}}{% load x %}",
    "=HYPERLINK(http://evil.example)",
    "+1+cmd|calc",
    "@SUM(1)",
    "javascript:hacked()",
    "[x](javascript:hacked())",
    "<data:text/html,x>",
    "**bold",
    "`\\` &lt;b&gt; &#60;",
    "--></textarea><svg/onload=hacked()>",
    "%0d%0aX: y %s %(x)s {0}",
    "Dŵr ŷd Llŷn",
    "q\u0308\u0302 🦔",
    "http://127.0.0.1:9/x file:///etc/passwd",
    "ftp://evil.example <base href=//evil.example>",
    "W" * 300,
)
UNSEEN = "\u202e\u2066\u200b\u200d\ufeff\u00ad\x00\x07\x85"
EVIL_LINE = "\r\nBcc: evil@evil.example"
FIRST = "q7z"  # every hostile text begins so, and with the name of its field


class Words:
    """Hostile words for a field, and how they must look wherever they stand."""

    def __init__(self) -> None:
        self.expected: dict[str, str] = {}

    def of(self, field: str, most: int = 2000) -> str:
        code = f"{FIRST}{crc32(field.encode()) % 10_000:04}{FIRST}"
        start = crc32(field.encode()) % HTML
        words = code
        # Even the shortest field has room for one that speaks HTML.
        for piece in islice(cycle(SEEN), start, start + len(SEEN)):
            if len(words) + 1 + len(piece) <= most:
                words += f" {piece}"
        evil_line = EVIL_LINE if len(words) + len(EVIL_LINE) < most else ""
        self.expected[field] = f"{words} {evil_line.strip()}"
        self.codes = {plain(self.expected[f])[:10]: f for f in self.expected}
        assert len(self.codes) == len(self.expected)
        return f"{code}{UNSEEN}{words.removeprefix(code)}{UNSEEN}{evil_line}"


def plain(text: str) -> str:
    """Give words without blanks, capitals and the marks of bold and italic."""
    return "".join(text.replace("\\", "").replace("*", "").split()).casefold()


class HostileCouncil:
    """A council whose clerk types harm wherever there is room for words."""

    def __init__(self, council: Council, people: dict[str, User]) -> None:
        self.words = Words()
        self.cast = Cast(council)
        for name in (
            *("clerk", "chair", "councillor", "officer", "deputy", "vice_chair"),
        ):
            self.cast.persons[name] = people[name].persons.get()
        self.cast.persons["second_councillor"] = self.cast.persons["vice_chair"]
        self._settings(council)
        self._people(council)
        self.first = self._first()
        self._read_by("clerk", self.first)
        self.in_force = self._in_force(self.first)
        self._declined_by("chair", self.in_force)
        self.adopted = self._adopt(tabled(self.cast, self._edited("On meetings")))
        self.in_review = self._in_review()
        self.draft, self.discarded = self._draft(), self._discarded()
        self.from_file = self._kept(KeepAs.DRAFT)
        self.from_paper = self._kept(KeepAs.IN_FORCE)
        self.imported = self._read("imported")
        self.factor_reset = self._factor_reset()
        self.election = record_election(
            council, actor=self.cast.clerk, held_on=date(2027, 5, 6)
        )
        self.review = self._reviewed(self.in_force)
        self._open_review(self.from_paper)

    def _reviewed(self, version: ProtocolVersion) -> Review:
        return reviewed(
            version,
            by=self.cast.clerk,
            minute_reference=self.words.of("Review.minute_reference", 60),
            note=self.words.of("Review.note", 1000),
        )

    def _read_by(self, who: str, version: ProtocolVersion) -> None:
        confirm(
            version.protocol,
            actor=self.cast.user(who),
            content_digest=shown(version),
        )

    def _declined_by(self, who: str, version: ProtocolVersion) -> None:
        say_not_accepted(
            version.protocol,
            actor=self.cast.user(who),
            content_digest=shown(version),
            reason=self.words.of("Acknowledgement.reason"),
        )

    def _open_review(self, version: ProtocolVersion) -> None:
        why = self.words.of("Review.why")
        open_review(version.protocol, actor=self.cast.clerk, why=why)

    def _factor_reset(self) -> FactorReset:
        account = joined(self.cast.council, by=self.cast.clerk, name="Loser")
        with_app(account)
        return ask_factor_reset(
            account.email,
            actor=operator(),
            grounds=Grounds(
                reason=self.words.of("FactorReset.reason"),
                identity_checked=self.words.of("FactorReset.identity_checked"),
            ),
        )

    def _settings(self, council: Council) -> None:
        of = self.words.of
        change_council(
            council,
            actor=self.cast.clerk,
            facts=CouncilFacts(
                name=of("Council.name", 120),
                nation="england",
                principal_authority=of("PrincipalAuthority.name", 120),
                chair_title=of("Council.chair_title", 40),
                vice_chair_title=of("Council.vice_chair_title", 40),
                clerk_title=of("Council.clerk_title", 40),
                councillors_title=of("Council.councillors_title", 40),
                officers_title=of("Council.officers_title", 40),
                colour="#1f4e5f",
                quorum=3,
                clear_days=3,
            ),
        )
        council.refresh_from_db()

    def _people(self, council: Council) -> None:
        clerk = self.cast.clerk
        name = self.words.of("Person.name", 120)
        for short in ("clerk", "councillor", "chair"):
            person = self.cast.persons[short]
            change_person(
                person,
                actor=clerk,
                particulars=Particulars(name=name, email=person.email),
            )
        self.person: Person = add_person(
            council,
            actor=clerk,
            particulars=Particulars(name=name, email="new@withycombe.example"),
            term=Term(role=Role.COUNCILLOR, starts_on=LONG_SINCE),
        )
        send_invitation(self.person, actor=clerk)
        self.committee: Committee = form_committee(
            council,
            actor=clerk,
            facts=CommitteeFacts(name=self.words.of("Committee.name", 120)),
        )
        for each in self.cast.persons.values():
            each.refresh_from_db()

    def _resolved(self, **more: Any) -> Any:
        return replace(
            resolved(self.cast),
            wording=self.words.of("Resolution.wording"),
            minute_reference=self.words.of("Resolution.minute_reference", 60),
            **more,
        )

    def _adopt(self, version: ProtocolVersion, **more: Any) -> ProtocolVersion:
        return record_resolution(
            version,
            actor=self.cast.clerk,
            resolved=self._resolved(),
            content_digest=shown(version),
            **more,
        )

    def _edited(self, title: str = "Protocol on relations") -> ProtocolVersion:
        draft = a_draft(self.cast, a_text(title=title))
        self._hostile_text(draft)
        return draft

    def _hostile_text(self, draft: ProtocolVersion) -> None:
        clerk, of = self.cast.clerk, self.words.of
        set_title(draft, actor=clerk, title=of("ProtocolVersion.title", 300))
        for row in draft.clauses.order_by("position"):
            reword_clause(
                draft,
                actor=clerk,
                lineage=row.lineage,
                text=of("Clause.text"),
                edits_seen=row.edits,
            )
        rule = ReviewRule(words=of("particulars: review_words", 500), months=12)
        set_review_rule(draft, actor=clerk, rule=rule)
        office = of("particulars: printed", 200)
        stage = Stage(
            kind=StageKind.CODE_OF_CONDUCT,
            recipient=Office(role=Recipient.MONITORING_OFFICER, printed=office),
            alternate=Office(role=Recipient.OMBUDSMAN, printed=office),
        )
        route = Route(
            raised_by=Concerned.OFFICERS, about=Concerned.COUNCILLORS, stages=(stage,)
        )
        set_routes(
            draft, actor=clerk, routes=(route,), routes_seen=routes_digest(draft)
        )
        draft.refresh_from_db()

    def _first(self) -> ProtocolVersion:
        version = tabled(self.cast, self._edited())
        self._recommend(version)
        return signed(self.cast, self._adopt(version))

    def _in_force(self, first: ProtocolVersion) -> ProtocolVersion:
        """Bring a second version into force that is called minor, and correct it."""
        clerk, of = self.cast.clerk, self.words.of
        draft = start_draft(first.protocol, actor=clerk, source=first)
        last = draft.clauses.order_by("position").last()
        assert last is not None
        reword_clause(
            draft,
            actor=clerk,
            lineage=last.lineage,
            text="another promise than before",
            edits_seen=last.edits,
        )
        reason = of("ProtocolVersion.minor_reason")
        adopted = self._adopt(tabled(self.cast, draft), minor_reason=reason)
        version = signed(self.cast, adopted)
        correct_fact(
            version,
            actor=clerk,
            fact=Fact.MINUTE_REFERENCE,
            was=of("Correction.was", 300),
            now=of("Correction.now", 300),
            reason=of("Correction.reason"),
        )
        return version

    def _recommend(self, version: ProtocolVersion) -> None:
        held_on = resolved(self.cast, days_ago=9).meeting.held_on
        recommended = Recommended(
            meeting=MeetingHeld(held_on=held_on, committee=self.committee),
            minute_reference=self.words.of("Recommendation.minute_reference", 60),
            wording=self.words.of("Recommendation.wording"),
        )
        record_recommendation(version, actor=self.cast.clerk, recommended=recommended)

    def _in_review(self) -> ProtocolVersion:
        version = self._adopt(tabled(self.cast, self._edited("Protocol on reviews")))
        reason = self.words.of("Resolution.void_reason")
        version = void_resolution(version, actor=self.cast.clerk, reason=reason)
        self._recommend(version)
        return version

    def _discarded(self) -> ProtocolVersion:
        draft = a_draft(self.cast, a_text(title="Protocol on nothing"))
        reason = self.words.of("ProtocolVersion.reason")
        return discard_version(draft, actor=self.cast.clerk, reason=reason)

    def _draft(self) -> ProtocolVersion:
        reason = self.words.of("ProtocolVersion.reason")
        return take_back_version(
            tabled(self.cast, self._edited("Protocol on drafts")),
            actor=self.cast.clerk,
            reason=reason,
        )

    def _read(self, field: str) -> Any:
        text = self.words.of(f"ProtocolImport.document: {field}")
        # A line that ends is a row of its own in a file.
        text = text.replace("\x85", "").replace("\r\n", " ")
        file = f"{text}\n\n1. {text}\n\n1.1 {text} is met at the door.\n"
        upload = Upload(
            name=self.words.of("ProtocolImport.name", 190) + ".txt",
            media_type=self.words.of("ProtocolImport.media_type", 100),
            data=file.encode(),
        )
        incoming = upload_file(self.cast.council, actor=self.cast.clerk, upload=upload)
        read_import(self.cast.council.pk, incoming.pk)
        incoming.refresh_from_db()
        return incoming

    def _kept(self, keep_as: KeepAs) -> ProtocolVersion:
        incoming = self._read(f"kept as {keep_as}")
        facts = replace(
            Document.from_json(incoming.document).facts,
            adopted_on=LONG_SINCE,
            recommended_on=LONG_SINCE,
            adopted_by=self.words.of("particulars: adopted_by", 120),
            recommended_by=self.words.of("particulars: recommended_by", 120),
            minute_reference=self.words.of("particulars: minute_reference", 60),
        )
        title = self.words.of(f"Protocol.title: {keep_as}", 300)
        answers = Answers(keep_as=keep_as, title=title, facts=facts)
        return keep_import(incoming, actor=self.cast.clerk, answers=answers)
