"""Joins printed lines into paragraphs where a page's edge broke them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from protocols.importers.marks import read_mark
from protocols.importers.pdf.printed import Printed

GAP = 1.75  # of the size, from line to line, where nothing better is known
_WIDER = 1.2  # of the usual distance: a gap that begins a paragraph
_HYPHENS = ("-", "\u2010", "\u00ad")
_ENDS = (".", ":", ";", "!", "?")
_EDGE = 3  # lines at the head and at the foot of a page that may run
_LONGEST_RUNNING = 16  # words
_SHARE = 3  # a running line stands on a third of the pages, or more
_NEAR = 4.0  # points
_INDENT = 6.0  # points
_DASHES = frozenset("-–—")


def mark_running(lines: Sequence[Printed]) -> list[Printed]:
    """Mark the lines that stand in one place on several pages, as headers do."""
    pages: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        pages.setdefault(line.page, []).append(place)
    edges = [
        edge
        for places in pages.values()
        for edge in (places[:_EDGE], places[::-1][:_EDGE])
    ]
    met: dict[str, list[Printed]] = {}
    for place in {place for edge in edges for place in edge}:
        met.setdefault(_key(lines[place]), []).append(lines[place])
    least = max(1, len(pages) // _SHARE)
    running: set[int] = set()
    for edge in edges:
        for place in edge:
            # What stands inside of a line of the text is text itself.
            if _pages_with(lines[place], met) < least:
                break
            running.add(place)
    return [replace(line, running=place in running) for place, line in enumerate(lines)]


def _pages_with(line: Printed, met: Mapping[str, Sequence[Printed]]) -> int:
    """Count the other pages that print a line in the same place, but for numbers."""
    mark, rest = read_mark(line.text)
    long = len(line.text.split()) > _LONGEST_RUNNING
    if long or (mark is not None and rest):
        return 0
    return sum(
        abs(other.baseline - line.baseline) < _NEAR and other.page != line.page
        for other in met.get(_key(line), ())
    )


def _key(line: Printed) -> str:
    return re.sub(r"\d+|\s+", " ", line.text.casefold()).strip()


class Paragraphs:
    """Tells which printed lines are one paragraph, from how the whole text is set."""

    def __init__(self, lines: Sequence[Printed]) -> None:
        body = [line for line in lines if not line.running and not line.row]
        self._margin = max(
            (line.right for line in body if len(line.pieces) == 1), default=0.0
        )
        self._distance = _usual_distance(body)
        self._words = Counter(
            word
            for line in lines
            for word in re.findall(r"[\w-]+", line.text.casefold())
        )

    def begins(self, line: Printed, above: Printed) -> bool:
        """Say whether a gap, a page or another size sets a line apart."""
        if line.page != above.page or line.row != above.row:
            return True
        distance = above.last_baseline - line.baseline
        return distance > self._gap(line) or line.size != above.size

    def join(self, lines: Sequence[Printed]) -> Iterator[Printed]:
        """Join the lines that were broken; what runs on each page comes after them."""
        whole: Printed | None = None
        last: Printed | None = None
        waiting: list[Printed] = []
        for line in lines:
            if line.running:
                waiting.append(line)
            elif whole is not None and last and self._was_broken(last, line, whole):
                whole, last = self._joined(whole, line), line
            else:
                yield from [] if whole is None else [whole]
                yield from waiting
                waiting, whole, last = [], line, line
        yield from [] if whole is None else [whole]
        yield from waiting

    def _gap(self, line: Printed) -> float:
        usual = self._distance.get(line.size, 0.0)
        return usual * _WIDER if usual else GAP * line.size

    def _was_broken(self, last: Printed, line: Printed, whole: Printed) -> bool:
        if last.row or line.row or max(len(last.pieces), len(line.pieces)) > 1:
            return False
        if line.size != last.size or self._opens_entry(line, last, whole):
            return False
        if line.page == last.page:
            apart = self.begins(line, last) or line.bold != last.bold
        else:
            apart = self._is_apart_over_page(last, line, whole)
        space = last.size / 4
        full = last.right + space + line.pieces[0].first_word > self._margin
        return full and not apart

    def _is_apart_over_page(self, last: Printed, line: Printed, whole: Printed) -> bool:
        """Say whether a sentence ended at the foot of a page and a paragraph with it.

        Below a number, a line that stands under the words goes on with them.
        """
        if not last.text.rstrip().endswith(_ENDS) or _is_small(line.text):
            return False
        marked, _ = read_mark(whole.text.lstrip())
        return marked is None or abs(line.left - last.left) > _NEAR

    def _opens_entry(self, line: Printed, last: Printed, whole: Printed) -> bool:
        """Say whether a line begins with a mark that is a mark, not a reference."""
        mark, rest = read_mark(line.text.lstrip())
        if mark is None:
            return False
        ended = last.text.rstrip().endswith((*_ENDS, "and", "or"))
        if mark.is_bullet and line.text.lstrip()[:1] not in _DASHES:
            return True
        own, _ = read_mark(whole.text.lstrip())
        if mark.is_bullet:
            dashed = whole.text.lstrip()[:1] in _DASHES
            return dashed or ended or not _is_small(rest)
        hanging = own is not None and line.left > whole.left + _INDENT
        return ended or (not hanging and not _is_small(rest))

    def _joined(self, whole: Printed, line: Printed) -> Printed:
        before, after = whole.pieces[0], line.pieces[0]
        runs = list(before.runs)
        text = runs[-1].text.rstrip()
        joint = " "
        if text.endswith(_HYPHENS) and not text.endswith(
            tuple(f" {h}" for h in _HYPHENS)
        ):
            joint = ""
            text = self._without_break(text, after.text)
        runs[-1] = replace(runs[-1], text=text + joint)
        piece = replace(before, runs=(*runs, *after.runs), right=after.right)
        return replace(whole, pieces=(piece,), last_baseline=line.last_baseline)

    def _without_break(self, text: str, following: str) -> str:
        """Drop the hyphen only where the text prints the word elsewhere without it."""
        if text.endswith("\u00ad"):
            return text[:-1]
        first = re.search(r"[\w-]+$", text[:-1])
        second = re.match(r"\w+", following)
        if first is None or second is None:
            return text
        whole = f"{first[0]}{second[0]}".casefold()
        parted = f"{first[0]}-{second[0]}".casefold()
        return text[:-1] if self._words[whole] > self._words[parted] else text


def _usual_distance(lines: Sequence[Printed]) -> dict[float, float]:
    """Give the distance from line to line inside paragraphs, for each size of type."""
    found: dict[float, Counter[float]] = {}
    for above, line in pairwise(lines):
        distance = above.baseline - line.baseline
        near = 0 < distance < GAP * line.size
        if above.page == line.page and above.size == line.size and near:
            found.setdefault(line.size, Counter())[round(distance, 1)] += 1
    return {
        size: min(
            distance
            for distance, count in counts.items()
            if count >= counts.most_common(1)[0][1] / 3
        )
        for size, counts in found.items()
    }


def _is_small(text: str) -> bool:
    return text.lstrip("“‘\"'( ")[:1].islower()
