"""Checks of who may expect what of whom."""

import re
from collections.abc import Iterator

from protocols.checks.subject import Subject
from protocols.document import Finding, Side

_WORDS = {
    Side.COUNCILLORS: r"(?:(?:town |parish )?councillors?|members?)",
    Side.OFFICERS: r"(?:officers?|employees?|staff)",
    Side.CHAIRS: r"chairs?",
    Side.CLERK: r"clerk",
}
_NAMES = {
    Side.COUNCILLORS: "councillors",
    Side.OFFICERS: "officers",
    Side.CHAIRS: "chairs",
    Side.CLERK: "the clerk",
    Side.EVERYONE: "everyone",
}


def _holder_is_debtor(subject: Subject) -> Iterator[Finding]:
    for place, row in enumerate(subject.rows):
        if row.holder is row.owed_by and row.holder not in {None, Side.EVERYONE}:
            message = (
                f"{subject.cited[place]} is expected by the same people of whom "
                "it is expected."
            )
            yield subject.found("holder-is-debtor", message, place)


def _swapped(subject: Subject) -> Iterator[Finding]:
    """Find an entry that says of the holders what the others should do.

    In a list of what councillors can expect: "issues raised with them by councillors",
    or "that councillors will not …". That may be a slip of the pen in the original.
    """
    for place, row in enumerate(subject.rows):
        if row.holder not in _WORDS or row.owed_by not in _WORDS:
            continue
        if row.holder is row.owed_by:
            continue
        named = _named_as_doer(subject.words[place], row.holder, row.owed_by)
        if named:
            message = (
                f"{subject.cited[place]} says “{named}”, but the list is of what "
                f"{_NAMES[row.holder]} can expect of {_NAMES[row.owed_by]}."
            )
            yield subject.found("swapped-expectation", message, place)


def _named_as_doer(words: str, holder: Side, owed_by: Side) -> str | None:
    """Give the words that make the holders do what is expected, if there are any."""
    who, others = _WORDS[holder], _WORDS[owed_by]
    by = rf"by (?:the |any |individual )?{who}\b(?! (?:and|or)\b)"
    found = re.search(
        rf"^(?:that )?(?P<first>(?:the )?{who} (?:will|must|shall|should|do)\b)"
        rf"|(?:^not to\b|\b(?:them|they)\b)[^.;]*?\b(?P<by>{by})",
        words,
        re.IGNORECASE,
    )
    if not found or re.search(rf"\bby (?:the )?{others}\b", words, re.IGNORECASE):
        return None
    return found["first"] or found["by"]


CHECKS = (_holder_is_debtor, _swapped)
