"""Removes the characters that nobody can see, and says how many there were."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from protocols.importers.source import Line, Source

# Control, format (bidi marks among them), surrogate, private and unassigned.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BREAKS = frozenset("\t\n\r\v\f\x85\u2028\u2029")
# Word's symbol fonts print bullets with private characters; they mean something.
_PRIVATE_BULLETS = frozenset("\uf0b7\uf0a7\uf0d8\uf02d\uf0fc\uf076")
_KEPT = _BREAKS | _PRIVATE_BULLETS
# Where a word may be parted, and where it may not, says nothing of the word.
_JOINTS = frozenset("\u00ad\u200b\u2060\ufeff")
_PRINTED_AS_ONE = {
    ord(ligature): letters
    for ligature, letters in zip(
        "ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True
    )
}


def clean(text: str) -> tuple[str, int]:
    """Give the text without what is invisible, and how many characters that was.

    Spaces of every width become one kind and ligatures their letters. Soft hyphens
    and their kin go as well, but are not counted: Word and the web put them there.
    """
    if text.isascii() and text.isprintable():
        return text, 0
    kept, removed = [], 0
    for character in text:
        if character in _KEPT:
            kept.append(character)
        elif character in _JOINTS:
            continue
        elif (category := unicodedata.category(character)) in _INVISIBLE:
            removed += 1
        else:
            kept.append(" " if category == "Zs" else character)
    words = "".join(kept).translate(_PRINTED_AS_ONE)
    return unicodedata.normalize("NFC", words), removed


def make_source(
    lines: Iterable[Line], removed: Iterable[str] = (), *, already: int = 0
) -> Source:
    """Number and clean the lines that a reader found, and tell what was removed.

    ``already`` is how many characters the reader took away itself.
    """
    cleaned, count = [], already
    for number, line in enumerate(lines, start=1):
        text, in_text = clean(line.text)
        label, in_label = clean(line.label or "")
        cells = [clean(cell) for cell in line.cells]
        count += in_text + in_label + sum(found for _, found in cells)
        cleaned.append(
            replace(
                line,
                number=number,
                text=text,
                label=label or None,
                cells=tuple(words for words, _ in cells),
            )
        )
    told = [_tell(count)] if count else []
    return Source(lines=tuple(cleaned), removed=(*told, *removed))


def _tell(count: int) -> str:
    if count == 1:
        return "1 invisible control character was removed."
    return f"{count:,} invisible control characters were removed."
