"""What is printed before a row's words, and what a clerk calls the row by it.

A label is kept exactly as printed (``5.4``, ``a)``, ``(a)``, ``1.``); its *bare* form
is what people cite (``5.4``, ``a``, ``1``).
"""

import re
from collections.abc import Sequence
from string import ascii_lowercase

from protocols.document import Kind, Row
from protocols.wording import shortened

BULLET = "•"

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_UNITS = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LETTERED = re.compile(r"([a-z])\1{0,3}")
_LONGEST_ROMAN = 200


def bare(label: str | None) -> str:
    """Give a label as people cite it, or nothing for a bullet or no label."""
    return (label or "").strip(" ().:[]•\t\xa0").lower()


def letters(number: int) -> str:
    """Give a place in a list as letters: a to z, then aa to zz."""
    turns, place = divmod(number - 1, len(ascii_lowercase))
    return ascii_lowercase[place] * (turns + 1)


def roman(number: int) -> str:
    """Give a place in a list as a small roman numeral."""
    numeral = ""
    for value, sign in (*_ROMAN, *_ROMAN_UNITS):
        times, number = divmod(number, value)
        numeral += sign * times
    return numeral


_ROMAN_VALUES = {roman(number): number for number in range(1, _LONGEST_ROMAN)}


def is_roman(labels: Sequence[str]) -> bool:
    """Say whether the bare labels of one list are roman numerals, not letters."""
    return labels[0] == "i" and all(label in _ROMAN_VALUES for label in labels)


def places_in_list(labels: Sequence[str]) -> tuple[int, ...] | None:
    """Give the place that each bare label of one list claims, or none if not told.

    A list of "h", "i", "j" is lettered; one that begins with "i" is roman.
    """
    if not labels or not all(labels):
        return None
    if all(label.isdecimal() for label in labels):
        return tuple(map(int, labels))
    if is_roman(labels):
        return tuple(_ROMAN_VALUES[label] for label in labels)
    if all(_LETTERED.fullmatch(label) for label in labels):
        return tuple(
            ascii_lowercase.index(label[0])
            + 1
            + len(ascii_lowercase) * (len(label) - 1)
            for label in labels
        )
    return None


def parents_of(rows: Sequence[Row]) -> tuple[int | None, ...]:
    """Give, for each row, the place of the row that it stands under."""
    found: list[int | None] = []
    above: list[int] = []
    for place, row in enumerate(rows):
        while above and rows[above[-1]].depth >= row.depth:
            above.pop()
        found.append(above[-1] if above else None)
        above.append(place)
    return tuple(found)


def list_levels(rows: Sequence[Row]) -> tuple[int, ...]:
    """Give, for each row, how many list entries it stands under."""
    levels: list[int] = []
    for parent in parents_of(rows):
        if parent is None:
            levels.append(0)
        else:
            levels.append(levels[parent] + (rows[parent].kind is Kind.ITEM))
    return tuple(levels)


def cited_as(rows: Sequence[Row]) -> tuple[str, ...]:
    """Give, for each row, what a clerk would call it: "4.1(b)", "4.1, point 3".

    A paragraph is called by what it stands under; a heading without a number by
    its words.
    """
    parents = parents_of(rows)
    points: dict[int | None, int] = {}
    called: list[str] = []
    for place, row in enumerate(rows):
        parent = parents[place]
        under = "" if parent is None else called[parent]
        number = bare(row.label)
        if row.kind is Kind.ITEM:
            points[parent] = points.get(parent, 0) + 1
            called.append(_item(under, number, points[parent]))
        elif number:
            called.append(number)
        elif row.kind is Kind.SECTION:
            called.append(f"“{shortened(row.text)}”")
        else:
            called.append(under)
    return tuple(called)


def _item(under: str, number: str, point: int) -> str:
    """Call a list entry by its letter, or by its place where it has only a bullet."""
    if not number:
        return f"{under}, point {point}" if under else f"point {point}"
    if not under:
        return f"({number})"
    return f"{under} ({number})" if under.endswith("”") else f"{under}({number})"
