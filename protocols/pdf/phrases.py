"""The facts of an adoption, a review and a route, as the printed pages say them."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from protocols.document import Concerned, Facts, MeetingFormat, Route, Stage, StageKind
from protocols.pdf.printed import (
    Adoption,
    PrintedProtocol,
    PrintedRecord,
    SignedOff,
    Vote,
)

# A fact by its name; none is printed as "Not known".
Fact = tuple[str, str | None]

UK = ZoneInfo("Europe/London")
GROUP = 8  # signs of a digest that an eye can hold
MONTHS_IN_A_YEAR = 12

DRAFT = "Draft – not adopted"

_FORMATS = {
    MeetingFormat.IN_PERSON: "in person",
    MeetingFormat.HYBRID: "hybrid: in person and remotely",
    MeetingFormat.REMOTE: "remote",
}
_CONCERNED = {
    Concerned.COUNCILLORS: "A councillor",
    Concerned.OFFICERS: "An officer",
    Concerned.CHAIR: "The chair",
    Concerned.CLERK: "The clerk",
    Concerned.ANYONE: "Anyone",
}
_STAGES = {
    StageKind.INFORMAL: "informally",
    StageKind.LINE_MANAGER: "with the line manager",
    StageKind.CONCILIATION: "conciliation",
    StageKind.GRIEVANCE: "grievance procedure",
    StageKind.DISCIPLINARY: "disciplinary procedure",
    StageKind.CODE_OF_CONDUCT: "code of conduct",
}


def day(value: date | None) -> str | None:
    """Give a date as it is said: 7 March 2023."""
    return None if value is None else f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """Give a moment as a clock in the United Kingdom had it."""
    local = value.astimezone(UK)
    return f"{day(local.date())} at {local:%H:%M}"


def adoption_line(adoption: Adoption | None, *, is_draft: bool = False) -> str:
    """Say on every page when the text was adopted."""
    if is_draft:
        return DRAFT
    if adoption is None or adoption.held_on is None:
        return "Date of adoption not known"
    return f"Adopted {day(adoption.held_on)}"


def cover_facts(printed: PrintedProtocol) -> list[Fact]:
    """List what the cover says of the adoption."""
    if printed.is_draft:
        return [("Status", printed.status)]
    adoption = printed.adoption or Adoption()
    return [
        ("Status", printed.status),
        ("Version", None if printed.version is None else str(printed.version)),
        ("Adopted by", adoption.body),
        ("Adopted on", day(adoption.held_on)),
        ("Minute reference", adoption.minute_reference),
        ("In force from", day(printed.effective_on or adoption.held_on)),
    ]


def adoption_facts(printed: PrintedProtocol | PrintedRecord) -> list[Fact]:
    """List all that is known of how the text was adopted."""
    adoption = printed.adoption or Adoption()
    meeting_format = adoption.meeting_format
    present = adoption.members_present
    return [
        ("Meeting", adoption.body),
        ("Date of the meeting", day(adoption.held_on)),
        ("How it was held", meeting_format and _FORMATS[meeting_format].capitalize()),
        *[
            ("Recommended by", _joined(each.body, day(each.held_on), minute))
            for each in adoption.recommendations
            for minute in [each.minute_reference and f"minute {each.minute_reference}"]
        ],
        ("Presided", adoption.presided_by),
        ("Members present", None if present is None else str(present)),
        ("Resolution", adoption.wording),
        ("Minute reference", adoption.minute_reference),
        ("Proposed by", adoption.proposed_by),
        ("Seconded by", adoption.seconded_by),
        ("Vote", _vote(adoption.vote, from_paper=printed.recorded_from_paper)),
        ("In force from", day(printed.effective_on or adoption.held_on)),
    ]


def review_facts(facts: Facts) -> list[Fact]:
    """List when the text is reviewed, and what it says of that itself."""
    reviewed = [("Reviewed on", day(each)) for each in facts.reviewed_on]
    words = facts.review_words
    return [
        ("Review period", _period(facts.review_cycle_months)),
        ("Next review", day(facts.next_review_on)),
        *reviewed,
        *([("In the words of the text", words)] if words else []),
    ]


def sign_off_facts(sign_off: SignedOff | None) -> list[Fact]:
    """List who signed, in which office and when."""
    if sign_off is None:
        return []
    return [
        ("Signed by", sign_off.name),
        ("Office", sign_off.office),
        ("Signed", moment(sign_off.signed_at)),
    ]


def signed_groups(sign_off: SignedOff | None) -> list[str]:
    """Give the digest that was signed, in groups."""
    return [] if sign_off is None else digest_groups(sign_off.content_digest)


def route_lines(routes: Sequence[Route]) -> list[tuple[str, str, list[str]]]:
    """Say where a concern goes: who raises it, about whom, and each stage."""
    return [
        (
            _CONCERNED[route.raised_by],
            _CONCERNED[route.about],
            [_stage(stage) for stage in route.stages],
        )
        for route in routes
    ]


def digest_groups(digest: str) -> list[str]:
    """Part a digest into groups that an eye can hold."""
    return [digest[start : start + GROUP] for start in range(0, len(digest), GROUP)]


def web_address(address: str | None) -> str | None:
    """Give an address that may be a link; none for any other."""
    if address is None or not address.startswith(("https://", "http://")):
        return None
    return address


def _period(months: int | None) -> str | None:
    if months is None:
        return None
    years, rest = divmod(months, MONTHS_IN_A_YEAR)
    if rest:
        return f"Every {months} months"
    return "Every year" if years == 1 else f"Every {years} years"


def _vote(vote: Vote | None, *, from_paper: bool) -> str | None:
    if vote is None:
        return None if from_paper else "Not counted"
    counted = f"{vote.in_favour} for, {vote.against} against"
    if vote.abstained:
        counted += f", {vote.abstained} abstained"
    return counted + (", carried by the casting vote" if vote.casting_vote else "")


def _stage(stage: Stage) -> str:
    words = f"{stage.recipient.printed}, {_STAGES[stage.kind]}"
    if stage.alternate is not None:
        words += f"; or else {stage.alternate.printed}"
    if stage.target_days is not None:
        words += f"; within {stage.target_days} working days"
    return words


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)
