"""The body of a text's page as HTML, made from its structure and nothing else.

Text never becomes HTML by itself: every word is escaped; only ``**bold**``,
``*italic*``, line breaks and bare http(s) addresses are shown as such. The markup, on
which the page's style sheet, the printed protocol and the tests rely:

.. code-block:: html

    <section class="clause-section">
      <h2 class="clause-heading" id="c-LINEAGE">
        <span class="clause-number">4</span> <span>Heading</span></h2>
      <h3 class="clause-heading" id="c-…"><span>Sub-heading</span></h3>
      <div class="clause" id="c-…"><span class="clause-number">4.1</span>
        <div class="clause-words"><p>Words of the clause</p>
          <ul class="clause-list" role="list">
            <li id="c-…" data-holder="councillors" data-owed-by="officers">
              <span class="clause-label">(a)</span> <div>Words of the entry</div></li>
          </ul>
        </div>
      </div>
      <p class="clause-paragraph" id="c-…">Words without a number</p>
      <p class="clause-note" id="c-…">A note</p>
    </section>

A list stands inside the entry or clause it belongs to, and after the paragraph that
leads it in. A label is printed as it is; a bullet is hidden from screen readers, who
are told of a list anyway. Where there is no label there is no span for it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from protocols.document import MAX_DEPTH, Document, Kind, Row, Side
from protocols.labels import BULLET, bare, cited_as, parents_of
from protocols.wording import marked, plain

RENDERER_VERSION = 1  # Raised when the HTML changes, so that stored bodies are remade.

_ADDRESS = re.compile(r"https?://[^\s<>\"“”\u2018’|\\^`{}]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?'*)]"

# What is shown must be in the order of what is stored, so marks that turn the
# direction of reading are left out, as are control characters.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# No word of a text can be read as a template's code, wherever the body ends up.
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})

_TAGS = {
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
    "softbreak": "<br>",
    "hardbreak": "<br>",
}

_DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsEntry:
    """A heading in the table of contents."""

    label: str | None
    text: str
    anchor: str
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What people may expect, as a role's card shows it."""

    holder: Side
    owed_by: Side | None
    text: str
    html: str
    cited: str
    lead_in: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationGroup:
    """All that some people may expect of others."""

    holder: Side
    owed_by: Side | None
    expectations: tuple[Expectation, ...]


@dataclass(slots=True)
class _Node:
    row: Row
    below: list["_Node"]


def body_html(document: Document) -> str:
    """Give the whole text as safe HTML, nested as it is printed."""
    return "".join(_blocks(_tree(document.rows)))


def inline_html(text: str) -> str:
    """Give the words of one row as safe HTML: bold, italic, line breaks, addresses."""
    return "".join(
        _TAGS[token.type] if token.type in _TAGS else _words(token.content)
        for token in marked(_UNSEEN.sub("", text))
    )


def anchor_of(row: Row) -> str:
    """Give the id by which a page's address points at a row."""
    return f"c-{row.lineage}"


def contents(document: Document) -> tuple[ContentsEntry, ...]:
    """List the headings for a table of contents."""
    return tuple(
        ContentsEntry(
            label=row.label,
            text=_seen(row.text),
            anchor=anchor_of(row),
            depth=row.depth,
        )
        for row in document.rows
        if row.kind is Kind.SECTION
    )


def expectations(document: Document) -> tuple[ExpectationGroup, ...]:
    """Gather the expectations by who holds and who owes them, in the text's order."""
    rows = document.rows
    groups: dict[tuple[Side, Side | None], list[Expectation]] = {}
    for row, cited, parent in zip(rows, cited_as(rows), parents_of(rows), strict=True):
        if row.holder is None:
            continue
        groups.setdefault((row.holder, row.owed_by), []).append(
            Expectation(
                holder=row.holder,
                owed_by=row.owed_by,
                text=_seen(row.text),
                html=inline_html(row.text),
                cited=cited,
                lead_in="" if parent is None else _seen(rows[parent].text),
                anchor=anchor_of(row),
            )
        )
    return tuple(
        ExpectationGroup(holder=holder, owed_by=owed_by, expectations=tuple(each))
        for (holder, owed_by), each in groups.items()
    )


