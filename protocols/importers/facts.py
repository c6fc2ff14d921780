"""Reads what a text says of its own adoption and review."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from protocols.document import Facts, MeetingFormat, Standing
from protocols.importers.dates import PrintedDate, find_dates

ADOPTED, REVIEWED, NEXT, RECOMMENDED, OTHER = (
    "adopted_on",
    "reviewed_on",
    "next_review_on",
    "recommended_on",
    "history",
)
_ADOPT = r"(?:re-?)?(?:adopt(?:ed|ion)|approv(?:ed|al)|accepted|agreed|ratified)"
_DATED = (
    (
        NEXT,
        r"next review(?:ed)?|review (?:due|date|by)|due (?:for|to be) review(?:ed)?"
        r"|to be reviewed|reviewed? (?:again|next)|(?:will|shall|must) (?:next )?be reviewed"
        r"|review(?=:|\s*$|\s+(?:in\s+)?[A-Z\d])",
    ),
    (
        OTHER,
        r"(?:last |date )?(?:amended|revised|updated|issued|created|drafted)"
        r"|(?:originally|first) adopted",
    ),
    (RECOMMENDED, r"recommended"),
    (
        REVIEWED,
        r"(?:last|previous|date|annual) review(?:ed)?(?: date)?|date of (?:last )?review"
        r"|reviewed|review(?:ed)? on",
    ),
    (ADOPTED, _ADOPT),
)
_VERB = re.compile(
    "|".join(f"(?P<{name}>\\b(?:{words})\\b)" for name, words in _DATED), re.IGNORECASE
)
_BODY = re.compile(
    rf"\b{_ADOPT}\b[^.;]{{0,40}}?\b(?:by|at|of)\s+(?P<body>.+)$", re.IGNORECASE
)
_BY = re.compile(
    r"\b(?:reviewed|recommended)\b[^.;]{0,30}?\bby\s+(?P<body>.+)$", re.IGNORECASE
)
_MEETING = re.compile(
    r"^(?:an?|the|its)?\s*(?:(?:hybrid|remote|virtual|online|ordinary|annual|extraordinary"
    r"|special|full|in[- ]person)\s+)*meeting of\s+(?:the\s+)?",
    re.IGNORECASE,
)
_BODY_END = re.compile(
    r"\s*(?:\(|[,;:–—]|\s-\s|\.(?:\s|$)|\b(?:on|at|in|held|meeting|dated|under|minute|min"
    r"|for|as|with|and (?:re-?)?(?:review|amend|adopt|approv|last|next|to)\w*)\b|\d)",
    re.IGNORECASE,
)
_FORMATS = (
    (MeetingFormat.HYBRID, re.compile(r"\bhybrid\b", re.IGNORECASE)),
    (
        MeetingFormat.REMOTE,
        re.compile(
            r"\b(?:remote|virtual|online|video ?conferenc\w+|zoom|teams)\b",
            re.IGNORECASE,
        ),
    ),
    (
        MeetingFormat.IN_PERSON,
        re.compile(r"\b(?:in[- ]person|face[- ]to[- ]face)\b", re.IGNORECASE),
    ),
)
_MINUTE = re.compile(
    r"\b(?:minute|min\.?|resolution)s?\s*(?:(?:ref(?:erence)?|no|number|item)\b\.?)?\s*[:.#]?\s*"
    r"(?P<minute>(?:[A-Z]{1,6}[ /\-]?)?\d[\w/.\-]*(?:\s?\([a-z0-9]{1,4}\))?)",
    re.IGNORECASE,
)
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
_CYCLES = (
    (re.compile(rf"\b{_NUMBER}[\s-]*(?:yearly|year|annual)\b", re.IGNORECASE), 12),
    (re.compile(rf"\b(?:every|each)\s*{_NUMBER}\s*years?\b", re.IGNORECASE), 12),
    (re.compile(rf"\b{_NUMBER}[\s-]*(?:monthly|month)\b", re.IGNORECASE), 1),
    (re.compile(rf"\b(?:every|each)\s*{_NUMBER}\s*months?\b", re.IGNORECASE), 1),
)
# "Bi-annually" is said of twice a year and of every second year, so it is no number.
_NAMED_CYCLES = (
    (re.compile(r"\b(?:six[- ]monthly|half[- ]yearly)\b", re.IGNORECASE), 6),
    (
        re.compile(
            r"\b(?:biennial(?:ly)?|every (?:other|second) year|alternate years)\b",
            re.IGNORECASE,
        ),
        24,
    ),
    (re.compile(r"\btriennial(?:ly)?\b", re.IGNORECASE), 36),
    (re.compile(r"\bquadrennial(?:ly)?\b", re.IGNORECASE), 48),
    (re.compile(r"\bquinquennial(?:ly)?\b", re.IGNORECASE), 60),
    (
        re.compile(
            r"(?<!bi-)(?<!bi )\b(?:annual(?:ly)?|yearly|every year|each year|once a year)\b",
            re.IGNORECASE,
        ),
        12,
    ),
)
_PROMISES = re.compile(
    r"\b(?:will|shall|should|must|to|is|are) be (?:subject to )?(?:\w+ )?review(?:ed)?\b"
    r"|\b(?:is|are) (?:reviewed|subject to)\b.*\b(?:every|annual|year)|\breview(?:ed)? (?:every|annually|bi)",
    re.IGNORECASE,
)
_ITSELF = r"(?:this|the) (?:policy|protocol|document|code|guidance|guide|procedure)"
_SUBJECT = re.compile(rf"\b{_ITSELF}\b|^(?:it|to be)\b", re.IGNORECASE)
_STATEMENT = re.compile(
    rf"^(?:{_ITSELF}\s+(?:was|is|has been|were)\s+(?:\w+ )?|(?:first|last|originally|formally|date|policy"
    rf"|document|protocol|duly)\s+)*(?:{_ADOPT}|reviewed|recommended|amended|revised|updated|next review"
    r"|review date|due for review|review(?:ed)? by)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:to be|for|awaiting|subject to|not yet)\s+(?:the\s+)?"
    rf"(?:{_ADOPT})\b",
    re.IGNORECASE,
)
_LABELS = tuple(
    (name, re.compile(rf"^(?:{words})$", re.IGNORECASE))
    for name, words in (
        (
            "review_words",
            r"(?:policy )?review (?:cycle|period|frequency|schedule|interval|timetable)|frequency(?: of review)?",
        ),
        (
            NEXT,
            r"(?:policy |date of )?(?:next )?review(?: due)?(?: date)?(?: due)?|next review(?: due| date)*|review by|due for review|to be reviewed(?: by| on| in)?|next due",
        ),
        (
            REVIEWED,
            r"(?:date |date of |last |previous )+review(?:ed)?(?: date| on)?|reviewed(?: on)?|review dates",
        ),
        (
            ADOPTED,
            rf"(?:date |date of |date policy |policy |first |original |originally )*{_ADOPT}(?: date| on)*|date {_ADOPT} by (?:the )?(?:full )?council",
        ),
        ("adopted_by", rf"{_ADOPT} by|approving body|adopting body"),
        (
            "minute_reference",
            r"(?:council )?(?:minute|min\.?|resolution)(?: ?(?:ref(?:erence)?|no|number)\.?)*",
        ),
        ("status", r"(?:document )?status"),
        (
            OTHER,
            r"version(?: no\.?| number| control)?|(?:document |policy )?(?:author|owner)|responsible (?:officer|person|committee)"
            r"|(?:date )?(?:last )?(?:amended|revised|updated|issued|created|drafted)(?: on| by)?|effective (?:date|from)|date of issue|prepared by|issue date|amendments?",
        ),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A printed line that states facts; a table's cell names the fact beside it."""

    printed: str
    label: str | None = None
    value: str = ""
    body: bool = False  # it stands in the text itself, as a clause or paragraph


