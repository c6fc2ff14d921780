"""Bytes of text and Markdown become lines, with what was removed to read them."""

import pytest

from councils.kernel.door.terms import UnreadableFile
from protocols.importers import read_document
from protocols.importers.text import MAX_LINES, read


def only(text):
    (line,) = [line for line in read(text.encode()).lines if line.text]
    return line


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"], ids=str
)
def test_every_usual_encoding_is_read(encoding):
    (line,) = read("The Clerk’s café".encode(encoding)).lines

    assert line.text == "The Clerk’s café"


def test_invisible_characters_are_removed_and_counted():
    source = read("Be\u202e fair\u200b and\x00 kind.".encode())

    assert source.lines[0].text == "Be fair and kind."
    assert source.removed == ("1 control character.", "2 invisible characters.")


def test_a_heading_of_markdown_has_its_level():
    line = only("### **Staff**")

    assert (line.heading, line.text) == (3, "**Staff**")


def test_an_underlined_line_is_a_heading():
    first = read(b"Aims\n====\n\nBe fair.\n").lines[0]

    assert (first.heading, first.text) == (1, "Aims")


def test_tags_become_marks_and_tabs_part_cells():
    line = only("<b>Review date</b>\tJune 2027")

    assert line.cells == ("**Review date**", "June 2027")


def test_a_tab_after_a_number_parts_no_cells():
    line = only("1.1\tMembers must be fair.")

    assert line.cells == ()
    assert line.text == "1.1 Members must be fair."


def test_a_row_of_a_table_in_markdown_has_its_cells():
    lines = read(b"| Date | Author |\n|------|--------|\n| 2019 | Clerk |\n").lines

    assert [line.cells for line in lines if line.text] == [
        ("Date", "Author"),
        ("2019", "Clerk"),
    ]


def test_numbers_of_lines_count_from_one_and_keep_blank_lines():
    assert [line.number for line in read(b"a\n\nb\n").lines] == [1, 2, 3, 4]


def test_a_form_feed_begins_a_page():
    assert [line.page for line in read(b"a\n\x0cb").lines] == [1, 2]


def test_what_is_no_text_is_refused():
    with pytest.raises(UnreadableFile, match="not text"):
        read(bytes(range(32)) * 40)


def test_far_too_many_lines_are_refused():
    with pytest.raises(UnreadableFile, match="lines"):
        read(b"a\n" * (MAX_LINES + 1))


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"\xd0\xcf\x11\xe0old", "protocol.doc", "old kind"),
        (b"\x89PNG....", "crest.png", "cannot be read"),
        (b"plain words", "protocol.docx", "is not one"),
    ],
)
def test_other_files_are_refused_in_plain_words(data, name, said):
    with pytest.raises(UnreadableFile, match=said):
        read_document(data, name=name)
