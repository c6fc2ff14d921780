"""Takes in a name or a title as a person typed it."""

import unicodedata

from councils.kernel.refusals import DomainError


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
