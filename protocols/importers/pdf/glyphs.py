"""Takes the letters off the pages of a PDF, and says where each of them stands."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import (
    LTChar,
    LTContainer,
    LTCurve,
    LTItem,
    LTLine,
    LTRect,
)
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from councils.kernel.door.terms import UnreadableFile

MOST_PAGES = 200
MOST_LETTERS = 300_000
TOO_LONG = "This PDF has far more pages or letters than a protocol of a few pages."
THIN = 3.0  # points; a box as thin as this is a rule
_SHORTEST_RULE = 6.0
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter: what it says, where it stands, and how it is set."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line on a page; ``at`` is where, the others where it runs."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """The letters and rules of a page, in the order that the file draws them."""

    number: int
    height: float = 0.0
    glyphs: list[Glyph] = field(default_factory=list)
    aslant: list[str] = field(default_factory=list)  # letters of a stamp, say
    upright_rules: list[Rule] = field(default_factory=list)
    level_rules: list[Rule] = field(default_factory=list)


class _Device(PDFPageAggregator):
    """Takes what a page draws, and stops before its letters fill the memory."""

    letters = 0

    def render_char(self, *args: Any, **values: Any) -> float:
        self.letters += 1
        if self.letters > MOST_LETTERS:
            raise UnreadableFile(TOO_LONG)
        return super().render_char(*args, **values)


def open_pdf(data: bytes) -> PDFDocument:
    """Open the bytes of a PDF; its table of places is made anew where it is broken."""
    return PDFDocument(PDFParser(io.BytesIO(data)))


def read_pages(document: PDFDocument) -> Iterator[Page]:
    """Give the pages one by one.

    Raises:
        UnreadableFile: there are far more pages or letters than a protocol has.
    """
    resources = PDFResourceManager(caching=True)
    device = _Device(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for number, printed in enumerate(PDFPage.create_pages(document), start=1):
        if number > MOST_PAGES:
            raise UnreadableFile(TOO_LONG)
        interpreter.process_page(printed)
        layout = device.get_result()
        page = Page(number=number, height=layout.height)
        _take(page, layout, depth=0)
        yield page


def what_is_ignored(document: PDFDocument, data: bytes) -> Iterator[str]:
    """Tell what a PDF holds besides its pages; none of it is run or opened."""
    names = resolve1(document.catalog.get("Names")) or {}
    scripts = "JavaScript" in names or b"/JavaScript" in data
    if scripts or "AA" in document.catalog:
        yield "Scripts inside the PDF were left out."
    if "EmbeddedFiles" in names or b"/EmbeddedFile" in data:
        yield "Files inside the PDF were left out."
    form = resolve1(document.catalog.get("AcroForm")) or {}
    if resolve1(form.get("Fields")):
        yield "What was typed into the form of the PDF was left out."


def _take(page: Page, items: Iterable[LTItem], depth: int) -> None:
    for item in items:
        if isinstance(item, LTChar):
            _take_letter(page, item)
        elif isinstance(item, LTRect | LTLine | LTCurve):
            _take_rules(page, item)
        elif isinstance(item, LTContainer) and depth < _DEEPEST:
            _take(page, item, depth + 1)


def _take_letter(page: Page, letter: LTChar) -> None:
    text = letter.get_text()
    _, rise, slant, _, left, baseline = letter.matrix
    font = letter.fontname.casefold()
    if abs(rise) > abs(letter.matrix[0]) / 10 or letter.matrix[0] < 0:
        page.aslant.append(text)
        return
    page.glyphs.append(
        Glyph(
            text=text,
            left=min(left, letter.x0),
            right=letter.x1,
            baseline=baseline,
            size=round(letter.size, 1),
            bold=any(word in font for word in ("bold", "black", "heavy")),
            italic=slant > 0 or "italic" in font or "oblique" in font,
        )
    )


def _take_rules(page: Page, drawn: LTCurve) -> None:
    wide, high = drawn.width, drawn.height
    if wide <= THIN and high >= _SHORTEST_RULE:
        page.upright_rules.append(Rule((drawn.x0 + drawn.x1) / 2, drawn.y0, drawn.y1))
    elif high <= THIN and wide >= _SHORTEST_RULE:
        page.level_rules.append(Rule((drawn.y0 + drawn.y1) / 2, drawn.x0, drawn.x1))
    elif isinstance(drawn, LTRect) and drawn.stroke and high > THIN:
        page.upright_rules += [
            Rule(drawn.x0, drawn.y0, drawn.y1),
            Rule(drawn.x1, drawn.y0, drawn.y1),
        ]
        page.level_rules += [
            Rule(drawn.y0, drawn.x0, drawn.x1),
            Rule(drawn.y1, drawn.x0, drawn.x1),
        ]
