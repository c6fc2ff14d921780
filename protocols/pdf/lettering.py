"""What the portal's own typefaces can print, and what stands for what they cannot.

An archival file may hold no sign without a shape. A machine's own fonts are not
counted on: the same text looks the same wherever it is printed.
"""

import re
import unicodedata
from functools import lru_cache, reduce
from operator import and_, or_

from fontTools.ttLib import TTFont

from protocols.pdf.assets import FACES, font_file

# Signs that are drawn as another of the same meaning.
_DRAWN_AS = str.maketrans(
    {
        "\u2010": "-",  # hyphen
        "\u2011": "-",  # non-breaking hyphen
        "\u2012": "–",  # figure dash
        "\u2015": "—",  # horizontal bar
        "\u25cf": "•",  # black circle
        "\u25aa": "•",  # small black square
    }
)

# Control characters, joiners and marks that turn the direction of reading: what is
# seen must be in the order of what is stored.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


def printable(text: str) -> str:
    """Give a text in signs that can be printed; the name of any other stands for it."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(_DRAWN_AS)
    missing = {sign for sign in text if sign != "\n" and ord(sign) not in coverage()}
    if not missing:
        return text
    return text.translate(
        {ord(sign): _instead_of(sign) for sign in missing if sign != "\t"}
    )


@lru_cache(maxsize=1)
def coverage() -> frozenset[int]:
    """Give the signs that every one of our faces can draw."""
    return reduce(
        and_,
        (reduce(or_, (_signs_of(name) for name in names)) for names in FACES.values()),
    )


def _signs_of(name: str) -> frozenset[int]:
    with TTFont(font_file(name), lazy=True) as font:
        return frozenset(font.getBestCmap())


def _instead_of(sign: str) -> str:
    """Take a ligature or a full-width form apart; else give the sign's name."""
    apart = unicodedata.normalize("NFKC", sign).translate(_DRAWN_AS)
    if all(ord(each) in coverage() for each in apart):
        return apart
    return f"[{unicodedata.name(sign, f'sign U+{ord(sign):04X}').lower()}]"
