"""Parts the cells of a line that a reader left with tabs between them."""

from dataclasses import replace

from protocols.importers.source import Line

_LABEL = 6  # A tab behind so few characters only sets a number apart from its words.
_PAIR = 2


def part_cells(line: Line) -> Line:
    """Give a line its cells, where tabs stand between words of it."""
    if "\t" not in line.text or line.cells:
        return line
    cells = tuple(" ".join(piece.split()) for piece in line.text.strip().split("\t"))
    filled = [cell for cell in cells if cell]
    text = " ".join(filled)
    labelled = len(cells) == _PAIR and len(cells[0]) <= _LABEL
    if len(filled) < _PAIR or labelled:
        return replace(line, text=text)
    return replace(line, text=text, cells=cells)
