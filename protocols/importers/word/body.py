"""Walks a Word file's body: its paragraphs, tables and text boxes become lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from protocols.importers.left_out import quoted
from protocols.importers.runs import Run, marked
from protocols.importers.source import Line
from protocols.importers.word.styles import Styles

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_BOX = qn("w:txbxContent")
_NOTE_MARKS = frozenset({qn("w:footnoteReference"), qn("w:endnoteReference")})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What Word's symbol fonts print for these private characters.
_SYMBOLS = {
    "F06F": "☐",
    "F0A8": "☐",
    "F0FE": "☒",
    "F078": "☒",
    "F0FC": "✓",
    "F052": "☑",
}
_BULLET = "•"
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(slots=True)
class LeftOut:
    """Words of a file that are no part of its text: deleted or hidden in Word."""

    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    foreign: bool = False

    def sentences(self) -> Iterator[str]:
        """Tell what was left out, in the words of it."""
        yield from quoted(self.deleted, "Words marked as deleted in Word were left out")
        yield from quoted(self.hidden, "Words hidden in Word were left out")
        if self.foreign:
            yield "A file put into the Word file as part of its text was left out."


class Body:
    """Makes lines of the blocks of a body, a header or a note."""

    def __init__(self, styles: Styles) -> None:
        self.left_out = LeftOut()
        self._styles = styles
        self._marks: dict[tuple[str, str], str] = {}  # notes by the mark they carry

    def lines(self, container: Element) -> Iterator[Line]:
        """Give the lines of everything in a container, in its order."""
        for block in _blocks(container, self.left_out):
            if block.tag == _TABLE:
                yield from self._table(block)
            else:
                yield from self._paragraph(block)

    def notes(self, root: Element) -> Iterator[Line]:
        """Give the lines of the footnotes or endnotes, each with its printed mark."""
        for note in root:
            if note.get(qn("w:type")) in _SEPARATORS or note.tag not in (
                qn("w:footnote"),
                qn("w:endnote"),
            ):
                continue
            kind = "footnote" if note.tag == qn("w:footnote") else "endnote"
            words = " ".join(self._words_inside(note).split())
            mark = self._marks.get((kind, note.get(qn("w:id"), "")))
            if words:
                named = "Note: " if mark is None else f"Note {mark}: "
                yield Line(number=1, text=named + words, closed=True)

    def _paragraph(self, paragraph: Element) -> Iterator[Line]:
        heading = self._styles.heading(paragraph)
        label, indent = self._styles.label(paragraph)
        boxes: list[Element] = []
        words = marked(self._runs(paragraph, boxes, heading=heading is not None))
        pieces = [piece.strip(" ") for piece in words.split("\n")]
        if not words.strip():
            label, pieces = None, [""]
        for place, piece in enumerate(pieces):
            yield Line(
                number=1,
                text=piece,
                heading=heading if place == 0 and piece else None,
                label=label if place == 0 else None,
                indent=indent,
                closed=place == len(pieces) - 1,
            )
        for box in boxes:
            yield from self.lines(box)

    def _table(self, table: Element) -> Iterator[Line]:
        for row in _inside(table, _ROW, self.left_out):
            cells = list(_inside(row, _CELL, self.left_out))
            if len(cells) == 1:
                # A frame around text, or a title across the table: no row of cells.
                yield from self.lines(cells[0])
                continue
            words = tuple(" ".join(self._words_inside(cell).split()) for cell in cells)
            yield Line(number=1, text="\t".join(words), cells=words, closed=True)

    def _words_inside(self, container: Element) -> str:
        lines = self.lines(container)
        return " ".join(f"{line.label or ''} {line.text}" for line in lines)

    def _runs(
        self, paragraph: Element, boxes: list[Element], *, heading: bool
    ) -> list[Run]:
        runs: list[Run] = []
        for run in _runs_of(paragraph, self.left_out):
            words = run.text or "" if run.tag == f"{_MATH}t" else ""
            if run.tag == qn("w:r"):
                words = "".join(self._pieces(run, boxes))
            if words and run.tag == qn("w:r") and self._styles.is_hidden(run):
                self.left_out.hidden.append(words)
            elif words:
                bold = italic = False
                if run.tag == qn("w:r"):
                    bold, italic = self._styles.emphasis(
                        run, paragraph, heading=heading
                    )
                runs.append(Run(text=words, bold=bold, italic=italic))
        return runs

    def _pieces(self, run: Element, boxes: list[Element]) -> Iterator[str]:
        for child in run:
            if child.tag == qn("w:t"):
                yield (child.text or "").replace("\n", " ")
            elif child.tag in _PLAIN:
                yield _PLAIN[child.tag]
            elif child.tag == qn("w:sym"):
                code = child.get(qn("w:char"), "").upper()
                yield _SYMBOLS.get(code, _BULLET)
            elif child.tag in _NOTE_MARKS:
                yield self._mark_of(child)
            else:
                boxes.extend(_boxes(child))

    def _mark_of(self, reference: Element) -> str:
        kind = reference.tag.rpartition("}")[2].removesuffix("Reference")
        which = (kind, reference.get(qn("w:id"), ""))
        number = 1 + sum(1 for known, _ in self._marks if known == kind)
        mark = self._marks.setdefault(which, str(number))
        return mark.translate(_RAISED)


_PLAIN = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}


def _blocks(container: Element, left_out: LeftOut) -> Iterator[Element]:
    """Give paragraphs and tables, whatever they are wrapped in."""
    for child in _children(container):
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag in _DELETED:
            left_out.deleted.append(_all_words(child))
        elif child.tag == qn("w:altChunk"):
            left_out.foreign = True
        else:
            yield from _blocks(child, left_out)


def _inside(container: Element, tag: str, left_out: LeftOut) -> Iterator[Element]:
    """Give the rows of a table or the cells of a row, whatever they are wrapped in."""
    for child in _children(container):
        if child.tag == tag:
            if child.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                left_out.deleted.append(_all_words(child))
            else:
                yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")}:
            yield from _inside(child, tag, left_out)


def _runs_of(element: Element, left_out: LeftOut) -> Iterator[Element]:
    """Give the runs of a paragraph in order, those of links and insertions too."""
    for child in _children(element):
        if child.tag in (qn("w:r"), f"{_MATH}t"):
            yield child
        elif child.tag in _DELETED:
            left_out.deleted.append(_all_words(child))
        elif child.tag != _PARAGRAPH:
            yield from _runs_of(child, left_out)


def _children(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == f"{_ALTERNATIVES}AlternateContent":
            # The same thing is in there twice: for new programs and for old ones.
            for choice in list(child)[:1]:
                yield from _children(choice)
        elif isinstance(child.tag, str):
            yield child


def _boxes(element: Element) -> list[Element]:
    if element.tag == f"{_ALTERNATIVES}AlternateContent":
        found = [box for choice in list(element)[:1] for box in _boxes(choice)]
        return found or [box for other in list(element)[1:] for box in _boxes(other)]
    if element.tag == _BOX:
        return [element]
    return [box for child in element for box in _boxes(child)]


def _all_words(element: Element) -> str:
    texts = (qn("w:t"), qn("w:delText"))
    return " ".join(piece.text or "" for piece in element.iter(*texts))
