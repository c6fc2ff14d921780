"""What the reading pages show of a version, as plain values for their templates."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString, mark_safe

from councils.models import Council
from protocols.document import Document, Facts
from protocols.models import LONG_AGO, ProtocolVersion, StoredPage
from protocols.page_body import body_html
from protocols.review_calendar import ReviewDue
from protocols.review_saying import said
from protocols.services.ending import Fact
from protocols.services.register import adopted_on
from protocols.services.shelf import Shelf

Shown = dict[str, object]
MOST_CARDS = 60


def day_words(day: date | None, otherwise: str = "Not known") -> str:
    """Say a day in words; what is long ago, or unknown, is said to be so."""
    if day is None or day == LONG_AGO:
        return otherwise
    return format_date(day, "j F Y")


def fact_strip(
    shelf: Shelf,
    version: ProtocolVersion,
    review: ReviewDue,
    reviewed_on: date | None = None,
) -> list[Shown]:
    """Give the facts in the page's head: adopted, signed, reviewed, replaces."""
    strip = [_adopted(version), _signed(version)]
    if version == shelf.current:
        if reviewed_on is not None:
            strip.append({"label": "Last reviewed", "value": day_words(reviewed_on)})
        strip.append(_review(review, shelf.today))
    if (before := shelf.before(version)) is not None:
        strip.append(
            {
                "label": "Replaces",
                "value": f"Version {before.number}",
                "url": _address(shelf, before),
            }
        )
    return strip


def other_versions(shelf: Shelf, version: ProtocolVersion) -> list[dict[str, object]]:
    """List a protocol's other versions, the newest first."""
    return [
        {
            "number": other.number,
            "url": _address(shelf, other),
            "since": day_words(other.in_force_from),
            "until": day_words(other.in_force_until, "still in force"),
        }
        for other in shelf.versions
        if other != version
    ]


def ended_words(version: ProtocolVersion) -> str:
    """Say from when a version was no longer in force."""
    return f"It was in force until {day_words(version.in_force_until)}."


def awaiting_words(shelf: Shelf) -> str:
    """Say that a new version was adopted and is not signed yet."""
    if shelf.awaiting is None or shelf.awaiting.resolution is None:
        return ""
    held_on = day_words(shelf.awaiting.resolution.meeting.held_on)
    title = shelf.council.chair_title
    return f"The council adopted it on {held_on}. It awaits the {title}’s signature."


def words_of(document: Document) -> SafeString:
    """Give a text's body: its words are escaped by the renderer, so it is safe."""
    return mark_safe(body_html(document))  # noqa: S308


def stored_words(page: StoredPage) -> SafeString:
    """Give a stored page's body as it was rendered, escaped then and safe now."""
    return mark_safe(page.body)  # noqa: S308


def contents_entries(page: StoredPage) -> list[dict[str, Any]]:
    """List the headings for the table of contents: those that open a section."""
    return [entry for entry in page.contents if entry["depth"] == 0]


def expectation_cards(council: Council, page: StoredPage) -> list[dict[str, object]]:
    """Give a card for each expectation of a text."""
    return [
        {
            "holder": group["holder"],
            "who": f"{side_words(council, group['holder'])} can expect",
            "words": card["text"],
            "url": f"#{card['anchor']}",
            "place": card["cited"].capitalize() or "Where it says so",
        }
        for group in page.expectations
        for card in group["expectations"]
    ][:MOST_CARDS]


def holders(council: Council, page: StoredPage) -> list[dict[str, str]]:
    """Name those who may expect something, each once."""
    sides = dict.fromkeys(group["holder"] for group in page.expectations)
    return [{"holder": side, "who": side_words(council, side)} for side in sides]


def side_words(council: Council, side: str) -> str:
    """Give a side in the council's own word."""
    return {
        "councillors": council.councillors_title,
        "officers": council.officers_title,
        "chairs": "Chairs",
        "clerk": council.clerk_title,
    }.get(side, "Everyone")


_CONCERNED = {
    "councillors": "a councillor",
    "officers": "an officer",
    "chair": "the chair",
    "clerk": "the clerk",
    "anyone": "anyone",
}
_STAGES = {
    "informal": "informally",
    "line_manager": "as line manager",
    "conciliation": "to conciliate",
    "grievance": "under the grievance procedure",
    "disciplinary": "under the disciplinary procedure",
    "code_of_conduct": "as a code of conduct complaint",
}


