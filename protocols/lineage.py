"""Which clause of the latest version an imported row is.

A council that brings in its protocol anew sends the same clauses with some words
changed. Each takes over the lineage of the clause it was, so that the comparison, the
acknowledgements and what was said of it go on.
"""

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from uuid import UUID, uuid5

from protocols.document import Document, Finding, Kind, Row
from protocols.wording import plain

CLOSE_ENOUGH = 0.6  # Of the words of both; below it two clauses are strangers.
_LIKELIEST = 4  # Rows looked at closely for each; the rest share fewer words.
_MOST_ROWS = 2_000  # Rows compared by close words; more than any protocol has.
_MOST_WORDS = 400  # Words compared of one row.

_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile("[’\u2018']")


def carry_lineage(latest: Document, imported: Document) -> Document:
    """Give an imported document the lineages of the latest version's matching rows.

    Rows of the same words match first, in order and then wherever they are; then rows
    of close words, the closest first. Each lineage is used once. What matches nothing
    keeps its own.
    """
    taken = _same_words(latest.rows, imported.rows)
    taken.update(_close_words(latest.rows, imported.rows, taken))
    lineages = _lineages(latest.rows, imported.rows, taken)
    became = {
        row.lineage: lineage
        for row, lineage in zip(imported.rows, lineages, strict=True)
    }
    return replace(
        imported,
        rows=tuple(
            replace(row, lineage=lineage)
            for row, lineage in zip(imported.rows, lineages, strict=True)
        ),
        findings=tuple(_follow(finding, became) for finding in imported.findings),
    )


def _same_words(latest: Sequence[Row], imported: Sequence[Row]) -> dict[int, int]:
    """Pair rows that say the same of the same people: imported place to latest place.

    "Courtesy" may stand in two lists: order tells which is which.
    """
    before = [_said(row) for row in latest]
    after = [_said(row) for row in imported]
    taken: dict[int, int] = {}
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for was, now, size in matcher.get_matching_blocks():
        taken.update((now + step, was + step) for step in range(size))
    used = set(taken.values())
    waiting: defaultdict[object, list[int]] = defaultdict(list)
    for place in reversed(range(len(before))):
        if place not in used:
            waiting[before[place]].append(place)
    for place, said in enumerate(after):
        if place not in taken and waiting[said]:
            taken[place] = waiting[said].pop()
    return taken


def _close_words(
    latest: Sequence[Row], imported: Sequence[Row], taken: Mapping[int, int]
) -> dict[int, int]:
    """Pair rows of close words: the closest pair first, then the nearer in place."""
    used = set(taken.values())
    free = [place for place in range(len(latest)) if place not in used][:_MOST_ROWS]
    asking = [place for place in range(len(imported)) if place not in taken]
    words = {place: _words(latest[place]) for place in free}
    likely = _Likely(words)
    pairs: list[tuple[float, int, int, int]] = []
    for now in asking[:_MOST_ROWS]:
        mine = _words(imported[now])
        for was in likely.to(mine):
            if not _same_sort(latest[was], imported[now]):
                continue
            ratio = SequenceMatcher(None, words[was], mine, autojunk=False).ratio()
            if ratio >= CLOSE_ENOUGH:
                pairs.append((-ratio, abs(was - now), now, was))
    paired: dict[int, int] = {}
    for _, _, now, was in sorted(pairs):
        if now not in paired and was not in used:
            paired[now] = was
            used.add(was)
    return paired


class _Likely:
    """Finds the rows that share most words with another, rare words first."""

    def __init__(self, words: Mapping[int, Sequence[str]]) -> None:
        self._words = words
        self._where: defaultdict[str, list[int]] = defaultdict(list)
        for place, each in words.items():
            for word in set(each):
                self._where[word].append(place)

    def to(self, mine: Sequence[str]) -> Iterator[int]:
        """Give the few likeliest rows, the likeliest first."""
        shared: Counter[int] = Counter()
        for word in set(mine):
            shared.update(self._where.get(word, ()))

        def likeness(place: int) -> tuple[float, int]:
            return 2 * shared[place] / (len(self._words[place]) + len(mine)), -place

        yield from heapq.nlargest(_LIKELIEST, shared, key=likeness)


def _lineages(
    latest: Sequence[Row], imported: Sequence[Row], taken: Mapping[int, int]
) -> tuple[UUID, ...]:
    """Give each imported row its lineage; one that is spoken for gives a new one."""
    used = {latest[was].lineage for was in taken.values()}
    lineages: list[UUID] = []
    for place, row in enumerate(imported):
        if place in taken:
            lineages.append(latest[taken[place]].lineage)
            continue
        lineage = row.lineage
        while lineage in used:
            lineage = uuid5(lineage, str(place))
        used.add(lineage)
        lineages.append(lineage)
    return tuple(lineages)


def _follow(finding: Finding, became: Mapping[UUID, UUID]) -> Finding:
    if finding.row is None:
        return finding
    return replace(finding, row=became.get(finding.row, finding.row))


def _same_sort(before: Row, after: Row) -> bool:
    return (before.kind is Kind.SECTION) == (after.kind is Kind.SECTION)


def _said(row: Row) -> object:
    words = _APOSTROPHE.sub("'", " ".join(plain(row.text).split()))
    return row.kind is Kind.SECTION, words, row.holder


def _words(row: Row) -> list[str]:
    text = _APOSTROPHE.sub("", plain(row.text).casefold())
    return _WORD.findall(text)[:_MOST_WORDS]
