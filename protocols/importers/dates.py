"""Dates as councils print them: with a day, or a month alone, day first."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name[:3].casefold(): number
    for number, name in enumerate(calendar.month_name)
    if number
}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})\s?(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d|['’]?\d\d)\b"
_FULL_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_STYLES = tuple(
    re.compile(style, re.IGNORECASE)
    for style in (
        rf"\b{_DAY}(?:\s+day)?(?:\s+of)?[\s.\-/]*{_MONTH}[\s,.\-/]*{_YEAR}",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_FULL_YEAR}",
        r"\b(?P<day>\d{1,2})\s?(?P<mark>[./-])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?"
        rf"{_YEAR}",
        r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b",
        rf"\b{_MONTH}[\s,.\-/]*{_FULL_YEAR}",
        rf"\b{_MONTH}[\s\-/]*['’]?(?P<year>\d\d)\b(?!\s*(?:{_FULL_YEAR}|[./]))".replace(
            "(?P<year>(?:19|20)", "(?:(?:19|20)"
        ),
        r"(?<![\d/.-])(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)\b",
    )
)

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date as far as the words go, with its place among them."""

    start: int
    end: int
    year: int
    month: int
    day: int | None = None

    def event(self) -> date:
        """Give the day something happened; a month is its first."""
        return date(self.year, self.month, self.day or 1)

    def due(self) -> date:
        """Give the day something falls due; a month is its last."""
        last = calendar.monthrange(self.year, self.month)[1]
        return date(self.year, self.month, self.day or last)

    def agrees_with(self, other: "PrintedDate") -> bool:
        """Say whether both can be the same day."""
        return (self.year, self.month) == (other.year, other.month) and (
            self.day is None or other.day is None or self.day == other.day
        )


def find_dates(text: str) -> list[PrintedDate]:
    """Find the dates in a line, in the order printed."""
    found: list[PrintedDate] = []
    if _DIGIT.search(text) is None:
        return found
    for style in _STYLES:
        for printed in _matches(style, text):
            if all(
                printed.end <= other.start or printed.start >= other.end
                for other in found
            ):
                found.append(printed)
    return sorted(found, key=lambda printed: printed.start)


def _matches(style: re.Pattern[str], text: str) -> Iterator[PrintedDate]:
    for match in style.finditer(text):
        parts = match.groupdict()
        printed = PrintedDate(
            start=match.start(),
            end=match.end(),
            year=_year(parts["year"]),
            month=_month(parts["month"]),
            day=int(parts["day"]) if parts.get("day") else None,
        )
        if _exists(printed):
            yield printed


def _year(words: str) -> int:
    digits = words.strip("'’")
    return int(digits) if len(digits) == len("2024") else 2000 + int(digits)


def _month(words: str) -> int:
    return int(words) if words.isdigit() else _MONTHS[words[:3].casefold()]


def _exists(printed: PrintedDate) -> bool:
    try:
        printed.event()
    except ValueError:
        return False
    return True
