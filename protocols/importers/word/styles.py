"""Answers from a Word file's styles and lists: heading, emphasis, list mark."""

from collections.abc import Iterable, Iterator

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from protocols.importers.counting import ListCounter
from protocols.importers.word.numbering import read_lists, read_style_levels

_OFF = frozenset({"0", "false", "off", "none"})
_LONGEST_CHAIN = 20  # styles based on styles; more is a circle
_BODY_TEXT = 9  # Word's outline level for what is no heading


class Styles:
    """What the styles of a file say of its paragraphs and runs."""

    def __init__(self, document: WordDocument) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style
            for style in document.styles.element.findall(qn("w:style"))
        }
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(qn("w:default")) == "1"
                and style.get(qn("w:type")) == "paragraph"
            ),
            None,
        )
        lists = read_lists(document, self._styles)
        self._levels = read_style_levels(document)
        self._counter = ListCounter(lists)

    def heading(self, paragraph: Element) -> int | None:
        """Give the heading level, from one, that a paragraph is set as."""
        for properties, style in self._places(paragraph):
            level = _value(properties, "w:outlineLvl")
            if level is not None and level.isdecimal():
                return int(level) + 1 if int(level) < _BODY_TEXT else None
            named = None if style is None else _named_heading(style)
            if named is not None:
                return named
        return None

    def label(self, paragraph: Element) -> tuple[str | None, int]:
        """Count a paragraph in its list, and give its printed label and its level."""
        which = depth = None
        for properties, style in self._places(paragraph):
            numbering = None if properties is None else properties.find(qn("w:numPr"))
            if numbering is None:
                continue
            depth = depth or _value(numbering, "w:ilvl")
            which = _value(numbering, "w:numId")
            if which is not None:
                linked = None
                if style is not None:
                    linked = self._levels.get((which, style.get(qn("w:styleId"), "")))
                level = linked if linked is not None else _level(depth)
                if which == "0":
                    return None, 0
                return self._counter.next_label(which, level), level
        return None, 0

    def emphasis(
        self, run: Element, paragraph: Element, *, heading: bool
    ) -> tuple[bool, bool]:
        """Say whether a run is bold, and whether it is italic.

        That a heading's style is bold is no emphasis.
        """
        own = run.find(qn("w:rPr"))
        named = self._chain(_value(own, "w:rStyle"))
        places = [own, *(style.find(qn("w:rPr")) for style in named)]
        if not heading:
            places += [
                style.find(qn("w:rPr"))
                for _, style in self._places(paragraph)
                if style is not None
            ]
        return _toggle(places, "w:b"), _toggle(places, "w:i")

    def is_hidden(self, run: Element) -> bool:
        """Say whether Word shows a run's words to nobody."""
        own = run.find(qn("w:rPr"))
        return own is not None and _toggle([own], "w:vanish")

    def _places(
        self, paragraph: Element
    ) -> Iterator[tuple[Element | None, Element | None]]:
        """Give a paragraph's own properties, then its styles', nearest first."""
        own = paragraph.find(qn("w:pPr"))
        yield own, None
        for style in self._chain(_value(own, "w:pStyle") or self._default):
            yield style.find(qn("w:pPr")), style

    def _chain(self, name: str | None) -> Iterator[Element]:
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = _value(style, "w:basedOn")


def _value(element: Element | None, name: str) -> str | None:
    found = None if element is None else element.find(qn(name))
    value = None if found is None else found.get(qn("w:val"))
    return None if value is None else str(value)


def _toggle(places: Iterable[Element | None], name: str) -> bool:
    for properties in places:
        toggle = None if properties is None else properties.find(qn(name))
        if toggle is not None:
            return toggle.get(qn("w:val"), "1") not in _OFF
    return False


def _level(depth: str | None) -> int:
    return int(depth) if depth is not None and depth.isdecimal() else 0


def _named_heading(style: Element) -> int | None:
    name = (_value(style, "w:name") or "").casefold()
    if name == "title":
        return 1
    kind, _, level = name.partition(" ")
    return int(level) if kind == "heading" and level.isdecimal() else None
