"""Takes in the words of a clause as a person typed or pasted them."""

from councils.kernel.refusals import DomainError
from councils.services.wording import prose

MOST_CHARACTERS = 10_000  # of one clause; a whole protocol rarely has twice as many
MOST_ROWS = 2_000


def clause_words(typed: str) -> str:
    """Give the words of a clause without characters that are not seen.

    Raises:
        DomainError: nothing is left, or it is too long.
    """
    # A blank line would be printed as a gap in the middle of a clause.
    words = "\n".join(filter(None, prose(typed).split("\n")))
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
