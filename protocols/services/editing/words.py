"""Takes in the words of a clause as a person typed or pasted them."""

import unicodedata

from councils.kernel.refusals import DomainError

MOST_CHARACTERS = 10_000  # of one clause; a whole protocol rarely has twice as many
MOST_ROWS = 2_000

# Control characters, marks that turn the direction of reading, halves of characters.
_UNSEEN = {"Cc", "Cf", "Cs"}


def clause_words(typed: str) -> str:
    """Give the words of a clause without characters that are not seen.

    Raises:
        DomainError: nothing is left, or it is too long.
    """
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFC", lines)
        if letter == "\n" or unicodedata.category(letter) not in _UNSEEN
    )
    words = "\n".join(
        filter(None, (" ".join(line.split()) for line in seen.split("\n")))
    )
    if not words:
        message = "Write the words, or remove the row."
        raise DomainError(message, field="text")
    if len(words) > MOST_CHARACTERS:
        message = (
            f"This is {len(words):,} characters long, and a clause holds"
            f" {MOST_CHARACTERS:,}. Make two of it."
        )
        raise DomainError(message, field="text")
    return words