@dataclass(slots=True)
class _Ledger:
    """Everything stated so far, fact by fact."""

    dates: dict[str, list[PrintedDate]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    printed: dict[str, list[str]] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    standing: set[Standing] = field(default_factory=set)

    def note(self, fact: str, printed: str) -> None:
        lines = self.printed.setdefault(fact, [])
        if printed not in lines:
            lines.append(printed)


@dataclass(frozen=True, slots=True)
class Read:
    """The facts, and for each the lines it was read from."""

    facts: Facts
    printed: dict[str, tuple[str, ...]]
    history: tuple[str, ...]


def label_of(words: str) -> str | None:
    """Say which fact a table's cell or a line's first words name, or none."""
    words = words.strip(" :.-–—\t")
    for name, label in _LABELS:
        if label.match(words):
            return name
    return None


def is_statement(words: str) -> bool:
    """Say whether a paragraph only states when the text was adopted or reviewed."""
    if len(words.split()) > 40 or not _STATEMENT.match(words):
        return False
    dated = bool(find_dates(words)) or _MINUTE.search(words) is not None
    return dated or (
        len(words.split()) <= 12
        and re.search(rf"{_ADOPT} by", words, re.IGNORECASE) is not None
    )


def is_about_itself(words: str) -> bool:
    """Say whether a sentence of the text tells of the text's own review or adoption."""
    if _SUBJECT.search(words) is None:
        return False
    return _PROMISES.search(words) is not None or (
        _VERB.search(words) is not None and bool(find_dates(words))
    )


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


def cycle_months(words: str) -> int | None:
    """Give the months between reviews, where the words say one number."""
    for cycle, months in _CYCLES:
        found = cycle.search(words)
        if found is not None:
            number = found["n"].casefold()
            return months * (_NUMBERS.get(number) or int(number))
    for cycle, months in _NAMED_CYCLES:
        if cycle.search(words) is not None:
            return months
    return None


def _read_labelled(statement: Statement, ledger: _Ledger) -> None:
    label, value, printed = statement.label or "", statement.value, statement.printed
    found = find_dates(value)
    if label == OTHER:
        ledger.history.append(printed)
    elif label != NEXT:  # A review's words may be no date at all.
        ledger.note(label, printed)
    if label == "status":
        _read_standing(value, ledger)
    elif label == "minute_reference" and value:
        ledger.words.setdefault(label, []).append(value)
    elif label == "adopted_by":
        _read_adopting_body(value, found, printed, ledger)
    elif label in {"review_words", NEXT}:
        _read_review(value, found, ledger, printed)
    elif label in {ADOPTED, REVIEWED}:
        ledger.dates.setdefault(label, []).extend(found)
        if label == ADOPTED and value:
            ledger.standing.add(Standing.ADOPTED)
            _read_around(f"adopted {value}", printed, ledger)


def _read_adopting_body(
    value: str, found: list[PrintedDate], printed: str, ledger: _Ledger
) -> None:
    body = _body(value)
    if body:
        ledger.words.setdefault("adopted_by", []).append(body)
        ledger.standing.add(Standing.ADOPTED)
    if found:
        ledger.dates.setdefault(ADOPTED, []).extend(found)
        ledger.note(ADOPTED, printed)
    _read_around(value, printed, ledger)


def _read_review(
    value: str, found: list[PrintedDate], ledger: _Ledger, printed: str
) -> None:
    if found:
        ledger.dates.setdefault(NEXT, []).extend(found)
        ledger.note(NEXT, printed)
    if value and (not found or cycle_months(value)):
        ledger.words.setdefault("review_words", []).append(value)
        ledger.note("review_words", printed)


def _read_sentence(statement: Statement, ledger: _Ledger) -> None:
    words, printed = statement.printed, statement.printed
    if not statement.body or _SUBJECT.search(words):
        _read_dated(words, printed, ledger)
        _read_around(words, printed, ledger)
    if _PROMISES.search(words) and (not find_dates(words) or cycle_months(words)):
        ledger.words.setdefault("review_words", []).append(_review_sentence(words))
        ledger.note("review_words", printed)


def _review_sentence(words: str) -> str:
    """Give the sentence of a paragraph that says when it is reviewed."""
    for sentence in re.split(r"(?<=[.!?])\s+", words):
        if _PROMISES.search(sentence):
            return sentence
    return words


def _read_dated(words: str, printed: str, ledger: _Ledger) -> None:
    verbs = list(_VERB.finditer(words))
    for found in find_dates(words):
        before = [verb for verb in verbs if verb.end() <= found.start]
        after = [verb for verb in verbs if verb.start() >= found.end]
        verb = before[-1] if before else (after[0] if after else None)
        if verb is None:
            continue
        fact = str(verb.lastgroup)
        if fact == ADOPTED and _FUTURE.search(words[: verb.end()]):
            continue
        if fact == OTHER:
            if printed not in ledger.history:
                ledger.history.append(printed)
            continue
        ledger.dates.setdefault(fact, []).append(found)
        ledger.note(fact, printed)


def _read_around(words: str, printed: str, ledger: _Ledger) -> None:
    """Read who adopted it, where it is minuted and how they met."""
    adopted = re.search(rf"\b{_ADOPT}\b", words, re.IGNORECASE)
    minute = _MINUTE.search(words)
    if minute is not None:
        ledger.words.setdefault("minute_reference", []).append(
            minute["minute"].rstrip(".")
        )
        ledger.note("minute_reference", printed)
    by = _BY.search(words)
    if by is not None and _body(by["body"]):
        ledger.words.setdefault("recommended_by", []).append(_body(by["body"]) or "")
        ledger.note("recommended_by", printed)
    if adopted is None:
        return
    if _FUTURE.search(words):
        ledger.standing.add(Standing.DRAFT)
        ledger.note("status", printed)
        return
    ledger.standing.add(Standing.ADOPTED)
    ledger.note("status", printed)
    named = _BODY.search(words)
    body = None if named is None else _body(named["body"])
    if body:
        ledger.words.setdefault("adopted_by", []).append(body)
        ledger.note("adopted_by", printed)
    for meeting_format, pattern in _FORMATS:
        if pattern.search(words):
            ledger.words.setdefault("meeting_format", []).append(meeting_format.value)
            ledger.note("meeting_format", printed)


def _body(words: str) -> str | None:
    words = re.sub(
        r"^(?:the|its|our|an?)\s+",
        "",
        _MEETING.sub("", words.strip()),
        flags=re.IGNORECASE,
    )
    end = _BODY_END.search(words)
    words = (words if end is None else words[: end.start()]).strip(" .*")
    words = re.sub(r"^(?:the)\s+", "", words, flags=re.IGNORECASE)
    return words if 0 < len(words.split()) <= 10 and words[:1].isupper() else None


def _read_standing(value: str, ledger: _Ledger) -> None:
    if re.search(r"\bdraft\b", value, re.IGNORECASE):
        ledger.standing.add(Standing.DRAFT)
    elif re.search(rf"\b{_ADOPT}\b|\bin force\b", value, re.IGNORECASE):
        ledger.standing.add(Standing.ADOPTED)


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
    adopted, recommended = (
        _agreed(ledger.dates.get(fact, [])) for fact in (ADOPTED, RECOMMENDED)
    )
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
