"""A table of people as a council keeps one: what its columns are called, and its rows.

It knows nobody and decides nothing: it gives what was typed, row by row.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from councils.kernel.forms.dates import day_of, month_of, year_of
from councils.kernel.pasted_tables import Line, lines_of, table_text
from councils.kernel.refusals import DomainError

MOST_ROWS = 200
HEAD = ("Name", "E-mail", "Office", "Committee", "First day")
# What the columns are called in lists that people have already.
CALLED: dict[str, str] = {
    **dict.fromkeys(("name", "full name", "person"), "name"),
    **dict.fromkeys(("first name", "forename", "given name"), "first_name"),
    **dict.fromkeys(("last name", "surname", "family name"), "last_name"),
    **dict.fromkeys(
        ("email", "e mail", "email address", "e mail address", "mail", "address"),
        "email",
    ),
    **dict.fromkeys(("office", "role", "position", "post", "job title"), "office"),
    **dict.fromkeys(("committee",), "committee"),
    **dict.fromkeys(
        (
            *("first day", "first day in office", "from", "start", "starts on"),
            *("start date", "date", "from which day"),
        ),
        "first_day",
    ),
}
NO_HEAD = (
    "The first line must name the columns: Name, E-mail, Office, and, where you have"
    " them, Committee and First day."
)
A_DAY = re.compile(r"[\s/.,-]+")
PARTS = 3
SHORT_YEAR = re.compile(r"[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRow:
    """One person and office as somebody typed them; ``line`` is where, in a file."""

    name: str = ""
    email: str = ""
    office: str = ""
    committee: str = ""
    first_day: str = ""
    line: int = 0

    def __bool__(self) -> bool:
        return any((self.name, self.email, self.office, self.first_day))


def rows_of(words: str) -> list[TypedRow]:
    """Read the people of a table.

    Raises:
        DomainError: it is no table, has too many lines, or does not name its columns.
    """
    lines = lines_of(words, most=MOST_ROWS)
    if not lines:
        return []
    columns = [CALLED.get(_plain(cell), "") for cell in lines[0][1]]
    named = {name for name in columns if name}
    if "office" not in named or not named & {"name", "last_name"}:
        raise DomainError(NO_HEAD)
    twice = next((n for n in named if columns.count(n) > 1), None)
    if twice:
        message = "Two columns have the same meaning. Take one of them out."
        raise DomainError(message)
    return [_row(columns, line) for line in lines[1:]]


def as_table(rows: Iterable[TypedRow]) -> str:
    """Write rows as a table that ``rows_of`` reads."""
    cells = [[r.name, r.email, r.office, r.committee, r.first_day] for r in rows]
    return table_text([list(HEAD), *cells])


def day_typed(words: str) -> date | None:
    """Read a day from one box: 12 5 2026, 12/05/2026, 12 May 26, 2026-05-12."""
    parts = A_DAY.split(words.strip())
    if len(parts) != PARTS:
        return None
    if year_of(parts[0]) is not None:
        parts.reverse()
    day, month, year = day_of(parts[0]), month_of(parts[1]), _year(parts[2])
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def _year(words: str) -> int | None:
    if SHORT_YEAR.fullmatch(words):
        return 2000 + int(words)
    return year_of(words)


def _plain(cell: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", cell.lower()).split())


def _row(columns: list[str], line: Line) -> TypedRow:
    number, cells = line
    typed: Mapping[str, str] = {
        name: cell for name, cell in zip(columns, cells, strict=False) if name
    }
    both = f"{typed.get('first_name', '')} {typed.get('last_name', '')}".strip()
    return TypedRow(
        name=typed.get("name", "") or both,
        email=typed.get("email", ""),
        office=typed.get("office", ""),
        committee=typed.get("committee", ""),
        first_day=typed.get("first_day", ""),
        line=number,
    )
