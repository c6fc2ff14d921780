"""The pages of a printed protocol or record as HTML, with the files they are made of.

Templates under ``protocols/pdf/`` show what is prepared here. The words of a text come
from ``protocols.page_body``, as on the screen: there is one way to show a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from protocols.document import Document, Kind, canonical, digest_of
from protocols.page_body import body_html, contents
from protocols.pdf.assets import (
    BASE,
    STYLE_SHEETS,
    Asset,
    crest_asset,
    house_assets,
)
from protocols.pdf.lettering import printable
from protocols.pdf.phrases import (
    adoption_facts,
    adoption_line,
    cover_facts,
    digest_groups,
    review_facts,
    route_lines,
    sign_off_facts,
    signed_groups,
    web_address,
)
from protocols.pdf.printed import CouncilLook, PrintedProtocol, PrintedRecord

COVER_SHADE = 0.76  # how much of the council's colour is left when it is a ground
LONG_TITLE, VERY_LONG_TITLE = 60, 130  # letters
LONG_LABEL = 11  # letters
LETTER, LABEL_GAP, NARROWEST_GUTTER = 5.6, 9.0, 18.0  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """What goes to the press: the pages, their files, and what the PDF carries."""

    html: str
    digest: str
    source: bytes
    source_name: str
    source_words: str
    dated: datetime
    assets: Mapping[str, Asset] = field(repr=False)


def protocol_sheets(printed: PrintedProtocol) -> Sheets:
    """Prepare the pages of one text of a protocol."""
    document = printed.document
    digest, longest = document.content_digest(), _longest_labels(document)
    running = adoption_line(printed.adoption, is_draft=printed.is_draft)
    html = render_to_string(
        "protocols/pdf/protocol.html",
        {
            **_shared(printed.council, printed.title, running),
            "printed": printed,
            "margins": _margins(longest),
            "body": body_html(document),
            "contents": contents(document),
            "cover_facts": cover_facts(printed),
            "adoption_facts": adoption_facts(printed),
            "review_facts": review_facts(document.facts),
            "routes": route_lines(document.concern_routes),
            "sign_off_facts": sign_off_facts(printed.sign_off),
            "signed_groups": signed_groups(printed.sign_off),
            "digest_groups": digest_groups(digest),
            "audit_groups": digest_groups(printed.audit_digest or ""),
            "verify_link": web_address(printed.verify_address),
        },
    )
    return Sheets(
        html=printable(html),
        digest=digest,
        source=canonical(document.to_json()),
        source_name="protocol.json",
        source_words="The text as data, from which these pages were made",
        dated=printed.dated,
        assets=_assets(printed.council, _gutters(longest)),
    )


def record_sheets(printed: PrintedRecord) -> Sheets:
    """Prepare the pages of a version's adoption record."""
    html = render_to_string(
        "protocols/pdf/record.html",
        {
            **_shared(printed.council, printed.title, adoption_line(printed.adoption)),
            "printed": printed,
            "adoption_facts": adoption_facts(printed),
            "sign_off_facts": sign_off_facts(printed.sign_off),
            "signed_groups": signed_groups(printed.sign_off),
            "digests": _digests(printed),
            "verify_link": web_address(printed.verify_address),
        },
    )
    return Sheets(
        html=printable(html),
        digest=digest_of([printed.record_digest, printed.pdf_digest]),
        source=printed.source,
        source_name="adoption-record.json",
        source_words="The record as data, from which these pages were made",
        dated=printed.dated,
        assets=_assets(printed.council, {}),
    )


def _shared(council: CouncilLook, title: str, running: str) -> dict[str, Any]:
    """Give what every kind of page shows."""
    return {
        "council": council,
        "running": running,
        "style_sheets": [f"{BASE}static/pdf/{name}.css" for name in STYLE_SHEETS],
        "own_style_sheet": f"{BASE}own.css",
        "crest": council.crest and f"{BASE}crest",
        "title_size": _title_size(title),
    }


def _title_size(title: str) -> str:
    if len(title) > VERY_LONG_TITLE:
        return "very-long"
    return "long" if len(title) > LONG_TITLE else "short"


def _digests(printed: PrintedRecord) -> list[tuple[str, list[str]]]:
    """List what the record vouches for, each by its digest."""
    named = [
        ("Text", printed.content_digest),
        ("This record", printed.record_digest),
        ("Printed protocol (PDF)", printed.pdf_digest),
    ]
    if printed.before is not None:
        name = f"Text of version {printed.before.version}, which it replaced"
        named.append((name, printed.before.content_digest))
    return [(name, digest_groups(digest)) for name, digest in named if digest]


def _assets(council: CouncilLook, gutters: Mapping[str, str]) -> Mapping[str, Asset]:
    """Give the files of these pages: the house's, the crest, and what is their own."""
    own = {"council": council.colour, "band": _shaded(council.colour), **gutters}
    rules = "".join(f"--{name}: {value};" for name, value in own.items())
    assets = dict(house_assets())
    assets[f"{BASE}own.css"] = Asset(f":root {{{rules}}}".encode(), "text/css")
    if council.crest is not None:
        assets |= crest_asset(council.crest)
    return assets


def _longest_labels(document: Document) -> dict[str, int]:
    """Count the letters of the longest number, and of the longest mark in a list."""
    kinds = {"number": (Kind.SECTION, Kind.CLAUSE), "label": (Kind.ITEM,)}
    return {
        name: max(
            (len(row.label or "") for row in document.rows if row.kind in among),
            default=0,
        )
        for name, among in kinds.items()
    }


def _gutters(longest: Mapping[str, int]) -> dict[str, str]:
    """Make room for the longest label, so that all of them hang in one margin."""
    return {
        f"{name}-gutter": f"{_gutter(letters):.1f}pt"
        for name, letters in longest.items()
    }


def _gutter(letters: int) -> float:
    """Give the width in points of so many letters and the gap after them."""
    if letters > LONG_LABEL:
        return NARROWEST_GUTTER
    return max(LETTER * letters + LABEL_GAP, NARROWEST_GUTTER)


def _margins(longest: Mapping[str, int]) -> str:
    """Name the kinds of label that are too long to hang in a margin."""
    return " ".join(
        f"long-{name}" for name, letters in longest.items() if letters > LONG_LABEL
    )


def _shaded(colour: str) -> str:
    """Darken a colour to the ground of a cover."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part * COVER_SHADE):02x}" for part in parts)
