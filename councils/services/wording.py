"""Takes in a name or a title as a person typed it."""

import unicodedata
from datetime import date

from django.utils.dateformat import format as format_date

from councils.kernel.refusals import DomainError
from councils.models import Membership


def one_line(words: str, *, field: str, missing: str) -> str:
    """Give a name on one line, without characters that are not seen.

    Raises:
        DomainError: nothing is left; ``missing`` is the message.
    """
    # Cc, Cf: line breaks, NUL, and marks that turn the direction of a text.
    seen = "".join(
        " " if unicodedata.category(letter) == "Cc" else letter
        for letter in unicodedata.normalize("NFC", words)
        if unicodedata.category(letter) != "Cf"
    )
    line = " ".join(seen.split())
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
