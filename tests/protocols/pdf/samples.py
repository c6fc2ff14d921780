"""Texts and facts to print: plain, long, Welsh, hostile, deep."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from protocols.document import (
    Concerned,
    Document,
    Facts,
    Kind,
    MeetingFormat,
    Office,
    Recipient,
    Route,
    Row,
    Stage,
    StageKind,
    Standing,
)
from protocols.pdf import (
    Adoption,
    Amendment,
    CouncilLook,
    Crest,
    HistoryEntry,
    PrintedProtocol,
    PrintedRecord,
    Recommendation,
    SignedOff,
    VersionBefore,
    Vote,
)
from tests.protocols.texts import lineage, rows_of

CREST = Crest(
    data=b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 70">
<path d="M4 4h52v34c0 16-12 24-26 30C16 62 4 54 4 38z" fill="#1f4e5f"/>
<path d="M30 12l14 24H16z" fill="#e8c468"/><path d="M12 46h36v4H12z" fill="#fff"/>
</svg>""",
    media_type="image/svg+xml",
)


def raster_crest(mode: str, file_format: str) -> Crest:
    """Give a crest as a picture of dots."""
    data = BytesIO()
    Image.new(mode, (90, 120), 120).save(data, file_format)
    return Crest(data=data.getvalue(), media_type=f"image/{file_format.lower()}")


ASHCOMBE = CouncilLook(
    name="Ashcombe Town Council",
    chair_title="Town Mayor",
    clerk_title="Town Clerk",
    colour="#1f4e5f",
    crest=CREST,
)
PENTRE = CouncilLook(
    name="Cyngor Tref Llanfair­pwll­gwyn­gyll­gogery­chwyrn­drobwll­llan­tysilio­gogo­goch",
    chair_title="Maer y Dref",
    clerk_title="Clerc y Dref",
    colour="#7a1f2b",
)

SHORT = """
section 1 | Purpose
  clause 1.1 | This protocol says how councillors and officers work together.
  clause 1.2 | It was written with **both** in mind, and *neither* stands above it.
"""

WELSH = """
section 1 | Y cŵn a'r tŷ: ŵ ŷ Ŵ Ŷ â ê î ô û ẁ ẃ ẅ ỳ ý ÿ
  clause 1.1 | Mae'r dŵr yn y tŷ yn oer, meddai Siân Llŷr o Bŵllheli.
    item (a) | Gŵyl Ŷd Llanŵnda a **Llŷn** a *Tŷ Gŵyn*
"""

HOSTILE = """
section 1 | <script>alert(1)</script> {{ 7 }} {% now "Y" %}
  clause 1.1 | <img src="http://tracker.example/x.png"> <link rel=attachment href=file:///etc/passwd>
  clause 1.2 | javascript:alert(1) data:text/html,x file:///etc/hosts https://example.org/a?b=c&d=1
  clause ]]></style><style>@import url(http://tracker.example/x.css) | Odd number
  paragraph - | Signs no face has: 🦄 中文 ✓ ☐ \ue000 \u0378 عربى e\u0301 w\u0302 ﬁne
  note - | Marks unseen: a\u202eb\u2066c\x00d\x1b[31m\ufeff\u200be
"""

DEEP = """
section A | Lists in lists
  clause 12.10 | Each of these stands in the one before:
    item (a) | first
      item (i) | second
        item • | third
          item 1. | fourth
            item – | fifth
    item (viii) | and back
      paragraph - | with a paragraph inside
  section 2.3 | A heading below
      section 2.3.1 | And one that skips a level
        paragraph - | Its words.
"""

EXPECTATIONS = """
section 4 | Expectations
  clause 4.1 | Councillors can expect from officers:
    item (a) | an answer; | councillors<officers
    item (b) | advice. | councillors<officers
  clause 4.2 | Officers can expect from councillors:
    item • | patience. | officers<councillors
"""


def document(text: str = SHORT, **changes: Any) -> Document:
    """Give a document of such rows, adopted in May."""
    given: dict[str, Any] = {
        "title": "Protocol on councillor and officer relations",
        "council": ASHCOMBE.name,
        "reference": "Document 5.1",
        "facts": Facts(
            status=Standing.ADOPTED,
            adopted_on=date(2027, 5, 11),
            review_cycle_months=48,
            next_review_on=date(2031, 5, 31),
            review_words="Every four years, or upon a new administration.",
        ),
        "rows": rows_of(text),
    }
    return Document(**(given | changes))


def long_document(sections: int = 12, clauses: int = 5) -> Document:
    """Give a text of many clauses, some with lists of what people may expect."""
    rows = []

    def add(depth: int, kind: Kind, label: str | None, text: str) -> None:
        name = f"row {len(rows)}"
        rows.append(
            Row(lineage=lineage(name), depth=depth, kind=kind, label=label, text=text)
        )

    for section in range(1, sections + 1):
        add(0, Kind.SECTION, str(section), HEADINGS[section % len(HEADINGS)])
        for clause in range(1, clauses + 1):
            sentence = SENTENCES[(section + clause) % len(SENTENCES)]
            add(1, Kind.CLAUSE, f"{section}.{clause}", " ".join([sentence] * clause))
            if clause % 3 == 2:
                for letter in "abcde"[: clause + 1]:
                    words = DUTIES[(section + ord(letter)) % len(DUTIES)]
                    add(2, Kind.ITEM, f"({letter})", words)
        if section % 4 == 0:
            add(1, Kind.SECTION, None, "When the two disagree")
            add(2, Kind.PARAGRAPH, None, SENTENCES[section % len(SENTENCES)])
            add(2, Kind.NOTE, None, "The monitoring officer keeps the code of conduct.")
    return document(rows=tuple(rows), concern_routes=ROUTES)


