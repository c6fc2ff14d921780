from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given

from protocols.document import Document, Kind, Row, Side
from protocols.page_body import body_html, contents, expectations, inline_html
from tests.protocols.strategies import documents, hostile_words
from tests.protocols.texts import lineage, text_of

# What the renderer may write, and nothing that a text could bring.
WRITTEN = {
    "section": {"class"},
    "h2": {"class", "id"},
    "h3": {"class", "id"},
    "h4": {"class", "id"},
    "h5": {"class", "id"},
    "h6": {"class", "id"},
    "div": {"class", "id"},
    "ul": {"class", "role"},
    "li": {"id", "data-holder", "data-owed-by"},
    "p": {"class", "id"},
    "span": {"class", "aria-hidden"},
    "a": {"href", "rel"},
    "strong": set(),
    "em": set(),
    "br": set(),
}


class Reader(HTMLParser):
    """Reads a body back: every tag with its attributes, closed in its order."""

    def __init__(self):
        super().__init__()
        self.seen, self.open, self.words = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def unknown_decl(self, data):
        raise AssertionError(data)

    handle_comment = handle_decl = handle_pi = unknown_decl


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


DOCUMENT = text_of("""
section 4      | Duties & rights
  clause 4.1   | All must: | | lead
    item (a)   | pay; | councillors<officers | pay
      item •   | promptly | | promptly
    item (b)   | help.
    paragraph - | That is all.
  section -    | Staff
    paragraph - | They expect:
      item -   | thanks | officers<councillors | thanks
    note -     | See the handbook.
""")


def test_a_text_is_written_nested_as_it_is_printed():
    def at(name):
        return f'id="c-{lineage(name)}"'

    assert body_html(DOCUMENT).replace("\n", "") == (
        '<section class="clause-section">'
        f'<h2 class="clause-heading" {at("Duties & rights")}>'
        '<span class="clause-number">4</span> <span>Duties &amp; rights</span></h2>'
        f'<div class="clause" {at("lead")}><span class="clause-number">4.1</span> '
        '<div class="clause-words"><p>All must:</p>'
        '<ul class="clause-list" role="list">'
        f'<li {at("pay")} data-holder="councillors" data-owed-by="officers">'
        '<span class="clause-label">(a)</span> <div>pay;'
        '<ul class="clause-list" role="list">'
        f'<li {at("promptly")}><span class="clause-label" aria-hidden="true">•</span> '
        "<div>promptly</div></li></ul></div></li>"
        f'<li {at("help.")}><span class="clause-label">(b)</span> '
        "<div>help.</div></li></ul>"
        f'<p class="clause-paragraph" {at("That is all.")}>That is all.</p></div></div>'
        f'<h3 class="clause-heading" {at("Staff")}><span>Staff</span></h3>'
        f'<p class="clause-paragraph" {at("They expect:")}>They expect:</p>'
        '<ul class="clause-list" role="list">'
        f'<li {at("thanks")} data-holder="officers" data-owed-by="councillors">'
        "<div>thanks</div></li></ul>"
        f'<p class="clause-note" {at("See the handbook.")}>See the handbook.</p>'
        "</section>"
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**must** and *may*", "<strong>must</strong> and <em>may</em>"),
        (r"\*not\* bold", "*not* bold"),
        ("__init__ and _this_ ____", "__init__ and _this_ ____"),
        ("one\ntwo", "one<br>two"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("`code` [a](http:x) ~~b~~", "`code` [a](http:x) ~~b~~"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("{{ x }}{% y %}", "&#123;&#123; x &#125;&#125;&#123;% y %&#125;"),
        ("ab\u202ec\x00\x1b", "abc"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_words_are_escaped_and_only_bold_and_italic_are_marks(text, html):
    assert inline_html(text) == html


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("See https://a.example/x_y_z.", "https://a.example/x_y_z", "."),
        ("(http://a.example/b)", "http://a.example/b", ")"),
        ("https://a.example/b_(c)", "https://a.example/b_(c)", ""),
        ("https://a.example/?a=1&b=2", "https://a.example/?a=1&amp;b=2", ""),
    ],
)
def test_a_bare_address_becomes_a_link(text, address, rest):
    link = f'<a href="{address}" rel="nofollow noopener noreferrer">{address}</a>'

    assert inline_html(text).endswith(link + rest)


def test_an_address_cannot_break_out_of_its_link():
    reader = read(inline_html("https://a.example/\"onclick='x'><b>"))

    assert [tag for tag, _ in reader.seen] == ["a"]
    assert reader.seen[0][1]["href"] == "https://a.example/"


@given(documents(hostile_words))
def test_no_tag_of_the_text_survives(document):
    html = body_html(document)

    for tag, attributes in read(html).seen:
        assert tag in WRITTEN
        assert attributes.keys() <= WRITTEN[tag]
        assert attributes.get("href", "http").lower().startswith("http")
    assert "{" not in html
    assert not set(html) & set("\x00\x1b\u202a\u202e\u2066\u2069")


@given(documents(hostile_words))
def test_every_row_is_there_once_under_its_own_anchor(document):
    ids = [
        attributes["id"]
        for _, attributes in read(body_html(document)).seen
        if "id" in attributes
    ]

    assert ids == [f"c-{row.lineage}" for row in document.rows]


def test_rows_nested_past_all_reason_are_still_written():
    row = DOCUMENT.rows[2]
    rows = tuple(replace(row, depth=depth, text=str(depth)) for depth in range(3000))

    words = "".join(read(body_html(Document(rows=rows))).words)

    assert "2999" in words


def test_the_contents_list_the_headings_in_plain_words():
    document = text_of("""
    section 1.  | **Purpose**
      section - | Those elected
      clause 1.1 | Words.
    """)

    first, second = contents(document)

    assert (first.label, first.text, first.depth) == ("1.", "Purpose", 0)
    assert (second.label, second.text, second.depth) == (None, "Those elected", 1)
    assert first.anchor == f"c-{document.rows[0].lineage}"


def test_expectations_are_gathered_for_the_role_cards():
    theirs, ours = expectations(DOCUMENT)

    assert (theirs.holder, theirs.owed_by) == (Side.COUNCILLORS, Side.OFFICERS)
    (pay,) = theirs.expectations
    assert (pay.text, pay.cited, pay.lead_in) == ("pay;", "4.1(a)", "All must:")
    assert pay.anchor == f"c-{lineage('pay')}"
    assert (ours.holder, ours.owed_by) == (Side.OFFICERS, Side.COUNCILLORS)
    assert [each.text for each in ours.expectations] == ["thanks"]


def test_an_expectation_whose_debtor_is_not_known_is_still_shown():
    row = Row(
        lineage=lineage("x"), depth=0, kind=Kind.ITEM, text="care", holder=Side.EVERYONE
    )

    (group,) = expectations(Document(rows=(row,)))

    assert group.owed_by is None
    assert 'data-holder="everyone">' in body_html(Document(rows=(row,)))
