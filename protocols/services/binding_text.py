"""One text in force as far as it binds a person, in the council's own words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from councils.models import Council, Deadline, Membership, Person
from councils.roles import Role
from protocols.binding import binding, digests_of, sides_of
from protocols.document import Document, Row, Side
from protocols.labels import cited_as
from protocols.models import Acknowledgement, ProtocolVersion
from protocols.page_body import anchor_of
from protocols.services.texts import words_of_frozen
from protocols.wording import plain


@dataclass(frozen=True, slots=True)
class Me:
    """Who looks at their page: their offices today, and who holds those around."""

    council: Council
    person: Person
    terms: tuple[Membership, ...]
    holders: dict[str, list[tuple[Person, str]]]
    today: date

    @property
    def sides(self) -> frozenset[Side]:
        """Give the sides that a text puts the person on."""
        return sides_of(self.roles)

    @property
    def roles(self) -> frozenset[Role]:
        """Give the offices they hold."""
        return frozenset(Role(term.role) for term in self.terms)

    @property
    def offices(self) -> list[str]:
        """Name their offices in the council's own words."""
        return list(dict.fromkeys(term.title for term in self.terms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One expectation: ``who`` says in which capacity, and from or to whom."""

    holder: str
    who: str
    words: str
    url: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What became of one expectation since the person last confirmed the text."""

    what: str  # such as “New”
    url: str = ""  # none where it is gone
    place: str = ""
    was: str = ""
    now: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingText:
    """A protocol in force, as far as it binds the person."""

    key: UUID
    title: str
    number: int | None
    url: str
    can_expect: tuple[Card, ...]
    expected: tuple[Card, ...]
    mutual: tuple[Card, ...]
    confirmed_on: date | None
    changes: tuple[Changed, ...]
    asked_url: str  # where to confirm; empty where nobody asks
    asked_by: date | None

    @property
    def binds(self) -> bool:
        """Say whether anything in it concerns the person, or did."""
        return bool(self.can_expect or self.expected or self.mutual or self.changes)


def binding_text(
    me: Me,
    version: ProtocolVersion,
    document: Document,
    answer: Acknowledgement | None,
    asked: Deadline | None,
) -> BindingText:
    """Read what one text in force means for a person.

    ``answer`` is their latest confirmation; ``asked`` that they are to confirm.
    """
    address = version.get_absolute_url()
    places = _Places(document, address)
    can_expect, expected, mutual = [], [], []
    for row in binding(document, me.sides):
        if row.holder == row.owed_by:
            mutual.append(_card(me, row, row.holder, "of each other", places))
            continue
        if row.holder in me.sides:
            whom = f"from {_others(me.council, row.owed_by)}"
            can_expect.append(_card(me, row, row.holder, whom, places))
        if row.owed_by in me.sides:
            whom = f"to {_others(me.council, row.holder)}"
            expected.append(_card(me, row, row.owed_by, whom, places))
    return BindingText(
        key=version.pk,
        title=version.title,
        number=version.number,
        url=address,
        can_expect=tuple(can_expect),
        expected=tuple(expected),
        mutual=tuple(mutual),
        confirmed_on=None if answer is None else answer.given_on,
        changes=() if answer is None else tuple(_changes(me, document, answer, places)),
        asked_url="" if asked is None else asked.path,
        asked_by=None if asked is None else asked.due_on,
    )


class _Places:
    """Where each row of a text stands: its address, and what a clerk calls it."""

    def __init__(self, document: Document, address: str) -> None:
        self._address = address
        cited = cited_as(document.rows)
        self._cited = {
            row.lineage: words for row, words in zip(document.rows, cited, strict=True)
        }

    def url(self, row: Row) -> str:
        """Give the address of a row on the version's page."""
        return f"{self._address}#{anchor_of(row)}"

    def name(self, row: Row) -> str:
        """Give what a row is called, such as “3.1, point 2”."""
        return self._cited.get(row.lineage, "").capitalize() or "Where it says so"


def _card(me: Me, row: Row, mine: Side | None, whom: str, places: _Places) -> Card:
    return Card(
        holder=str(row.holder or Side.EVERYONE),
        who=_sentence(", ".join(filter(None, (_capacity(me, mine), whom)))),
        words=plain(row.text),
        url=places.url(row),
        place=places.name(row),
    )


def _capacity(me: Me, side: Side | None) -> str:
    """Say in which office a row means the person, where they hold more than one."""
    council = me.council
    if side is Side.EVERYONE:
        return "like everyone"
    if len(me.sides - {Side.EVERYONE}) < 2 or side is None:  # noqa: PLR2004 - two
        return ""
    if side is Side.COUNCILLORS:
        return f"as {_one_of(council.councillors_title)}"
    if side is Side.OFFICERS:
        return f"as {_one_of(council.officers_title)}"
    titles = [term.title for term in me.terms if side in sides_of([Role(term.role)])]
    return f"as {' and '.join(dict.fromkeys(titles))}"


def _one_of(title: str) -> str:
    """Name one of those whom a council calls, say, Members, or Staff."""
    words = title.lower()
    if not words.endswith("s") or words.endswith("ss"):
        return f"one of the {words}"
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words[:-1]}"


def _others(council: Council, side: Side | None) -> str:
    return {
        Side.COUNCILLORS: council.councillors_title.lower(),
        Side.OFFICERS: council.officers_title.lower(),
        Side.CHAIRS: "chairs",
        Side.CLERK: f"the {council.clerk_title}",
    }.get(side or Side.EVERYONE, "everyone")


def _changes(
    me: Me, document: Document, answer: Acknowledgement, places: _Places
) -> Iterator[Changed]:
    """Give what binds the person otherwise than when they last confirmed the text."""
    before = {UUID(key): digest for key, digest in answer.expectations.items()}
    old = {row.lineage: row for row in adopted_words(answer.version).rows}
    bound = binding(document, me.sides)
    now = digests_of(bound)
    for row in bound:
        here = {"url": places.url(row), "place": places.name(row)}
        was = old.get(row.lineage)
        if row.lineage not in before:
            yield Changed(what="New", now=plain(row.text), **here)
        elif before[row.lineage] != now[row.lineage]:
            yield Changed(
                what="Changed",
                was="" if was is None else plain(was.text),
                now=plain(row.text),
                note=_whom_changed(me.council, was, row),
                **here,
            )
    for was in old.values():
        if was.lineage in before and was.lineage not in now:
            yield Changed(
                what="No longer applies to you",
                was=plain(was.text),
            )


def _whom_changed(council: Council, was: Row | None, row: Row) -> str:
    if was is None or (was.holder, was.owed_by) == (row.holder, row.owed_by):
        return ""
    return (
        f"It is owed to {_others(council, row.holder)} by"
        f" {_others(council, row.owed_by)} now; it was owed to"
        f" {_others(council, was.holder)} by {_others(council, was.owed_by)}."
    )


def adopted_words(version: ProtocolVersion) -> Document:
    """Give what the council adopted, without asking for any more of it."""
    text = version.frozen_text
    return Document() if text is None else words_of_frozen(text)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
