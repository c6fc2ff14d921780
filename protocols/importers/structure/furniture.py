"""Sets aside what is on the page but not in the text: headers, numbers, contents."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from protocols.document import Unread
from protocols.importers.dates import find_dates
from protocols.importers.markup import plain
from protocols.importers.source import Line

_PAGE = re.compile(
    r"^(?:[-–—|\[(\s]*(?:page|pg\.?|p\.)?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?[-–—|\])\s]*"
    r"|\d{1,3}\s*\|\s*p\s?a\s?g\s?e.*|page\s*\|?\s*\d{1,3}.{0,12})$",
    re.IGNORECASE,
)
_PAGE_AT_EDGE = re.compile(
    r"^\s*(?:page|pg\.?)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\b|"
    r"\b(?:page|pg\.?)\s*\|?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\s*$",
    re.IGNORECASE,
)
_PAGE_OF = re.compile(r"\bpage\s+\d{1,3}\s+of\s+\d{1,3}$", re.IGNORECASE)
_ENTRY_NUMBER = re.compile(r"^(?:section\s+)?[\d.]*\s*")
_NUMBER_AT_EDGE = re.compile(r"^\d{1,3}\s*[-–—|]\s|\s[-–—|]\s*\d{1,3}\s*$")
_IMAGE = re.compile(
    r"^(?:!?\[[^\]]*\]\([^)]*\)|\[(?:image|picture|logo|crest)\b[^\]]*\].*"
    r"|<!--.*-->|[\w.\-]+\.(?:png|jpe?g|gif|emf|wmf|bmp|svg))$",
    re.IGNORECASE,
)
_ENDS_IN_PAGE = re.compile(r"\D\s+\d{1,3}$")
_DOTS = 3
_CONTENTS = re.compile(r"^(?:table of )?contents(?: page)?:?$|^index$", re.IGNORECASE)
_BLANK_TO_SIGN = re.compile(r"(?:\.\s?){4,}|_{3,}|…{2,}")
_NO_WORDS = re.compile(r"^[\W_]+$")
_SIGNER = re.compile(
    r"^(?:signed|signature|name|print(?:ed)? name|date|dated|position"
    r"|(?:town |parish |deputy )?(?:mayor|clerk)|town manager"
    r"|(?:vice[- ])?chair(?:man|person|woman)?"
    r"(?: of (?:the )?(?:town |parish )?council)?"
    r"|proper officer|councillor|leader)\b[\s:.,()/_…-]*"
    r"(?:(?:mayor|clerk|chair\w*|date|name|on behalf of.*|of the council)"
    r"[\s:.()_…/-]*)*$",
    re.IGNORECASE,
)
_PROPER = re.compile(
    r"\b(?:council|protocol|policy|version|adopted|approved|www\.|©|page|draft)",
    re.IGNORECASE,
)
_FRONT = 15  # A running header repeats what stands at the head of the text.
_LONGEST = 16
ON_EVERY_PAGE = 0  # the page of a line that a reader found on all of them
_NEAR = 3
_HEAD = 60
_LINE = 60  # characters
_WIDE = 300  # characters; no header, number or entry of the contents is as long
_RUN = 4


@dataclass(slots=True)
class Furniture:
    """The lines of a source parted into text and what is only on its pages."""

    lines: list[Line]
    unread: list[Unread] = field(default_factory=list)

    def drop(self, place: int) -> None:
        """Set a line aside, leaving a gap where it stood."""
        line = self.lines[place]
        label = (
            f"{line.label} " if line.label and any(map(str.isalnum, line.label)) else ""
        )
        if line.text.strip() or label:
            self.unread.append(Unread(line=line.number, text=label + plain(line.text)))
        self.lines[place] = replace(
            line, text="", label=None, heading=None, cells=(), closed=False
        )


def set_aside(lines: Sequence[Line]) -> Furniture:
    """Part running headers, page numbers, contents, images and signatures."""
    furniture = Furniture(list(lines))
    _drop_contents(furniture)
    _drop_single_lines(furniture)
    _drop_running_headers(furniture)
    _drop_signatures(furniture)
    furniture.unread.sort(key=lambda words: words.line)
    return furniture


def _key(line: Line) -> str:
    words = " ".join(plain(line.text).casefold().split())
    return _NUMBER_AT_EDGE.sub("", _PAGE_AT_EDGE.sub("", words)).strip(" |-–—.")


def _drop_single_lines(furniture: Furniture) -> None:
    for place, line in enumerate(furniture.lines):
        if line.page == ON_EVERY_PAGE:
            furniture.drop(place)  # A Word file's own header or footer is no text.
            continue
        words = plain(line.text).strip()
        if not words or line.cells or len(words) > _WIDE:
            continue
        lone_label = _PAGE.match(words) and not words.strip().startswith("(")
        numbered = lone_label and (line.label is None or not line.closed)
        if _IMAGE.match(words) or _has_leader(words) or numbered:
            furniture.drop(place)


def _has_leader(words: str) -> bool:
    """Say whether dots lead to a page number at the end."""
    before = words.rstrip("0123456789")
    bare = before.rstrip(" .…")
    dots = before[len(bare) :].replace("…", "...").count(".")
    return bool(bare) and len(before) < len(words) and dots >= _DOTS


def _drop_contents(furniture: Furniture) -> None:
    """Drop a list of contents: entries with a page, or that the text prints again."""
    lines = furniture.lines
    later = Counter(_entry(line) for line in lines if line.text)
    place = 0
    while place < len(lines):
        if _is_contents(lines[place]):
            later[_entry(lines[place])] -= 1
            place = _drop_contents_at(furniture, place, later)
        elif place < _HEAD and _opens_contents(lines, place, later):
            place = _drop_contents_at(furniture, place - 1, later)
        else:
            later[_entry(lines[place])] -= 1
            place += 1


def _is_contents(line: Line) -> bool:
    return _CONTENTS.match(plain(line.text).strip()) is not None


def _opens_contents(lines: list[Line], place: int, later: Counter[str]) -> bool:
    """Say whether a list of contents without a heading of its own begins here."""
    following = [line for line in lines[place : place + 2 * _RUN] if line.text][:_RUN]
    return len(following) == _RUN and all(
        later[_entry(line)] > 1 and _is_numbered(line) for line in following
    )


def _is_numbered(line: Line) -> bool:
    return bool(re.match(r"^\d{1,2}\.?\s+[A-Z]", plain(line.text)))


def _drop_contents_at(furniture: Furniture, start: int, later: Counter[str]) -> int:
    lines = furniture.lines
    place, dropped = start + 1, []
    while place < len(lines):
        line, key = lines[place], _entry(lines[place])
        words = plain(line.text).strip()
        paged = _is_entry(words) or _is_entry_begun(lines, place)
        if words:
            if not (paged or later[key] > 1) or len(words.split()) > _LONGEST:
                break
            later[key] -= 1
            dropped.append(place)
        place += 1
    if dropped:
        headed = start >= 0 and _is_contents(lines[start])
        for each in [start, *dropped] if headed else dropped:
            furniture.drop(each)
    return place


def _is_entry(words: str) -> bool:
    """Say whether a line of the contents gives a page."""
    if len(words) > _WIDE:
        return False
    return bool(_has_leader(words) or _ENDS_IN_PAGE.search(words) or _PAGE.match(words))


def _is_entry_begun(lines: list[Line], place: int) -> bool:
    """Say whether an entry begins here whose page stands on the next line."""
    following = [plain(line.text).strip() for line in lines[place + 1 : place + 2]]
    return any(_has_leader(words) or _PAGE.match(words) for words in following if words)


def _entry(line: Line) -> str:
    """Give the words of a heading as its entry in the contents would print them."""
    if len(line.text) > _WIDE:
        return ""
    words = plain(line.text).casefold().rstrip("0123456789").rstrip(" .…")
    words = _ENTRY_NUMBER.sub("", words)
    return " ".join(words.split()).strip(" .:")


def _drop_running_headers(furniture: Furniture) -> None:
    lines = furniture.lines
    keys = [_key(line) if _may_run(line) else "" for line in lines]
    counts = Counter(keys)
    front = {_key(line) for line in [line for line in lines if line.text][:_FRONT]}
    seen: set[str] = set()
    for place, (line, key) in enumerate(zip(lines, keys, strict=True)):
        if not key:
            continue
        again = key in seen and (key in front or counts[key] >= _NEAR)
        paged = counts[key] > 1 and _is_paged(plain(line.text))
        if again or paged or _PAGE_OF.search(plain(line.text)):
            furniture.drop(place)
        seen.add(key)


def _is_paged(words: str) -> bool:
    edges = (_PAGE_AT_EDGE, _NUMBER_AT_EDGE)
    return any(edge.search(words) for edge in edges)


def _may_run(line: Line) -> bool:
    if not 0 < len(line.text) <= _WIDE or line.label is not None or line.cells:
        return False
    words = plain(line.text)
    proper = _PROPER.search(words) or find_dates(words) or _PAGE_AT_EDGE.search(words)
    return bool(proper) and len(words.split()) <= _LONGEST and not words.endswith(":")


def _drop_signatures(furniture: Furniture) -> None:
    since = _NEAR
    for place, line in enumerate(furniture.lines):
        words = plain(line.text).strip()
        if not words and line.label is None:
            continue
        if _is_blank_to_sign(words) or (since < _NEAR and _is_signer(words)):
            furniture.drop(place)
            since = 0
        else:
            since += 1


def _is_blank_to_sign(words: str) -> bool:
    """Say whether dots or a rule stand here for a name, a date or nothing."""
    if _NO_WORDS.match(words):
        return True
    bare = _BLANK_TO_SIGN.sub(" ", words).strip()
    return bare != words and (
        not bare or _NO_WORDS.match(bare) is not None or _is_signer(bare)
    )


def _is_signer(words: str) -> bool:
    return len(words) <= _LINE and _SIGNER.match(words) is not None
