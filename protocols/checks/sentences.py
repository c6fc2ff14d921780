"""Checks of what is written: short sentences, a template's leftovers, two titles."""

import re
from collections.abc import Iterator

from protocols.checks.subject import Subject
from protocols.document import Finding, Kind, Severity
from protocols.wording import shortened

# Words that no English sentence ends on.
_UNFINISHED = (
    "a an the of their your our its my every various whose which than because "
    "although whilst unless into upon between including"
)
_NEVER_LAST = frozenset(_UNFINISHED.split())
_END_SHOWN = 60  # Characters of a sentence, in the finding.
_JOINING = frozenset({"and", "or", "but", "nor"})
_LAST_WORD = re.compile(r"([\w’'-]+)[\s.…*\"”]*$")

_LEFTOVERS = (
    re.compile(r"\[(?!\s*(?:sic|\d{4}|…|\.\.\.)\s*\])[^\]\n]{0,200}\]"),
    re.compile(r"\.{4,}|…{2,}|(?:\. ){3,}\.|_{3,}"),
    re.compile(r"\{\{?[^{}\n]{0,100}\}\}?"),
    re.compile(r"<\s*(?:insert|name|date|council|number|add)\b[^<>\n]{0,100}>", re.I),
    re.compile(r"\b(?:[Xx]{3,}|TB[ACD])\b"),
)

# One office each; the forms of one word ("Clerk", "Town Clerk") count as one.
_OFFICES: tuple[dict[str, re.Pattern[str]], ...] = (
    {
        "clerk": re.compile(r"(?<!Deputy )(?<!/)\b(?:(?:Town|Parish) )?Clerk\b(?!s)"),
        "CEO/clerk": re.compile(r"\bCEO ?/ ?(?:(?:Town|Parish) )?Clerk\b"),
        "manager": re.compile(r"(?<!Deputy )\b(?:Town|Parish) Manager\b"),
        "administrator": re.compile(r"\b(?:Town|Parish) Administrator\b"),
        "chief": re.compile(r"(?<!Deputy )\bChief (?:Executive|Officer)\b"),
    },
    {
        "mayor": re.compile(r"(?<!Deputy )\b(?:Town )?Mayor\b"),
        "chair": re.compile(
            r"\bChair(?:man|woman|person)? of (?:the )?(?:(?:Town|Parish) )?Council\b"
        ),
    },
)


def _stops_short(subject: Subject) -> Iterator[Finding]:
    """Find a sentence whose end is missing."""
    for place, words in enumerate(subject.words):
        row = subject.rows[place]
        if row.kind is Kind.SECTION or not words:
            continue
        last = _LAST_WORD.search(words[-_END_SHOWN:])
        if (last and _is_short(subject, place, last[1])) or _leads_nowhere(
            subject, place
        ):
            end = words[-_END_SHOWN:]
            if end != words:
                end = "…" + end.split(" ", 1)[-1]
            message = (
                f"{subject.cited[place] or 'A row'} stops short: “{end.rstrip(' .')}”."
            )
            yield subject.found("stops-short", message, place)


def _is_short(subject: Subject, place: int, last: str) -> bool:
    if last in _NEVER_LAST:
        return True
    return last in _JOINING and not _goes_on(subject, place)


def _leads_nowhere(subject: Subject, place: int) -> bool:
    """Tell a lead-in with a colon after which the text ends, or a heading comes."""
    if not subject.words[place].rstrip(" -–").endswith(":"):
        return False
    return not _goes_on(subject, place)


def _goes_on(subject: Subject, place: int) -> bool:
    """Say whether something follows before the next heading."""
    return (
        place + 1 < len(subject.rows)
        and subject.rows[place + 1].kind is not Kind.SECTION
    )


def _template_leftovers(subject: Subject) -> Iterator[Finding]:
    """Find brackets, blanks and placeholders that a template left behind."""
    for place, words in enumerate(subject.words):
        for leftover in _LEFTOVERS:
            found = leftover.search(words)
            if found:
                message = (
                    f"“{shortened(found[0])}” in {subject.cited[place] or 'a row'} "
                    "looks as if a template had left it to be filled in."
                )
                yield subject.found("template-leftover", message, place)
                break


def _two_words_for_one_office(subject: Subject) -> Iterator[Finding]:
    """Find an office that the text calls by two titles."""
    for titles in _OFFICES:
        first: dict[str, tuple[str, int]] = {}
        for place, words in enumerate(subject.words):
            for title, pattern in titles.items():
                found = None if title in first else pattern.search(words)
                if found:
                    first[title] = (found[0], place)
        if len(first) > 1:
            (one, _), (other, place), *_ = first.values()
            message = f"The text says both “{one}” and “{other}”: is that one office?"
            yield subject.found("two-words-one-office", message, place, Severity.HINT)


CHECKS = (_stops_short, _template_leftovers, _two_words_for_one_office)
