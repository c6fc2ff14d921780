"""Colours that can be read: the contrast of a council's colour, worked out."""

import re

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text of ordinary size.
WHITE = "#ffffff"
_LINEAR_UP_TO = 0.04045  # Below it sRGB is a straight line.


def is_colour(words: str) -> bool:
    """Say whether words are a colour such as ``#1f4e5f``."""
    return re.fullmatch(r"#[0-9a-f]{6}", words) is not None


def contrast(one: str, other: str = WHITE) -> float:
    """Give the contrast of two colours as WCAG 2.2 works it out: 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        _linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    if part <= _LINEAR_UP_TO:
        return part / 12.92
    return float(((part + 0.055) / 1.055) ** 2.4)
