"""Checks of numbers, letters, depth and the references to them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from protocols.checks.subject import Subject
from protocols.document import MAX_DEPTH, Finding, Kind, Severity
from protocols.labels import bare, places_in_list
from protocols.references import Certainty, Reference, references_in

_WORD = re.compile(r"[^\W_]")
_TIMES = {2: "twice", 3: "three times", 4: "four times"}
_NUMBERED = {Kind.SECTION: "Section", Kind.CLAUSE: "Clause"}


def _empty(subject: Subject) -> Iterator[Finding]:
    """Find a text, or a row, without words."""
    said = [
        _WORD.search(words)
        for row, words in zip(subject.rows, subject.words, strict=True)
        if row.kind is not Kind.SECTION
    ]
    if not any(said):
        message = "The text is empty: there is nothing to adopt."
        yield subject.found("empty-text", message, severity=Severity.BLOCKS)
        return
    for place, words in enumerate(subject.words):
        if not words:
            message = f"{subject.cited[place] or 'A row'} has no words."
            yield subject.found("empty-text", message, place)


def _too_deep(subject: Subject) -> Iterator[Finding]:
    for place, row in enumerate(subject.rows):
        if row.depth >= MAX_DEPTH:
            message = (
                f"{subject.cited[place] or 'A row'} is more than six levels deep: "
                "move it out a level."
            )
            yield subject.found("too-deep", message, place)


def _duplicate_numbers(subject: Subject) -> Iterator[Finding]:
    """Find a number that two headings or clauses bear.

    A plain 1, 2, 3 may start afresh under each heading; 5.4 may not.
    """
    seen: Counter[tuple[object, str]] = Counter()
    last: dict[tuple[object, str], int] = {}
    for place, row in enumerate(subject.rows):
        number = bare(row.label)
        if row.kind in _NUMBERED and number:
            scope = None if "." in number else (row.kind, subject.parents[place])
            seen[scope, number] += 1
            last[scope, number] = place
    for each, count in seen.items():
        if count > 1:
            place = last[each]
            what = _NUMBERED[subject.rows[place].kind]
            message = f"{what} number {each[1]} is used {_times(count)}."
            yield subject.found("duplicate-number", message, place)


def _gaps_in_numbers(subject: Subject) -> Iterator[Finding]:
    """Find a number that is missing between two clauses or headings."""
    last: dict[tuple[object, ...], int] = {}
    for place, row in enumerate(subject.rows):
        number = bare(row.label)
        before, _, own = number.rpartition(".")
        if row.kind not in _NUMBERED or not own.isdecimal():
            continue
        scope = (before,) if before else (row.kind, subject.parents[place])
        previous = last.get(scope)
        last[scope] = int(own)
        if previous is not None and int(own) > previous + 1:
            missing = f"{before}.{previous + 1}" if before else str(previous + 1)
            message = f"The numbers go on to {number}, but there is no {missing}."
            yield subject.found("gap-in-numbering", message, place, Severity.HINT)


def _lists(subject: Subject) -> Iterator[Finding]:
    """Find letters of a list that are missing or used again.

    A list that starts afresh under the same clause is another list.
    """
    lists: dict[int | None, list[int]] = {}
    for place, row in enumerate(subject.rows):
        if row.kind is Kind.ITEM and bare(row.label):
            lists.setdefault(subject.parents[place], []).append(place)
    for entries in lists.values():
        values = places_in_list([bare(subject.rows[place].label) for place in entries])
        if values is not None:
            yield from _one_list(subject, entries, values)


def _one_list(
    subject: Subject, entries: Sequence[int], values: Sequence[int]
) -> Iterator[Finding]:
    labels = [(subject.rows[place].label or "").strip() for place in entries]
    for step in range(1, len(values)):
        before, now = values[step - 1], values[step]
        place = entries[step]
        if now == before:
            message = f"{subject.cited[place]} is there twice in one list."
            yield subject.found("duplicate-number", message, place)
        elif now not in {before + 1, 1}:
            message = (
                f"The list goes from {labels[step - 1]} to {labels[step]} "
                f"at {subject.cited[place]}."
            )
            yield subject.found("gap-in-lettering", message, place)


def _dangling_references(subject: Subject) -> Iterator[Finding]:
    """Find a reference to a clause that is not there."""
    there = _Cited(subject)
    if not there.numbers:
        return
    for place, words in enumerate(subject.words):
        for reference in references_in(words):
            if reference.certainty is Certainty.HERE and not there.has(reference):
                message = (
                    f"{subject.cited[place] or 'A row'} refers to {reference.printed}, "
                    "which is not in the text."
                )
                yield subject.found("dangling-reference", message, place)


class _Cited:
    """Knows which numbers and letters the text has."""

    def __init__(self, subject: Subject) -> None:
        self.numbers: set[str] = set()
        self._entries: set[str] = set(subject.cited)
        for row in subject.rows:
            if row.kind in _NUMBERED and bare(row.label):
                self.numbers.add(bare(row.label))

    def has(self, reference: Reference) -> bool:
        """Say whether a reference leads somewhere."""
        if reference.number not in self.numbers:
            return False
        return not reference.letters or reference.printed in self._entries


def _times(count: int) -> str:
    return _TIMES.get(count, f"{count} times")


CHECKS = (
    _empty,
    _too_deep,
    _duplicate_numbers,
    _gaps_in_numbers,
    _lists,
    _dangling_references,
)
