"""Puts the letters of a page back into printed lines, and lines into table rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from protocols.importers.marks import read_mark
from protocols.importers.pdf.glyphs import Glyph, Page, Rule
from protocols.importers.runs import Run

_SAME_LINE = 0.4  # of the letters' size: a raised figure is still on its line
_SPACE = 0.11  # of the size: letters further apart than usual by this are two words
_CELL = 1.5  # of the size: a gap this wide sets words apart as a table does
_EVEN = 0.6  # gaps as like as this are those of a line spread to both margins
_NEAR = 3.0  # points
_SAME_ROW = 1.6  # of the size: lines nearer than this are of one paragraph
_TWICE = 0.3  # of a letter's width: drawn again here, it only prints bolder
_FRAME = 2  # rules left and right of the text: a box, no table
_UNKNOWN = "(cid:"
_BULLET = "•"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of a line that a wide gap or a rule sets apart from the next."""

    runs: tuple[Run, ...]
    left: float
    right: float
    first_word: float  # the width of its first word

    @property
    def text(self) -> str:
        """Give the words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One printed line, or one row of a table."""

    pieces: tuple[Piece, ...]
    page: int
    baseline: float
    size: float
    last_baseline: float = 0.0  # of the last line of a table row
    row: bool = False  # a row of a table
    running: bool = False  # it stands in the same place on other pages
    columns: tuple[float, ...] = ()
    box: tuple[float, float] = field(default=(0.0, 0.0))

    @property
    def left(self) -> float:
        """Say where it begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Say where it ends."""
        return self.pieces[-1].right

    @property
    def text(self) -> str:
        """Give the words alone."""
        return "\t".join(piece.text for piece in self.pieces)

    @property
    def bold(self) -> bool:
        """Say whether all its words are bold."""
        runs = [run for piece in self.pieces for run in piece.runs if run.text.strip()]
        return bool(runs) and all(run.bold for run in runs)


def lines_of(page: Page) -> list[Printed]:
    """Give the lines of a page from the top; rows of a table are whole."""
    lines = [
        line
        for glyphs in _by_line(page.glyphs)
        if (line := _line(glyphs, page)) is not None
    ]
    if page.aslant and (words := "".join(page.aslant).strip()):
        piece = Piece(runs=(Run(text=words),), left=0, right=0, first_word=0)
        stamp = Printed(pieces=(piece,), page=page.number, baseline=0, size=0)
        lines.append(stamp)
    return _rows_joined(lines)


def _by_line(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda one: -one.baseline):
        if line:
            size = max(line[-1].size, glyph.size)
            if line[-1].baseline - glyph.baseline > _SAME_LINE * size:
                yield line
                line = []
        line.append(glyph)
    if line:
        yield line


def _line(glyphs: list[Glyph], page: Page) -> Printed | None:
    letters = _in_order(glyphs)
    seen = [one for one in letters if one.text.strip()]
    if not seen:
        return None
    baseline = _usual([one.baseline for one in seen])
    size = _usual([one.size for one in seen])
    rules = sorted(
        {
            round(rule.at)
            for rule in page.upright_rules
            if rule.start - 1 <= baseline + size / 4 <= rule.end + 1
        }
    )
    pieces = tuple(_pieces(letters, size, rules))
    first, last = seen[0].left, seen[-1].right
    inside = [x for x in rules if first < x < last]
    outside = bool(rules) and rules[0] <= first + 1 and rules[-1] >= last - 1
    around = outside and len(rules) > _FRAME
    return Printed(
        pieces=pieces,
        page=page.number,
        baseline=baseline,
        last_baseline=baseline,
        size=size,
        row=bool(inside) or around,
        columns=tuple(rules),
        box=_between(page.level_rules, baseline + size / 4, first, last),
    )


def _in_order(glyphs: list[Glyph]) -> list[Glyph]:
    """Order letters from the left, without those drawn twice to look bold."""
    ordered: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda one: one.left):
        last = ordered[-1] if ordered else None
        twice = _TWICE * (glyph.right - glyph.left)
        if (
            last is not None
            and last.text == glyph.text
            and glyph.text.strip()
            and glyph.left - last.left < twice
        ):
            ordered[-1] = replace(last, bold=True)
        else:
            ordered.append(glyph)
    return ordered


def _usual(values: list[float]) -> float:
    return max(set(values), key=values.count)


def _between(
    rules: Sequence[Rule], height: float, left: float, right: float
) -> tuple[float, float]:
    """Give the rules above and below a line, which bound its row."""
    across = [rule.at for rule in rules if rule.start < right and rule.end > left]
    above = min((at for at in across if at > height), default=0.0)
    below = max((at for at in across if at < height), default=0.0)
    return round(above), round(below)


