"""Joins the lines of a source into paragraphs, each with the label before it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from protocols.importers.marks import DOT, Mark, read_bare_number, read_label, read_mark
from protocols.importers.markup import plain, unwrap
from protocols.importers.source import Line
from protocols.importers.statements import is_statement

# A line that ends in one of these has lost its end to the next line or page.
_GLUE = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "with",
        "by",
        "for",
        "from",
        "at",
        "on",
        "into",
        "upon",
        "their",
        "its",
        "his",
        "her",
        "our",
        "your",
        "this",
        "these",
        "those",
        "other",
        "such",
        "any",
        "each",
        "every",
        "which",
        "whose",
        "under",
        "between",
        "including",
        "that",
        "and",
        "or",
        "is",
        "are",
        "be",
        "as",
        "than",
        "within",
    ]
)
# An item of a list may well end in "and", or in the "to" of its lead-in.
_STRONG_GLUE = _GLUE - {"and", "or", "that", "is", "are", "be", "as", "in", "to", "on"}
_END = re.compile(r"[.!?:;][\"'”’)\]]*$|:\s?[-–—]$|[;,]\s*(?:and|or|but)(?:/or)?$")
# "Next review:" opens a line of its own, however full the line above is.
_LABEL = re.compile(r"^(?:[A-Z][\w/]*\s){0,4}?[\w/]+\s?:\s")
_WIDEST = 130  # Nobody wraps lines by hand beyond this.
_FULL = 0.72
_BRIEF = 6


@dataclass(slots=True, kw_only=True)
class Block:
    """A paragraph, heading or list entry of the source, whole."""

    number: int
    text: str
    mark: Mark | None = None
    bulleted: bool = False  # a bullet stands before it, even before its number
    bold: bool = False
    level: int | None = None
    indent: int = 0
    gap: bool = True  # a blank line, a page's end or a paragraph's end stands before
    closed: bool = False
    cells: tuple[str, ...] = ()
    led: bool = False  # it stands in a run of unmarked paragraphs after a lead-in
    entry: bool = False  # an entry of a list whose marks were lost
    last: str = ""  # the line it ends with, as printed
    pieces: list[str] = field(default_factory=list)  # until the lines are all read
    page: int | None = None

    @property
    def words(self) -> str:
        """Give the words without marks of emphasis."""
        return plain(self.text)

    @property
    def label(self) -> str | None:
        """Give the label as printed, or none."""
        return None if self.mark is None else self.mark.label

    def ends(self) -> bool:
        """Say whether a sentence, a lead-in or an entry ends here."""
        return ends(self.last or self.words)


def ends(words: str) -> bool:
    """Say whether words end as a sentence, a lead-in or an entry of a list does."""
    return _END.search(words.rstrip(" *")) is not None


def make_blocks(lines: Iterable[Line]) -> list[Block]:
    """Join lines that belong together and part labels from words."""
    lines = list(lines)
    width = _width(lines)
    blocks: list[Block] = []
    gap = True
    for line in lines:
        if not line.text.strip() and not line.label:
            gap = True
            continue
        above = blocks[-1] if blocks else None
        turned = above is not None and line.page != above.page
        block = _block(line, gap=gap or turned, above=above)
        if above is not None and _continues(block, above, width):
            _join(block, above)
        else:
            block.led = above is not None and _is_led(block, above)
            blocks.append(block)
        gap = line.closed
    spaced = any(block.gap for block in blocks[1:])
    for block in blocks:
        # Where no line is set apart, each paragraph stands for itself.
        block.gap = block.gap or not spaced
        # One joining at the end: a paragraph may have a hundred thousand lines.
        block.text = "".join([block.text, *block.pieces])
    return blocks


def _width(lines: list[Line]) -> int | None:
    """Give the width at which the lines were wrapped by hand, or none."""
    lengths = sorted(len(line.text) for line in lines if line.text)
    if not lengths or lengths[int(len(lengths) * 0.97)] > _WIDEST:
        return None
    pairs = [
        (above, line)
        for above, line in pairwise(lines)
        if above.text and line.text and not line.label
    ]
    broken = sum(
        line.text[0].islower() and not ends(above.text) for above, line in pairs
    )
    wrapped = broken > 1 and broken >= 0.2 * len(pairs)
    return lengths[int(len(lengths) * 0.9)] if wrapped else None


def _block(line: Line, *, gap: bool, above: Block | None) -> Block:
    text, bold = unwrap(line.text)
    mark = None if line.label is None else read_label(line.label)
    bulleted = mark is not None and mark.is_bullet
    if mark is None or bulleted:
        starts = gap or above is None or above.ends() or above.mark is not None
        inner, rest = _inner_mark(text, listed=bulleted, starts=starts)
        if inner is not None:
            mark, text = inner, rest
            bulleted = bulleted or inner.is_bullet
    rebold, bold_rest = unwrap(text)
    return Block(
        number=line.number,
        text=rebold.strip(),
        mark=mark or (DOT if bulleted else None),
        bulleted=bulleted,
        bold=bold or bold_rest,
        level=line.heading,
        indent=line.indent,
        gap=gap,
        closed=line.closed,
        cells=line.cells,
        last=plain(line.text),
        page=line.page,
    )


def _inner_mark(text: str, *, listed: bool, starts: bool) -> tuple[Mark | None, str]:
    mark, rest = read_mark(text)
    if mark is None and (listed or starts):
        return read_bare_number(text, listed=listed)
    if mark is not None and mark.is_bullet:
        inner, after = _inner_mark(rest, listed=True, starts=True)
        if inner is not None and not inner.is_bullet:
            return inner, after
    return mark, rest


def _continues(block: Block, above: Block, width: int | None) -> bool:
    if block.level is not None or block.cells or above.cells:
        return False
    if not above.text:
        return block.mark is None or (above.mark == DOT and block.mark != DOT)
    if above.level is not None:
        return False
    if block.mark is not None:
        return _is_broken_entry(block, above)
    if block.gap:
        return _crosses_gap(block, above)
    return _continues_line(block, above, width)


def _is_broken_entry(block: Block, above: Block) -> bool:
    """A page's end can make two bullets of one entry; join them where it is certain."""
    return (
        block.mark == DOT
        and above.bulleted
        and _starts_small(block)
        and _last_word(above) in _STRONG_GLUE
    )


