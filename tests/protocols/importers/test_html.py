"""Web pages: headings, lists with their printed labels, tables; nothing fetched."""

import pytest

from councils.kernel.door.terms import UnreadableFile
from protocols.importers.html import read


def lines(page: str):
    return read(page.encode()).lines


def test_headings_and_paragraphs_are_lines():
    found = lines("<h1>Protocol</h1><h3>Officers</h3><p>Papers\n go <b>out</b> early.")

    assert [(line.heading, line.text) for line in found] == [
        (1, "Protocol"),
        (3, "Officers"),
        (None, "Papers go **out** early."),
    ]


@pytest.mark.parametrize(
    ("page", "labels"),
    [
        ("<ol><li>x<li>x</ol>", ["1.", "2."]),
        ("<ol start=4><li>x<li>x</ol>", ["4.", "5."]),
        ("<ol type=a><li>x<li>x</ol>", ["a.", "b."]),
        ("<ol type=I><li>x<li>x</ol>", ["I.", "II."]),
        ("<ol style='list-style-type: lower-roman'><li>x<li>x</ol>", ["i.", "ii."]),
        ("<ol><li>x<li value=7>x<li>x</ol>", ["1.", "7.", "8."]),
        ("<ol reversed><li>x<li>x</ol>", ["2.", "1."]),
        ("<ol start=x><li>x</ol>", ["1."]),
        ("<ol start=99999999999999999999><li>x</ol>", ["1."]),
        ("<ul><li>x<li>x</ul>", ["•", "•"]),
        ("<ul style='list-style: none'><li>x</ul>", [None]),
        ("<ol><li><p>x</p><p>y</p><li>x</ol>", ["1.", None, "2."]),
        ("<ol><li>x<ul><li>y</ul><li>z</ol>", ["1.", "•", "2."]),
    ],
)
def test_a_list_is_labelled_as_a_browser_prints_it(page, labels):
    assert [line.label for line in lines(page)] == labels


def test_lists_inside_lists_are_indented():
    found = lines("<ol><li>x<ul><li>y<ul><li>z</ul></ul></ol><p>after")

    assert [line.indent for line in found] == [0, 1, 2, 0]


def test_a_table_row_has_cells_and_a_frame_has_paragraphs():
    found = lines(
        "<table><tr><th>Date</th><th>By</th></tr><tr><td><p>May</p><p>2023</p></td>"
        "<td><b>Clerk</b></td></tr></table><table><tr><td><p>one<p>two</table>"
    )

    assert [line.cells for line in found] == [
        ("Date", "By"),
        ("May 2023", "**Clerk**"),
        (),
        (),
    ]
    assert [line.text for line in found[2:]] == ["one", "two"]


def test_a_table_inside_a_cell_is_read_once():
    found = lines(
        "<table><tr><td>outer</td><td><table><tr><td>a</td><td>b</td></tr></table></td>"
        "</tr></table>"
    )

    words = " ".join(line.text for line in found).split()
    assert sorted(words) == ["a", "b", "outer"]


def test_a_line_break_parts_lines_of_one_paragraph():
    found = lines("<p>Adopted by Council<br>14 May 2023</p>")

    assert [(line.text, line.closed) for line in found] == [
        ("Adopted by Council", False),
        ("14 May 2023", True),
    ]


def test_emphasis_inside_emphasis_is_marked_once():
    (line,) = lines("<p><b>All <i>officers</i> and</b> <em>chairs</em> * must</p>")

    assert line.text == "**All** ***officers*** **and** *chairs* \\* must"


def test_programs_menus_and_hidden_words_are_left_out_and_told_of():
    source = read(
        b"<style>p{}</style><script>steal()</script><nav>Home</nav>"
        b"<p hidden>unseen</p><p style='display:none'>unshown</p><p>Papers go out.</p>"
    )

    assert [line.text for line in source.lines] == ["Papers go out."]
    told = " ".join(source.removed)
    assert "Scripts and styles" in told
    assert all(word in told for word in ("Home", "unseen", "unshown"))
    assert "steal" not in told


@pytest.mark.parametrize(
    "data",
    [
        "<p>café".encode(),
        "<p>café".encode("utf-8-sig"),
        "<p>café".encode("utf-16"),
        "<p>café".encode("cp1252"),
        "<meta charset=iso-8859-15><p>café".encode("iso-8859-15"),
        "<meta charset=nonsense><p>café".encode("cp1252"),
        "<?xml version='1.0' encoding='utf-8'?><html><body><p>café</p>".encode(),
    ],
)
def test_letters_are_read_in_whatever_encoding(data):
    assert read(data).lines[0].text == "café"


def test_invisible_characters_are_counted_wherever_they_come_from():
    source = read("<p>pay &#x202e;evil\u202c n\x00ow".encode())

    assert source.lines[0].text == "pay evil now"
    assert source.removed == ("3 invisible control characters were removed.",)


def test_an_entity_of_the_page_itself_is_not_followed():
    page = (
        b'<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/passwd">]><p>see &f; here</p>'
    )

    assert "root:" not in " ".join(line.text for line in read(page).lines)


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"<script>x</script>"])
def test_a_page_without_words_is_refused(data):
    with pytest.raises(UnreadableFile, match="no words"):
        read(data)


def test_a_page_nested_without_end_is_refused():
    with pytest.raises(UnreadableFile, match="nested"):
        read(b"<div>" * 1_000 + b"words")


def test_no_word_after_ten_megabytes_is_lost():
    assert read(b"<p>" + b"word " * 2_200_000 + b"last").lines[0].text.endswith("last")
