"""Numbers worked out from the structure of a text, never stored.

A version brought in from paper keeps its printed labels, mistakes included. What is
drafted here is numbered from its place: each level in a style. A number belongs to the
nearest heading or clause above that bears one, so clauses run on through sub-headings
without numbers (2.5, "Officers", 2.6), and through the whole text where no heading has
a number at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile
from typing import Any, Self
from uuid import UUID

from protocols.document import Finding, Kind, Row, Severity
from protocols.labels import (
    BULLET,
    bare,
    cited_as,
    is_roman,
    letters,
    list_levels,
    parents_of,
    roman,
)
from protocols.references import Certainty, Reference, references_in


class Mark(StrEnum):
    """The ways to mark a level; the value is what a form shows and stores."""

    NUMBER = "1"
    OUTLINE = "1.1"
    LETTER = "(a)"
    ROMAN = "(i)"
    BULLET = "•"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberingStyle:
    """How each level of a text is marked.

    ``items`` has a mark for each level of lists; deeper lists take bullets.
    ``unnumbered_opening`` is how many sections stand without a number before the first
    numbered one: many protocols open with an introduction that has none.
    """

    sections: Mark = Mark.NUMBER
    subheadings: Mark = Mark.NONE
    clauses: Mark = Mark.OUTLINE
    items: tuple[Mark, ...] = (Mark.LETTER, Mark.ROMAN)
    unnumbered_opening: int = 0

    def to_json(self) -> dict[str, Any]:
        """Give the style as JSON."""
        return {
            "sections": self.sections.value,
            "subheadings": self.subheadings.value,
            "clauses": self.clauses.value,
            "items": [mark.value for mark in self.items],
            "unnumbered_opening": self.unnumbered_opening,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read a style back."""
        return cls(
            sections=Mark(value["sections"]),
            subheadings=Mark(value["subheadings"]),
            clauses=Mark(value["clauses"]),
            items=tuple(map(Mark, value["items"])),
            unnumbered_opening=value["unnumbered_opening"],
        )

    def of_items(self, level: int) -> Mark:
        """Give the mark of a list, by how many lists it stands in."""
        return self.items[level] if level < len(self.items) else Mark.BULLET


def numbered(
    rows: Sequence[Row], style: NumberingStyle | None = None
) -> tuple[Row, ...]:
    """Give the rows the labels of their places, in a style.

    Paragraphs and notes have no label.
    """
    count = _Count(rows, style or NumberingStyle())
    return tuple(
        replace(row, label=count.label_of(place)) for place, row in enumerate(rows)
    )


def style_of(rows: Sequence[Row]) -> NumberingStyle:
    """Tell the style of printed labels: on each level, the mark used most.

    So that the next draft is numbered in the council's own way.
    """
    default = NumberingStyle()
    sections = [row.label for row in rows if row.kind is Kind.SECTION and not row.depth]
    opening = sum(1 for _ in takewhile(lambda label: not bare(label), sections))
    if opening == len(sections):  # None has a number: that is a style of its own.
        opening = 0
    subheadings = [row.label for row in rows if row.kind is Kind.SECTION and row.depth]
    clauses = [row.label for row in rows if row.kind is Kind.CLAUSE]
    by_level = _marks_of_lists(rows)
    items = tuple(
        _most_used(by_level[level]) if level in by_level else default.of_items(level)
        for level in range(max(by_level, default=-1) + 1)
    )
    return NumberingStyle(
        sections=_style_of_labels(sections[opening:], default.sections),
        subheadings=_style_of_labels(subheadings, default.subheadings),
        clauses=_style_of_labels(clauses, default.clauses),
        items=items or default.items,
        unnumbered_opening=opening,
    )


