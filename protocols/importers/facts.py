"""Reads what a text says of its own adoption and review."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from protocols.document import Facts, MeetingFormat, Standing
from protocols.importers.dates import PrintedDate, find_dates
from protocols.importers.review_cycles import cycle_months
from protocols.importers.statements import (
    ADOPT,
    ADOPTED,
    MINUTE,
    NEXT,
    OTHER,
    PROMISES,
    RECOMMENDED,
    REVIEWED,
    SUBJECT,
    VERB,
    Statement,
)

_ADOPT = re.compile(rf"\b{ADOPT}\b", re.IGNORECASE)
_IN_FORCE = re.compile(rf"\b(?:{ADOPT}|in force)\b", re.IGNORECASE)
_DRAFT = re.compile(r"\bdraft\b", re.IGNORECASE)
_BODY = re.compile(
    rf"\b{ADOPT}\b[^.;]{{0,40}}?\b(?:by|at|of)\s+(?P<body>.+)$", re.IGNORECASE
)
_BY = re.compile(
    r"\b(?:reviewed|recommended)\b[^.;]{0,30}?\bby\s+(?P<body>.+)$", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:the|its|our|an?)\s+", re.IGNORECASE)
_MEETING = re.compile(
    r"^(?:an?|the|its)?\s*(?:(?:hybrid|remote|virtual|online|ordinary|annual"
    r"|extraordinary|special|full|in[- ]person)\s+)*meeting of\s+(?:the\s+)?",
    re.IGNORECASE,
)
_BODY_END = re.compile(
    r"\s*(?:\(|[,;:–—]|\s-\s|\.(?:\s|$)|\d"
    r"|\b(?:on|at|in|held|meeting|dated|under|minute|min|for|as|with"
    r"|and (?:re-?)?(?:review|amend|adopt|approv|last|next|to)\w*)\b)",
    re.IGNORECASE,
)
_LONGEST_BODY = 10  # words in the name of a committee
_FORMATS = tuple(
    (meeting_format, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for meeting_format, words in (
        (MeetingFormat.HYBRID, r"hybrid"),
        (
            MeetingFormat.REMOTE,
            r"remote|virtual|online|video ?conferenc\w+|zoom|teams",
        ),
        (MeetingFormat.IN_PERSON, r"in[- ]person|face[- ]to[- ]face"),
    )
)
_FUTURE = re.compile(
    rf"\b(?:to be|for|awaiting|subject to|not yet)\s+(?:the\s+)?(?:{ADOPT})\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


@dataclass(slots=True)
class _Ledger:
    """Everything stated so far, fact by fact."""

    dates: dict[str, list[PrintedDate]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    printed: dict[str, list[str]] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    standing: set[Standing] = field(default_factory=set)
    adopted_again: list[PrintedDate] = field(default_factory=list)

    def say(self, fact: str, words: str, printed: str) -> None:
        """Keep what a line says of a fact, with the line."""
        self.words.setdefault(fact, []).append(words)
        self.note(fact, printed)

    def date(self, fact: str, found: Iterable[PrintedDate], printed: str) -> None:
        """Keep the dates a line gives a fact, with the line."""
        self.dates.setdefault(fact, []).extend(found)
        self.note(fact, printed)

    def note(self, fact: str, printed: str) -> None:
        """Keep the line that a fact was read from, once."""
        lines = self.printed.setdefault(fact, [])
        if printed not in lines:
            lines.append(printed)


@dataclass(frozen=True, slots=True)
class Read:
    """The facts, and for each the lines it was read from."""

    facts: Facts
    printed: dict[str, tuple[str, ...]]
    history: tuple[str, ...]


def read_facts(statements: Iterable[Statement], *, draft: Iterable[str] = ()) -> Read:
    """Read the facts from all that a text states of itself."""
    ledger = _Ledger()
    for line in draft:
        ledger.standing.add(Standing.DRAFT)
        ledger.note("status", line)
    for statement in statements:
        if statement.label is None:
            _read_sentence(statement, ledger)
        else:
            _read_labelled(statement, ledger)
    _settle_recommendation(ledger)
    return Read(
        facts=_settle(ledger),
        printed={fact: tuple(lines) for fact, lines in ledger.printed.items()},
        history=tuple(ledger.history),
    )


def _read_labelled(statement: Statement, ledger: _Ledger) -> None:
    label, value, printed = statement.label or "", statement.value, statement.printed
    if label == OTHER:
        ledger.history.append(printed)
        return
    if label != NEXT:  # A review's words may be no date at all.
        ledger.note(label, printed)
    if value:
        _READERS[label](value, printed, ledger)


def _read_adoption(value: str, printed: str, ledger: _Ledger) -> None:
    ledger.date(ADOPTED, find_dates(value), printed)
    _read_around(f"adopted {value}", printed, ledger)


def _read_reviewed(value: str, printed: str, ledger: _Ledger) -> None:
    ledger.date(REVIEWED, find_dates(value), printed)


def _read_minute(value: str, printed: str, ledger: _Ledger) -> None:
    ledger.say("minute_reference", value, printed)


def _read_adopting_body(value: str, printed: str, ledger: _Ledger) -> None:
    body, found = _body(value), find_dates(value)
    if body is not None:
        ledger.say("adopted_by", body, printed)
        ledger.standing.add(Standing.ADOPTED)
    if found:
        ledger.date(ADOPTED, found, printed)
    _read_around(value, printed, ledger)


def _read_review(value: str, printed: str, ledger: _Ledger) -> None:
    found = find_dates(value)
    if found:
        ledger.date(NEXT, found, printed)
    if value and (not found or cycle_months(value)):
        ledger.say("review_words", value, printed)


def _read_sentence(statement: Statement, ledger: _Ledger) -> None:
    words = statement.printed
    if not statement.body or SUBJECT.search(words):
        _read_dated(words, ledger)
        _read_around(words, words, ledger)
    if PROMISES.search(words) and (not find_dates(words) or cycle_months(words)):
        ledger.say("review_words", _review_sentence(words), words)


def _review_sentence(words: str) -> str:
    """Give the sentence of a paragraph that says when it is reviewed."""
    for sentence in _SENTENCES.split(words):
        if PROMISES.search(sentence):
            return sentence
    return words


def _read_dated(words: str, ledger: _Ledger) -> None:
    """Give each date to the verb before it, or to the first after it."""
    verbs = list(VERB.finditer(words))
    for found in find_dates(words):
        before = [verb for verb in verbs if verb.end() <= found.start]
        after = [verb for verb in verbs if verb.start() >= found.end]
        if before or after:
            verb = before[-1] if before else after[0]
            _read_date(found, verb, words, ledger)


def _read_date(
    found: PrintedDate, verb: re.Match[str], words: str, ledger: _Ledger
) -> None:
    fact = str(verb.lastgroup)
    if fact == OTHER:
        if words not in ledger.history:
            ledger.history.append(words)
    elif fact != ADOPTED:
        ledger.date(fact, [found], words)
    elif not _FUTURE.search(words[: verb.end()]):
        ledger.date(fact, [found], words)
        if verb.group().casefold().startswith("re"):
            ledger.adopted_again.append(found)


def _read_around(words: str, printed: str, ledger: _Ledger) -> None:
    """Read who adopted it, where it is minuted and how they met."""
    minute = MINUTE.search(words)
    if minute is not None:
        ledger.say("minute_reference", minute["minute"].rstrip("."), printed)
    by = _BY.search(words)
    committee = None if by is None else _body(by["body"])
    if committee is not None:
        ledger.say("recommended_by", committee, printed)
    if _ADOPT.search(words) is None:
        return
    ledger.note("status", printed)
    if _FUTURE.search(words):
        ledger.standing.add(Standing.DRAFT)
        return
    ledger.standing.add(Standing.ADOPTED)
    named = _BODY.search(words)
    body = None if named is None else _body(named["body"])
    if body is not None:
        ledger.say("adopted_by", body, printed)
    for meeting_format, pattern in _FORMATS:
        if pattern.search(words):
            ledger.say("meeting_format", meeting_format.value, printed)


def _body(words: str) -> str | None:
    """Give the name of the body that words begin with, or none."""
    words = _ARTICLE.sub("", _MEETING.sub("", words.strip()))
    end = _BODY_END.search(words)
    words = (words if end is None else words[: end.start()]).strip(" .*")
    named = 0 < len(words.split()) <= _LONGEST_BODY and words[:1].isupper()
    return words if named else None


def _read_standing(value: str, printed: str, ledger: _Ledger) -> None:
    ledger.note("status", printed)
    if _DRAFT.search(value):
        ledger.standing.add(Standing.DRAFT)
    elif _IN_FORCE.search(value):
        ledger.standing.add(Standing.ADOPTED)


_READERS: Mapping[str, Callable[[str, str, _Ledger], None]] = {
    ADOPTED: _read_adoption,
    "adopted_by": _read_adopting_body,
    REVIEWED: _read_reviewed,
    NEXT: _read_review,
    "review_words": _read_review,
    "minute_reference": _read_minute,
    "status": _read_standing,
}


def _settle_recommendation(ledger: _Ledger) -> None:
    """Take a committee's review before the council's adoption as its recommendation."""
    reviewed, adopted = ledger.dates.get(REVIEWED, []), ledger.dates.get(ADOPTED, [])
    committees = ledger.words.get("recommended_by", [])
    if RECOMMENDED in ledger.dates:
        return
    last = max((found.event() for found in adopted), default=None)
    if not (committees and last and "committee" in committees[0].casefold()):
        ledger.words.pop("recommended_by", None)
        ledger.printed.pop("recommended_by", None)
        return
    before = [found for found in reviewed if found.event() <= last]
    lines = set(ledger.printed.get("recommended_by", []))
    if before:
        ledger.dates[RECOMMENDED] = before
        ledger.dates[REVIEWED] = [found for found in reviewed if found not in before]
        ledger.printed[RECOMMENDED] = sorted(lines)
        kept = [line for line in ledger.printed[REVIEWED] if line not in lines]
        ledger.printed[REVIEWED] = kept
        if not kept:
            del ledger.printed[REVIEWED]


def _settle(ledger: _Ledger) -> Facts:
    words = ledger.words
    next_review = _agreed(ledger.dates.get(NEXT, []))
    recommended = _agreed(ledger.dates.get(RECOMMENDED, []))
    # What was adopted again was adopted as it stands on the last of those days.
    again = max(ledger.adopted_again, key=PrintedDate.event, default=None)
    adopted = again or _agreed(ledger.dates.get(ADOPTED, []))
    meeting = set(words.get("meeting_format", []))
    review_words = words.get("review_words", [])
    months = {cycle_months(said) for said in review_words} - {None}
    if len(months) == 1:
        for line in ledger.printed.get("review_words", []):
            if cycle_months(line):
                ledger.note("review_cycle_months", line)
    return Facts(
        status=_standing(ledger.standing),
        adopted_on=None if adopted is None else adopted.event(),
        adopted_by=_only(words.get("adopted_by", [])),
        meeting_format=MeetingFormat(meeting.pop()) if len(meeting) == 1 else None,
        recommended_on=None if recommended is None else recommended.event(),
        recommended_by=_only(words.get("recommended_by", [])),
        reviewed_on=_days(ledger.dates.get(REVIEWED, [])),
        minute_reference=_only(words.get("minute_reference", [])),
        next_review_on=None if next_review is None else next_review.due(),
        review_cycle_months=months.pop() if len(months) == 1 else None,
        review_words=review_words[0] if review_words else None,
    )


def _standing(said: set[Standing]) -> Standing:
    if Standing.DRAFT in said:
        return Standing.DRAFT
    return Standing.ADOPTED if said else Standing.UNKNOWN


def _agreed(found: list[PrintedDate]) -> PrintedDate | None:
    """Give the most precise of dates that agree, and none where they do not."""
    precise = max(found, key=lambda printed: printed.day is not None, default=None)
    if precise is None or not all(precise.agrees_with(other) for other in found):
        return None
    return precise


def _days(found: list[PrintedDate]) -> tuple[date, ...]:
    return tuple(sorted({printed.event() for printed in found}))


def _only(said: list[str]) -> str | None:
    """Give the one thing said; of several the first stands only if all agree."""
    different = {" ".join(words.casefold().split()) for words in said}
    return said[0] if len(different) == 1 else None
