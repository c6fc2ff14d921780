"""How often a text says that it is to be reviewed, read from its words.

Only what is certain is read: "bi-annually" may be twice a year or every second year.
"""

import re

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "eighteen": 18, "twenty-four": 24,
}  # fmt: skip
_ORDINALS = {"second": 2, "other": 2, "third": 3, "fourth": 4, "fifth": 5}
_NUMBER = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})(?:\s*\(\d+\))?"
_MONTHS_OF = {"year": 12, "month": 1}

_EVERY = re.compile(rf"\b(?:every|each)\s+{_NUMBER}\s*(year|month)s?\b", re.IGNORECASE)
_N_YEARLY = re.compile(rf"\b{_NUMBER}[\s-]?(year|month)ly\b", re.IGNORECASE)
_N_YEAR_CYCLE = re.compile(
    rf"\b{_NUMBER}[\s-](year|month)\s+(?:review\s+)?cycle\b", re.IGNORECASE
)
_EVERY_NTH = re.compile(rf"\bevery\s+({'|'.join(_ORDINALS)})\s+year\b", re.IGNORECASE)
_WORDS = (
    (re.compile(r"\b(?:half|six)[\s-]yearly\b", re.IGNORECASE), 6),
    (
        re.compile(
            r"(?<![\w-])annual(?:ly)?\b(?!\s+(?:council|parish|town|meeting|general))"
            r"|\b(?:every|each)\s+year\b|\bonce\s+a\s+year\b",
            re.IGNORECASE,
        ),
        12,
    ),
    (re.compile(r"(?<![\w-])(?<!\w )yearly\b", re.IGNORECASE), 12),
    (re.compile(r"\bbiennial(?:ly)?\b|\balternate\s+years\b", re.IGNORECASE), 24),
    (re.compile(r"\btriennial(?:ly)?\b", re.IGNORECASE), 36),
    (re.compile(r"\bquadrennial(?:ly)?\b", re.IGNORECASE), 48),
    (re.compile(r"\bquinquennial(?:ly)?\b", re.IGNORECASE), 60),
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")
_OF_THE_TEXT = re.compile(r"\b(?:protocol|policy|document|this|it)\b", re.IGNORECASE)
_REVIEW = re.compile(r"\breview", re.IGNORECASE)
_MONTHS_IN_A_YEAR = 12


def review_periods(words: str) -> frozenset[int]:
    """Give the review periods, in months, that words about a review name."""
    periods = {
        _number(found[1]) * _MONTHS_OF[found[2].lower()]
        for pattern in (_EVERY, _N_YEARLY, _N_YEAR_CYCLE)
        for found in pattern.finditer(words)
    }
    periods.update(
        _ORDINALS[found[1].lower()] * _MONTHS_IN_A_YEAR
        for found in _EVERY_NTH.finditer(words)
    )
    periods.update(months for pattern, months in _WORDS if pattern.search(words))
    return frozenset(periods)


def review_periods_of_text(words: str) -> frozenset[int]:
    """Give the review periods in those sentences that speak of the text's own review.

    An officer's yearly review, or a budget's, is no review of the protocol.
    """
    return frozenset().union(
        *(
            review_periods(sentence)
            for sentence in _SENTENCE_END.split(words)
            if _REVIEW.search(sentence) and _OF_THE_TEXT.search(sentence)
        )
    )


def in_words(months: int) -> str:
    """Say a review period: "every year", "every 2 years", "every 18 months"."""
    if months == _MONTHS_IN_A_YEAR:
        return "every year"
    if months % _MONTHS_IN_A_YEAR:
        return f"every {months} months"
    return f"every {months // _MONTHS_IN_A_YEAR} years"


def number_of(word: str) -> int | None:
    """Read a number in figures or letters; none where it is no number known here."""
    return int(word) if word.isdecimal() else _NUMBERS.get(word.lower())


def _number(word: str) -> int:
    return number_of(word) or int(word)
