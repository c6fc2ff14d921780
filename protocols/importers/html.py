"""Reads web pages: headings, paragraphs, lists and tables; nothing is fetched."""

from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from protocols.importers.counting import BULLET, in_style
from protocols.importers.source import Line, Source, UnreadableFile

_HIDDEN = {"script", "style", "nav", "head", "template", "noscript", "iframe", "object"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "body", "html", "blockquote", "ul", "ol",
    "li", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "dl",
    "dt", "dd", "figure", "form", "aside", "address", "pre",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
DEEPEST = 200


def read(data: bytes) -> Source:
    """Read the bytes of a web page.

    Raises:
        UnreadableFile: they hold no words.
    """
    parser = lxml_html.HTMLParser(
        encoding=_encoding(data), no_network=True, remove_comments=True, huge_tree=False
    )
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        message = "There are no words in this web page."
        raise UnreadableFile(message) from error
    page = _Page()
    page.walk(root, depth=0)
    page.end_block()
    if not any(line.text for line in page.lines):
        message = "There are no words in this web page."
        raise UnreadableFile(message)
    left_out = "Scripts, styles and menus of the page were left out."
    return Source(lines=tuple(page.lines), removed=(left_out,) if page.hidden else ())


def _encoding(data: bytes) -> str | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None  # lxml takes what the page declares
    return "utf-8"


class _Page:
    """Gathers the lines of a page while its elements are walked."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.hidden = False
        self._words = ""
        self._hints: dict[str, Any] = {}

    def end_block(self) -> None:
        """Close the line that is being gathered, if there are words in it."""
        for piece in self._words.split("\n"):
            words = " ".join(piece.split())
            if words:
                number = len(self.lines) + 1
                self.lines.append(
                    Line(number=number, text=words, closed=True, **self._hints)
                )
                self._hints = {}
        self._words = ""
        self._hints = {}

    def walk(self, element: Any, *, depth: int) -> None:
        """Take the words of an element and of all inside it."""
        if depth > DEEPEST:
            message = "This page is nested far more deeply than a protocol can be."
            raise UnreadableFile(message)
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _HIDDEN or element.get("hidden") is not None:
            self.hidden = self.hidden or tag != "head"
            return
        if tag == "br":
            self._words += "\n"
        elif tag == "table":
            self._table(element)
        else:
            self._inside(element, tag, depth)

    def _inside(self, element: Any, tag: str, depth: int) -> None:
        if tag in _BLOCKS:
            self.end_block()
        self._begin(element, tag)
        mark = _MARKS.get(tag, "")
        self._take(element.text, mark)
        labels = _labels(element) if tag in {"ol", "ul"} else None
        for child in element:
            if labels is not None and child.tag == "li":
                self.end_block()
                self._label = next(labels)
            self.walk(child, depth=depth + 1)
            self._take(child.tail, mark)
        if tag in _BLOCKS:
            self.end_block()

    def _begin(self, element: Any, tag: str) -> None:
        if tag in _HEADINGS:
            self._hints = {"heading": int(tag[1])}
        elif tag == "li":
            inside = sum(
                1 for one in element.iterancestors() if one.tag in {"ol", "ul"}
            )
            self._hints = {
                "label": getattr(self, "_label", BULLET),
                "indent": max(inside - 1, 0),
            }

    def _take(self, words: str | None, mark: str) -> None:
        if not words:
            return
        words = words.replace("\n", " ").replace("\u00ad", "").replace("\u00a0", " ")
        words = words.replace("\\", "\\\\").replace("*", "\\*")
        core = words.strip()
        if mark and core:
            start = words.index(core)
            end = start + len(core)
            words = f"{words[:start]}{mark}{core}{mark}{words[end:]}"
        self._words += words

    def _table(self, table: Any) -> None:
        self.end_block()
        for row in table.iter("tr"):
            cells = tuple(
                " ".join("".join(cell.itertext()).split()).replace("*", "\\*")
                for cell in row
                if cell.tag in {"td", "th"}
            )
            if any(cells):
                self.lines.append(
                    Line(
                        number=len(self.lines) + 1,
                        text="\t".join(cells),
                        cells=cells,
                        closed=True,
                    )
                )


def _labels(element: Any) -> Iterator[str]:
    style = _STYLES.get(element.get("type", ""), "decimal")
    start = element.get("start", "1")
    number = int(start) if start.isdecimal() else 1
    while True:
        yield BULLET if element.tag == "ul" else f"{in_style(number, style)}."
        number += 1
