"""A date asked for in three boxes: day, month, year.

A native date box follows the browser's order, not the reader's, and cannot be left
half filled and then put right.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

BOXES = ("day", "month", "year")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
FEWEST_LETTERS = 3  # "mar" is enough to tell a month.


class DateBoxes(forms.MultiWidget):
    """Three boxes for a date; a month may be typed in words."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            box: forms.TextInput(attrs={"inputmode": "numeric"}) for box in BOXES
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        if not isinstance(value, date):
            return [None, None, None]
        return [value.day, value.month, value.year]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


class DayField(forms.DateField):
    """A date in three boxes; its refusals say which part is missing or wrong."""

    widget = DateBoxes

    def to_python(self, value: Sequence[Any] | date | None) -> date | None:
        if value is None or isinstance(value, date):
            return value
        typed = _stripped(value)
        if not any(typed):
            return None
        missing = [box for box, words in zip(BOXES, typed, strict=True) if not words]
        if missing:
            raise ValidationError(
                f"{self._subject} must include a {' and a '.join(missing)}.",
                code="incomplete",
            )
        day, month, year = day_of(typed[0]), month_of(typed[1]), year_of(typed[2])
        if year is None:
            raise ValidationError(
                f"{self._subject} must have a year of four figures.", code="invalid"
            )
        try:
            return date(year, month or 0, day or 0)
        except ValueError:
            raise ValidationError(
                f"{self._subject} must be a real date, such as 7 March 2027.",
                code="invalid",
            ) from None

    @property
    def _subject(self) -> str:
        return str(self.label or "The date")


def wrong_boxes(value: Sequence[Any] | date | None) -> set[str]:
    """Name the boxes that keep what was typed from being a date; all if none does."""
    if value is None or isinstance(value, date):
        return set(BOXES)
    typed = _stripped(value)
    read = (day_of(typed[0]), month_of(typed[1]), year_of(typed[2]))
    wrong = {box for box, part in zip(BOXES, read, strict=True) if part is None}
    return wrong or set(BOXES)


def day_of(words: str) -> int | None:
    """Read the day of a month: ``3``, ``03``, ``3rd``."""
    figures = re.fullmatch(r"([0-9]{1,2})(st|nd|rd|th)?", words.lower())
    return _between(1, figures and int(figures[1]), 31)


def month_of(words: str) -> int | None:
    """Read a month: ``3``, ``03``, ``Mar``, ``March``."""
    if re.fullmatch(r"[0-9]{1,2}", words):
        return _between(1, int(words), 12)
    start = words.lower().rstrip(".")
    if len(start) >= FEWEST_LETTERS:
        for number, name in enumerate(MONTHS, start=1):
            if name.startswith("september" if start == "sept" else start):
                return number
    return None


def year_of(words: str) -> int | None:
    """Read a year of four figures."""
    return int(words) if re.fullmatch(r"[1-9][0-9]{3}", words) else None


def _between(least: int, number: int | None, most: int) -> int | None:
    return number if number is not None and least <= number <= most else None


def _stripped(value: Sequence[Any]) -> list[str]:
    """Give three strings, whatever was sent."""
    typed = ["" if part is None else str(part).strip() for part in value]
    return [*typed, "", "", ""][:3]
