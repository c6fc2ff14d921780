"""What is printed: one text or one adoption record, with all that its pages say.

What nobody knows is none, and is printed as "Not known"; nothing is looked up here.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from protocols.document import Document, MeetingFormat

# A file that nobody can date still needs a date that is the same on every printing.
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crest:
    """The council's crest as a picture, PNG, JPEG or SVG."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilLook:
    """Whose protocol it is: the council's name, its titles, its colour, its crest."""

    name: str
    chair_title: str = "Chair"
    clerk_title: str = "Clerk"
    colour: str = "#1f4e5f"
    crest: Crest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A vote that was counted."""

    in_favour: int
    against: int
    abstained: int
    casting_vote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A committee's recommendation to the council."""

    body: str
    held_on: date | None = None
    minute_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """How a text came to bind its council."""

    body: str | None = None
    held_on: date | None = None
    meeting_format: MeetingFormat | None = None
    minute_reference: str | None = None
    presided_by: str | None = None
    proposed_by: str | None = None
    seconded_by: str | None = None
    members_present: int | None = None
    vote: Vote | None = None
    wording: str | None = None
    recommendations: tuple[Recommendation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOff:
    """The signature that attests a text: whose, in which office, to which words."""

    name: str
    office: str
    signed_at: datetime
    content_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of the document's history."""

    event: str
    version: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionBefore:
    """The version that this one took the place of."""

    version: int
    content_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A correction of a recorded fact, which stands beside it."""

    fact: str
    was: str
    now: str
    reason: str
    made_by: str
    made_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedProtocol:
    """One text of a protocol, ready for the press.

    ``status`` is a short phrase such as "Adopted" or "Recorded from paper". A draft
    says on every page that it is not adopted. ``verify_address`` is the page on which
    a copy can be checked; ``audit_digest`` that of the latest entry of the council's
    audit trail, and ``audit_sequence`` the entry's number.
    """

    document: Document
    council: CouncilLook
    status: str
    version: int | None = None
    adoption: Adoption | None = None
    sign_off: SignedOff | None = None
    recorded_from_paper: bool = False
    effective_on: date | None = None
    history: tuple[HistoryEntry, ...] = ()
    verify_address: str | None = None
    audit_digest: str | None = None
    audit_sequence: int | None = None
    is_draft: bool = False
    lang: str = "en-GB"

    @property
    def title(self) -> str:
        """Give the text's title; a text without one is a protocol."""
        return self.document.title or "Protocol"

    @property
    def dated(self) -> datetime:
        """Give the moment the file is dated by, which no later printing changes."""
        return dated_by(self.sign_off, self.adoption)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRecord:
    """The record of one version's adoption, ready for the press.

    ``source`` is the record's own canonical JSON, which the file carries inside.
    """

    title: str
    council: CouncilLook
    status: str
    version: int
    content_digest: str
    source: bytes
    record_digest: str
    adoption: Adoption | None = None
    sign_off: SignedOff | None = None
    recorded_from_paper: bool = False
    effective_on: date | None = None
    pdf_digest: str | None = None
    before: VersionBefore | None = None
    amendments: tuple[Amendment, ...] = ()
    verify_address: str | None = None
    lang: str = "en-GB"

    @property
    def dated(self) -> datetime:
        """Give the moment the file is dated by, which no later printing changes."""
        return dated_by(self.sign_off, self.adoption)


def dated_by(sign_off: SignedOff | None, adoption: Adoption | None) -> datetime:
    """Date a file by the signature, else by the meeting, else by a fixed day."""
    if sign_off is not None:
        return sign_off.signed_at.astimezone(UTC)
    if adoption is not None and adoption.held_on is not None:
        return datetime.combine(adoption.held_on, time(), tzinfo=UTC)
    return UNDATED
