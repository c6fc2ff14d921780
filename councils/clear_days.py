"""Clear days of notice: by when an agenda has to be out for a meeting to be lawful.

Pure: it knows days and nothing of a database.

LGA 1972, Sch. 12, para. 10 (England) and para. 26 (Wales) ask for three clear days at
least before a meeting of the council. Neither the day of the notice nor the day of the
meeting is one, and following s. 243 neither is a Sunday, a day of the Christmas or the
Easter break, or a bank holiday; a Saturday is. So the model standing orders of both
nations count. Days of public thanksgiving or mourning, and bank holidays that are
proclaimed for one year, are known to nobody ahead, and are not left out here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

SUNDAY = 6
SATURDAY = 5
MONDAY = 0
ONE_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1972, 4099  # of the Act, and of the Easter rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """A meeting's day, and the last day on which its agenda can go out."""

    meeting_on: date
    closes_on: date


def agenda_of(meeting_on: date, clear_days: int) -> Agenda:
    """Say when a meeting's agenda closes: so many clear days lie in between."""
    day, left = meeting_on, clear_days
    while left >= 0 and day > date.min + ONE_DAY:
        day -= ONE_DAY
        if is_counted(day):
            left -= 1
    return Agenda(meeting_on=meeting_on, closes_on=day)


def last_agenda_in_time(
    meetings: Iterable[date], due_on: date, clear_days: int, *, today: date
) -> Agenda | None:
    """Give the last agenda that can still be added to and whose meeting is in time.

    ``meetings`` are the days on which the council meets; none where no meeting on or
    before ``due_on`` has an agenda that is open still.
    """
    return max(
        (agenda for agenda in _open(meetings, clear_days, today, due_on)),
        key=lambda agenda: agenda.meeting_on,
        default=None,
    )


def next_agenda(
    meetings: Iterable[date], clear_days: int, *, today: date
) -> Agenda | None:
    """Give the first agenda that can still be added to."""
    return min(
        (agenda for agenda in _open(meetings, clear_days, today, date.max)),
        key=lambda agenda: agenda.meeting_on,
        default=None,
    )


def is_counted(day: date) -> bool:
    """Say whether a day counts as one of notice."""
    if day.weekday() == SUNDAY:
        return False
    return not _FIRST_YEAR <= day.year <= _LAST_YEAR or day not in _left_out(day.year)


def _open(
    meetings: Iterable[date], clear_days: int, today: date, until: date
) -> Iterable[Agenda]:
    for meeting_on in meetings:
        if today <= meeting_on <= until:
            agenda = agenda_of(meeting_on, clear_days)
            if agenda.closes_on >= today:
                yield agenda


@cache
def _left_out(year: int) -> frozenset[date]:
    """Give the days of a year that are in a break, or a bank holiday."""
    sunday = easter(year)
    easter_break = [sunday + timedelta(days=away) for away in range(-3, 3)]
    return frozenset((*bank_holidays(year), *_christmas_break(year), *easter_break))


def _christmas_break(year: int) -> list[date]:
    # From the last week day before Christmas Day to the first after it that is no bank
    # holiday; a Saturday is a week day (s. 243(4)).
    first = date(year, 12, 24)
    if first.weekday() == SUNDAY:
        first -= ONE_DAY
    holidays, last = bank_holidays(year), date(year, 12, 27)
    while last.weekday() == SUNDAY or last in holidays:
        last += ONE_DAY
    return [first + timedelta(days=d) for d in range((last - first).days + 1)]


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Give the bank holidays of England and Wales in a year, those that come each year.

    Banking and Financial Dealings Act 1971, Sch. 1, with the days that are given
    instead of one on a weekend, and the first Monday in May.
    """
    sunday = easter(year)
    new_year = _moved(date(year, 1, 1))
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    at_christmas = {
        SATURDAY - 1: (christmas, date(year, 12, 28)),
        SATURDAY: (date(year, 12, 27), date(year, 12, 28)),
        SUNDAY: (date(year, 12, 27), boxing),
    }.get(christmas.weekday(), (christmas, boxing))
    return frozenset(
        {
            new_year,
            sunday - timedelta(days=2),
            sunday + ONE_DAY,
            _monday_on_or_after(date(year, 5, 1)),
            _monday_on_or_after(date(year, 5, 25)),
            _monday_on_or_after(date(year, 8, 25)),
            *at_christmas,
        }
    )


def _moved(day: date) -> date:
    while day.weekday() >= SATURDAY:
        day += ONE_DAY
    return day


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)
