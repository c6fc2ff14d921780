"""Where a text speaks of its own clauses by number: "see 2.6 below", "clause 4.2".

A number is a reference for certain only where the words around it say so. An Act's
sections are another document's; a bare number may be a time, a sum or a version.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_NUMBER = r"\d{1,3}(?:\.\d{1,3})*(?:\s?\([a-z]{1,4}\))*"
_END = r"(?![\w%/-]|\.\d)"
_ALSO = r"\s*(?:,\s*(?:and|or)|,|and|or|to|&|–|-)\s*"

_LED = re.compile(
    r"\b(?:(?:sub-?)?clauses?|sections?|(?:sub-?)?paragraphs?|paras?\.?)\s+\**"
    rf"({_NUMBER}{_END}(?:{_ALSO}\**{_NUMBER}{_END})*)",
    re.IGNORECASE,
)
_ONE = re.compile(rf"(?<![\w.£$€/-])({_NUMBER}){_END}")
_DOTTED = re.compile(r"\d+\.\d")
_LETTER = re.compile(r"\(([a-z]+)\)")

_SAID_BEFORE = re.compile(
    r"\b(?:see|subject\s+to|accordance\s+with|under|as\s+(?:in|at|per)"
    r"|(?:set\s+out|referred\s+to|described|specified|mentioned|listed)\s+(?:in|at)"
    r"|(?:guidance|procedures?|process|lists?|rules?|provisions?|principles"
    r"|expectations|arrangements|steps)\s+(?:in|at))\s+\(?\**$",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(r"\**,?\s*(?:above|below|overleaf)\b", re.IGNORECASE)
_A_MEASURE = re.compile(
    r"\s*(?:am|pm|a\.m|p\.m|o’?clock|hours?|days?|weeks?|months?|years?|miles?|km"
    r"|per\s?cent|million|metres|m|acres|hectares|fte)\b",
    re.IGNORECASE,
)
_AN_ACT_BEFORE = re.compile(
    r"\b(?:Acts?|Order|Regulations|Schedule|Measure)(?:\s+\d{4})?,?\s*\(?$"
)
_AN_ACT_AFTER = re.compile(
    r"\**,?\s+(?:[A-Z][\w’']*,?\s+){0,6}(?:Act|Order|Regulations)\b"
)
_LOOK_BACK = 80  # Characters; what is further away says nothing of a number.
_OF_ANOTHER = re.compile(
    r"\**,?\s+of\s+(?!th(?:is|ese)\b"
    r"|the\s+(?:\w+\s+)?(?:protocol|policy|document|text)\b)",
    re.IGNORECASE,
)
_A_PAPER_BEFORE = re.compile(
    r"\b(?:Code|Guide|Handbook|Policy|Procedure|Orders?|Regulations|Standards)"
    r"(?:\s+of\s+\w+)?,?\s*\(?$"
)


class Certainty(Enum):
    """How sure it is that a number speaks of a clause of this text."""

    HERE = auto()
    PERHAPS = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A number in a row's text, from ``start`` to ``end``, that may cite a clause."""

    start: int
    end: int
    number: str
    letters: tuple[str, ...] = ()
    certainty: Certainty = Certainty.HERE

    @property
    def printed(self) -> str:
        """Give the reference as people write it: "4.1(b)"."""
        return self.number + "".join(f"({letter})" for letter in self.letters)


def references_in(text: str) -> tuple[Reference, ...]:
    """Find what may be a reference to a clause, in the order of the text."""
    led = list(_led(text))
    covered = {each.start for each in led}
    lone = [found for found in _lone(text) if found.start not in covered]
    return tuple(sorted([*led, *lone], key=lambda found: found.start))


def _led(text: str) -> Iterator[Reference]:
    """Find numbers after "clause", "section" or "paragraph", singly or in a row."""
    for phrase in _LED.finditer(text):
        certainty = _certainty_of(text, phrase)
        for found in _ONE.finditer(text, phrase.start(1), phrase.end(1)):
            yield _reference(found, certainty)


def _certainty_of(text: str, phrase: re.Match[str]) -> Certainty:
    """Tell a section of an Act, or of another paper, from a section of this text."""
    before = _before(text, phrase)
    if (
        _AN_ACT_BEFORE.search(before)
        or _AN_ACT_AFTER.match(text, phrase.end())
        or _OF_ANOTHER.match(text, phrase.end())
    ):
        return Certainty.ELSEWHERE
    return Certainty.PERHAPS if _A_PAPER_BEFORE.search(before) else Certainty.HERE


def _lone(text: str) -> Iterator[Reference]:
    """Find numbers such as 2.6 that stand alone, and are no time and no measure."""
    for found in _ONE.finditer(text):
        if not _DOTTED.match(found[1]) or _A_MEASURE.match(text, found.end()):
            continue
        said = _SAID_BEFORE.search(_before(text, found)) or _SAID_AFTER.match(
            text, found.end()
        )
        yield _reference(found, Certainty.HERE if said else Certainty.PERHAPS)


def _before(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - _LOOK_BACK) : found.start()]


def _reference(found: re.Match[str], certainty: Certainty) -> Reference:
    return Reference(
        start=found.start(1),
        end=found.end(1),
        number=found[1].split("(")[0].strip(),
        letters=tuple(_LETTER.findall(found[1])),
        certainty=certainty,
    )
