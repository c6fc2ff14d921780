"""The marks inside a row's words: bold, italic and the backslash that escapes."""

import re

_MARKS = re.compile(r"\\([\\*])|\*+")
_RUN = re.compile(
    r"(?<![\w*\\])(?P<mark>\*{1,3})(?P<words>[^\s*](?:[^*]*[^\s*])?)(?P=mark)(?![\w*])"
)
_WHOLE = re.compile(r"^(\*{2,3})([^*]+)\1$")


def plain(text: str) -> str:
    """Give the words as they are read, without marks or escapes."""
    if "*" not in text and "\\" not in text:
        return text
    return _MARKS.sub(lambda match: match.group(1) or "", text)


def escape(text: str) -> str:
    """Write plain words as a row's text, so that no star of theirs is a mark."""
    return text.replace("\\", "\\\\").replace("*", "\\*")


def keep_emphasis(text: str) -> str:
    """Keep stars that come in pairs around words as marks, and escape the others."""
    pieces, place = [], 0
    for run in _RUN.finditer(text):
        pieces.append(escape(text[place : run.start()]))
        mark = run["mark"]
        pieces.append(mark + run["words"].replace("\\", "\\\\") + mark)
        place = run.end()
    pieces.append(escape(text[place:]))
    return "".join(pieces)


def unwrap(text: str) -> tuple[str, bool]:
    """Take the bold off words that are bold from end to end, and say if they were."""
    whole = _WHOLE.match(text.strip())
    if whole is None:
        return text, False
    return whole.group(2).strip(), True
