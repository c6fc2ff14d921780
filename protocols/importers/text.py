"""Reads plain text and Markdown: what each line says and how it is marked."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from councils.kernel.door.terms import UnreadableFile
from protocols.importers.marks import BULLET
from protocols.importers.markup import keep_emphasis
from protocols.importers.source import Line, Source

MAX_LINES = 200_000  # A protocol is some hundred lines; this is no protocol.
_MOSTLY = 0.1  # Where a tenth of a file is control characters it is not text.
_INDENT = 4
_LINE = 90  # characters of a heading that is underlined
_LABEL = 6
_PAIR = 2

_BREAKS = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_PRIVATE_BULLETS = "\uf0b7\uf0a7\uf0d8\uf02d\uf0fc\uf076"
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(?=\S)(.*?)(?:\s#+)?\s*$")
_BULLET = re.compile(r"^(?P<space>\s*)(?:[-*+•·▪●○◦](?:\s+|(?<=[•·▪●○◦]))|o\s+)(?=\S)")
_QUOTE = re.compile(r"^ {0,3}>\s?")
_RULE = re.compile(r"^(?:[-*_]\s*){3,}$|^\|?(?:\s*:?-{3,}:?\s*\|)+[\s:-]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=|-)\1{2,}\s*$")
_PAIRED_TAGS = re.compile(
    r"(?<!\w)<(?P<tag>b|strong|i|em)>(?P<words>\s*[^\s<*][^<*]*)</(?P=tag)>(?!\w)",
    re.IGNORECASE,
)
_TAGS = re.compile(r"</?(?:b|strong|i|em|u)>", re.IGNORECASE)
_LINE_TAG = re.compile(r"<br\s?/?>", re.IGNORECASE)
_LINK = re.compile(
    r"(?<![!\w])\[(?P<words>[^\[\]]+)\]\((?P<address>https?://[^\s()]+)\)"
)
_MARKDOWN = re.compile(r"^ {0,3}#{1,6}\s+\S|(?<!\*)\*\*[^\s*]", re.MULTILINE)
_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNDERSCORES = re.compile(r"(?<![\w_])(_{1,2})([^\s_](?:[^_]*[^\s_])?)\1(?![\w_])")
_SHIELD = {"*": "\ue000", "_": "\ue001"}


def read(data: bytes) -> Source:
    """Read the bytes of a text or Markdown file.

    Raises:
        UnreadableFile: they are no text, or far too long to be a protocol.
    """
    text, removed = _clean(_decode(data))
    lines = _BREAKS.split(text)
    if len(lines) > MAX_LINES:
        raise UnreadableFile(
            f"The file has more than {MAX_LINES:,} lines; a protocol has some hundred."
        )
    markdown = _MARKDOWN.search(text) is not None
    return Source(lines=tuple(_read_lines(lines, markdown=markdown)), removed=removed)


def _decode(data: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Remove what nobody can see, and say how much of it there was."""
    counts: Counter[str] = Counter()
    kept = []
    for character in text:
        if _is_removed(character):
            counts["control" if character < " " else "invisible"] += 1
        else:
            kept.append(BULLET if character in _PRIVATE_BULLETS else character)
    if sum(counts.values()) > max(_MOSTLY * len(text), 20):
        raise UnreadableFile("The file is not text.")
    spaced = "".join(
        " "
        if character != "\t" and unicodedata.category(character) == "Zs"
        else character
        for character in kept
    )
    removed = tuple(
        f"{count} {kind} character{'' if count == 1 else 's'}."
        for kind, count in sorted(counts.items())
    )
    return unicodedata.normalize("NFC", spaced), removed


def _is_removed(character: str) -> bool:
    if character in "\t\n\r\v\f\x85\u2028\u2029" or character in _PRIVATE_BULLETS:
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _read_lines(lines: list[str], *, markdown: bool) -> Iterator[Line]:
    pending = above = None
    page = 1
    for number, raw in enumerate(lines, start=1):
        page += raw.count("\f")
        words = raw.replace("\f", " ").rstrip()
        if pending is not None and _is_underline(words, pending):
            pending = replace(pending, heading=1 if "=" in words else 2)
            continue
        if pending is not None:
            yield pending
            above = pending if pending.text else above
        words = "" if _RULE.match(words.strip()) else words
        line = _read_line(number, words, markdown=markdown, above=above)
        pending = replace(line, page=page)
    if pending is not None:
        yield pending


def _is_underline(words: str, above: Line) -> bool:
    named = bool(above.text) and above.label is None and not above.cells
    return named and len(above.text) <= _LINE and _UNDERLINE.match(words) is not None


def _read_line(number: int, words: str, *, markdown: bool, above: Line | None) -> Line:
    words = _QUOTE.sub("", words) if markdown else words
    heading = _HEADING.match(words)
    if heading is not None:
        text = _inline(heading.group(2), markdown=markdown)
        return Line(number=number, text=text, heading=len(heading.group(1)))
    cells = _cells(words, markdown=markdown)
    bullet = _BULLET.match(words)
    label = None
    space = len(words.expandtabs(_INDENT)) - len(words.expandtabs(_INDENT).lstrip())
    if bullet is not None and not cells:
        label, words = BULLET, words[bullet.end() :]
    text = " | ".join(cell for cell in cells if cell)
    return Line(
        number=number,
        text=text or _inline(" ".join(words.split()), markdown=markdown),
        label=label,
        indent=_step(space, above),
        cells=cells,
    )


def _step(space: int, above: Line | None) -> int:
    """Give the list level; a stray space or two means nothing unless a list opens."""
    if space >= _INDENT:
        return space // _INDENT
    opens = above is not None and above.text.endswith((":", ":-"))
    level = above is not None and above.indent == 1 and above.label is not None
    return 1 if space > 1 and (opens or level) else 0


def _cells(words: str, *, markdown: bool) -> tuple[str, ...]:
    stripped = words.strip()
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1:
        pieces = stripped[1:-1].split("|")
    else:
        pieces = stripped.split("\t")
    cells = tuple(
        _inline(" ".join(piece.split()), markdown=markdown) for piece in pieces
    )
    filled = [cell for cell in cells if cell]
    if len(filled) <= 1 and not stripped.startswith("|"):
        return ()
    # A tab after a number or a bullet only sets the words apart from it.
    return (
        ()
        if len(cells) == _PAIR and len(cells[0]) <= _LABEL and "\t" in words
        else cells
    )


def _inline(words: str, *, markdown: bool) -> str:
    words = _LINE_TAG.sub(" ", words)
    words = _PAIRED_TAGS.sub(_tags_to_stars, words)
    words = _TAGS.sub("", words)
    if markdown:
        words = _LINK.sub(r"\g<words> (\g<address>)", words)
        words = _BACKSLASH.sub(lambda m: _SHIELD.get(m.group(1), m.group(1)), words)
        words = _UNDERSCORES.sub(_underscores_to_stars, words)
    text = keep_emphasis(" ".join(words.split()))
    return text.replace(_SHIELD["*"], "\\*").replace(_SHIELD["_"], "_")


def _tags_to_stars(match: re.Match[str]) -> str:
    stars = "**" if match["tag"].casefold() in {"b", "strong"} else "*"
    return f"{stars}{match['words'].strip()}{stars}"


def _underscores_to_stars(match: re.Match[str]) -> str:
    stars = "*" * len(match.group(1))
    inner = match.group(2)
    return match.group() if "*" in inner else f"{stars}{inner}{stars}"
