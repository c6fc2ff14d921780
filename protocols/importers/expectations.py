"""Finds who may expect something and who owes it, by the words that lead a list in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from protocols.document import Kind, Row, Side
from protocols.importers.markup import plain
from protocols.importers.parties import OTHER_SIDE, read_parties, side_of

Pair = tuple[Side, Side]

_FLAGS = re.IGNORECASE | re.DOTALL
_ADVERBS = (
    r"(?:(?:also|reasonably|normally|always|legitimately|therefore|rightly|generally"
    r"|both|each|all|fairly|properly|equally|in turn|at all times|in particular"
    r"|as a minimum)\s+)*"
)
_MAY_EXPECT = re.compile(
    rf"^{_ADVERBS}(?:"
    rf"(?:can|may|should|could|might|will|would|must)\s+{_ADVERBS}(?:be able to\s+)?"
    rf"|(?:is|are) (?:able|entitled)\s+{_ADVERBS}to\s+{_ADVERBS}"
    rf"|ha(?:s|ve) (?:a|the) (?:reasonable )?right to\s+{_ADVERBS}"
    r")?expects?\b\s*(?P<rest>.*)$",
    _FLAGS,
)
_DUTY = re.compile(
    rf"^[,\s]*{_ADVERBS}(?:must|should|shall|will|ought to|need to|has to|have to"
    r"|(?:is|are|can|may) (?:all )?(?:also )?(?:be )?(?:expected|required|obliged)"
    r"|ha(?:s|ve) (?:a|the) (?:duty|responsibility|obligation))\b\s*(?P<rest>.*)$",
    _FLAGS,
)
# What may stand between a duty's verb and the colon, without being the duty itself.
_OPEN = re.compile(
    r"^[,\s]*(?:(?:not|never|always|also|therefore|normally|at all times|to|be|all"
    r"|in turn|ensure|that|they|endeavour|seek|try|aim|avoid|refrain|from|strive|do"
    r"|the following|follow|these|as follows|in particular|each|both|make sure"
    r"|undertake|wherever possible|where possible"
    r"|when (?:dealing|working|communicating) with (?:the )?[\w ]{1,30}"
    r"|in (?:all )?their (?:dealings|relationships?|work) with (?:the )?[\w ]{1,30}"
    r")[,\s]*)*$",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:in (?:return|turn|addition|general|particular|order to[^,]*|all[^,]*"
    r"|(?:their dealings|dealing|carrying out|performing|undertaking)[^,]*)"
    r"|when (?:dealing|working|communicating|carrying)[^,]*|for (?:their|its) part"
    r"|similarly|equally|likewise|at all times|at meetings|as (?:a|an|the)\b[^,]*"
    r"|accordingly|therefore|conversely|to (?:achieve|help|support|ensure)[^,]*)"
    r"\s*,\s*",
    re.IGNORECASE,
)
_BETWEEN_COMMAS = re.compile(r"^,[^,]{1,60},\s*")
_IN_DEALINGS = re.compile(
    r"^in (?:all )?(?:their|its) \w+ with [\w ]{1,30}?,?\s+(?=must|should|shall|will)"
)
_WHAT = re.compile(r"^(?:what|the things|things)\s+(?:that\s+)?(?P<rest>.*)$", _FLAGS)
_EXPECTED_OF = re.compile(
    r"^(?P<noun>expectations?|(?:what|it) is expected|is expected|what we expect)"
    r"\s+(?:of|from|by)\s+(?P<rest>.*)$",
    _FLAGS,
)
_EXPECTED_THAT = re.compile(r"^it is expected that\s+(?P<rest>.*)$", _FLAGS)
_EXPECTATIONS_OF = re.compile(
    r"^['’]?s?['’]?\s*expectations?\s*(?:of|from)\s+(?P<rest>.*)$", _FLAGS
)
_FROM = re.compile(r"^(?:(?:from|of|that|for)\b\s*)?(?P<rest>.*)$", _FLAGS)
_BY = re.compile(r"^(?:by|from)\s+(?P<rest>.*)$", _FLAGS)
_COLON = re.compile(r"\s*[:.]?\s*[-–—]?\s*$")
_LEADS = re.compile(r":\s*[-–—]?\s*$")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_EXPECTS = re.compile(r"\bexpect(?:s|ations?)?\b", re.IGNORECASE)
_NEUTRAL = re.compile(
    r"^(?:this|these|they|that|the following|such|for example|in particular"
    r"|examples)\b",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\b(?:wrong|complaints?|grievances?|disputes?|breach(?:es)?|concerns?|procedures?"
    r"|allegations?|disciplin\w+|resolving|resolution|whistleblowing)\b",
    re.IGNORECASE,
)
_LONGEST = 45


@dataclass(frozen=True, slots=True)
class _Above:
    """A row that others stand below, and the expectation it leads in, if any."""

    row: Row
    pair: Pair | None


def mark_expectations(rows: Sequence[Row]) -> list[Row]:
    """Set holder and debtor on each entry of a list that an expectation leads in."""
    marked: list[Row] = []
    above: list[_Above] = []
    for place, row in enumerate(rows):
        while above and above[-1].row.depth >= row.depth:
            above.pop()
        pair = _pair_for(row, above)
        if pair is not None:
            row = replace(row, holder=pair[0], owed_by=pair[1])  # noqa: PLW2901
        marked.append(row)
        if place + 1 < len(rows) and rows[place + 1].depth > row.depth:
            above.append(_Above(row, _led_in_by(row, above)))
    return marked


def read_lead_in(words: str) -> Pair | None:
    """Give who may expect what follows and who owes it, or none.

    A duty ("Officers must:") is what the other side may expect.
    """
    # A paragraph may say other things before the sentence that leads the list in.
    sentence = _COLON.sub("", _SENTENCES.split(words.strip())[-1])
    if not sentence or len(sentence.split()) > _LONGEST:
        return None
    sentence = _PREFIX.sub("", sentence)
    return (
        _read_expected_of(sentence)
        or _read_expectation(sentence)
        or _read_duty(sentence)
    )


def _led_in_by(row: Row, above: Sequence[_Above]) -> Pair | None:
    """Give what a row leads in; a step of a procedure leads in no expectation."""
    words = plain(row.text)
    pair = read_lead_in(words)
    if pair is None or _EXPECTS.search(words):
        return pair
    for each in above:
        if each.row.kind is Kind.SECTION and _PROCEDURE.search(plain(each.row.text)):
            return None
    return pair


def _pair_for(row: Row, above: Sequence[_Above]) -> Pair | None:
    if not above or above[-1].row.depth != row.depth - 1:
        return None
    lead = above[-1]
    if row.kind is Kind.ITEM:
        return lead.pair or _pair_of_section(lead, above)
    # A numbered paragraph is an entry where its heading itself leads it in.
    numbered = row.kind is Kind.CLAUSE and lead.row.kind is Kind.SECTION
    return lead.pair if numbered and not _LEADS.search(plain(row.text)) else None


def _pair_of_section(lead: _Above, above: Sequence[_Above]) -> Pair | None:
    """Give what the heading leads in, where the lead-in below it adds nothing."""
    words = plain(lead.row.text)
    if lead.row.kind is Kind.SECTION or not _LEADS.search(words):
        return None
    if not _NEUTRAL.match(words):
        return None
    sections = [each for each in above if each.row.kind is Kind.SECTION]
    return sections[-1].pair if sections else None


def _read_expected_of(sentence: str) -> Pair | None:
    """Read "What is expected of members" and "It is expected that members will"."""
    that = _EXPECTED_THAT.match(sentence)
    if that is not None:
        return _read_duty(that["rest"])
    found = _EXPECTED_OF.match(sentence)
    if found is None:
        return None
    kinds, rest = read_parties(found["rest"])
    debtor = side_of(kinds)
    if debtor is None:
        return None
    by = _BY.match(rest)
    if by is not None:
        named, _ = read_parties(by["rest"])
        return side_of(named) or OTHER_SIDE[debtor], debtor
    return None if rest else (OTHER_SIDE[debtor], debtor)


def _read_expectation(sentence: str) -> Pair | None:
    """Read "Officers can expect from members" in all its wordings."""
    what = _WHAT.match(sentence)
    kinds, rest = read_parties(sentence if what is None else what["rest"])
    found = _MAY_EXPECT.match(rest) or _EXPECTATIONS_OF.match(rest)
    if not kinds or found is None:
        return None
    from_whom = _FROM.match(found["rest"])
    debtors, left = read_parties("" if from_whom is None else from_whom["rest"])
    if debtors:
        return _pair(kinds, debtors) if _is_open(left) or _is_duty(left) else None
    return _pair(kinds, ()) if _is_open(found["rest"]) else None


def _read_duty(sentence: str) -> Pair | None:
    """Read "Officers must": what the other side may expect of them."""
    kinds, rest = read_parties(sentence)
    debtor = side_of(kinds)
    rest = _IN_DEALINGS.sub("", _BETWEEN_COMMAS.sub("", rest))
    if debtor is None or not _is_duty(rest):
        return None
    return OTHER_SIDE[debtor], debtor


def _pair(holders: tuple[str, ...], debtors: tuple[str, ...]) -> Pair | None:
    """Pair the sides; the council is none: it stands for whoever is not the other."""
    holder, debtor = side_of(holders), side_of(debtors)
    if holder is not None:
        return holder, debtor or OTHER_SIDE[holder]
    if debtor is None:
        return None
    officers = debtor in {Side.OFFICERS, Side.CLERK}
    return (Side.COUNCILLORS if officers else Side.EVERYONE), debtor


def _is_open(words: str) -> bool:
    return _OPEN.match(words) is not None


def _is_duty(words: str) -> bool:
    duty = _DUTY.match(words)
    return duty is not None and _is_open(duty["rest"])
