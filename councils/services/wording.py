"""Takes in what a person typed, and says offices and days in words.

Every text that a person gives comes through here before it is kept.
"""

from datetime import date

from django.utils.dateformat import format as format_date

from councils.kernel.refusals import DomainError
from councils.kernel.typed import on_one_line, prose
from councils.models import Membership

__all__ = ["day_in_words", "on_one_line", "one_line", "prose", "span_of"]


def one_line(words: str, *, field: str, missing: str) -> str:
    """Give a name on one line, without characters that are not seen.

    Raises:
        DomainError: nothing is left; ``missing`` is the message.
    """
    line = on_one_line(words)
    if not line:
        raise DomainError(missing, field=field)
    return line


def span_of(term: Membership) -> str:
    """Say from when to when an office is held."""
    if term.ends_on is None:
        return f"from {day_in_words(term.starts_on)}"
    return f"from {day_in_words(term.starts_on)} to {day_in_words(term.ends_on)}"


def day_in_words(day: date) -> str:
    """Write a day as the pages do."""
    return format_date(day, "j F Y")
