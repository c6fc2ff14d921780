"""Reads web pages: headings, paragraphs, lists and tables; nothing is fetched."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml import html as lxml_html
from lxml.etree import _Element as Element

from councils.kernel.door.terms import UnreadableFile
from protocols.importers.characters import clean, make_source
from protocols.importers.counting import BULLET, in_style
from protocols.importers.left_out import quoted
from protocols.importers.runs import Run, marked
from protocols.importers.source import Line, Source

NO_WORDS = "There are no words in this web page."
DAMAGED = "This web page is damaged. Open it, save it again and try once more."
TOO_DEEP = "This page is nested far more deeply than a protocol can be."
PROGRAMS = "Scripts and styles of the page were left out."
DEEPEST = 200

_PROGRAMS = frozenset({"script", "style", "template", "iframe", "object", "embed"})
# A page without a body may have its words in the head, but none in the title.
_UNSHOWN = frozenset({"title", "noscript", "svg", "canvas", "audio", "video"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ol", "ul", "menu"})
_BLOCKS = _LISTS | _HEADINGS.keys() | {
    "p", "div", "section", "article", "main", "body", "html", "blockquote", "li",
    "table", "caption", "header", "footer", "dl", "dt", "dd", "figure", "figcaption",
    "form", "fieldset", "aside", "address", "pre", "hr", "center", "details", "summary",
    "tr", "td", "th",
}  # fmt: skip
_STYLES = {
    "a": "lowerLetter", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "A": "upperLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "i": "lowerRoman", "lower-roman": "lowerRoman",
    "I": "upperRoman", "upper-roman": "upperRoman",
    "1": "decimal", "decimal": "decimal",
}  # fmt: skip
_BULLETS = frozenset({"disc", "circle", "square"})
_MARKS = _BULLETS | _STYLES.keys() | {"none"}
_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_ITALIC = re.compile(r"font-style\s*:\s*italic")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FRONT = 2048


def read(data: bytes) -> Source:
    """Read the bytes of a web page.

    Raises:
        UnreadableFile: they hold no words, or are nested beyond reason.
    """
    text, count = clean(_decode(data))
    parser = lxml_html.HTMLParser(
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,  # else words after ten megabytes would be lost in silence
    )
    page = _Page()
    try:
        words = _DECLARATION.sub("", text).encode()
        page.walk(lxml_html.document_fromstring(words, parser=parser), _Setting())
    except etree.ParserError as error:
        raise UnreadableFile(NO_WORDS) from error
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableFile(DAMAGED) from error
    page.end_block()
    if not any(line.text for line in page.lines):
        raise UnreadableFile(NO_WORDS)
    programs = (PROGRAMS,) if page.programs else ()
    removed = (
        *programs,
        *quoted(page.menus, "A menu of the page was left out"),
        *quoted(page.hidden, "Words hidden on the page were left out"),
    )
    return make_source(page.lines, removed, already=count)


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = _CHARSET.search(data[:_FRONT])
        return data.decode(_known(named), errors="replace")


def _known(named: re.Match[bytes] | None) -> str:
    encoding = "windows-1252" if named is None else named[1].decode("ascii")
    try:
        # Browsers read what calls itself Latin-1 as Windows' own letters.
        name = codecs.lookup(encoding).name
    except LookupError:
        return "windows-1252"
    return "windows-1252" if name in {"iso8859-1", "ascii", "utf-8"} else name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """How words are set where the walk has come to."""

    bold: bool = False
    italic: bool = False
    kept: bool = False  # spaces and line ends are kept as they are
    lists: int = 0
    depth: int = 0

    def inside(self, element: Element, tag: str) -> "_Setting":
        style = (element.get("style") or "").casefold()
        return replace(
            self,
            bold=self.bold or tag in {"b", "strong"} or bool(_BOLD.search(style)),
            italic=self.italic or tag in {"i", "em"} or bool(_ITALIC.search(style)),
            kept=self.kept or tag == "pre",
            lists=self.lists + (tag in _LISTS),
            depth=self.depth + 1,
        )


@dataclass(slots=True)
class _Page:
    """Gathers the lines of a page while its elements are walked."""

    lines: list[Line] = field(default_factory=list)
    programs: bool = False
    menus: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _heading: int | None = None
    _label: str | None = None
    _indent: int = 0

    def end_block(self) -> None:
        """Close the paragraph that is being gathered, if there are words in it."""
        pieces = [" ".join(p.split()) for p in marked(self._runs).split("\n")]
        pieces = [piece for piece in pieces if piece]
        self._runs.clear()
        for place, piece in enumerate(pieces):
            self.lines.append(
                Line(
                    number=1,
                    text=piece,
                    heading=self._heading,
                    label=self._label,
                    indent=self._indent,
                    closed=place == len(pieces) - 1,
                )
            )
            self._heading = self._label = None

    def walk(self, element: Element, setting: _Setting) -> None:
        """Take the words of an element and of all inside it."""
        if setting.depth > DEEPEST:
            raise UnreadableFile(TOO_DEEP)
        tag = element.tag if isinstance(element.tag, str) else ""
        if self._is_unshown(element, tag):
            return
        if tag == "br":
            self._runs.append(Run(text="\n"))
            return
        if tag in _BLOCKS:
            self.end_block()
        if tag == "table":
            self._table(element, setting)
            return
        before = (self._heading, self._indent)
        self._heading = _HEADINGS.get(tag, self._heading)
        self._inside(element, tag, setting.inside(element, tag))
        if tag in _BLOCKS:
            self.end_block()
            self._heading, self._indent = before

    def _is_unshown(self, element: Element, tag: str) -> bool:
        if tag in _PROGRAMS:
            self.programs = True
            return True
        if tag == "nav":
            self.menus.append(_all_words(element))
            return True
        style = (element.get("style") or "").casefold()
        if element.get("hidden") is not None or _HIDDEN.search(style):
            self.hidden.append(_all_words(element))
            return True
        return tag in _UNSHOWN

    def _inside(self, element: Element, tag: str, setting: _Setting) -> None:
        self._take(element.text, setting)
        labels = _labels(element) if tag in _LISTS else None
        for child in element:
            if labels is not None and child.tag == "li":
                self.end_block()
                self._label = next(labels)
                self._indent = max(setting.lists - 1, 0)
            self.walk(child, setting)
            if child.tag == "li":
                self._label = None
            self._take(child.tail, setting)

    def _take(self, words: str | None, setting: _Setting) -> None:
        if words and not setting.kept:
            words = _SPACE.sub(" ", words)
        if words:
            self._runs.append(Run(text=words, bold=setting.bold, italic=setting.italic))

    def _table(self, table: Element, setting: _Setting) -> None:
        inner = setting.inside(table, "table")
        for row in _rows(table):
            cells = [cell for cell in row if cell.tag in {"td", "th"}]
            if row.tag == "caption" or len(cells) <= 1:
                # A frame around text, or a title across the table: no row of cells.
                self.walk(row, inner)
                self.end_block()
                continue
            words = tuple(self._cell(cell, inner) for cell in cells)
            if any(words):
                text = "\t".join(words)
                self.lines.append(Line(number=1, text=text, cells=words, closed=True))

    def _cell(self, cell: Element, setting: _Setting) -> str:
        inside = _Page(menus=self.menus, hidden=self.hidden)
        inside.walk(cell, setting)
        inside.end_block()
        self.programs = self.programs or inside.programs
        return " ".join(
            f"{line.label or ''} {line.text}".strip() for line in inside.lines
        )


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag in {"tr", "caption"}:
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)


def _all_words(element: Element) -> str:
    return _SPACE.sub(" ", " ".join(map(str, element.itertext())))


def _labels(element: Element) -> Iterator[str | None]:
    """Give the labels that a browser would print before the entries of a list."""
    entries = [child for child in element if child.tag == "li"]
    step = -1 if element.get("reversed") is not None else 1
    first = len(entries) if step < 0 else 1
    number = _whole(element.get("start"), first)
    for entry in entries:
        number = _whole(entry.get("value"), number)
        style = _style(entry) or _style(element)
        if style == "none":
            yield None
        elif style in _BULLETS or (style is None and element.tag != "ol"):
            yield BULLET
        else:
            yield f"{in_style(number, _STYLES.get(style or '', 'decimal'))}."
        number += step


def _style(element: Element) -> str | None:
    named = _LIST_STYLE.search((element.get("style") or "").casefold())
    found = element.get("type") if named is None else named[1]
    return found if found in _MARKS else None


def _whole(value: str | None, otherwise: int) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,9})\s*", value or "", re.ASCII)
    return otherwise if found is None else int(found[1])
