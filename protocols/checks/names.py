"""Checks of names: another council's, and laws and bodies that are no more."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from protocols.checks.subject import Subject, date_in_words
from protocols.document import Finding

_COUNCIL = re.compile(r"\b(Town|Parish|Community|Village)\s+Council\b")
_NAME_PART = re.compile(r"[\w’'-]+|[^\w\s]")
_LONGEST_NAME = 80  # Characters before "Town Council" that can be its name.
_JOINERS = "on upon in under by le la the and with cum next super sub en juxta"
_INSIDE_A_NAME = frozenset(_JOINERS.split())
_BEFORE_A_NAME = (
    "the this that our your their its a an each every any all no local other another "
    "neighbouring members member councillors councillor officers officer staff clerk "
    "mayor chair former new whole full to for at in by with from on of and or if when "
    "where as is are but nor than whilst while under both either neither"
)
_NO_NAME = frozenset(_BEFORE_A_NAME.split())
_LETTERS = re.compile(r"[^\w]|_")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    """A law or body that is no more, since when, and what stands in its place."""

    named: tuple[str, ...]
    on: date
    message: str


_REORGANISED = "{name} ended on {day}; {successor} took its place."
_ENDED = (
    # Localism Act 2011, s. 26 and sch. 4.
    _Ended(
        named=("Standards Board for England",),
        on=date(2012, 4, 1),
        message=(
            "The {name} ended by {day}; the principal authority’s monitoring officer "
            "now deals with councillors’ conduct."
        ),
    ),
    _Ended(
        named=("Data Protection Act 1998", "Data Protection Act (1998)"),
        on=date(2018, 5, 25),
        message="The {name} was replaced by the Data Protection Act 2018 on {day}.",
    ),
    # Equality Act 2010, sch. 27.
    _Ended(
        named=(
            "Sex Discrimination Act 1975",
            "Race Relations Act 1976",
            "Disability Discrimination Act 1995",
        ),
        on=date(2010, 10, 1),
        message="The {name} was replaced by the Equality Act 2010 on {day}.",
    ),
    _Ended(
        named=(
            "Commission for Racial Equality",
            "Equal Opportunities Commission",
            "Disability Rights Commission",
        ),
        on=date(2007, 10, 1),
        message=(
            "The {name} ended on {day}; the Equality and Human Rights Commission took "
            "its place."
        ),
    ),
    # Local Audit and Accountability Act 2014, s. 1.
    _Ended(
        named=("Audit Commission",),
        on=date(2015, 4, 1),
        message="The {name} ended by {day}.",
    ),
    # Somerset (Structural Changes) Order 2022.
    _Ended(
        named=(
            "South Somerset District Council",
            "Mendip District Council",
            "Sedgemoor District Council",
            "Somerset County Council",
        ),
        on=date(2023, 4, 1),
        message=_REORGANISED.replace("{successor}", "Somerset Council"),
    ),
    # North Yorkshire (Structural Changes) Order 2022.
    _Ended(
        named=(
            "Craven District Council",
            "Hambleton District Council",
            "Harrogate Borough Council",
            "Richmondshire District Council",
            "Ryedale District Council",
            "Scarborough Borough Council",
            "Selby District Council",
        ),
        on=date(2023, 4, 1),
        message=_REORGANISED.replace("{successor}", "North Yorkshire Council"),
    ),
    # Buckinghamshire (Structural Changes) Order 2019.
    _Ended(
        named=(
            "Aylesbury Vale District Council",
            "Chiltern District Council",
            "South Bucks District Council",
            "Wycombe District Council",
        ),
        on=date(2020, 4, 1),
        message=_REORGANISED.replace("{successor}", "Buckinghamshire Council"),
    ),
)


def _other_council(subject: Subject) -> Iterator[Finding]:
    """Find the name of another town or parish council, left in from its text."""
    own = subject.council or subject.document.council
    if not own:
        return
    whole = "\n".join(subject.words).casefold()
    known = [name for name in subject.known_councils if name.casefold() in whole]
    told: set[str] = set()
    for place, words in enumerate(subject.words):
        for name in [*_councils_in(words), *_known_in(words, known)]:
            if _is_own(name, own) or _folded(name) in told:
                continue
            told.add(_folded(name))
            message = f"The text names {name}, which is not {own}."
            yield subject.found("other-council", message, place)


def _councils_in(words: str) -> Iterator[str]:
    """Find names before "Town Council": "Stow on the Wold", but not "the"."""
    for found in _COUNCIL.finditer(words):
        before = words[max(0, found.start() - _LONGEST_NAME) : found.start()]
        name: list[str] = []
        for part in reversed(_NAME_PART.findall(before)):
            if not (part[0].isupper() or part in _INSIDE_A_NAME):
                break
            if part[0].isupper() and part.lower() in _NO_NAME:
                break
            name.insert(0, part)
        while name and name[0].lower() in _NO_NAME | _INSIDE_A_NAME:
            name.pop(0)
        if name:
            yield f"{' '.join(name)} {' '.join(found[0].split())}"


def _known_in(words: str, known: Collection[str]) -> Iterator[str]:
    """Find councils that are known by name, however it is written."""
    for name in known:
        if re.search(rf"\b{re.escape(name)}\b", words, re.IGNORECASE):
            yield name


def _is_own(name: str, own: str) -> bool:
    """Compare names by their letters: "and Ashcombe Town Council" is Ashcombe's."""
    short, own_short = _folded(_COUNCIL.sub("", name)), _folded(_COUNCIL.sub("", own))
    return bool(own_short) and (short.endswith(own_short) or short in own_short)


def _folded(name: str) -> str:
    return _LETTERS.sub("", name.casefold())


def _outdated(subject: Subject) -> Iterator[Finding]:
    """Find laws and bodies that are no more, in the text and in what it lists."""
    document = subject.document
    listed = [*document.background_papers, *document.linked_policies]
    listed += [
        office.printed
        for route in document.concern_routes
        for stage in route.stages
        for office in (stage.recipient, stage.alternate)
        if office is not None
    ]
    places = [*enumerate(subject.words), *((None, words) for words in listed)]
    told: set[str] = set()
    for ended in _ENDED:
        if subject.today and subject.today < ended.on:
            continue
        for name in ended.named:
            for place, words in places:
                if name in words and name not in told:
                    told.add(name)
                    day = date_in_words(ended.on)
                    message = ended.message.format(name=name, day=day)
                    yield subject.found("outdated-reference", message, place)


CHECKS = (_other_council, _outdated)
