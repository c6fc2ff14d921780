"""Reads the lists of a Word file: how each level is marked, and who counts together."""

from collections.abc import Iterator, Mapping

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from protocols.importers.counting import Level, WordList

_OFF = frozenset({"0", "false", "off"})


def read_lists(
    document: WordDocument, styles: Mapping[str, Element]
) -> dict[str, WordList]:
    """Give the lists of a file by the number that its paragraphs know them by."""
    root = _root(document)
    if root is None:
        return {}
    plans = {
        str(plan.get(qn("w:abstractNumId"))): plan
        for plan in root.findall(qn("w:abstractNum"))
    }
    lists = {}
    for number in root.findall(qn("w:num")):
        name, plan = _plan_of(number, plans, root, styles)
        levels = dict(_levels(plan)) if plan is not None else {}
        starts = {}
        for override in number.findall(qn("w:lvlOverride")):
            place = _whole(override.get(qn("w:ilvl")), 0)
            levels.update(_levels(override))
            start = _value(override, "w:startOverride")
            if start is not None:
                starts[place] = _whole(start, 1)
                if place in levels:
                    levels[place] = levels[place].starting_at(starts[place])
        lists[str(number.get(qn("w:numId")))] = WordList(
            counts_with=name, levels=levels, starts_anew=starts
        )
    return lists


def read_style_levels(document: WordDocument) -> dict[tuple[str, str], int]:
    """Give the list level that a style stands for, by list and style."""
    root = _root(document)
    if root is None:
        return {}
    linked = {
        (str(plan.get(qn("w:abstractNumId"))), style): _whole(
            level.get(qn("w:ilvl")), 0
        )
        for plan in root.findall(qn("w:abstractNum"))
        for level in plan.findall(qn("w:lvl"))
        if (style := _value(level, "w:pStyle")) is not None
    }
    return {
        (str(number.get(qn("w:numId"))), style): depth
        for number in root.findall(qn("w:num"))
        for (plan, style), depth in linked.items()
        if plan == _value(number, "w:abstractNumId")
    }


def _root(document: WordDocument) -> Element | None:
    # Asking python-docx for a part that is not there would make an empty one.
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/numbering"):
            root: Element = relation.target_part.element
            return root
    return None


def _plan_of(
    number: Element,
    plans: Mapping[str, Element],
    root: Element,
    styles: Mapping[str, Element],
) -> tuple[str, Element | None]:
    name = _value(number, "w:abstractNumId") or ""
    plan = plans.get(name)
    link = None if plan is None else _value(plan, "w:numStyleLink")
    if link is None:
        return name, plan
    for other, candidate in plans.items():
        if _value(candidate, "w:styleLink") == link:
            return other, candidate
    style = styles.get(link)
    path = f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}"
    found = None if style is None else style.find(path)
    for candidate in root.findall(qn("w:num")):
        if found is not None and candidate.get(qn("w:numId")) == found.get(qn("w:val")):
            other = _value(candidate, "w:abstractNumId") or ""
            return other, plans.get(other)
    return name, plan


def _levels(holder: Element) -> Iterator[tuple[int, Level]]:
    for level in holder.findall(qn("w:lvl")):
        restart = _value(level, "w:lvlRestart")
        legal = level.find(qn("w:isLgl"))
        yield (
            _whole(level.get(qn("w:ilvl")), 0),
            Level(
                style=_value(level, "w:numFmt") or "decimal",
                pattern=_value(level, "w:lvlText") or "",
                start=_whole(_value(level, "w:start"), 1),
                legal=legal is not None and legal.get(qn("w:val"), "1") not in _OFF,
                restarts_after=None if restart is None else _whole(restart, 0),
            ),
        )


def _value(element: Element, name: str) -> str | None:
    found = element.find(qn(name))
    value = None if found is None else found.get(qn("w:val"))
    return None if value is None else str(value)


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value is not None and value.isdecimal() else otherwise
