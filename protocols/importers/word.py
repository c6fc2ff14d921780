"""Reads Word files: paragraphs, tables, and list numbers as Word would print them."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from protocols.importers import text
from protocols.importers.counting import Level, ListCounter
from protocols.importers.source import Line, Source, UnreadableFile

DAMAGED = "This Word file is damaged. Open it in Word, save it again and try once more."
_TOGGLES = {"0", "false", "off"}
BLANKS_IN_TYPED_TEXT = 6  # one line in six is blank, or more


def read(data: bytes) -> Source:
    """Read the bytes of a Word file that has passed the preflight.

    Raises:
        UnreadableFile: they are no Word file, or a damaged one.
    """
    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines(document))
    except (KeyError, ValueError, AttributeError, TypeError, OSError) as error:
        raise UnreadableFile(DAMAGED) from error
    if not any(line.text for line in lines):
        message = "There are no words in this file."
        raise UnreadableFile(message)
    removed = tuple(_left_out(document))
    if _is_typed_text(lines):
        typed = text.read("\n".join(_unmarked(line.text) for line in lines).encode())
        return replace(typed, removed=(*typed.removed, *removed))
    return Source(lines=tuple(lines), removed=removed)


def _is_typed_text(lines: list[Line]) -> bool:
    """Say whether this is plain text kept in a Word file: no style, and blank lines."""
    styled = any(line.heading or line.label or line.cells for line in lines)
    bold = any("**" in line.text.replace("\\*", "") for line in lines)
    blank = sum(1 for line in lines if not line.text)
    return not styled and not bold and blank * BLANKS_IN_TYPED_TEXT > len(lines)


def _unmarked(words: str) -> str:
    return words.replace("\\*", "*").replace("\\\\", "\\")


class _Numbered(Protocol):
    def __call__(self, text: str, **hints: Any) -> Line: ...


def _lines(document: WordDocument) -> Iterator[Line]:
    counter = ListCounter(_levels(document))
    number = 0

    def line(text: str, **hints: Any) -> Line:
        nonlocal number
        number += 1
        return Line(number=number, text=text, **hints)

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _table(block, line)
        else:
            yield from _paragraph(block, counter, line)


def _paragraph(
    paragraph: Paragraph, counter: ListCounter, line: _Numbered
) -> Iterator[Line]:
    words = _words(paragraph._p)
    label, indent = _label(paragraph, counter) if words.strip() else (None, 0)
    pieces = words.split("\n")
    for place, piece in enumerate(pieces):
        first, last = place == 0, place == len(pieces) - 1
        yield line(
            piece.strip(),
            heading=_heading(paragraph) if first else None,
            label=label if first else None,
            indent=indent,
            closed=last,
        )


def _table(table: Table, line: _Numbered) -> Iterator[Line]:
    for row in table.rows:
        seen: list[Any] = []
        cells: list[str] = []
        for cell in row.cells:
            if cell._tc in seen:
                continue  # a cell merged over several columns is met again
            seen.append(cell._tc)
            cells.append(" ".join(_cell_words(cell).split()))
        yield line("\t".join(cells), cells=tuple(cells), closed=True)


def _cell_words(cell: Any) -> str:
    return " ".join(_words(element) for element in cell._tc.iter(qn("w:p")))


def _words(element: Any) -> str:
    """Give a paragraph's words with bold and italic marked; deleted ones left out."""
    marked: list[tuple[str, str]] = []
    for run in element.iter(qn("w:r")):
        words = "".join(_pieces(run))
        if not words:
            continue
        mark = _mark(run)
        if marked and marked[-1][0] == mark:
            marked[-1] = (mark, marked[-1][1] + words)
        else:
            marked.append((mark, words))
    return "".join(_emphasised(mark, words) for mark, words in marked)


