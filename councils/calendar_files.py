"""Dates as a file that calendar programs read (iCalendar, RFC 5545).

Whatever has a day and no hour is a whole day, with no time zone to move it about. What
has an hour is written in the time of London, and the file carries the rule by which its
clocks change.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration, vText

LONDON = ZoneInfo("Europe/London")
MADE_BY = "-//Protocol portal//Dates//EN"
ASK_AGAIN = timedelta(hours=6)
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One date: what, on which day or at which hour, and where to read more.

    ``key`` names it for good, and is not told; ``moved`` counts how often it was
    changed so far.
    """

    key: UUID
    title: str
    starts: date | datetime
    link: str
    ends: datetime | None = None
    is_private: bool = False
    moved: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """A calendar: its name and what is in it."""

    name: str
    host: str  # of the portal: it makes the key of an entry one of the whole world
    entries: tuple[Entry, ...]

    @property
    def digest(self) -> str:
        """Tell this calendar from the same one with anything changed."""
        words = repr((self.name, self.host, [astuple(entry) for entry in self.entries]))
        return hashlib.sha256(words.encode()).hexdigest()


def file_of(dates: Dates, *, as_of: datetime) -> bytes:
    """Write a calendar as it stood at a moment."""
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # The name that RFC 7986 gives it, and the one that most programs look for.
    for key in ("name", "x-wr-calname"):
        # As text: what the library does not know it would write as it stands.
        calendar.add(key, vText(dates.name))
    calendar.add("x-wr-timezone", LONDON.key)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    for event in _events(dates, as_of):
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events(dates: Dates, as_of: datetime) -> Iterable[Event]:
    for entry in dates.entries:
        event = Event()
        event.add("uid", f"{uuid5(entry.key, dates.host)}@{dates.host}")
        event.add("dtstamp", (entry.changed_at or as_of).astimezone(UTC))
        if entry.changed_at is not None:
            event.add("last-modified", entry.changed_at.astimezone(UTC))
        event.add("sequence", entry.moved)
        event.add("summary", entry.title)
        for name, when in zip(("dtstart", "dtend"), _from_to(entry), strict=True):
            event.add(name, when)
        event.add("description", entry.link)
        event.add("url", entry.link)
        event.add("class", "PRIVATE" if entry.is_private else "PUBLIC")
        # It says that something is due, not that somebody is away all day.
        event.add("transp", "TRANSPARENT" if entry.ends is None else "OPAQUE")
        yield event


def _from_to(entry: Entry) -> tuple[date, date]:
    """Give when an entry begins, and the first moment at which it is over."""
    if isinstance(entry.starts, datetime):
        starts = entry.starts.astimezone(LONDON)
        return starts, (entry.ends or entry.starts).astimezone(LONDON)
    return entry.starts, entry.starts + timedelta(days=1)
