"""The last net: whatever words no rule took are listed as unread, line by line."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from protocols.document import Document, Unread
from protocols.importers.markup import plain
from protocols.importers.source import Line

# Word's bullets come out of its symbol fonts as letters.
_LETTER_AS_BULLET = re.compile(r"^(?:[oØ]\s+)+")
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Give the words of a text: runs of letters and digits, whatever their case."""
    return _WORD.findall(text.casefold())


def texts_of(document: Document) -> Iterator[str]:
    """Give every string of a document that holds words of its source."""
    yield from filter(None, (document.title, document.council, document.reference))
    for row in document.rows:
        yield f"{row.label or ''} {plain(row.text)}"
    for lines in document.printed.values():
        yield from lines
    yield from document.history
    yield from document.linked_policies
    yield from document.background_papers
    yield from (unread.text for unread in document.unread)


def find_missed(lines: Iterable[Line], document: Document) -> list[Unread]:
    """Find lines with words that are nowhere in the document."""
    left = Counter(word for text in texts_of(document) for word in words_of(text))
    missed = []
    for line in lines:
        said = _printed(line)
        words = Counter(words_of(said))
        if any(left[word] < count for word, count in words.items()):
            missed.append(Unread(line=line.number, text=said))
        else:
            left.subtract(words)
    return missed


def _printed(line: Line) -> str:
    words = " | ".join(map(plain, line.cells)) if line.cells else plain(line.text)
    words = _LETTER_AS_BULLET.sub("", words)
    label = line.label or ""
    return f"{label} {words}".strip() if any(map(str.isalnum, label)) else words