def routes_shown(routes: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """Say where concerns go, a route at a time; routes come as their JSON."""
    return [
        {
            "who": (
                f"{_CONCERNED[route['raised_by']]} about {_CONCERNED[route['about']]}"
            ),
            "stages": [
                {
                    "printed": stage["recipient"]["printed"],
                    "words": _STAGES[stage["kind"]],
                    "alternate": (stage["alternate"] or {}).get("printed"),
                    "target_days": stage["target_days"],
                }
                for stage in route["stages"]
            ],
        }
        for route in routes
    ]


def corrections_of(version: ProtocolVersion) -> list[Shown]:
    """Give a version's corrections, each with the name of its fact."""
    return [
        {
            "made_at": correction.made_at,
            "made_by": correction.made_by,
            "fact_label": Fact(correction.fact).words,
            "was": correction.was,
            "now": correction.now,
            "reason": correction.reason,
        }
        for correction in version.corrections.select_related("made_by")
    ]


def resolution_rows(version: ProtocolVersion, facts: Facts) -> Iterator[Shown]:
    """Give what is known of the meeting that adopted a version."""
    resolution = version.resolution
    if resolution is None:
        yield {"label": "Adopted", "value": day_words(facts.adopted_on, "")}
        yield {"label": "By", "value": facts.adopted_by}
        yield {"label": "Minute reference", "value": facts.minute_reference}
        yield {"label": "Recommended", "value": day_words(facts.recommended_on, "")}
        yield {"label": "Recommended by", "value": facts.recommended_by}
        return
    meeting = resolution.meeting
    yield {
        "label": "Meeting",
        "value": f"{meeting.body}, {meeting.get_kind_display().lower()}",
    }
    yield {
        "label": "Date",
        "value": day_words(meeting.held_on),
        "note": f"Held {meeting.get_format_display().lower()}",
    }
    yield {"label": "Minute reference", "value": resolution.minute_reference}
    yield {"label": "Presided", "value": resolution.presided_by}
    yield {"label": "Proposed by", "value": resolution.proposed_by}
    yield {"label": "Seconded by", "value": resolution.seconded_by}
    yield {"label": "Members present", "value": resolution.members_present}
    yield {"label": "Vote", "value": _vote(version)}
    yield {"label": "In force from", "value": day_words(version.in_force_from)}


def sign_off_rows(version: ProtocolVersion) -> Iterator[Shown]:
    """Give who signed a version, as what, and when."""
    sign_off = getattr(version, "sign_off", None)
    if sign_off is None:
        yield {"label": "Signed by", "value": "Not signed here: recorded from paper"}
        return
    yield {"label": "Signed by", "value": sign_off.signed_by, "note": sign_off.office}
    yield {"label": "On", "value": format_date(sign_off.signed_at, "j F Y, H:i")}


def digest_rows(
    version: ProtocolVersion, pdfs: dict[str, str], before: ProtocolVersion | None
) -> Iterator[Shown]:
    """Give the digests of a version's text, record and PDF, and of the text before."""
    frozen_text = version.frozen_text
    yield {"label": "This text", "value": frozen_text and frozen_text.digest}
    yield {"label": "This record", "value": version.adoption_record.digest}
    yield {
        "label": "The PDF",
        "value": pdfs.get("protocol") or "Being printed",
    }
    if before is not None and before.frozen_text is not None:
        yield {
            "label": f"The text before, version {before.number}",
            "value": before.frozen_text.digest,
        }


def _vote(version: ProtocolVersion) -> str:
    resolution = version.resolution
    if resolution is None or resolution.votes_for is None:
        return "Carried without a count"
    words = (
        f"{resolution.votes_for} for, {resolution.votes_against} against,"
        f" {resolution.votes_abstained} abstained"
    )
    return f"{words}, and a casting vote" if resolution.casting_vote else words


def _adopted(version: ProtocolVersion) -> Shown:
    resolution = version.resolution
    note = ""
    if resolution is not None:
        note = resolution.meeting.body
        if resolution.minute_reference:
            note = f"{note}, minute {resolution.minute_reference}"
    return {"label": "Adopted", "value": day_words(adopted_on(version)), "note": note}


def _signed(version: ProtocolVersion) -> Shown:
    sign_off = getattr(version, "sign_off", None)
    if sign_off is None:
        return {"label": "Signed by", "value": "On paper", "note": ""}
    return {
        "label": "Signed by",
        "value": sign_off.signed_by.name,
        "note": sign_off.office,
    }


def _review(review: ReviewDue, today: date) -> Shown:
    words = said(review, today)
    return {"label": "Next review", "value": words.value, "note": words.note}


def _address(shelf: Shelf, version: ProtocolVersion) -> str:
    return reverse(
        "version_detail", args=[shelf.council.slug, shelf.protocol.slug, version.number]
    )
