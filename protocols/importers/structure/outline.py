"""Turns blocks into rows: what each one is, and how deep it stands."""

import re
import uuid
from collections import Counter
from dataclasses import dataclass, replace

from protocols.document import MAX_DEPTH, Kind, Row
from protocols.importers.marks import Mark
from protocols.importers.structure.blocks import Block
from protocols.importers.structure.headings import is_capitals

_NAMESPACE = uuid.UUID("6f0d0c52-7d0f-5a5e-9b39-3a3c1d6f2b8e")
_NOTE = re.compile(
    r"^(?:note|n\.?b\.?|footnote|notes)\s*(?:\d+\s*)?[:.–—-]", re.IGNORECASE
)
_MISSING = 2  # A list may have lost a letter, and still go on.
_PARTY = re.compile(
    r"^(?:the )?(?:roles? of (?:the )?)?(?:all |town |parish |council )*"
    r"(?:members?|councillors?|officers?|staff|employees|clerk"
    r"|chair\w*(?: of (?:the )?\w+)?)\s*:?$",
    re.IGNORECASE,
)


@dataclass(slots=True, kw_only=True)
class _Level:
    """A list or run of clauses that stands open, and its last label."""

    mark: Mark | None
    depth: int
    kind: Kind
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with the line it begins on and the place of its parent row, if any."""

    row: Row
    line: int
    parent: int | None


def make_rows(blocks: list[Block], headings: list[bool]) -> list[Placed]:
    """Give each block its kind and depth, and a lineage made of place and words."""
    outline = _Outline(blocks, headings)
    for place in range(len(blocks)):
        outline.add(place)
    return outline.placed


class _Outline:
    """The rows so far, with the headings and lists that stand open."""

    def __init__(self, blocks: list[Block], headings: list[bool]) -> None:
        self.blocks = blocks
        self.headings = headings
        self.placed: list[Placed] = []
        self.open: list[_Level] = []
        self.heading = -1  # depth of the heading above; none yet
        self.heading_block: Block | None = None
        self.section: int | None = None
        self.section_level: int | None = None
        self.sub_look: set[tuple[object, ...]] = set()
        self.lead_depth: int | None = None
        self.lead_ends = False  # the paragraph above is a sentence, no lead-in
        self.number: int | None = None  # the first part of the last clause's number
        self.ahead: Block | None = (
            None  # the numbered block that the last heading opens
        )
        self.path: list[int] = []  # rows above, one a depth
        self.same: Counter[str] = Counter()
        chosen = [
            block for block, is_one in zip(blocks, headings, strict=True) if is_one
        ]
        numbers = [b for b in chosen if b.mark is not None and b.mark.is_number]
        self.numbered = len(numbers) > 1
        self.levels = sorted({b.level for b in chosen if b.level is not None})
        self.capitals = any(is_capitals(b.words) for b in chosen)
        self.next_numbered = self._look_ahead()

    def _look_ahead(self) -> list[Block | None]:
        """Give, for each place, the next block there whose label is a number."""
        ahead: list[Block | None] = []
        following: Block | None = None
        for block, is_one in zip(
            reversed(self.blocks), reversed(self.headings), strict=True
        ):
            ahead.append(following)
            mark = block.mark
            if mark is not None and (mark.is_decimal or (mark.is_number and is_one)):
                following = block
        return ahead[::-1]

    def add(self, place: int) -> None:
        block = self.blocks[place]
        if self.headings[place]:
            self._add_heading(place)
            return
        kind = self._kind(block)
        if kind is Kind.SECTION:
            kind = Kind.PARAGRAPH
        depth = self._depth(block, kind)
        self._append(block, kind, depth)

    def _add_heading(self, place: int) -> None:
        block = self.blocks[place]
        depth = min(self._heading_depth(place), len(self.path))
        mark = block.mark
        if depth == 0:
            self.section = (
                mark.value[0] if mark is not None and mark.is_number else None
            )
            self.section_level = block.level
        elif mark is None:
            self.sub_look.add(_look(block))
        self.heading = depth
        self.heading_block = block
        self.open.clear()
        self.lead_depth = None
        self._append(block, Kind.SECTION, depth)

    def _heading_depth(self, place: int) -> int:
        block = self.blocks[place]
        mark = block.mark
        if mark is not None and mark.is_decimal:
            parts = [part for part in mark.value if part]
            return min(max(len(parts) - 1, 0), 2)
        if mark is not None and (mark.is_number or mark.is_named):
            return 0
        if mark is not None:
            return 1 if self.numbered else 0
        if self.numbered:
            return self._depth_among_numbers(place)
        if self._goes_on_counting(place):
            return 1
        return self._depth_by_look(place)

    def _goes_on_counting(self, place: int) -> bool:
        """Say whether the clauses below count on in the section that stands open."""
        following = self.next_numbered[place]
        opened, self.ahead = self.ahead, following
        if self.heading < 0 or following is None or following.mark is None:
            return False
        mark = following.mark
        again = opened is following and self.blocks[place].level is None
        return mark.is_decimal and (
            again or (mark.value[0] == self.number and mark.value[1] > 1)
        )

    def _depth_among_numbers(self, place: int) -> int:
        """Place an unnumbered heading inside the numbered section it stands in."""
        block = self.blocks[place]
        if self.section is None:
            return 0
        following = self.next_numbered[place]
        if following is not None and following.mark is not None:
            if following.mark.is_decimal:
                return int(following.mark.value[0] == self.section)
            return int(following.mark.value[0] == self.section + 1)
        return int(_look(block) in self.sub_look)

    def _depth_by_look(self, place: int) -> int:
        block = self.blocks[place]
        if block.level is not None:
            return min(self.levels.index(block.level), 2)
        if self.heading < 0:
            return 0
        if self.levels:
            return min(self.heading, 1)
        above = self.heading_block
        if self.capitals and not is_capitals(block.words):
            return 1
        just_above = place > 0 and self.headings[place - 1]
        if (
            above is not None
            and _PARTY.match(block.words)
            and _look(above) == _look(block)
        ):
            return (
                1
                if just_above or (self.heading == 1 and _PARTY.match(above.words))
                else 0
            )
        return 0

    def _kind(self, block: Block) -> Kind:
        if _NOTE.match(block.words):
            return Kind.NOTE
        mark = block.mark
        if mark is None:
            return Kind.ITEM if block.entry else Kind.PARAGRAPH
        if mark.is_decimal:
            return Kind.CLAUSE
        level = self._level_of(mark)
        if level is not None:
            return level.kind
        under_heading = not self.open and (self.lead_depth is None or self.lead_ends)
        if mark.is_number and under_heading:
            return Kind.CLAUSE
        return Kind.ITEM

    def _level_of(self, mark: Mark) -> _Level | None:
        for level in reversed(self.open):
            if level.mark is not None and _goes_on(mark, level.mark) is not None:
                return level
        return None

    def _depth(self, block: Block, kind: Kind) -> int:
        body = self.heading + 1
        mark = block.mark
        if mark is None and not block.entry:
            self.open.clear()
            self.lead_depth = body
            self.lead_ends = block.words.rstrip().endswith((".", "!", "?"))
            return body
        if mark is not None and mark.is_decimal:
            return self._decimal_depth(block, mark)
        return self._listed_depth(block, mark, kind)

    def _decimal_depth(self, block: Block, mark: Mark) -> int:
        heading = self.heading_block
        above = None if heading is None else heading.mark
        if above is not None and above.is_decimal and above.family == mark.family:
            self.heading = max(self.heading - 1, 0)  # A clause beside the sub-heading.
            self.heading_block = None
        while self.open and not _holds(self.open[-1].mark, mark):
            self.open.pop()
        depth = self.open[-1].depth + 1 if self.open else self.heading + 1
        self.open.append(
            _Level(mark=mark, depth=depth, kind=Kind.CLAUSE, indent=block.indent)
        )
        self.lead_depth, self.lead_ends = depth, False
        self.number = mark.value[0]
        return depth

    def _listed_depth(self, block: Block, mark: Mark | None, kind: Kind) -> int:
        level = None if mark is None else self._sibling(block, mark)
        if level is not None:
            while self.open[-1] is not level:
                self.open.pop()
            if mark is not None and level.mark is not None:
                level.mark = _goes_on(mark, level.mark) or mark
            level.indent = min(level.indent, block.indent)
            return level.depth
        if mark is None and self.open and self.open[-1].mark is None:
            return self.open[-1].depth
        if self.open:
            depth = self.open[-1].depth + 1
        elif kind is Kind.CLAUSE or self.lead_depth is None:
            depth = self.heading + 1
        else:
            depth = self.lead_depth + 1
        del self.open[MAX_DEPTH:]  # Beyond it no list is told from another.
        self.open.append(_Level(mark=mark, depth=depth, kind=kind, indent=block.indent))
        return depth

    def _sibling(self, block: Block, mark: Mark) -> _Level | None:
        """Find the open list that an entry goes on; deeper bullets open their own."""
        if not mark.is_bullet:
            return self._level_of(mark)
        bullets = [
            level
            for level in self.open
            if level.mark is not None and level.mark.is_bullet
        ]
        for level in reversed(bullets):
            if block.indent >= level.indent:
                deeper = block.indent > level.indent
                return None if deeper and level is self.open[-1] else level
        return bullets[0] if bullets else None

    def _append(self, block: Block, kind: Kind, depth: int) -> None:
        depth = min(depth, MAX_DEPTH - 1, len(self.path))
        del self.path[depth:]
        parent = self.path[-1] if self.path else None
        place = "" if parent is None else str(self.placed[parent].row.lineage)
        name = "\x1f".join((place, kind.value, block.label or "", block.text))
        self.same[name] += 1
        row = Row(
            lineage=uuid.uuid5(_NAMESPACE, f"{name}\x1f{self.same[name]}"),
            depth=depth,
            kind=kind,
            label=block.label,
            text=block.text,
        )
        self.path.append(len(self.placed))
        self.placed.append(Placed(row, block.number, parent))


def set_row(placed: Placed, **changes: object) -> Placed:
    """Give the same place with a row that says more."""
    return replace(placed, row=replace(placed.row, **changes))  # type: ignore[arg-type]


def _look(block: Block) -> tuple[object, ...]:
    return (block.level, block.bold, is_capitals(block.words))


def _holds(mark: Mark | None, part: Mark) -> bool:
    if mark is None or mark.is_bullet:
        return False
    size = len(mark.value)
    counts = mark.is_decimal or mark.is_number
    return counts and len(part.value) > size and part.value[:size] == mark.value


def _goes_on(mark: Mark, last: Mark) -> Mark | None:
    """Read a label as the one after another, or give none where it is not."""
    if mark.is_bullet or last.is_bullet:
        return mark if mark.is_bullet and last.is_bullet else None
    if mark.roman is not None and last.roman is not None:
        # Two that can both be numerals are: (i) before (ii), (iv) before (v).
        shape = mark.family.removeprefix("letter").removeprefix("roman")
        if last.family.endswith(shape) and mark.roman > last.roman:
            return replace(mark, family=f"roman{shape}", value=(mark.roman,))
    if mark.family != last.family:
        return None
    if mark.roman is not None and mark.family.startswith("letter"):
        # An (i) long before (h) opens a list of numerals inside the lettered one.
        return mark if 0 < mark.value[0] - last.value[0] <= _MISSING else None
    return mark
