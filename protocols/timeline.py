"""A year as a picture: twelve months, three lanes, and a mark for each date.

It is worked out here and drawn by a template, lying down for a wide page and upright
for a narrow one. Marks that would lie upon one another are drawn as one, with their
number beside it.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS = 12
LENGTH = 60  # of a month along the picture
TOGETHER = 26  # nearer to one another than this, two marks are drawn as one
DEPTH = 44  # of a lane
HEAD = 34  # for the names of the months, or of the lanes
SIDE = 92  # for the names of the lanes, or of the months
NARROW_SIDE = 70
NARROW_DEPTH = 94
NARROW_LENGTH = 44


class Lane(StrEnum):
    """What happens on a day; each has a shape of its own beside its colour."""

    REVIEW = "Reviews"
    ELECTION = "Elections"
    MEETING = "Meetings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One date of the year: what, in which lane, and where to read more."""

    lane: Lane
    on: date
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Where a month begins, and where its name stands."""

    at: int
    middle: int
    name: str
    begins_year: str  # the year, at its first month that is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A lane's own line: what it is called, and where it runs."""

    name: str
    at: int
    text_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark: its shape, where its middle is, and how many dates it stands for."""

    shape: str
    x: int
    y: int
    number: int

    @property
    def points(self) -> str:
        """Give the corners of a shape that has any."""
        x, y = self.x, self.y
        corners = {
            "election": ((0, -9), (9, 7), (-9, 7)),
            "meeting": ((0, -8), (8, 0), (0, 8), (-8, 0)),
        }.get(self.shape, ())
        return " ".join(f"{x + right},{y + down}" for right, down in corners)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All that is drawn, and how large the paper is."""

    width: int
    height: int
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    today: int
    starts: int  # where the lanes begin along the picture
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """Twelve months from the one that holds today, and what is in them."""

    today: date
    happenings: tuple[Happening, ...]

    @property
    def first(self) -> date:
        """Give the first day that is shown."""
        return self.today.replace(day=1)

    @property
    def after(self) -> date:
        """Give the first day that is shown no more."""
        return _month(self.first, MONTHS)

    @property
    def last_month(self) -> date:
        """Give the first day of the last month that is shown."""
        return _month(self.first, MONTHS - 1)

    @property
    def in_words(self) -> str:
        """Say what the picture shows to somebody who does not see it."""
        said = [
            f"{lane.lower()}: {len(dates)}"
            for lane in Lane
            if (dates := [one for one in self.happenings if one.lane is lane])
        ]
        return f"{'; '.join(said) or 'nothing'}.".capitalize()


def year_of(happenings: Iterable[Happening], *, today: date) -> Year:
    """Keep what happens in the twelve months from this one on, in order."""
    whole = Year(today=today, happenings=())
    shown = [one for one in happenings if whole.first <= one.on < whole.after]
    shown.sort(key=lambda one: (one.on, [*Lane].index(one.lane), one.title))
    return Year(today=today, happenings=tuple(shown))


def lying(year: Year) -> Picture:
    """Draw a year from left to right, a lane below the other."""
    rows = tuple(
        Row(
            name=lane.value,
            at=(at := HEAD + DEPTH * place + DEPTH // 2),
            text_at=at + 5,
        )
        for place, lane in enumerate(Lane)
    )
    return Picture(
        width=SIDE + MONTHS * LENGTH + 16,
        height=HEAD + DEPTH * len(Lane) + 8,
        ticks=_ticks(year, SIDE, LENGTH),
        rows=rows,
        marks=tuple(
            Mark(shape=_shape(lane), x=along, y=rows[place].at, number=number)
            for place, lane in enumerate(Lane)
            for along, number in _marks(year, lane, SIDE, LENGTH)
        ),
        today=_along(year, year.today, SIDE, LENGTH),
        starts=SIDE,
        ends=SIDE + MONTHS * LENGTH,
    )


def upright(year: Year) -> Picture:
    """Draw a year from top to bottom, a lane beside the other."""
    rows = tuple(
        Row(
            name=lane.value,
            at=(at := NARROW_SIDE + NARROW_DEPTH * place + NARROW_DEPTH // 2),
            text_at=at,
        )
        for place, lane in enumerate(Lane)
    )
    return Picture(
        width=NARROW_SIDE + NARROW_DEPTH * len(Lane),
        height=HEAD + MONTHS * NARROW_LENGTH + 8,
        ticks=_ticks(year, HEAD, NARROW_LENGTH),
        rows=rows,
        marks=tuple(
            Mark(shape=_shape(lane), x=rows[place].at, y=along, number=number)
            for place, lane in enumerate(Lane)
            for along, number in _marks(year, lane, HEAD, NARROW_LENGTH)
        ),
        today=_along(year, year.today, HEAD, NARROW_LENGTH),
        starts=HEAD,
        ends=HEAD + MONTHS * NARROW_LENGTH,
    )


def _shape(lane: Lane) -> str:
    return lane.name.lower()


def _ticks(year: Year, start: int, length: int) -> tuple[Tick, ...]:
    months = [_month(year.first, place) for place in range(MONTHS)]
    return tuple(
        Tick(
            at=start + length * place,
            middle=start + length * place + length // 2,
            name=f"{month:%b}",
            begins_year=f"{month:%Y}" if place == 0 or month.month == 1 else "",
        )
        for place, month in enumerate(months)
    )


def _marks(year: Year, lane: Lane, start: int, length: int) -> list[tuple[int, int]]:
    """Give where a lane's marks stand, and how many dates are in each."""
    together: list[list[int]] = []
    for one in year.happenings:
        if one.lane is not lane:
            continue
        along = _along(year, one.on, start, length)
        if together and along - together[-1][0] < TOGETHER:
            together[-1].append(along)
        else:
            together.append([along])
    return [((group[0] + group[-1]) // 2, len(group)) for group in together]


def _along(year: Year, day: date, start: int, length: int) -> int:
    """Give where a day is: months are of one length, whatever their days."""
    months = (day.year - year.first.year) * 12 + day.month - year.first.month
    part = (day.day - 0.5) / monthrange(day.year, day.month)[1]
    return start + round((months + part) * length)


def _month(first: date, later: int) -> date:
    months = first.year * 12 + first.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)
