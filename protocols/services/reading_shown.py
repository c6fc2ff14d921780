"""How the page says what somebody is to read: in sentences, and in nobody's shame."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from councils.models import Council
from protocols.changes_for import Became, Because, ChangeFor
from protocols.models import LONG_AGO, Acknowledgement, AcknowledgementRequest
from protocols.rewording import Piece
from protocols.services.reading_for import Card, Reading
from protocols.services.showing import Shown, day_words, side_words

Why = AcknowledgementRequest.Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody stands with a text, as the notice at the head says it."""

    kind: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """One thing that changed for somebody, old beside new."""

    label: str
    note: str
    place: str
    url: str
    lead: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    instead: str  # what the empty side says


def standing_of(reading: Reading, today: date) -> Standing:
    """Say whether the person is asked, has confirmed, or could not accept it."""
    if reading.confirmed is not None:
        return _confirmed(reading, reading.confirmed)
    if reading.declined is not None:
        return Standing(
            kind="info",
            heading=_declined(reading, reading.declined),
            text="You may still confirm it, below, whenever you can accept it.",
        )
    return _asked(reading, today)


def since_words(reading: Reading) -> str:
    """Give the heading of what changed; none where there is nothing to compare with."""
    before = reading.before
    if before is None:
        return ""
    day = day_words(before.given_on)
    if before.version_id == reading.version.pk:
        # The same text, and another office: else nothing can have changed.
        if not reading.changes:
            return ""
        return f"What changed for you since you confirmed this on {day}"
    number = before.version.number
    return f"What changed for you since you confirmed version {number} on {day}"


def weight_words(reading: Reading) -> str:
    """Say plainly whether what changed is minor, and whether anything is theirs."""
    sentences = []
    if reading.is_minor_since:
        sentences.append("The changes since then are minor.")
    if not reading.changes:
        sentences.append(
            "Nothing changed for you: what you can expect, and what is expected of you,"
            " reads as it did."
        )
    if reading.routes_changed:
        sentences.append("Where concerns go has changed: see the end of the text.")
    return " ".join(sentences)


def changes_shown(changes: Iterable[ChangeFor], address: str = "") -> list[ChangeShown]:
    """Give each change with its label and why it is one.

    ``address`` is that of the page with the text, where it is another.
    """
    return [
        ChangeShown(
            label=_LABELS[change.became, change.because],
            note=_NOTES.get((change.became, change.because), ""),
            place=_place(change.cited),
            url=f"{address}#{change.anchor}" if change.anchor else "",
            lead=change.lead,
            before=change.words.before,
            after=change.words.after,
            instead=(
                "Not there before"
                if change.because is Because.THE_TEXT and change.became is Became.NEW
                else _INSTEAD[change.became]
            ),
        )
        for change in changes
    ]


def cards_of_what_they_may_expect(council: Council, reading: Reading) -> list[Shown]:
    """Give a card for each thing the person may expect: from whom, and where."""
    return [
        _card(card, card.owed_by, f"From {_who(council, card.owed_by)}")
        for card in reading.may_expect
    ]


def cards_of_what_they_owe(council: Council, reading: Reading) -> list[Shown]:
    """Give a card for each thing expected of the person: by whom, and where."""
    return [
        _card(card, card.holder, f"{side_words(council, card.holder)} can expect")
        for card in reading.has_to
    ]


def address_of_before(reading: Reading) -> str:
    """Give the page of the version that the person confirmed last, if another."""
    before = reading.before
    if before is None or before.version_id == reading.version.pk:
        return ""
    protocol = reading.version.protocol
    args = [protocol.council.slug, protocol.slug, before.version.number]
    return reverse("version_detail", args=args)


def _confirmed(reading: Reading, answer: Acknowledgement) -> Standing:
    which = f"version {answer.version.number}" if reading.is_minor_since else "this"
    done = (
        f"You signed on paper for {which}"
        if answer.recorded_by_id is not None
        else f"You confirmed {which}"
    )
    more = "There is nothing more for you to do."
    if reading.is_minor_since:
        more = (
            "Since then it was changed in minor ways alone, so you are not asked again."
        )
    return Standing(
        kind="success",
        heading=f"{done} on {day_words(answer.given_on)}, as {answer.offices}",
        text=more,
    )


def _declined(reading: Reading, answer: Acknowledgement) -> str:
    which = "this"
    if answer.version_id != reading.version.pk:
        which = f"version {answer.version.number}"
    return f"You said on {day_words(answer.given_on)} that you cannot accept {which}"


def _asked(reading: Reading, today: date) -> Standing:
    asked = reading.request
    if asked is None:
        return Standing(
            kind="info",
            heading="You have not confirmed this yet",
            text=_why(reading, Why.IN_FORCE),
        )
    if asked.due_on < today:
        return Standing(
            kind="info",
            heading="You are asked to read this and confirm it",
            text=(
                f"{_why(reading, asked.why)} You were asked to do this by"
                f" {day_words(asked.due_on)}; there is still time to do it."
            ),
        )
    return Standing(
        kind="info",
        heading=(
            f"You are asked to read this and confirm it by {day_words(asked.due_on)}"
        ),
        text=_why(reading, asked.why),
    )


def _why(reading: Reading, why: str) -> str:
    as_whom = f"It binds you as {' and '.join(reading.offices)}."
    if why == Why.JOINED:
        return f"You have come to hold an office here. {as_whom}"
    since = reading.version.in_force_from
    if since in {None, LONG_AGO}:
        return as_whom
    return f"It has been in force since {day_words(since)}. {as_whom}"


def _card(card: Card, side: str, who: str) -> Shown:
    return {
        "side": side or "everyone",
        "who": who,
        "words": card.words,
        "url": f"#{card.anchor}",
        "place": _place(card.cited),
    }


def _who(council: Council, side: str) -> str:
    words = side_words(council, side)
    return words.lower() if words == "Everyone" else words


def _place(cited: str) -> str:
    return f"{cited[:1].upper()}{cited[1:]}" or "Where it says so"


_LABELS = {
    (Became.NEW, Because.THE_TEXT): "New",
    (Became.NEW, Because.OTHER_SIDES): "New for you",
    (Became.NEW, Because.OTHER_OFFICE): "New for you",
    (Became.CHANGED, Because.THE_TEXT): "Changed",
    (Became.CHANGED, Because.OTHER_SIDES): "Changed",
    (Became.CHANGED, Because.THE_LEAD): "Changed",
    (Became.GONE, Because.THE_TEXT): "No longer there",
    (Became.GONE, Because.OTHER_SIDES): "No longer yours",
    (Became.GONE, Because.OTHER_OFFICE): "No longer yours",
}
_NOTES = {
    (Became.NEW, Because.OTHER_SIDES): "It was there before, for other people.",
    (Became.NEW, Because.OTHER_OFFICE): (
        "It was there before. It binds you now because you hold another office."
    ),
    (Became.CHANGED, Because.OTHER_SIDES): (
        "The words are the same; who may expect it, or owes it, is not."
    ),
    (Became.CHANGED, Because.THE_LEAD): "These words lead in what you confirmed.",
    (Became.GONE, Because.OTHER_SIDES): "It is still there, for other people.",
    (Became.GONE, Because.OTHER_OFFICE): (
        "It is still there. It binds you no longer because you hold another office."
    ),
}
_INSTEAD = {
    Became.NEW: "Did not bind you",
    Became.CHANGED: "",
    Became.GONE: "Does not bind you any more",
}