def broken_at(filling: int) -> str:
    """Give a text over some pages, pushed down by so many lines."""
    lines = [f"paragraph - | line | | filler {number}" for number in range(filling)]
    for number in range(1, 25):
        words = "word " * (20 + 13 * number % 70)
        lines += [
            f"section {number} | Heading {number}",
            f"  clause {number}.1 | {words} | | clause {number}",
            f"    item (a) | {'entry ' * 30} | | item {number}a",
            f"    item (b) | short | | item {number}b",
            f"  paragraph - | Lead in: | | lead-in {number}",
            f"    item • | bullet | | bullet {number}",
        ]
    return "\n".join(lines)


HEADINGS = [
    "Why the council has this protocol",
    "What councillors do",
    "What officers do",
    "What councillors may expect of officers, and what they owe them in return",
    "What officers may expect of councillors",
    "The chair of the council and the clerk",
    "Asking for information",
    "The press, and what is said in public",
]
SENTENCES = [
    "Councillors decide together, at a meeting that was called in the proper way.",
    "The clerk answers to the council as a whole and to no councillor alone.",
    "A question about an officer’s work is put to the clerk, and never in public.",
    "Advice is given freely, is written down, and stands even where it is unwelcome.",
    "Time asked for at the counter is time taken from somebody else in the queue.",
]
DUTIES = [
    "a courteous answer within five working days;",
    "advice that favours no party, no ward and no person;",
    "papers in good time before a meeting, and a clerk who has read them too;",
    "respect for hours of work, for leave and for the office door; and",
    "no surprise in public that could have been a word in private.",
]
ROUTES = (
    Route(
        raised_by=Concerned.OFFICERS,
        about=Concerned.COUNCILLORS,
        stages=(
            Stage(
                kind=StageKind.INFORMAL,
                recipient=Office(role=Recipient.CLERK, printed="Town Clerk"),
                alternate=Office(role=Recipient.CHAIR, printed="Town Mayor"),
                target_days=5,
            ),
            Stage(
                kind=StageKind.CODE_OF_CONDUCT,
                recipient=Office(
                    role=Recipient.MONITORING_OFFICER, printed="Monitoring officer"
                ),
            ),
        ),
    ),
)


MAY_2027 = Adoption(
    body="Full Council",
    held_on=date(2027, 5, 11),
    meeting_format=MeetingFormat.HYBRID,
    minute_reference="107/27i",
    presided_by="Cllr Prudence Oakley",
    proposed_by="Cllr Idris Pugh",
    seconded_by="Cllr Winifred Marsh",
    members_present=11,
    vote=Vote(in_favour=9, against=1, abstained=1),
    wording="RESOLVED to adopt the protocol as tabled, from the date of this meeting.",
    recommendations=(
        Recommendation(
            body="Policy Committee", held_on=date(2027, 4, 20), minute_reference="P31"
        ),
    ),
)
HISTORY = (
    HistoryEntry(version=2, on=date(2027, 5, 11), event="Adopted by Full Council"),
    HistoryEntry(version=1, on=None, event="Recorded from paper"),
)


def printed(of: Document | None = None, **changes: Any) -> PrintedProtocol:
    """Give a text that was adopted in May 2027 and signed a day later."""
    of = of or document()
    given: dict[str, Any] = {
        "document": of,
        "council": ASHCOMBE,
        "status": "Adopted by the council and signed",
        "version": 2,
        "adoption": MAY_2027,
        "sign_off": signed(of.content_digest()),
        "history": HISTORY,
        "verify_address": (
            f"https://protocols.example/verify/{of.content_digest()[:16]}/"
        ),
    }
    return PrintedProtocol(**(given | changes))


def from_paper(of: Document | None = None, **changes: Any) -> PrintedProtocol:
    """Give a text from paper of whose adoption nothing is known."""
    return printed(
        of,
        status="Recorded from paper",
        version=1,
        adoption=None,
        sign_off=None,
        recorded_from_paper=True,
        history=(),
        **changes,
    )


def printed_record(**changes: Any) -> PrintedRecord:
    """Give the record of that adoption."""
    digest = document().content_digest()
    given: dict[str, Any] = {
        "title": "Protocol on councillor and officer relations",
        "council": ASHCOMBE,
        "status": "Adopted by the council and signed",
        "version": 2,
        "content_digest": digest,
        "source": b'{"schema":"protocol-portal/adoption-record/1"}',
        "record_digest": "5e" * 32,
        "adoption": MAY_2027,
        "sign_off": signed(digest),
        "pdf_digest": "ab" * 32,
        "before": VersionBefore(version=1, content_digest="0c" * 32),
        "amendments": (
            Amendment(
                fact="Minute reference",
                was="107/27",
                now="107/27i",
                reason="The minute has two parts.",
                made_by="Tegan Rowe",
                made_on=date(2027, 6, 2),
            ),
        ),
        "verify_address": "https://protocols.example/verify/",
    }
    return PrintedRecord(**(given | changes))


def signed(digest: str) -> SignedOff:
    """Give the mayor's signature to a text."""
    return SignedOff(
        name="Cllr Prudence Oakley",
        office="Town Mayor",
        signed_at=datetime(2027, 5, 12, 8, 30, tzinfo=UTC),
        content_digest=digest,
    )


def write_all(folder: Path, files: dict[str, bytes]) -> dict[str, Path]:
    """Write printed files into a folder and say where each is."""
    places = {name: folder / f"{name}.pdf" for name in files}
    for name, place in places.items():
        place.write_bytes(files[name])
    return places
