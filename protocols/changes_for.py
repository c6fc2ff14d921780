"""What has changed for somebody since they last confirmed a text: theirs, and no more.

They confirmed the digest of each expectation that bound them then. What binds them now
is held against it: what is new to them, what reads otherwise, what binds them no
longer. Another office can bring as much that is new as another text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from protocols.binding import binding, digests_of
from protocols.document import Document, Row
from protocols.labels import cited_as, parents_of
from protocols.page_body import anchor_of
from protocols.rewording import Rewording, only_after, only_before, reworded
from protocols.terms import Side


class Became(StrEnum):
    """What an expectation became to somebody."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


class Because(StrEnum):
    """Why, where the words alone do not show it."""

    THE_TEXT = "text"
    OTHER_SIDES = "sides"  # the text puts it on other people now
    OTHER_OFFICE = "office"  # the person holds another office now
    THE_LEAD = "lead"  # the words that lead it in were changed


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFor:
    """One expectation, old beside new; ``lead`` are the words that lead it in."""

    became: Became
    because: Because
    cited: str
    lead: str
    words: Rewording
    anchor: str  # in the text as it is now; none for what is gone


@dataclass(frozen=True, slots=True)
class _Placed:
    row: Row
    cited: str
    lead: Row | None

    @property
    def lead_words(self) -> str:
        return "" if self.lead is None else self.lead.text


def changes_for(
    before: Document,
    after: Document,
    *,
    confirmed: Mapping[str, str],
    sides: frozenset[Side],
) -> tuple[ChangeFor, ...]:
    """Give what changed for somebody on some sides: in the text's order, then gone.

    ``confirmed`` maps the lineage of what bound them then to its digest.
    """
    older, newer = _placed(before), _placed(after)
    digests_before = digests_of(before.rows)
    bound = binding(after, sides)
    digests = digests_of(bound)
    leads_shown: set[UUID] = set()
    changes: list[ChangeFor] = []
    for lineage in digests:
        now, was = newer[lineage], older.get(lineage)
        known = confirmed.get(str(lineage))
        if known is None:
            changes.append(_new(now, was, digests[lineage], digests_before))
        elif was is not None and known != digests[lineage]:
            changes.append(_changed(was, now))
        elif was is not None and was.lead_words != now.lead_words:
            if now.lead is not None and now.lead.lineage in leads_shown:
                continue
            changes.append(_led_in_otherwise(was, now))
            if now.lead is not None:
                leads_shown.add(now.lead.lineage)
    changes.extend(
        _gone(was, newer.get(lineage), digests_of(after.rows))
        for lineage, was in older.items()
        if str(lineage) in confirmed and lineage not in digests
    )
    return tuple(changes)


def _placed(document: Document) -> dict[UUID, _Placed]:
    rows = document.rows
    return {
        row.lineage: _Placed(row, cited, None if parent is None else rows[parent])
        for row, cited, parent in zip(
            rows, cited_as(rows), parents_of(rows), strict=True
        )
    }


def _new(
    now: _Placed, was: _Placed | None, digest: str, before: Mapping[UUID, str]
) -> ChangeFor:
    because = Because.THE_TEXT
    words = only_after(now.row.text)
    if was is not None and before[was.row.lineage] == digest:
        because = Because.OTHER_OFFICE
    elif was is not None and was.row.holder is not None:
        because = Because.OTHER_SIDES
        if was.row.text != now.row.text:
            words = reworded(was.row.text, now.row.text)
    return ChangeFor(
        became=Became.NEW,
        because=because,
        cited=now.cited,
        lead=now.lead_words,
        words=words,
        anchor=anchor_of(now.row),
    )


def _changed(was: _Placed, now: _Placed) -> ChangeFor:
    same_words = was.row.text == now.row.text
    return ChangeFor(
        became=Became.CHANGED,
        because=Because.OTHER_SIDES if same_words else Because.THE_TEXT,
        cited=now.cited,
        lead=now.lead_words,
        words=reworded(was.row.text, now.row.text),
        anchor=anchor_of(now.row),
    )


def _led_in_otherwise(was: _Placed, now: _Placed) -> ChangeFor:
    lead = now.lead or now.row
    return ChangeFor(
        became=Became.CHANGED,
        because=Because.THE_LEAD,
        cited=now.cited,
        lead="",
        words=reworded(was.lead_words, now.lead_words),
        anchor=anchor_of(lead),
    )


def _gone(was: _Placed, now: _Placed | None, digests: Mapping[UUID, str]) -> ChangeFor:
    because = Because.THE_TEXT
    if now is not None:
        row = was.row
        same = digests_of([row])[row.lineage] == digests[row.lineage]
        because = Because.OTHER_OFFICE if same else Because.OTHER_SIDES
    return ChangeFor(
        became=Became.GONE,
        because=because,
        cited=was.cited,
        lead=was.lead_words,
        words=only_before(was.row.text),
        anchor="",
    )
