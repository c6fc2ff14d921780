"""What changed between two texts, clause by clause, and whether it matters.

Rows are paired by lineage, so a clause that was reworded and moved is still that
clause. A row has moved when it stands under another heading or clause than before, or
out of the order in which its neighbours still stand: what a new row pushes down has
not moved, nor has what came along with its heading.
"""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from protocols.document import Document, Row
from protocols.labels import cited_as, parents_of
from protocols.wording import plain, shortened

# Words that bind. Their change makes a version material (the portal's own rule).
_DUTY = re.compile(r"\b(?:(must|shall|will)(\s+not)?|(may)(\s+not))\b", re.IGNORECASE)

_Key = tuple[Hashable, int]


class ChangeKind(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row before and after; ``moved`` is also told of a row that was reworded."""

    kind: ChangeKind
    before: Row | None
    after: Row | None
    cited: str  # what a clerk calls it: in the newer text, or the older if removed
    moved: bool = False
    leads_expectations: bool = False  # the list below it says what people may expect

    @property
    def row(self) -> Row:
        """Give the row as it is now, or as it was if it is gone."""
        row = self.after or self.before
        if row is None:
            message = "A change is of a row before, a row after, or both."
            raise ValueError(message)
        return row

    @property
    def of_expectation(self) -> bool:
        """Say whether the row is an expectation, or was one."""
        return any(row and row.holder for row in (self.before, self.after))

    @property
    def of_duty(self) -> bool:
        """Say whether a word that binds was put in, taken out or replaced."""
        return self.kind not in {ChangeKind.MOVED, ChangeKind.SAME} and (
            duty_words(self.before) != duty_words(self.after)
        )


@dataclass(frozen=True)
class Comparison:
    """Two texts compared; ``changes`` are in the newer one's order.

    A removed row stands where it stood, after the row that it followed.
    """

    before: Document
    after: Document
    changes: tuple[Change, ...]

    @cached_property
    def counts(self) -> dict[ChangeKind, int]:
        """Count the rows by what became of them."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in ChangeKind}

    @property
    def title_changed(self) -> bool:
        """Say whether the title is another."""
        return self.before.title != self.after.title

    @property
    def routes_changed(self) -> bool:
        """Say whether concerns go another way."""
        return self.before.concern_routes != self.after.concern_routes

    @property
    def is_same(self) -> bool:
        """Say whether a council would adopt the same title, words and routes."""
        unchanged = all(change.kind is ChangeKind.SAME for change in self.changes)
        return unchanged and not self.title_changed and not self.routes_changed

    @property
    def is_material(self) -> bool:
        """Say whether what people may expect, or must do, has changed."""
        return bool(self.material_reasons)

    @cached_property
    def material_reasons(self) -> tuple[str, ...]:
        """Give each reason why the newer text is material, as a sentence."""
        reasons = [
            reason
            for change in self.changes
            for reason in [_material_reason(change)]
            if reason
        ]
        if self.routes_changed:
            reasons.append("The routes for concerns have changed.")
        return tuple(reasons)


def compare(before: Document, after: Document) -> Comparison:
    """Compare two texts by the lineage of their rows."""
    older, newer = _Side(before.rows), _Side(after.rows)
    moved = _moved(older, newer)
    gone = _places_of_removed(older, newer, moved)
    changes = [_removed(older, key) for key in gone.get(None, [])]
    for key, row in newer.rows.items():
        was, has_moved = older.rows.get(key), key in moved
        changes.append(
            Change(
                kind=_kind(was, row, moved=has_moved),
                before=was,
                after=row,
                cited=newer.cited[key],
                moved=has_moved,
                leads_expectations=key in older.leads or key in newer.leads,
            )
        )
        changes.extend(_removed(older, gone_key) for gone_key in gone.get(key, []))
    return Comparison(before=before, after=after, changes=tuple(changes))


def duty_words(row: Row | None) -> tuple[str, ...]:
    """Give the words that bind, in their order: must, shall, will, may not."""
    if row is None:
        return ()
    return tuple(
        " ".join(found[0].lower().split()) for found in _DUTY.finditer(plain(row.text))
    )


class _Side:
    """The rows of one text by their lineage.

    A lineage ought to be there once; a second one counts as a row of its own.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        seen: Counter[Hashable] = Counter()
        keys: list[_Key] = []
        for row in rows:
            seen[row.lineage] += 1
            keys.append((row.lineage, seen[row.lineage]))
        self.rows = dict(zip(keys, rows, strict=True))
        self.cited = dict(zip(keys, cited_as(rows), strict=True))
        self.parents: dict[_Key, _Key | None] = {
            key: None if parent is None else keys[parent]
            for key, parent in zip(keys, parents_of(rows), strict=True)
        }
        self.leads = {
            self.parents[key] for key, row in self.rows.items() if row.holder
        } - {None}


def _moved(older: _Side, newer: _Side) -> set[_Key]:
    """Find the rows that stand under another row, or out of their old order."""
    order = {key: place for place, key in enumerate(older.rows)}
    no_row: set[_Key | None] = {None}
    before, after = no_row | older.rows.keys(), no_row | newer.rows.keys()
    moved: set[_Key] = set()
    neighbours: dict[tuple[_Key | None, _Key | None], list[_Key]] = {}
    for key in newer.rows:
        if key not in older.rows:
            continue
        was, now = older.parents[key], newer.parents[key]
        if was != now and was in after and now in before:
            moved.add(key)
        else:
            neighbours.setdefault((was, now), []).append(key)
    for keys in neighbours.values():
        same = [_is_same(older.rows[key], newer.rows[key]) for key in keys]
        kept = _longest_in_order([order[key] for key in keys], same)
        moved.update(key for place, key in enumerate(keys) if place not in kept)
    return moved


def _longest_in_order(places: Sequence[int], same: Sequence[bool]) -> set[int]:
    """Give the most indexes whose places rise; of several, those least reworded.

    A tree of running maxima keeps it quick for a list of any length.
    """
    size = max(places, default=0) + 1
    best: list[tuple[int, int]] = [(0, -1)] * (size + 1)  # (weight, index) by place
    before = [-1] * len(places)
    ends: tuple[int, int] = (0, -1)
    for index, place in enumerate(places):
        weight, previous = 0, -1
        node = place
        while node > 0:
            weight, previous = max((weight, previous), best[node])
            node -= node & -node
        before[index] = previous
        reached = (weight + len(places) + 1 + same[index], index)
        ends = max(ends, reached)
        node = place + 1
        while node <= size:
            best[node] = max(best[node], reached)
            node += node & -node
    kept: set[int] = set()
    index = ends[1]
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept


def _places_of_removed(
    older: _Side, newer: _Side, moved: set[_Key]
) -> dict[_Key | None, list[_Key]]:
    """Put each removed row after the last row before it, under the same heading.

    A row that moved away leads nowhere; what came along with its heading does.
    """
    gone: dict[_Key | None, list[_Key]] = {}
    follows: dict[_Key | None, _Key | None] = {}
    last: dict[_Key | None, _Key] = {}
    for key, parent in older.parents.items():
        if key not in newer.rows:
            first = parent if parent in newer.rows else follows.get(parent)
            follows[key] = last.get(parent, first)
            gone.setdefault(follows[key], []).append(key)
        elif key not in moved:
            above = parent
            last[above] = key
            while above is not None and above not in moved:
                above = older.parents[above]
                last[above] = key
    return gone


def _removed(older: _Side, key: _Key) -> Change:
    return Change(
        kind=ChangeKind.REMOVED,
        before=older.rows[key],
        after=None,
        cited=older.cited[key],
    )


def _kind(before: Row | None, after: Row, *, moved: bool) -> ChangeKind:
    if before is None:
        return ChangeKind.ADDED
    if not _is_same(before, after):
        return ChangeKind.CHANGED
    return ChangeKind.MOVED if moved else ChangeKind.SAME


def _is_same(before: Row, after: Row) -> bool:
    """Compare what is said, of whom, and as what; a number is only its place."""
    return (before.kind, before.text, before.holder, before.owed_by) == (
        after.kind,
        after.text,
        after.holder,
        after.owed_by,
    )


_DONE = {
    ChangeKind.ADDED: "was added",
    ChangeKind.REMOVED: "was removed",
    ChangeKind.CHANGED: "was reworded",
}


def _material_reason(change: Change) -> str | None:
    """Say in a sentence why one change is material, if it is."""
    done = _DONE.get(change.kind)
    if done is None:
        return None
    named = f"{change.cited} “{shortened(change.row.text)}”".strip()
    if change.of_expectation:
        before, after = change.before, change.after
        if before and after and _sides(before) != _sides(after):
            done = "is now expected by, or of, somebody else"
        return f"An expectation {done}: {named}."
    if change.leads_expectations and change.kind is ChangeKind.CHANGED:
        return f"The words that lead in a list of expectations were changed: {named}."
    if change.of_duty:
        words = _words_that_differ(change.before, change.after)
        return f"A duty ({words}) {done}: {named}."
    return None


def _sides(row: Row) -> tuple[object, object]:
    return row.holder, row.owed_by


def _words_that_differ(before: Row | None, after: Row | None) -> str:
    was, now = Counter(duty_words(before)), Counter(duty_words(after))
    differing = (was - now) + (now - was) or was
    return ", ".join(f"“{word}”" for word in differing)
