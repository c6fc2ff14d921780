"""A text under examination: what every check is given, worked out once."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from protocols.document import Document, Finding, Row, Severity
from protocols.labels import cited_as, parents_of
from protocols.wording import plain


@dataclass(frozen=True)
class Subject:
    """A document, with what the council knows beside it.

    ``council`` is the name of the council whose text it is; without it the text's own
    is taken. Without ``today`` nothing is overdue.
    """

    document: Document
    council: str | None = None
    today: date | None = None
    known_councils: Collection[str] = field(default=())

    @property
    def rows(self) -> tuple[Row, ...]:
        """Give the rows of the text."""
        return self.document.rows

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Give the words of each row without their marks, on one line."""
        return tuple(" ".join(plain(row.text).split()) for row in self.rows)

    @cached_property
    def parents(self) -> tuple[int | None, ...]:
        """Give, for each row, the place of the row that it stands under."""
        return parents_of(self.rows)

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """Give, for each row, what a clerk would call it."""
        return cited_as(self.rows)

    def found(
        self,
        code: str,
        message: str,
        place: int | None = None,
        severity: Severity = Severity.WARNING,
    ) -> Finding:
        """Give a finding, at a row or of the text as a whole."""
        return Finding(
            code=code,
            severity=severity,
            message=message,
            row=None if place is None else self.rows[place].lineage,
        )


def date_in_words(day: date) -> str:
    """Give a date as a clerk writes it: 7 March 2023."""
    return f"{day.day} {day:%B %Y}"
