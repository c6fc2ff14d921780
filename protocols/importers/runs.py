"""Writes words as a line's text: bold and italic marked, tabs told from cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from protocols.importers.markup import escape, plain

_LABEL = 6  # A tab after so few characters only sets words apart from their number.


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words that are set alike."""

    text: str
    bold: bool = False
    italic: bool = False

    @property
    def mark(self) -> str:
        """Give the stars that stand before and after words set like these."""
        return "**" * self.bold + "*" * self.italic


def marked(runs: Iterable[Run]) -> str:
    """Write runs as text in which pairs of stars stand around whole words.

    Where emphasis begins or ends inside a word it cannot be marked without doubt, and
    the words count for more: they are written plain.
    """
    return "\n".join(_marked_line(line) for line in _lines(runs))


def _lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Part runs at line breaks, and join those that are set alike."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for place, piece in enumerate(run.text.split("\n")):
            if place:
                lines.append([])
            if piece:
                _add(lines[-1], replace(run, text=piece))
    return lines


def _add(line: list[Run], run: Run) -> None:
    above = line[-1] if line else None
    if above is not None and (above.mark == run.mark or not run.text.strip()):
        line[-1] = replace(above, text=above.text + run.text)
    elif above is not None and not above.text.strip():
        line[-1] = replace(run, text=above.text + run.text)
    else:
        line.append(run)


def _marked_line(runs: Sequence[Run]) -> str:
    written = ""
    for place, run in enumerate(runs):
        words = escape(run.text)
        core = words.strip()
        start = words.index(core)
        before, after = words[:start], words[start + len(core) :]
        follows = runs[place + 1].text if place + 1 < len(runs) and not after else " "
        precedes = " " if before or not written else written[-1]
        clear = not (_is_tight(precedes) or _is_tight(follows[0]))
        mark = run.mark if core and "\t" not in core and clear else ""
        written += f"{before}{mark}{core}{mark[::-1]}{after}"
    return written


def _is_tight(character: str) -> bool:
    return character.isalnum() or character in "*_\\"


def cells_of(text: str) -> tuple[str, ...]:
    """Give the cells that tabs part a line into, or none where it is no table row."""
    cells = tuple(" ".join(piece.split()) for piece in text.strip().split("\t"))
    if sum(1 for cell in cells if cell) <= 1:
        return ()
    first, *others = cells
    labelled = len(others) == 1 and len(plain(first)) <= _LABEL
    return () if labelled else cells