def _pieces(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == qn("w:t"):
            yield (child.text or "").replace("\u00a0", " ").replace("\u00ad", "")
        elif child.tag in {qn("w:tab"), qn("w:ptab")}:
            yield "\t"
        elif child.tag in {qn("w:br"), qn("w:cr")}:
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"


def _mark(run: Any) -> str:
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return ""
    bold, italic = (_is_on(properties.find(qn(name))) for name in ("w:b", "w:i"))
    return "**" * bold + "*" * italic


def _is_on(toggle: Any) -> bool:
    return toggle is not None and toggle.get(qn("w:val"), "1") not in _TOGGLES


def _emphasised(mark: str, plain: str) -> str:
    escaped = plain.replace("\\", "\\\\").replace("*", "\\*")
    core = escaped.strip()
    if not mark or not core:
        return escaped
    start = escaped.index(core)
    before, after = escaped[:start], escaped[start + len(core) :]
    inside = f"{mark}\n{mark[::-1]}".split("\n")
    words = "\n".join(f"{inside[0]}{piece}{inside[1]}" for piece in core.split("\n"))
    return f"{before}{words}{after}"


def _heading(paragraph: Paragraph) -> int | None:
    name = (paragraph.style.name if paragraph.style else "") or ""
    if name == "Title":
        return 1
    kind, _, level = name.partition(" ")
    if kind == "Heading" and level.isdecimal():
        return int(level)
    return None


def _label(paragraph: Paragraph, counter: ListCounter) -> tuple[str | None, int]:
    style: Any = paragraph.style
    places = [paragraph._p.pPr]
    while style is not None:
        places.append(style.element.find(qn("w:pPr")))
        style = style.base_style
    for properties in places:
        numbering = None if properties is None else properties.find(qn("w:numPr"))
        if numbering is None:
            continue
        which = numbering.find(qn("w:numId"))
        depth = numbering.find(qn("w:ilvl"))
        level = 0 if depth is None else int(depth.get(qn("w:val"), "0"))
        if which is None or which.get(qn("w:val")) == "0":
            return None, 0
        return counter.next_label(str(which.get(qn("w:val"))), level), level
    return None, 0


def _levels(document: WordDocument) -> dict[str, dict[int, Level]]:
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {
        one.get(qn("w:abstractNumId")): {
            int(level.get(qn("w:ilvl"))): _level(level)
            for level in one.findall(qn("w:lvl"))
        }
        for one in root.findall(qn("w:abstractNum"))
    }
    found: dict[str, dict[int, Level]] = {}
    for one in root.findall(qn("w:num")):
        reference = one.find(qn("w:abstractNumId"))
        levels = dict(abstract.get(reference.get(qn("w:val")), {}))
        for override in one.findall(qn("w:lvlOverride")):
            place = int(override.get(qn("w:ilvl")))
            start = override.find(qn("w:startOverride"))
            if start is not None and place in levels:
                levels[place] = levels[place].starting_at(int(start.get(qn("w:val"))))
        found[one.get(qn("w:numId"))] = levels
    return found


def _level(level: Any) -> Level:
    def value(name: str, otherwise: str) -> str:
        found = level.find(qn(name))
        return otherwise if found is None else found.get(qn("w:val"), otherwise)

    return Level(
        style=value("w:numFmt", "decimal"),
        pattern=value("w:lvlText", ""),
        start=int(value("w:start", "1")),
    )


def _left_out(document: WordDocument) -> Iterator[str]:
    seen: set[str] = set()
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header):
            words = " ".join(
                " ".join(paragraph.text.split()) for paragraph in part.paragraphs
            ).strip()
            if words and words not in seen:
                seen.add(words)
                yield f"A page header or footer was left out: “{words}”."
    deleted = sum(1 for _ in document.element.body.iter(qn("w:del")))
    if deleted:
        yield f"{deleted} deletions that Word still tracks were left out."
    names = {str(part.partname) for part in document.part.package.iter_parts()}
    if any("vbaProject" in name or "/embeddings/" in name for name in names):
        yield "Programs or files inside the Word file were left out."
