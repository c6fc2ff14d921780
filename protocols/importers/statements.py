"""Tells which lines only state when and by whom a text was adopted or reviewed."""

import re
from dataclasses import dataclass

from protocols.importers.dates import find_dates

ADOPTED = "adopted_on"
REVIEWED = "reviewed_on"
NEXT = "next_review_on"
RECOMMENDED = "recommended_on"
OTHER = "history"

ADOPT = r"(?:re-?)?(?:adopt(?:ed|ion)|approv(?:ed|al)|accepted|agreed|ratified)"
_CHANGED = r"(?:amended|revised|updated|issued|created|drafted)"
_DATED = {
    NEXT: r"next review(?:ed)?|review (?:due|date|by)|due (?:for|to be) review(?:ed)?"
    r"|to be reviewed|reviewed? (?:again|next)"
    r"|(?:will|shall|must) (?:next )?be reviewed|review(?=:|\s*$|\s+(?:in\s+)?[A-Z\d])",
    OTHER: rf"(?:last |date )?{_CHANGED}|(?:originally|first) adopted",
    RECOMMENDED: r"recommended",
    REVIEWED: r"(?:last|previous|date|annual) review(?:ed)?(?: date)?"
    r"|date of (?:last )?review|reviewed|review(?:ed)? on",
    ADOPTED: ADOPT,
}
VERB = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _DATED.items()),
    re.IGNORECASE,
)
MINUTE = re.compile(
    r"\b(?:minute|min\.?|resolution)s?\s*"
    r"(?:(?:ref(?:erence)?|no|number|item)\b\.?)?\s*[:.#]?\s*"
    r"(?P<minute>(?:[A-Z]{1,6}[ /\-]?)?\d[\w/.\-]*(?:\s?\([a-z0-9]{1,4}\))?)",
    re.IGNORECASE,
)
PROMISES = re.compile(
    r"\b(?:will|shall|should|must|to|is|are) be "
    r"(?:subject to )?(?:\w+ )?review(?:ed)?\b"
    r"|\b(?:is|are) (?:reviewed|subject to)\b.{0,60}\b(?:every|annual|year)"
    r"|\breview(?:ed)? (?:every|annually|bi)",
    re.IGNORECASE,
)
_ITSELF = r"(?:this|the) (?:policy|protocol|document|code|guidance|guide|procedure)"
SUBJECT = re.compile(rf"\b{_ITSELF}\b|^(?:it|to be)\b", re.IGNORECASE)
_STATEMENT = re.compile(
    rf"^(?:{_ITSELF}\s+(?:was|is|has been|were)\s+(?:\w+ )?"
    r"|(?:first|last|originally|formally|date|policy|document|protocol|duly)\s+)*"
    rf"(?:{ADOPT}|reviewed|recommended|amended|revised|updated|next review"
    r"|review date|due for review|review(?:ed)? by)\b",
    re.IGNORECASE,
)
_ADOPTED_BY = re.compile(rf"{ADOPT} by", re.IGNORECASE)
_LABELS = {
    "review_words": r"(?:policy )?review "
    r"(?:cycle|period|frequency|schedule|interval|timetable)|frequency(?: of review)?",
    NEXT: r"(?:policy |date of )?(?:next )?review(?: due)?(?: date)?(?: due)?"
    r"|next review(?: due| date)*|review by|due for review"
    r"|to be reviewed(?: by| on| in)?|next due",
    REVIEWED: r"(?:date |date of |last |previous )+review(?:ed)?(?: date| on)?"
    r"|reviewed(?: on)?|review dates",
    ADOPTED: r"(?:date |date of |date policy |policy |first |original |originally )*"
    rf"{ADOPT}(?: date| on)*|date {ADOPT} by (?:the )?(?:full )?council",
    "adopted_by": rf"{ADOPT} by|approving body|adopting body",
    "minute_reference": r"(?:council )?(?:minute|min\.?|resolution)"
    r"(?: ?(?:ref(?:erence)?|no|number)\.?)*",
    "status": r"(?:document )?status",
    OTHER: r"version(?: no\.?| number| control)?|(?:document |policy )?(?:author|owner)"
    r"|responsible (?:officer|person|committee)"
    rf"|(?:date )?(?:last )?{_CHANGED}(?: on| by)?|effective (?:date|from)"
    r"|date of issue|prepared by|issue date|amendments?",
}
_LABEL_PATTERNS = tuple(
    (name, re.compile(words, re.IGNORECASE)) for name, words in _LABELS.items()
)
_LONGEST = 40
_LONGEST_UNDATED = 12
_LONGEST_PARAGRAPH = 4000  # characters; beyond it nobody tells of a review


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A printed line that states facts; a table's cell names the fact beside it."""

    printed: str
    label: str | None = None
    value: str = ""
    body: bool = False  # it stands in the text itself, as a clause or paragraph


def label_of(words: str) -> str | None:
    """Say which fact a table's cell or a line's first words name, or none."""
    words = words.strip(" :.-–—\t")
    for name, pattern in _LABEL_PATTERNS:
        if pattern.fullmatch(words):
            return name
    return None


def is_statement(words: str) -> bool:
    """Say whether a paragraph only states when the text was adopted or reviewed."""
    # No statement is long, and the words of a long one are not worth counting.
    count = len(words[: 20 * _LONGEST].split())
    if count > _LONGEST or not _STATEMENT.match(words):
        return False
    if find_dates(words) or MINUTE.search(words) is not None:
        return True
    return count <= _LONGEST_UNDATED and _ADOPTED_BY.search(words) is not None


def is_about_itself(words: str) -> bool:
    """Say whether a sentence of the text tells of the text's own review or adoption."""
    if len(words) > _LONGEST_PARAGRAPH or SUBJECT.search(words) is None:
        return False
    return PROMISES.search(words) is not None or (
        VERB.search(words) is not None and bool(find_dates(words))
    )
