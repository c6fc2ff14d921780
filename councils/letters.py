"""Letters: the one way in which the portal writes to anybody.

A letter is structured words and nothing else. Read out as plain text it is one part of
a mail, laid out as HTML the other; both say the same. Whatever somebody typed stands in
it as words: a line break, a mark that turns the reading round or a tag does nothing,
and only addresses of this portal become links.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from councils.colours import LEAST_CONTRAST, contrast, is_colour
from councils.kernel.typed import on_one_line, prose

PORTAL = "Protocol portal"
PORTAL_COLOUR = "#1f4e5f"
_ADDRESS = re.compile(r"(https?://[^\s<>\"]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing that a letter lists: what it is, why it is listed, and where it is."""

    title: str
    why: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one mail says, part by part; an empty part is left out.

    ``link`` is the one address that the letter is about, ``link_words`` what it does.
    ``closing`` follows it, ``why`` says at the foot why somebody gets the mail.
    """

    greeting: str = ""
    paragraphs: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    link_words: str = ""
    link: str = ""
    closing: tuple[str, ...] = ()
    sign_off: str = ""
    why: str = ""

    @classmethod
    def of_text(cls, words: str) -> Self:
        """Make a letter of plain words: an empty line begins a paragraph."""
        parts = re.split(r"\n\s*\n", prose(words))
        return cls(paragraphs=tuple(part for part in parts if part.strip()))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read a letter as the outbox keeps it."""
        return cls(
            **{
                **value,
                "paragraphs": tuple(value["paragraphs"]),
                "closing": tuple(value["closing"]),
                "things": tuple(Thing(**thing) for thing in value["things"]),
            }
        )

    def to_json(self) -> dict[str, Any]:
        """Give the letter as the outbox keeps it, without what nobody sees."""
        return asdict(self.cleaned())

    def cleaned(self) -> Self:
        """Give the letter without what nobody sees of what somebody typed."""
        return replace(
            self,
            greeting=on_one_line(self.greeting),
            paragraphs=tuple(map(prose, self.paragraphs)),
            things=tuple(
                Thing(
                    title=on_one_line(thing.title),
                    why=on_one_line(thing.why),
                    link=on_one_line(thing.link),
                )
                for thing in self.things
            ),
            link_words=on_one_line(self.link_words),
            link=on_one_line(self.link),
            closing=tuple(map(prose, self.closing)),
            sign_off=prose(self.sign_off),
            why=prose(self.why),
        )

    def filled_in(self, stands_for: str, link: str) -> Self:
        """Put a link where something stands for it.

        A letter made of plain words has it in a paragraph.
        """
        if self.link == stands_for:
            return replace(self, link=link)
        filled = (words.replace(stands_for, link) for words in self.paragraphs)
        return replace(self, paragraphs=tuple(filled))


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """In whose name a letter goes out, in which colour, and how to be sent no more."""

    name: str = PORTAL
    colour: str = PORTAL_COLOUR
    stop_words: str = ""
    stop_link: str = ""

    @property
    def legible_colour(self) -> str:
        """Give the colour, where white can be read on it."""
        is_legible = is_colour(self.colour) and contrast(self.colour) >= LEAST_CONTRAST
        return self.colour if is_legible else PORTAL_COLOUR


def as_text(letter: Letter, head: Head | None = None) -> str:
    """Read a letter out as plain text."""
    letter = letter.cleaned()
    link = f"{letter.link_words}:\n{letter.link}" if letter.link_words else letter.link
    parts = [
        letter.greeting,
        *letter.paragraphs,
        *map(_thing_as_text, letter.things),
        link if letter.link else "",
        *letter.closing,
        letter.sign_off,
    ]
    foot = [letter.why]
    if head is not None and head.stop_link:
        foot.append(f"{head.stop_words}\n{head.stop_link}")
    if any(foot):
        parts += ["--\n" + "\n\n".join(filter(None, foot))]
    return "\n\n".join(filter(None, parts)) + "\n"


def as_html(letter: Letter, subject: str, head: Head) -> str:
    """Lay a letter out as a page of its own, to be read in a mail program."""
    letter = letter.cleaned()
    return render_to_string(
        "mail/letter.html",
        {
            "subject": on_one_line(subject),
            "head": replace(head, name=on_one_line(head.name)),
            "letter": letter,
            "paragraphs": [_with_links(words) for words in letter.paragraphs],
            "things": [
                (thing, thing.link if _is_ours(thing.link) else "")
                for thing in letter.things
            ],
            "link": letter.link if _is_ours(letter.link) else "",
            "closing": [_with_links(words) for words in letter.closing],
        },
    )


def _thing_as_text(thing: Thing) -> str:
    lines = [f"* {thing.title}", *(f"  {more}" for more in (thing.why, thing.link))]
    return "\n".join(line for line in lines if line.strip())


def _is_ours(link: str) -> bool:
    return link == settings.PORTAL_BASE_URL or link.startswith(
        f"{settings.PORTAL_BASE_URL}/"
    )


def _with_links(words: str) -> SafeString:
    """Escape plain words, keep their lines, and make the portal's addresses links."""
    lines = (format_html_join("", "{}", _pieces(line)) for line in words.split("\n"))
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))


def _pieces(line: str) -> Iterator[tuple[str | SafeString]]:
    # The pattern's group keeps the addresses: every second piece is one.
    for place, piece in enumerate(_ADDRESS.split(line)):
        if place % 2 and _is_ours(piece):
            yield (format_html('<a href="{0}">{0}</a>', piece),)
        else:
            yield (piece,)
