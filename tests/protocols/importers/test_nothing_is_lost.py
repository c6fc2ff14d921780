"""Every word of a source is in the document: in a row, a fact or the unread lines."""

import re
import unicodedata
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from councils.kernel.door.terms import UnreadableFile
from protocols.document import MAX_DEPTH, Document
from protocols.importers import read_document

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
BREAKS = "\n\r\v\f\x85\u2028\u2029\t"
TAGS = re.compile(r"</?(?:b|strong|i|em|u)>", re.IGNORECASE)
LINE_TAG = re.compile(r"<br\s?/?>", re.IGNORECASE)
LETTER_AS_BULLET = re.compile(r"^\W*(?:[oØ]\s+)+")
SYMBOL_BULLET = re.compile("[\uf0b7\uf0a7\uf0d8\uf02d\uf0fc\uf076]")
LINE_BREAK = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
WORD = re.compile(r"[^\W_]+")

PIECES = st.sampled_from(
    [
        "1. Introduction",
        "1.1 ",
        "2.3 Chair of the Council",
        "a) ",
        "(iv) ",
        "- ",
        "• ",
        "## ",
        "**Staff**",
        "*must*",
        "Members must:",
        "Officers can expect:",
        "\n",
        "\n\n",
        "Contents",
        "Page 3 of 11",
        "......... 4",
        "Adopted by Council 4 May 2021",
        "Review date: June 2027",
        "\t",
        " | ",
        "Linked policies",
        "Background papers:",
        "Ashcombe Town Council",
        "ASHCOMBE TOWN COUNCIL",
        "DRAFT",
        "Document 5.1",
        "Version 2",
        "Date\tVersion\tAuthor",
        "the",
        "and",
        "treat others with respect;",
        "If a councillor is unhappy about an officer, raise it with the Clerk.",
        "\\",
        "*",
        "_",
        "[image: crest]",
        "![crest](crest.png)",
        "Signed ........",
        "Chair",
        "—",
        "\f",
        "<b>",
        "</b>",
        "<br>",
        "Section 3",
        "o ",
        "| a | b |",
        "***",
        "---",
        "===",
        "\u200b",
        "[a](http://x.example)",
        "2.5Zone",
        "4 Roles",
        "NOTE: ",
        "See also",
        "\x07",
        "é",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=60).map("".join),
    st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=60).map("\n".join),
)


def words_of_source(text: str) -> Counter[str]:
    text = SYMBOL_BULLET.sub(" ", text)
    seen = "".join(
        character
        for character in text
        if character in BREAKS or unicodedata.category(character) not in INVISIBLE
    )
    seen = TAGS.sub("", LINE_TAG.sub(" ", seen))
    seen = "\n".join(LETTER_AS_BULLET.sub("", line) for line in LINE_BREAK.split(seen))
    return Counter(WORD.findall(unicodedata.normalize("NFC", seen).casefold()))


def words_of_document(document: Document) -> Counter[str]:
    value = document.to_json()
    texts = [value["title"] or "", value["council"] or "", value["reference"] or ""]
    for row in value["rows"]:
        words = re.sub(
            r"\\([\\*])|\*+", lambda match: match.group(1) or "", row["text"]
        )
        texts.append(f"{row['label'] or ''} {words}")
    for lines in value["printed"].values():
        texts += lines
    texts += value["history"] + value["linked_policies"] + value["background_papers"]
    texts += [unread["text"] for unread in value["unread"]]
    return Counter(WORD.findall(" ".join(texts).casefold()))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("Members must:\n\n- treat others with respe\u00adct\n- a\\*b **c**d *e\n")
def test_every_word_of_any_text_is_in_the_document(text):
    data = text.encode("utf-8", errors="surrogatepass")
    text = data.decode("utf-8", errors="replace")
    text = text.removeprefix("\ufeff")

    try:
        document = read_document(data, name="protocol.txt")
    except UnreadableFile:
        return

    lost = words_of_source(text) - words_of_document(document)
    assert not lost


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_makes_a_well_formed_document(text):
    try:
        document = read_document(text.encode("utf-8", "replace"), name="protocol.md")
    except UnreadableFile:
        return

    depth = -1
    for row in document.rows:
        assert 0 <= row.depth < MAX_DEPTH
        assert row.depth <= depth + 1
        assert (row.holder is None) == (row.owed_by is None)
        depth = row.depth
    assert len({row.lineage for row in document.rows}) == len(document.rows)
    assert Document.from_json(document.to_json()) == document


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_importing_twice_gives_the_same(text):
    data = text.encode("utf-8", "replace")
    try:
        first = read_document(data, name="protocol.txt")
    except UnreadableFile:
        return

    assert read_document(data, name="protocol.txt") == first
