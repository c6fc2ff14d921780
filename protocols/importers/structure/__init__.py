"""Makes sense of a source: its lines become a ``Document``."""

from dataclasses import replace
from itertools import chain

from protocols.document import Document, Finding, Severity
from protocols.importers.expectations import mark_expectations
from protocols.importers.facts import read_facts
from protocols.importers.markup import plain
from protocols.importers.routes import read_routes
from protocols.importers.source import Source
from protocols.importers.statements import Statement, is_about_itself, is_statement
from protocols.importers.structure.back import take_back_matter
from protocols.importers.structure.blocks import make_blocks
from protocols.importers.structure.front import read_front
from protocols.importers.structure.furniture import set_aside
from protocols.importers.structure.headings import find_headings
from protocols.importers.structure.outline import make_rows
from protocols.importers.structure.parting import part_lines
from protocols.importers.structure.remainder import find_missed


def read_structure(source: Source) -> Document:
    """Read the whole of a source; what is no text and no fact stays in ``unread``."""
    furniture = set_aside(list(part_lines(source.lines)))
    front = read_front(make_blocks(furniture.lines))
    back = take_back_matter(front.blocks)
    placed = make_rows(back.blocks, find_headings(back.blocks))
    rows = tuple(mark_expectations([each.row for each in placed]))
    in_the_text = [
        Statement(printed=plain(row.text), body=True)
        for row in rows
        if is_about_itself(plain(row.text))
    ]
    title = front.title or ""
    titled = [Statement(printed=title)] if is_statement(title) else []
    read = read_facts([*titled, *back.statements, *in_the_text], draft=front.draft)
    printed = {**read.printed, **back.printed}
    if front.council_lines:
        printed["council"] = tuple(front.council_lines)
    unread = chain(furniture.unread, front.unread, back.unread)
    document = Document(
        title=front.title,
        council=front.council,
        reference=front.reference or back.reference,
        facts=read.facts,
        printed=printed,
        rows=rows,
        linked_policies=tuple(back.linked_policies),
        background_papers=tuple(back.background_papers),
        history=(*back.history, *read.history),
        concern_routes=read_routes(rows),
        unread=tuple(sorted(unread, key=lambda words: words.line)),
        findings=_findings(source),
    )
    missed = find_missed(source.lines, document)
    return replace(
        document,
        unread=tuple(sorted([*document.unread, *missed], key=lambda each: each.line)),
    )


def _findings(source: Source) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            code="removed-characters",
            severity=Severity.HINT,
            message=f"Removed from the file to read it safely: {sentence}",
        )
        for sentence in source.removed
    )
