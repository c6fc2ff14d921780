"""Counts list entries as Word and web pages do, to give the label that is printed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

BULLET = "•"
_PLACE = re.compile(r"%([1-9])")
_ROMANS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
LETTERS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How a level of a list is marked; ``pattern`` holds ``%1`` for the first level."""

    style: str
    pattern: str
    start: int = 1

    def starting_at(self, start: int) -> Self:
        """Give the same level, counting from elsewhere."""
        return replace(self, start=start)


class ListCounter:
    """Keeps count of every list of a file."""

    def __init__(self, lists: Mapping[str, Mapping[int, Level]]) -> None:
        self._lists = lists
        self._counts: dict[str, dict[int, int]] = {}

    def next_label(self, which: str, depth: int) -> str:
        """Count one more entry of a list at a depth, and give its label."""
        levels = self._lists.get(which, {})
        level = levels.get(depth)
        if level is None or level.style in {"bullet", "none"}:
            return BULLET
        counts = self._counts.setdefault(which, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [place for place in counts if place > depth]:
            del counts[deeper]

        def printed(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            above = levels.get(place, level)
            return in_style(counts.get(place, above.start), above.style)

        return _PLACE.sub(printed, level.pattern).strip() or BULLET


def in_style(number: int, style: str) -> str:
    """Write a number as a list of that style prints it."""
    if style in {"lowerLetter", "upperLetter"}:
        words = _letters(number)
    elif style in {"lowerRoman", "upperRoman"}:
        words = _roman(number)
    else:
        return str(number)
    return words.upper() if style.startswith("upper") else words


def _letters(number: int) -> str:
    # After z come aa, bb, cc, as Word has it.
    times, place = divmod(number - 1, LETTERS)
    return chr(ord("a") + place) * (times + 1)


def _roman(number: int) -> str:
    words = ""
    for value, letters in _ROMANS:
        times, number = divmod(number, value)
        words += letters * times
    return words
