"""Words before and after, with what was taken out and put in marked word by word.

Quotation marks and apostrophes count as the same however they are typed. Where too
little is left of the old words the two are given whole: shreds cannot be read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from protocols.wording import plain

LEAST_KEPT = 0.35
MOST_WORDS = 400  # Beyond it, to compare word by word takes longer than it helps.

_WORDS = re.compile(r"[^\W_]+(?:[’'\u2011-][^\W_]+)*\s*|\S\s*")
_ALIKE = str.maketrans("’\u2018“”\u2011", "''\"\"-")


class Mark(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one text, and what became of them."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Rewording:
    """The old words, with what was removed; the new, with what was added."""

    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()


def reworded(before: str, after: str) -> Rewording:
    """Mark what differs between the words of two rows."""
    older, newer = _split(before), _split(after)
    if max(len(older), len(newer)) > MOST_WORDS:
        return _whole(before, after)
    matcher = SequenceMatcher(None, _keys(older), _keys(newer), autojunk=False)
    if older and newer and matcher.ratio() < LEAST_KEPT:
        return _whole(before, after)
    was: list[Piece] = []
    now: list[Piece] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        is_kept = tag == "equal"
        _add(was, Mark.KEPT if is_kept else Mark.REMOVED, older[start:end])
        _add(now, Mark.KEPT if is_kept else Mark.ADDED, newer[new_start:new_end])
    return Rewording(tuple(was), tuple(now))


def only_before(text: str) -> Rewording:
    """Give words that are there no longer, unmarked: that they are gone says it all."""
    return Rewording(before=(Piece(Mark.KEPT, plain(text)),))


def only_after(text: str) -> Rewording:
    """Give words that were not there before, unmarked."""
    return Rewording(after=(Piece(Mark.KEPT, plain(text)),))


def _whole(before: str, after: str) -> Rewording:
    return Rewording(
        (Piece(Mark.REMOVED, plain(before)),), (Piece(Mark.ADDED, plain(after)),)
    )


def _split(text: str) -> list[str]:
    return _WORDS.findall(plain(text))


def _keys(words: Sequence[str]) -> list[str]:
    return [word.strip().translate(_ALIKE) for word in words]


def _add(pieces: list[Piece], mark: Mark, words: Sequence[str]) -> None:
    joined = "".join(words)
    # The space after a marked word is no part of the mark.
    marked = joined if mark is Mark.KEPT else joined.rstrip()
    if marked:
        pieces.append(Piece(mark, marked))
    if space := joined.removeprefix(marked):
        pieces.append(Piece(Mark.KEPT, space))