def _pieces(letters: list[Glyph], size: float, rules: list[int]) -> Iterator[Piece]:
    words = list(_words(letters, size, rules))
    gaps = [after[0].left - before[-1].right for before, after in pairwise(words)]
    spread = len(gaps) > 1 and min(gaps) >= _EVEN * max(gaps)
    group = [words[0]] if words else []
    for gap, before, after in zip(gaps, words, words[1:], strict=False):
        ruled = any(before[-1].right - 1 <= x <= after[0].left + 1 for x in rules)
        apart = gap > _CELL * size and not spread and not _is_mark(group)
        if ruled or apart:
            yield _piece(group)
            group = []
        group.append(after)
    if group:
        yield _piece(group)


def _is_mark(words: list[list[Glyph]]) -> bool:
    """Say whether only a list mark stands so far: the gap after it is no column."""
    if len(words) != 1:
        return False
    text = "".join(glyph.text for glyph in words[0])
    mark, rest = read_mark(text)
    return (mark is not None and not rest) or text.isdecimal() or len(text) == 1


def _words(
    letters: list[Glyph], size: float, rules: list[int]
) -> Iterator[list[Glyph]]:
    least = _usual_gap(letters) + _SPACE * size
    word: list[Glyph] = []
    parted = False
    for letter in letters:
        if not letter.text.strip():
            parted = True
            continue
        if word:
            gap = letter.left - word[-1].right
            ruled = any(word[-1].right - 1 <= x <= letter.left + 1 for x in rules)
            if parted or gap > least or (ruled and gap > 0):
                yield word
                word = []
        parted = False
        word.append(letter)
    if word:
        yield word


def _usual_gap(letters: list[Glyph]) -> float:
    """Give the gap between letters of a word, which headings may be spaced out by."""
    gaps = sorted(
        after.left - before.right
        for before, after in pairwise(letters)
        if before.text.strip() and after.text.strip()
    )
    return max(gaps[len(gaps) // 2], 0.0) if gaps else 0.0


def _piece(words: list[list[Glyph]]) -> Piece:
    runs: list[Run] = []
    for place, word in enumerate(words):
        for letter in word:
            space = " " if place and letter is word[0] else ""
            _add(runs, letter, space)
    return Piece(
        runs=tuple(runs),
        left=words[0][0].left,
        right=words[-1][-1].right,
        first_word=words[0][-1].right - words[0][0].left,
    )


def _add(runs: list[Run], letter: Glyph, space: str) -> None:
    text = _BULLET if letter.text.startswith(_UNKNOWN) and not runs else letter.text
    last = runs[-1] if runs else None
    if last is not None and (last.bold, last.italic) == (letter.bold, letter.italic):
        runs[-1] = replace(last, text=f"{last.text}{space}{text}")
        return
    if last is not None and space:
        runs[-1] = replace(last, text=f"{last.text} ")
    runs.append(Run(text=text, bold=letter.bold, italic=letter.italic))


def _rows_joined(lines: list[Printed]) -> list[Printed]:
    joined: list[Printed] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above is not None and _is_same_row(above, line):
            joined[-1] = _with_line(above, line)
        else:
            joined.append(line)
    return joined


def _is_same_row(above: Printed, line: Printed) -> bool:
    if above.row and line.row:
        ruled = above.columns == line.columns and any(line.box)
        return ruled and above.box == line.box
    if line.columns or above.columns or len(above.pieces) == 1:
        return False
    # Words that go on below a cell, while the first cell has come to its end.
    near = above.last_baseline - line.baseline < _SAME_ROW * line.size
    return near and all(
        any(abs(cell.left - piece.left) < _NEAR for cell in above.pieces[1:])
        for piece in line.pieces
    )


def _with_line(above: Printed, line: Printed) -> Printed:
    pieces = list(above.pieces)
    for piece in line.pieces:
        place = _cell_for(piece, pieces, above.columns)
        if place is None:
            pieces.append(piece)
            pieces.sort(key=lambda one: one.left)
            continue
        cell = pieces[place]
        pieces[place] = replace(
            cell,
            runs=(*cell.runs, Run(text=" "), *piece.runs),
            right=max(cell.right, piece.right),
        )
    return replace(above, pieces=tuple(pieces), last_baseline=line.baseline)


def _cell_for(
    piece: Piece, cells: Sequence[Piece], columns: tuple[float, ...]
) -> int | None:
    for place, cell in enumerate(cells):
        if columns and _column(cell, columns) == _column(piece, columns):
            return place
        if not columns and abs(cell.left - piece.left) < _NEAR:
            return place
    return None


def _column(piece: Piece, columns: tuple[float, ...]) -> int:
    return sum(1 for x in columns if x <= piece.left + 1)
