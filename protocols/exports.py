"""A text for other programs and other hands: as JSON, and as Markdown.

The JSON is the contract of ``document.schema.json``. The Markdown is for people who
keep their papers as text: read by the importer again, it gives the same rows.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from protocols.document import (
    SCHEMA,
    Document,
    DocumentError,
    Facts,
    Kind,
    Row,
    Standing,
)
from protocols.labels import bare, list_levels
from protocols.review_words import in_words

SCHEMA_FILE = Path(__file__).with_name("document.schema.json")

_HEADING_BELOW_TITLE = 2
_DEEPEST_HEADING = 6

# Words at the start of a line that Markdown, or a reader, would take for a mark.
_LIKE_A_MARK = re.compile(
    r"(?P<before>\d+(?:\.\d+)*|[a-zA-Z]|[ivx]+)(?P<mark>[.)])(?=\s)|(?P<sign>[#>+•·-])"
)


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema that every document as JSON keeps to."""
    schema: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return schema


def to_json_bytes(document: Document) -> bytes:
    """Give a document as a JSON file: indented, in a fixed order, in UTF-8."""
    text = json.dumps(document.to_json(), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def from_json_bytes(data: bytes) -> Document:
    """Read a JSON file back.

    Raises:
        DocumentError: the file is no document of this schema.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        message = "This is not a JSON file."
        raise DocumentError(message) from error
    against = next(_validator().iter_errors(value), None)
    if against is not None:
        message = f"This is not a document of the schema {SCHEMA}: see {_at(against)}."
        raise DocumentError(message)
    return Document.from_json(value)


def to_markdown(document: Document) -> str:
    """Give a document as Markdown that the importer reads back as the same rows."""
    blocks = [*_opening(document), *_rows(document.rows), *_closing(document)]
    return "\n\n".join(blocks) + "\n"


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def _at(error: ValidationError) -> str:
    """Say where in a file an error is: "rows, 3, kind"."""
    return ", ".join(map(str, error.absolute_path)) or "its top level"


def _opening(document: Document) -> Iterator[str]:
    """Write what stands above the text: council, title, facts."""
    if document.council:
        yield document.council
    if document.title:
        yield f"# {document.title}"
    if document.reference:
        yield document.reference
    printed = dict.fromkeys(
        line for lines in document.printed.values() for line in lines
    )
    yield from printed or _facts_in_words(document.facts)
    yield from document.history


def _facts_in_words(facts: Facts) -> Iterator[str]:
    """Say the facts of a text that was not brought in from paper."""
    period = facts.review_cycle_months and in_words(facts.review_cycle_months)
    lines = [
        "DRAFT" if facts.status is Standing.DRAFT else None,
        _done("Recommended", facts.recommended_on, facts.recommended_by),
        _done("Adopted", facts.adopted_on, facts.adopted_by),
        _fact("Minute reference", facts.minute_reference),
        *(_done("Reviewed", day) for day in facts.reviewed_on),
        _fact("Review", facts.review_words) or _fact("Review cycle", period),
        _fact("Next review date", _in_words(facts.next_review_on)),
    ]
    return filter(None, lines)


def _rows(rows: tuple[Row, ...]) -> Iterator[str]:
    """Write the rows; entries of one list stand together without empty lines."""
    entries: list[str] = []
    for row, level in zip(rows, list_levels(rows), strict=True):
        if row.kind is Kind.ITEM:
            mark = f"{row.label} " if bare(row.label) else ""
            entries.append(f"{'  ' * level}- {mark}{_words(row)}")
            continue
        if entries:
            yield "\n".join(entries)
            entries = []
        yield _block(row)
    if entries:
        yield "\n".join(entries)


def _block(row: Row) -> str:
    label = f"{row.label} " if row.label else ""
    if row.kind is Kind.SECTION:
        depth = min(row.depth + _HEADING_BELOW_TITLE, _DEEPEST_HEADING)
        return f"{'#' * depth} {label}{_words(row)}"
    return f"{label}{_words(row)}"


def _words(row: Row) -> str:
    """Give a row's words on one line, so that none is taken for a mark."""
    words = " ".join(row.text.split())
    like = _LIKE_A_MARK.match(words)
    if row.label or not like:
        return words
    mark = like.start("mark") if like["mark"] else like.start("sign")
    return f"{words[:mark]}\\{words[mark:]}"


def _closing(document: Document) -> Iterator[str]:
    """Write what stands below the text: the papers that it names."""
    for heading, papers in (
        ("Linked policies", document.linked_policies),
        ("Background papers", document.background_papers),
    ):
        if papers:
            yield f"## {heading}"
            yield "\n".join(f"- {paper}" for paper in papers)


def _fact(name: str, value: str | int | None) -> str | None:
    return f"{name}: {value}" if value else None


def _done(done: str, on: date | None, by: str | None = None) -> str | None:
    who = f" by {by}" if by else ""
    return f"{done}{who} on {_in_words(on)}" if on else None


def _in_words(day: date | None) -> str | None:
    return f"{day.day} {day:%B %Y}" if day else None