def renumbered_from_print(
    rows: Sequence[Row], style: NumberingStyle | None = None
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Renumber a printed text for its next draft; references follow where certain.

    Without a style the printed one is kept. A reference is left as it stands, and is a
    finding, where the printed number was used twice or not at all, where its clause no
    longer bears a number, or where it may not be a reference.
    """
    after = numbered(rows, style or style_of(rows))
    moves = _Moves(rows, after)
    texts: list[str] = []
    findings: list[Finding] = []
    for row, cited in zip(rows, cited_as(after), strict=True):
        text, doubts = moves.followed(row.text)
        texts.append(text)
        findings.extend(_uncertain(row.lineage, cited, doubt) for doubt in doubts)
    return (
        tuple(replace(row, text=text) for row, text in zip(after, texts, strict=True)),
        tuple(findings),
    )


class _Count:
    """Counts the rows of one text, from the first to the last."""

    def __init__(self, rows: Sequence[Row], style: NumberingStyle) -> None:
        self._rows = rows
        self._style = style
        self._parents = parents_of(rows)
        self._levels = list_levels(rows)
        self._counted: dict[tuple[object, ...], int] = {}
        self._numbers: dict[int, str] = {}  # of the headings and clauses that bear one
        self._sections = 0

    def label_of(self, place: int) -> str | None:
        """Count one row; it must be asked of every row in turn."""
        mark = self._mark_of(place)
        if mark is Mark.NONE:
            return None
        if mark is Mark.BULLET:
            return BULLET
        row = self._rows[place]
        parent = self._parents[place]
        above = self._numbered_above(parent)
        if row.kind is Kind.ITEM:
            count = self._next("list", parent)
        elif above is None:
            count = self._next("text", row.kind)
        else:
            count = self._next("heading", above)
        outline = str(count) if above is None else f"{self._numbers[above]}.{count}"
        if row.kind is not Kind.ITEM:
            self._numbers[place] = outline
        return _label(mark, count, outline)

    def _mark_of(self, place: int) -> Mark:
        row = self._rows[place]
        if row.kind is Kind.SECTION and not row.depth:
            self._sections += 1
            opening = self._sections <= self._style.unnumbered_opening
            return Mark.NONE if opening else self._style.sections
        if row.kind is Kind.SECTION:
            return self._style.subheadings
        if row.kind is Kind.CLAUSE:
            return self._style.clauses
        if row.kind is Kind.ITEM:
            return self._style.of_items(self._levels[place])
        return Mark.NONE

    def _numbered_above(self, place: int | None) -> int | None:
        while place is not None and place not in self._numbers:
            place = self._parents[place]
        return place

    def _next(self, *what: object) -> int:
        self._counted[what] = self._counted.get(what, 0) + 1
        return self._counted[what]


class _Moves:
    """Knows what each printed number has become."""

    def __init__(self, before: Sequence[Row], after: Sequence[Row]) -> None:
        self._after = after
        self._clauses: dict[str, list[int]] = {}
        self._entries: dict[tuple[int | None, str], list[int]] = {}
        for place, (row, parent) in enumerate(
            zip(before, parents_of(before), strict=True)
        ):
            number = bare(row.label)
            if not number:
                continue
            if row.kind is Kind.ITEM:
                self._entries.setdefault((parent, number), []).append(place)
            else:
                self._clauses.setdefault(number, []).append(place)

    def followed(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Give the text with its references changed, and what is uncertain in it."""
        doubts: list[str] = []
        parts: list[str] = []
        end = 0
        for reference in references_in(text):
            now, doubt = self._now(reference)
            if doubt:
                doubts.append(doubt)
            parts += [text[end : reference.start], now]
            end = reference.end
        return "".join([*parts, text[end:]]), tuple(doubts)

    def _now(self, reference: Reference) -> tuple[str, str | None]:
        """Give what a reference becomes, or what it is with the doubt about it."""
        was = reference.printed
        if reference.certainty is Certainty.ELSEWHERE:
            return was, None
        places = self._places(reference)
        now = self._printed_now(places)
        if reference.certainty is Certainty.PERHAPS:
            moved = bool(places) and now != was
            doubt = "may be a reference to a clause that is renumbered"
            return was, f"“{was}” {doubt}" if moved else None
        if now is None:
            return was, f"“{was}” {_why_lost(places)}"
        return now, None

    def _places(self, reference: Reference) -> list[tuple[int, ...]]:
        """Find the clauses, or clauses and list entries, that a reference may mean."""
        found: list[tuple[int, ...]] = [
            (place,) for place in self._clauses.get(reference.number, [])
        ]
        for letter in reference.letters:
            found = [
                (*path, entry)
                for path in found
                for entry in self._entries.get((path[-1], letter), [])
            ]
        return found

    def _printed_now(self, places: list[tuple[int, ...]]) -> str | None:
        if len(places) != 1:
            return None
        clause, *entries = (bare(self._after[place].label) for place in places[0])
        if not clause or not all(entries):
            return None
        return clause + "".join(f"({entry})" for entry in entries)


def _label(mark: Mark, count: int, outline: str) -> str:
    return {
        Mark.NUMBER: str(count),
        Mark.OUTLINE: outline,
        Mark.LETTER: f"({letters(count)})",
        Mark.ROMAN: f"({roman(count)})",
    }[mark]


def _uncertain(lineage: UUID, cited: str, doubt: str) -> Finding:
    where = f"In {cited}, " if cited else ""
    return Finding(
        code="reference-uncertain",
        severity=Severity.WARNING,
        message=f"{where}{doubt}: check it against the new numbers.",
        row=lineage,
    )


def _why_lost(places: Sequence[tuple[int, ...]]) -> str:
    if not places:
        return "is not a number of the printed text"
    if len(places) > 1:
        return "may mean more than one clause with that number"
    return "means a clause that no longer has a number"


def _marks_of_lists(rows: Sequence[Row]) -> dict[int, list[Mark]]:
    """Gather the marks of all list entries by level, each list read as a whole."""
    parents = parents_of(rows)
    levels = list_levels(rows)
    lists: dict[int | None, list[int]] = {}
    for place, row in enumerate(rows):
        if row.kind is Kind.ITEM:
            lists.setdefault(parents[place], []).append(place)
    marks: dict[int, list[Mark]] = {}
    for places in lists.values():
        labels = [rows[place].label for place in places]
        cited = [bare(label) for label in labels]
        romans = is_roman(cited)
        marks.setdefault(levels[places[0]], []).extend(
            Mark.ROMAN if romans else _mark(label) for label in labels
        )
    return marks


def _style_of_labels(labels: Sequence[str | None], default: Mark) -> Mark:
    return _most_used([_mark(label) for label in labels]) if labels else default


def _most_used(marks: Sequence[Mark]) -> Mark:
    return max(Mark, key=marks.count)


def _mark(label: str | None) -> Mark:
    """Tell the mark of one printed label."""
    number = bare(label)
    if not number:
        return Mark.BULLET if label else Mark.NONE
    if number.isdecimal():
        return Mark.NUMBER
    return Mark.OUTLINE if number[0].isdecimal() else Mark.LETTER
