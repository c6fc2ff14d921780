"""Parts what a reader left together: cells with tabs between, entries of one line."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from protocols.importers.marks import BULLET
from protocols.importers.source import Line

_LABEL = 6  # A tab behind so few characters only sets a number apart from its words.
_PAIR = 2


def part_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """Give the lines with their cells, each entry of a list on a line of its own."""
    for line in lines:
        yield from _part_entries(_part_cells(line))


def _part_cells(line: Line) -> Line:
    if "\t" not in line.text or line.cells:
        return line
    cells = tuple(" ".join(piece.split()) for piece in line.text.strip().split("\t"))
    filled = [cell for cell in cells if cell]
    text = " ".join(filled)
    labelled = len(cells) == _PAIR and len(cells[0]) <= _LABEL
    if len(filled) < _PAIR or labelled:
        return replace(line, text=text)
    return replace(line, text=text, cells=cells)


def _part_entries(line: Line) -> Iterator[Line]:
    """A bullet amid the words of a bulleted entry begins the next entry."""
    bulleted = line.label == BULLET or line.text.startswith(BULLET)
    if not bulleted or f" {BULLET} " not in line.text or line.cells:
        yield line
        return
    first, *others = line.text.split(f" {BULLET} ")
    yield replace(line, text=first)
    for words in others:
        yield replace(line, text=words, label=BULLET)
