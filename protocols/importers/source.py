"""What a reader sees of a file before any sense is made of it: numbered lines.

Each file kind has a reader that turns bytes into a ``Source``; one reader of
structure (``structure.py``) turns every ``Source`` into a ``Document``. So a Word
file, a PDF and a text of the same words come to the same rows.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line or paragraph of a source.

    ``text`` is plain words with ``**bold**`` and ``*italic*`` where the source marks
    them, without list mark or number where those are in ``label``. ``number`` is its
    place, from one. What a file kind cannot tell stays at its default.
    """

    number: int
    text: str
    heading: int | None = None  # heading level from one, where the file says so
    label: str | None = None  # list mark or number the file keeps apart from the words
    indent: int = 0  # list level or indentation step, from nought
    page: int | None = None
    cells: tuple[str, ...] = ()  # the cells of a table row, where it is one
    closed: bool = False  # a whole paragraph: the next line does not continue it


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The lines of a file, and what had to be removed to read it safely."""

    lines: tuple[Line, ...]
    removed: tuple[str, ...] = ()  # sentences: "3 invisible control characters."


class Reader(Protocol):
    """Anything that turns the bytes of one file kind into a ``Source``."""

    def __call__(self, data: bytes, /) -> Source:
        """Read the bytes.

        Raises:
            UnreadableFile: they are not what they should be, or cannot be read.
        """
        ...
