"""Reads the head of a text: the council, the title, a reference, a draft mark."""

import re
from dataclasses import dataclass, field

from protocols.document import Unread
from protocols.importers.statements import is_statement
from protocols.importers.structure.blocks import Block

_SMALL = frozenset(
    [
        "and",
        "by",
        "cum",
        "de",
        "in",
        "le",
        "les",
        "of",
        "on",
        "super",
        "the",
        "under",
        "upon",
        "with",
    ]
)
_KIND = r"(?:Town|Parish|Community|City|Village|Neighbourhood)"
_COUNCIL = re.compile(
    rf"\b(?P<name>(?:[A-Z][\w'’.\-]*|{'|'.join(sorted(_SMALL))}|&)"
    rf"(?:\s+(?:[A-Z][\w'’.\-]*|{'|'.join(sorted(_SMALL))}|&)){{0,7}}?)"
    rf"\s+(?P<kind>(?:{_KIND}\s+(?:and\s+{_KIND}\s+)?Council|Council\s+of\s+{_KIND}))\b"
)
_OF = re.compile(
    rf"\b{_KIND} Council of (?P<name>[A-Z][\w'’.\-]*(?:\s+[A-Z][\w'’.\-]*){{0,7}})"
)
_COUNCIL_CAPS = re.compile(
    r"^(?P<name>[A-Z][A-Z'’.\-&]*(?:\s+[A-Z'’.\-&]+){0,7}?)\s+"
    r"(?P<kind>(?:TOWN|PARISH|COMMUNITY|CITY|VILLAGE|NEIGHBOURHOOD)(?:\s+AND\s+\w+)?\s+COUNCIL)\b"
)
_REFERENCE = re.compile(
    r"^(?:document|doc|policy|ref(?:erence)?|file)\.?(?:\s*(?:no|number|ref(?:erence)?))?\.?"
    r"\s*[:.#]?\s*[A-Z]{0,8}[-/ ]?\d[\w./-]*$",
    re.IGNORECASE,
)
_DRAFT = re.compile(r"\bdraft\b(?!\s+(?:minutes|agenda|budget))", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:protocol|policy|relations(?:hips?)?|code|working together|guidance)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:introduction|background|purpose|aims?|scope|general|preamble|foreword|overview"
    r"|policy statement|contents|statement|summary|definitions?|principles)\b",
    re.IGNORECASE,
)
_THIS = re.compile(r"^(?:this|the purpose|in this|it|these|mutual|we)\b", re.IGNORECASE)
_FRONT = 40
_LONGEST = 18
_SENTENCE = 8  # words; a title does not end in a full stop, a longer line may
_TITLE_LINES = 3
_NOT_NAMES = re.compile(
    r"^(?:the|this|our|a|an|any|each|your|district|county|borough"
    r"|adopted by|approved by|by|of|in|on|and|with|under|upon)\s+",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Front:
    """What the head of a text says, and the blocks that are left."""

    blocks: list[Block]
    title: str | None = None
    council: str | None = None
    reference: str | None = None
    draft: list[str] = field(default_factory=list)
    council_lines: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read_front(blocks: list[Block]) -> Front:
    """Take the council's name, the title, a reference and a draft mark off the head."""
    front = Front(blocks=[])
    titles: list[Block] = []
    place = 0
    while place < min(len(blocks), _FRONT) and not _is_text(blocks[place], titles):
        _take(blocks[place], front, titles)
        place += 1
    front.blocks.extend(blocks[place:])
    title = [f"{block.label or ''} {block.words}".strip() for block in titles]
    front.title = " ".join(title) or None
    front.council = _council(blocks[: max(place, 1)], blocks)
    _drop_repeats(front)
    return front


def _is_text(block: Block, titles: list[Block]) -> bool:
    """Say whether the text itself begins here."""
    words = block.words
    if block.cells:
        return False
    if block.mark is not None and block.mark.is_named and not titles:
        return _TITLE.search(words) is None  # "Section 15: Protocol" of a constitution
    if block.mark is not None:
        return not _REFERENCE.match(f"{block.label} {words}".strip())
    if is_statement(words):
        return False
    long = len(words.split()) > _LONGEST or (
        words.endswith(".") and len(words.split()) > _SENTENCE
    )
    if long:
        return True
    return bool(titles) and _OPENING.match(words) is not None


def _take(block: Block, front: Front, titles: list[Block]) -> None:
    words = f"{block.label or ''} {block.words}".strip()
    if block.cells or is_statement(words):
        front.blocks.append(block)
    elif _is_council_line(words):
        front.council_lines.append(words)
    elif _REFERENCE.match(words) and front.reference is None:
        front.reference = words
    elif _DRAFT.search(words) and not _TITLE.search(_DRAFT.sub("", words)):
        front.draft.append(words)
    elif _is_title(block, front, titles):
        titles.append(block)
        if _DRAFT.search(words):
            front.draft.append(words)
    else:
        front.blocks.append(block)


def _is_council_line(words: str) -> bool:
    words = re.sub(r"^the\s+", "", words, flags=re.IGNORECASE)
    found = _COUNCIL_CAPS.match(words) or _COUNCIL.match(words) or _OF.match(words)
    return found is not None and found.end() == len(words.rstrip(" .:"))


def _is_title(block: Block, front: Front, titles: list[Block]) -> bool:
    words = block.words
    if _THIS.match(words) or words.startswith("(") or words.endswith((":", ";", ",")):
        return False
    if not titles:
        return _TITLE.search(words) is not None
    return len(titles) < _TITLE_LINES and _goes_on(block, front, titles)


def _goes_on(block: Block, front: Front, titles: list[Block]) -> bool:
    """Say whether a line goes on with the title, in the same look and close by."""
    last = titles[-1]
    whole = len(titles[0].words.split()) >= _TITLE_LINES
    if whole and not block.words.isupper():
        return False
    nothing_between = not front.blocks or front.blocks[-1].number < last.number
    near = block.number - last.number <= _TITLE_LINES
    alike = (block.level, block.bold) == (last.level, last.bold)
    same_case = block.words.isupper() == last.words.isupper()
    return nothing_between and near and alike and same_case


def _council(head: list[Block], blocks: list[Block]) -> str | None:
    """Give the council's name: from the head, or the only one that the text names."""
    for block in head:
        found = _name(block.words)
        if found is not None:
            return _in_mixed_case(found, blocks)
    names = [name for block in blocks for name in _names(block.words)]
    return names[0] if len({name.casefold() for name in names}) == 1 else None


def _name(words: str) -> str | None:
    caps = _COUNCIL_CAPS.search(words)
    if caps is not None:
        return f"{caps['name']} {caps['kind']}"
    names = _names(words)
    return names[0] if names else None


def _names(words: str) -> list[str]:
    found = [_OF.search(words)] if _OF.search(words) else []
    names = [match.group() for match in found if match]
    for match in _COUNCIL.finditer(words):
        name = match["name"]
        while (cut := _NOT_NAMES.match(name + " ")) is not None:
            name = name[cut.end() :]
        if name.strip() and name[0].isupper():
            names.append(f"{name.strip()} {match['kind']}")
    return names


def _in_mixed_case(name: str, blocks: list[Block]) -> str:
    if not name.isupper():
        return name
    for block in blocks:
        place = block.words.casefold().find(name.casefold())
        if (
            place >= 0
            and not (here := block.words[place : place + len(name)]).isupper()
        ):
            return here
    return " ".join(
        _capitalise(word, first=place == 0) for place, word in enumerate(name.split())
    )


def _capitalise(word: str, *, first: bool) -> str:
    parts = word.casefold().split("-")
    return "-".join(
        part
        if part in _SMALL and not (first and place == 0)
        else part[:1].upper() + part[1:]
        for place, part in enumerate(parts)
    )


def _drop_repeats(front: Front) -> None:
    """Set aside the title where a cover and the first page both print it."""
    said = {" ".join(words.casefold().split()) for words in [front.title or ""]}
    kept = []
    for place, block in enumerate(front.blocks):
        again = (
            place < _FRONT
            and block.mark is None
            and (" ".join(block.words.casefold().split()) in said)
        )
        if again:
            front.unread.append(Unread(line=block.number, text=block.words))
        else:
            kept.append(block)
    front.blocks[:] = kept