def _seen(text: str) -> str:
    return plain(_UNSEEN.sub("", text))


def _tree(rows: Sequence[Row]) -> list[_Node]:
    """Nest the rows; what is nested too deeply stands on the deepest level."""
    roots: list[_Node] = []
    above: list[tuple[int, _Node]] = []
    for row in rows:
        while above and (above[-1][0] >= row.depth or len(above) >= MAX_DEPTH):
            above.pop()
        node = _Node(row, [])
        (above[-1][1].below if above else roots).append(node)
        above.append((row.depth, node))
    return roots


def _blocks(nodes: Sequence[_Node]) -> Iterator[str]:
    """Write rows that stand side by side; list entries in a row are one list."""
    for is_list, group in groupby(nodes, lambda node: node.row.kind is Kind.ITEM):
        if is_list:
            entries = "".join(_entry(node) for node in group)
            yield f'<ul class="clause-list" role="list">{entries}</ul>\n'
        else:
            yield from map(_block, group)


def _block(node: _Node) -> str:
    row, below = node.row, "".join(_blocks(node.below))
    if row.kind is Kind.SECTION and not row.depth:
        return f'<section class="clause-section">\n{_heading(row)}{below}</section>\n'
    if row.kind is Kind.SECTION:
        return _heading(row) + below
    if row.kind is Kind.CLAUSE:
        words = (
            f'<div class="clause-words"><p>{inline_html(row.text)}</p>\n{below}</div>'
        )
        return f'<div class="clause"{_id(row)}>{_number(row)}{words}</div>\n'
    name = "clause-note" if row.kind is Kind.NOTE else "clause-paragraph"
    label = _label(row)
    return f'<p class="{name}"{_id(row)}>{label}{inline_html(row.text)}</p>\n{below}'


def _heading(row: Row) -> str:
    tag = f"h{min(row.depth + 2, _DEEPEST_HEADING)}"
    words = f"<span>{inline_html(row.text)}</span>"
    return f'<{tag} class="clause-heading"{_id(row)}>{_number(row)}{words}</{tag}>\n'


def _entry(node: _Node) -> str:
    row, sides = node.row, ""
    if row.holder is not None:
        sides += f' data-holder="{row.holder.value}"'
    if row.owed_by is not None:
        sides += f' data-owed-by="{row.owed_by.value}"'
    words = inline_html(row.text) + "".join(_blocks(node.below))
    return f"<li{_id(row)}{sides}>{_label(row)}<div>{words}</div></li>\n"


def _id(row: Row) -> str:
    return f' id="{anchor_of(row)}"'


def _number(row: Row) -> str:
    if not row.label:
        return ""
    return f'<span class="clause-number">{_words(row.label)}</span> '


def _label(row: Row) -> str:
    if not row.label:
        return ""
    hidden = "" if bare(row.label) else ' aria-hidden="true"'
    label = _words(row.label if bare(row.label) else BULLET)
    return f'<span class="clause-label"{hidden}>{label}</span> '


def _words(text: str) -> str:
    """Escape words, and make links of the web addresses in them."""
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = _trimmed(found[0])
        link = _escaped(address)
        parts += [
            _escaped(text[end : found.start()]),
            f'<a href="{link}" rel="nofollow noopener noreferrer">{link}</a>',
        ]
        end = found.start() + len(address)
    return "".join([*parts, _escaped(text[end:])])


def _trimmed(address: str) -> str:
    """Leave out the sentence's own stop or bracket at an address's end."""
    while address[-1] in _AFTER_ADDRESS:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _escaped(text: str) -> str:
    return escape(text).translate(_BRACES)
