"""Counts list entries as Word and web pages do, to give the label that is printed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

BULLET = "•"
LARGEST = 32_767  # Word counts no further, and a hostile start must not cost memory.
LETTERS = 26
_PLACE = re.compile(r"%([1-9])")
_ROMANS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_TEENS = (11, 12, 13)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How a level of a list is marked; ``pattern`` holds ``%1`` for the first level."""

    style: str
    pattern: str
    start: int = 1
    legal: bool = False  # numbers of levels above are printed as 1, 2, 3
    restarts_after: int | None = None  # the level, from one, that begins it anew

    def starting_at(self, start: int) -> Self:
        """Give the same level, counting from elsewhere."""
        return replace(self, start=start)

    def begins_anew(self, depth: int, *, after: int) -> bool:
        """Say whether an entry at another depth makes this level count from its start.

        Depths are from nought. Nought in ``restarts_after`` means never.
        """
        if self.restarts_after is None:
            return after < depth
        return after < min(self.restarts_after, depth)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """A list of a file; lists that share ``counts_with`` go on counting together."""

    counts_with: str
    levels: Mapping[int, Level]
    starts_anew: Mapping[int, int] = field(default_factory=dict)


class ListCounter:
    """Keeps count of every list of a file."""

    def __init__(self, lists: Mapping[str, WordList]) -> None:
        self._lists = lists
        self._counts: dict[str, dict[int, int]] = {}
        self._met: set[str] = set()

    def next_label(self, which: str, depth: int) -> str | None:
        """Count one more entry of a list at a depth, and give its label, if any."""
        found = self._lists.get(which)
        if found is None:
            return BULLET
        level = found.levels.get(depth)
        if level is None:
            return BULLET
        counts = self._counts.setdefault(found.counts_with, {})
        if which not in self._met:
            self._met.add(which)
            for place, start in found.starts_anew.items():
                counts[place] = start - 1
        counts[depth] = min(counts.get(depth, level.start - 1) + 1, LARGEST)
        for place in list(counts):
            deeper = found.levels.get(place)
            if place > depth and (
                deeper is None or deeper.begins_anew(place, after=depth)
            ):
                del counts[place]
        return _printed(level, found.levels, counts)


def _printed(
    level: Level, levels: Mapping[int, Level], counts: Mapping[int, int]
) -> str | None:
    if level.style == "bullet":
        return BULLET

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        above = levels.get(place, level)
        style = "decimal" if level.legal else above.style
        return in_style(counts.get(place, above.start), style)

    return _PLACE.sub(number, level.pattern).strip() or None


def in_style(number: int, style: str) -> str:
    """Write a number as a list of that style prints it."""
    number = max(min(number, LARGEST), -LARGEST)
    if style in {"lowerLetter", "upperLetter"}:
        words = _letters(number)
    elif style in {"lowerRoman", "upperRoman"}:
        words = _roman(number)
    elif style == "decimalZero":
        return f"{number:02}"
    elif style == "ordinal":
        return f"{number}{_ending(number)}"
    elif style == "none":
        return ""
    else:
        return str(number)
    return words.upper() if style.startswith("upper") else words


def _letters(number: int) -> str:
    if number < 1:
        return str(number)
    # After z come aa, bb, cc, as Word has it.
    times, place = divmod(number - 1, LETTERS)
    return chr(ord("a") + place) * (times + 1)


def _roman(number: int) -> str:
    if number < 1:
        return str(number)
    words = ""
    for value, letters in _ROMANS:
        times, number = divmod(number, value)
        words += letters * times
    return words


def _ending(number: int) -> str:
    if number % 100 in _TEENS:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
