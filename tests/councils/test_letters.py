"""Letters: both parts say the same, and whatever somebody typed stands as words."""

import lxml.html
import pytest

from councils.letters import PORTAL_COLOUR, Head, Letter, Thing, as_html, as_text

WHOLE = Letter(
    greeting="Dear Ann Lee,",
    paragraphs=("Two things are due.", "One line\nand another."),
    things=(
        Thing(title="Review it", why="Due 1 May", link="http://127.0.0.1:8000/a/"),
        Thing(title="Sign it"),
    ),
    link_words="Your page",
    link="http://127.0.0.1:8000/a/me/",
    closing=("It takes five minutes.",),
    sign_off="Town Clerk, Larkmere",
    why="You get this because you hold an office.",
)
TEXT = """\
Dear Ann Lee,

Two things are due.

One line
and another.

* Review it
  Due 1 May
  http://127.0.0.1:8000/a/

* Sign it

Your page:
http://127.0.0.1:8000/a/me/

It takes five minutes.

Town Clerk, Larkmere

--
You get this because you hold an office.

No more of these?
http://127.0.0.1:8000/mail/stop/1/
"""
HEAD = Head(
    name="Larkmere Town Council",
    colour="#6b1f2a",
    stop_words="No more of these?",
    stop_link="http://127.0.0.1:8000/mail/stop/1/",
)
# What a letter is made of; nothing that somebody typed adds to it.
PARTS = {"html", "head", "meta", "title", "body", "div", "p", "h1", "ul", "li"}
PARTS |= {"strong", "br", "a"}
HOSTILE = (
    "<b>Ann</b>",
    "</title><script>hacked()</script>",
    '"><img src=x onerror=hacked()>',
    "' style='color:red' onclick='hacked()",
    "Ann\r\nBcc: all@mail.example",
    "\u202eevil\u2066 \u200bname\x00",
    "=HYPERLINK(1)",
    "{{7*7}} %s {0} %(x)s",
    "javascript:hacked()",
    "http://evil.example/ http://127.0.0.1:8000.evil.example/",
    "[one-time link]",
)


def page_of(letter, subject="What is due", head=HEAD):
    return lxml.html.document_fromstring(as_html(letter, subject, head))


def links(page):
    return [link.get("href") for link in page.iter("a")]


def test_a_letter_reads_well_as_plain_text():
    assert as_text(WHOLE, HEAD) == TEXT


def test_the_other_part_says_the_same_words_in_the_same_order():
    page = page_of(WHOLE)
    said = " ".join(" ".join(page.find("body").itertext()).split())

    assert page.get("lang") == "en-GB"
    assert [h.text for h in page.iter("h1", "title")] == ["What is due"] * 2
    wanted = " ".join(TEXT.replace("* ", "").replace("--\n", "").split())
    assert said == f"Larkmere Town Council What is due {wanted}"


def test_every_link_is_the_portal_s_and_spelled_out():
    page = page_of(WHOLE)

    assert links(page) == [
        "http://127.0.0.1:8000/a/",
        "http://127.0.0.1:8000/a/me/",
        "http://127.0.0.1:8000/mail/stop/1/",
    ]
    assert all(link.text == link.get("href") for link in page.iter("a"))


def test_a_letter_fetches_nothing_and_tells_nobody_that_it_was_read():
    page = page_of(WHOLE)

    assert {element.tag for element in page.iter()} == PARTS
    assert not [e for e in page.iter() if e.get("src") or e.get("background")]
    assert "url(" not in as_html(WHOLE, "What is due", HEAD)


@pytest.mark.parametrize("words", HOSTILE)
def test_what_somebody_typed_stands_as_words_in_both_parts(words):
    letter = Letter(
        greeting=words,
        paragraphs=(words,),
        things=(Thing(title=words, why=words, link=words),),
        link_words=words,
        link=words,
        closing=(words,),
        sign_off=words,
        why=words,
    )
    head = Head(name=words, colour=words)

    page, text = page_of(letter, words.split("\r")[0], head), as_text(letter, head)

    assert {element.tag for element in page.iter()} <= PARTS
    assert not [name for e in page.iter() for name in e.attrib if name.startswith("on")]
    assert links(page) == []
    plain = words.replace("\r\n", "\n")
    for unseen in "\u202e\u2066\u200b\x00":
        plain = plain.replace(unseen, "")
        assert unseen not in text
        assert unseen not in page.find("body").text_content()
    assert "\r" not in text
    assert plain in text
    shown = " ".join(" ".join(page.find("body").itertext()).split())
    assert shown.count(" ".join(plain.split())) >= 8


def test_the_link_that_is_good_once_is_put_in_where_it_belongs_and_not_in_a_name():
    letter = Letter(greeting="Dear [one-time link],", link="[one-time link]")
    link = "http://127.0.0.1:8000/accounts/invitation/1/"

    filled = letter.filled_in("[one-time link]", link)

    assert as_text(filled) == f"Dear [one-time link],\n\n{link}\n"
    assert links(page_of(filled, head=Head())) == [link]


def test_plain_words_are_a_letter_too():
    letter = Letter.of_text("Hello.\r\n\r\nTwo\nlines.\n\n\n")

    assert letter.paragraphs == ("Hello.", "Two\nlines.")
    assert as_text(letter) == "Hello.\n\nTwo\nlines.\n"


def test_a_letter_is_kept_and_read_again():
    assert Letter.from_json(WHOLE.to_json()) == WHOLE


@pytest.mark.parametrize("colour", ["#ffff00", "red", "#1f4e5f;background:url(//e)"])
def test_a_colour_that_white_cannot_be_read_on_gives_way(colour):
    assert f"background-color:{PORTAL_COLOUR}" in as_html(
        WHOLE, "What is due", Head(colour=colour)
    )
    assert colour not in as_html(WHOLE, "What is due", Head(colour=colour))
