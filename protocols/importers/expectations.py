"""Finds who may expect something and who owes it, from the words that lead a list in."""

import re
from collections.abc import Sequence
from dataclasses import replace

from protocols.document import Kind, Row, Side
from protocols.importers.markup import plain
from protocols.importers.parties import OTHER_SIDE, read_parties, side_of

Pair = tuple[Side, Side]

_ADVERBS = (
    r"(?:(?:also|reasonably|normally|always|legitimately|therefore|rightly|generally|both"
    r"|each|all|fairly|properly|equally|in turn|at all times|in particular|as a minimum)\s+)*"
)
_MAY_EXPECT = re.compile(
    rf"^{_ADVERBS}(?:(?:can|may|should|could|might|will|would|must)\s+{_ADVERBS}(?:be able to\s+)?"
    rf"|(?:is|are) (?:able|entitled)\s+{_ADVERBS}to\s+{_ADVERBS}"
    rf"|ha(?:s|ve) (?:a|the) (?:reasonable )?right to\s+{_ADVERBS})?expects?\b\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DUTY = re.compile(
    rf"^[,\s]*{_ADVERBS}(?:must|should|shall|will|ought to|need to|has to|have to"
    r"|(?:is|are|can|may) (?:all )?(?:also )?(?:be )?(?:expected|required|obliged)"
    r"|ha(?:s|ve) (?:a|the) (?:duty|responsibility|obligation))\b\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_OPEN_DUTY = re.compile(
    r"^[,\s]*(?:(?:not|never|always|also|therefore|normally|at all times|to|be|all|in turn|ensure"
    r"|that|they|endeavour|seek|try|aim|avoid|refrain|from|strive|do|the following|follow|these"
    r"|as follows|in particular|each|both|make sure|undertake|wherever possible|where possible"
    r"|when (?:dealing|working|communicating) with (?:the )?[\w ]{1,30}"
    r"|in (?:all )?their (?:dealings|relationships?|work) with (?:the )?[\w ]{1,30})[,\s]*)*$",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:in (?:return|turn|addition|general|particular|their dealings[^,]*|dealing[^,]*"
    r"|all[^,]*|order to[^,]*|carrying out[^,]*|performing[^,]*|undertaking[^,]*)"
    r"|when (?:dealing|working|communicating|carrying)[^,]*|for (?:their|its) part|similarly"
    r"|equally|likewise|at all times|at meetings|as (?:a|an|the)\b[^,]*|accordingly|therefore"
    r"|conversely|to (?:achieve|help|support|ensure)[^,]*)\s*,\s*",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"^(?:what|the things|things)\s+(?:that\s+)?(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_EXPECTED_OF = re.compile(
    r"^(?:(?:what|it) is expected|expectations?|is expected|what we expect)\s+(?:of|from|by)\s+(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_EXPECTED_THAT = re.compile(
    r"^it is expected that\s+(?P<rest>.*)$", re.IGNORECASE | re.DOTALL
)
_EXPECTATIONS_OF = re.compile(
    r"^['’]?s?['’]?\s*expectations?\s*(?:of|from)\s+(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_FROM = re.compile(r"^(?:from|of|that|for)?\s*(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_TAIL = re.compile(r"\s*[:.]?\s*[-–—]?\s*$")
_PROCEDURE = re.compile(
    r"\b(?:wrong|complaints?|grievances?|disputes?|breach(?:es)?|concerns?|procedures?"
    r"|allegations?|disciplin\w+|resolving|resolution|whistleblowing)\b",
    re.IGNORECASE,
)
_LONGEST = 45


def mark_expectations(rows: Sequence[Row]) -> list[Row]:
    """Set holder and debtor on each entry of a list that an expectation leads in."""
    marked: list[Row] = []
    leads: list[
        tuple[int, Pair | None, Row]
    ] = []  # rows above: depth, what they lead in
    for row in rows:
        while leads and leads[-1][0] >= row.depth:
            leads.pop()
        pair = _pair_for(row, leads)
        marked.append(
            row if pair is None else replace(row, holder=pair[0], owed_by=pair[1])
        )
        procedure = any(
            above.kind is Kind.SECTION and _PROCEDURE.search(plain(above.text))
            for _, _, above in leads
        )
        led = read_lead_in(plain(row.text), heading=row.kind is Kind.SECTION)
        if led is not None and procedure and not _is_plain_expectation(row):
            led = None
        leads.append((row.depth, led, row))
    return marked


def read_lead_in(words: str, *, heading: bool = False) -> Pair | None:
    """Give who may expect what follows and who owes it, or none.

    A duty ("Officers must:") is what the other side may expect.
    """
    # A paragraph may say other things before the sentence that leads the list in.
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", words.strip())[-1]
    bare = _TAIL.sub("", sentence)
    if len(bare.split()) > _LONGEST or not bare:
        return None
    bare = _PREFIX.sub("", bare)
    for read in (_read_expected_of, _read_expectation, _read_duty):
        pair = read(bare, heading)
        if pair is not None:
            return pair
    return None


def _is_plain_expectation(row: Row) -> bool:
    return re.search(r"\bexpects?\b", plain(row.text)) is not None


def _pair_for(row: Row, leads: list[tuple[int, Pair | None, Row]]) -> Pair | None:
    if not leads or row.kind not in {Kind.ITEM, Kind.CLAUSE, Kind.NOTE}:
        return None
    depth, pair, above = leads[-1]
    if row.kind is not Kind.ITEM and above.kind is not Kind.SECTION:
        return None
    if pair is None and above.kind is not Kind.SECTION and _is_neutral(above):
        pair = next(
            (led for _, led, each in reversed(leads) if each.kind is Kind.SECTION), None
        )
    if pair is None or depth != row.depth - 1:
        return None
    if row.kind is Kind.CLAUSE and read_lead_in(plain(row.text)) is not None:
        return None
    return (
        None
        if plain(row.text).rstrip().endswith((":", ":-")) and row.kind is not Kind.ITEM
        else pair
    )


def _is_neutral(row: Row) -> bool:
    """Say whether a lead-in under a heading adds nothing of its own."""
    words = plain(row.text)
    neutral = re.match(
        r"^(?:this|these|they|that|the following|such|for example|in particular|examples)\b",
        words,
        re.IGNORECASE,
    )
    return words.rstrip().endswith((":", ":-", ": -")) and neutral is not None


def _read_expected_of(bare: str, heading: bool) -> Pair | None:
    that = _EXPECTED_THAT.match(bare)
    if that is not None:
        return _read_duty(that["rest"], heading)
    found = _EXPECTED_OF.match(bare)
    if found is None:
        return None
    if (
        re.match(r"^expectations", bare, re.IGNORECASE)
        and not re.search(r"\b(?:by|from|of)\b.*\b(?:by|from|of)\b", bare)
        and not heading
    ):
        return None
    kinds, rest = read_parties(found["rest"])
    debtor = side_of(kinds)
    if debtor is None:
        return None
    holder = re.match(r"^(?:by|from)\s+(?P<rest>.*)$", rest)
    if holder is not None:
        named, _ = read_parties(holder["rest"])
        return (side_of(named) or OTHER_SIDE[debtor], debtor)
    return (OTHER_SIDE[debtor], debtor) if not rest else None


def _read_expectation(bare: str, heading: bool) -> Pair | None:
    what = _WHAT.match(bare)
    subject = bare if what is None else what["rest"]
    kinds, rest = read_parties(subject)
    if not kinds:
        return None
    found = _MAY_EXPECT.match(rest) or _EXPECTATIONS_OF.match(rest)
    if found is None:
        return None
    debtors, left = read_parties(_FROM.sub(r"\g<rest>", found["rest"]))
    if not debtors and found["rest"] and not _is_open(found["rest"]):
        return None
    if debtors and not _is_open(left) and not _is_duty_tail(left):
        return None
    return _pair(kinds, debtors)


def _pair(kinds: tuple[str, ...], debtors: tuple[str, ...]) -> Pair | None:
    """The council itself is no side: it stands for whoever is not the other."""
    holder, debtor = side_of(kinds), side_of(debtors)
    if holder is None and debtor is None:
        return None
    if holder is None and debtor is not None:
        return (
            Side.COUNCILLORS
            if debtor in {Side.OFFICERS, Side.CLERK}
            else Side.EVERYONE,
            debtor,
        )
    if holder is None:
        return None
    return (holder, debtor or OTHER_SIDE[holder])


def _is_open(words: str) -> bool:
    return _OPEN_DUTY.match(words) is not None


def _is_duty_tail(words: str) -> bool:
    duty = _DUTY.match(words)
    return duty is not None and _is_open(duty["rest"])


def _read_duty(bare: str, heading: bool) -> Pair | None:
    kinds, rest = read_parties(bare)
    debtor = side_of(kinds)
    if debtor is None or not rest:
        return None
    # A phrase between commas may stand between them and what they must do.
    rest = re.sub(r"^,[^,]{1,60},\s*", "", rest)
    rest = re.sub(
        r"^in (?:all )?(?:their|its) \w+ with [\w ]{1,30}?,?\s+(?=must|should|shall|will)",
        "",
        rest,
    )
    duty = _DUTY.match(rest)
    if duty is None or not _is_open(duty["rest"]):
        return None
    return (OTHER_SIDE[debtor], debtor)