def _crosses_gap(block: Block, above: Block) -> bool:
    if above.ends() or block.bold != above.bold:
        return False
    if _last_word(above) in _STRONG_GLUE:
        whole = above.last.endswith((" each other", " one another"))
        brief = not above.pieces and len(above.last.split()) <= _BRIEF
        return not (whole or (brief and above.mark is None))
    long = bool(above.pieces) or len(above.last.split()) >= _BRIEF
    return long and _starts_small(block) and not block.words.startswith("to ")


def _continues_line(block: Block, above: Block, width: int | None) -> bool:
    opens = above.last.rstrip().endswith((":", ":-", ": -", ":–"))
    if opens or is_statement(block.words) or _LABEL.match(block.words):
        return False
    full = width is not None and _FULL * width <= len(above.last) <= _WIDEST
    if full:
        return True
    if above.led and width is None:
        # Each line is an entry of its own, unless its sentence is cut off.
        return not above.ends() and _last_word(above) in _GLUE
    if above.ends():
        return _starts_small(block) and not above.last.rstrip().endswith(
            (";", "and", "or")
        )
    return (
        _starts_small(block)
        or _last_word(above) in _GLUE
        or above.last.endswith((",", "-"))
    )


def _is_led(block: Block, above: Block) -> bool:
    opens = above.last.rstrip().endswith((":", ":-", ": -", ":–"))
    return block.mark is None and _starts_small(block) and (opens or above.led)


def _starts_small(block: Block) -> bool:
    return block.words.lstrip("“‘\"'(")[:1].islower()


def _last_word(block: Block) -> str:
    words = block.last.rsplit(maxsplit=1)
    return words[-1].casefold() if words else ""


def _join(block: Block, above: Block) -> None:
    if above.text:
        hyphen = above.last.endswith("-") and not above.last.endswith(" -")
        above.pieces += ["" if hyphen and _starts_small(block) else " ", block.text]
    else:
        above.text, above.bold = block.text, block.bold
        if block.mark is not None and block.mark != DOT:
            above.mark = block.mark
    above.last = block.last
    above.page = block.page
    above.closed = block.closed
