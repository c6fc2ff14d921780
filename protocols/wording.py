"""What the words of a row say, once their marks are understood.

Text is plain words with ``**bold**``, ``*italic*`` and a backslash to escape, and
nothing else: an underscore, a tag or a link's brackets are words.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKS = MarkdownIt("zero", {"html": False}).enable(["emphasis", "newline", "escape"])

# Markdown would read _these_ as italic too; a council's blank "____" is not.
_ESCAPED_OR_UNDERSCORE = re.compile(r"(\\.)|_", re.DOTALL)

_PLAIN = {"softbreak": "\n", "hardbreak": "\n"}


def marked(text: str) -> Sequence[Token]:
    """Give the words of a row as tokens: text, line breaks, bold and italic."""
    literal = _ESCAPED_OR_UNDERSCORE.sub(lambda found: found[1] or r"\_", text)
    return _MARKS.parseInline(literal)[0].children or []


def plain(text: str) -> str:
    """Give the words of a row without their marks."""
    return "".join(_PLAIN.get(token.type, token.content) for token in marked(text))


def shortened(text: str, length: int = 60) -> str:
    """Give the first words of a text on one line, for a sentence that names it."""
    words = " ".join(plain(text).split())
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
