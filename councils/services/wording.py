"""Takes in what a person typed or pasted: what nobody sees is not kept.

Every text that a person gives comes through here before it is kept. Marks that turn
the direction of reading would let a sentence show in another order than it is stored;
a line break in a name would begin a new line of a mail's head.
"""

import unicodedata
from datetime import date

from django.utils.dateformat import format as format_date

from councils.kernel.refusals import DomainError
from councils.models import Membership

# Control characters, marks without a shape of their own, halves of characters.
_UNSEEN = {"Cc", "Cf", "Cs"}


def prose(words: str) -> str:
    """Give words of one line or more as they are kept; none where there are none."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFC", lines)
        if letter == "\n" or unicodedata.category(letter) not in _UNSEEN
    )
    return "\n".join(" ".join(line.split()) for line in seen.split("\n")).strip("\n")


def on_one_line(words: str) -> str:
    """Give a name, a title or a number as it is kept; none where there is none."""
    return " ".join(
        prose(
            "".join(
                " " if unicodedata.category(letter) == "Cc" else letter
                for letter in words
            )
        ).split()
    )


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
