"""How often a text says that it is reviewed: months out of words."""

import re

_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "twelve": 12,
    "eighteen": 18,
    "twenty-four": 24,
}
_NUMBER = rf"(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_COUNTED = tuple(
    (re.compile(rf"\b{words}\b", re.IGNORECASE), months)
    for words, months in (
        (rf"{_NUMBER}[\s-]*(?:yearly|year|annual)", 12),
        (rf"(?:every|each)\s*{_NUMBER}\s*years?", 12),
        (rf"{_NUMBER}[\s-]*(?:monthly|month)", 1),
        (rf"(?:every|each)\s*{_NUMBER}\s*months?", 1),
    )
)
# "Bi-annually" is said of twice a year and of every second year, so it is no number.
_NAMED = tuple(
    (re.compile(rf"\b(?<!bi-)(?<!bi )(?:{words})\b", re.IGNORECASE), months)
    for words, months in (
        (r"six[- ]monthly|half[- ]yearly", 6),
        (r"biennial(?:ly)?|every (?:other|second) year|alternate years", 24),
        (r"triennial(?:ly)?", 36),
        (r"quadrennial(?:ly)?", 48),
        (r"quinquennial(?:ly)?", 60),
        (r"annual(?:ly)?|yearly|every year|each year|once a year", 12),
    )
)


def cycle_months(words: str) -> int | None:
    """Give the months between reviews, where the words say one number."""
    for cycle, months in _COUNTED:
        found = cycle.search(words)
        if found is not None:
            number = found["n"].casefold()
            return months * (_NUMBERS.get(number) or int(number))
    for cycle, months in _NAMED:
        if cycle.search(words) is not None:
            return months
    return None
