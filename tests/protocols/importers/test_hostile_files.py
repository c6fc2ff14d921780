"""Hostile and mistaken files: refused in plain words, or read safely."""

import io
import os
import re
import struct
import zipfile
import zlib

import pytest

from protocols.importers.door import read_in_child
from tests.protocols.importers.files import (
    DOCUMENT,
    a_pdf,
    a_word_file,
    body,
    refused,
    with_part,
    words_of,
)


def test_a_zip_bomb_is_refused():
    bomb = with_part(DOCUMENT, body("<w:p/>" + " " * 300_000_000))

    assert len(bomb) < 1_000_000
    assert "larger inside" in refused(bomb, "a.docx")


def test_sixty_tables_inside_one_another_are_refused():
    inside = "<w:p/>"
    for _ in range(60):
        inside = f"<w:tbl><w:tr><w:tc>{inside}<w:p/></w:tc></w:tr></w:tbl>"

    assert "larger inside" in refused(with_part(DOCUMENT, body(inside)), "a.docx")


def test_entities_are_refused():
    laughs = "".join(
        f'<!ENTITY l{place} "{f"&l{place - 1};" * 10}">' for place in range(1, 10)
    )
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'.encode() + body("&l9;")

    assert "damaged" in refused(with_part(DOCUMENT, bomb), "a.docx")


def test_an_entity_that_names_a_file_is_refused():
    stolen = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + body("&f;")

    assert "damaged" in refused(with_part(DOCUMENT, stolen), "a.docx")


def test_sizes_that_lie_are_found_out():
    data = bytearray(with_part(DOCUMENT, body("<w:p/>" * 100)))
    place = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, place + 24, 1)

    refused(bytes(data), "a.docx")


def test_entries_that_overlap_are_refused():
    data = bytearray(a_word_file())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]

    refused(bytes(data), "a.docx")


def test_an_entry_inside_another_is_refused():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("word/extra.xml", "<x/>")
    packed = inner.getvalue()
    begin, end = packed.index(b"PK\x01\x02"), packed.index(b"PK\x05\x06")
    outer = io.BytesIO(a_word_file())
    with zipfile.ZipFile(outer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/media/image1.png", b"\x89PNG" + packed[:begin])
    data = bytearray(outer.getvalue())

    named = bytearray(packed[begin:end])
    struct.pack_into("<L", named, 42, data.index(packed[:begin]))
    close = data.rindex(b"PK\x05\x06")
    count, size = struct.unpack_from("<HL", data, close + 10)
    struct.pack_into("<HHL", data, close + 8, count + 1, count + 1, size + len(named))
    data[close:close] = named

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("word/extra.xml") == b"<x/>"
    assert "damaged" in refused(bytes(data), "a.docx")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_word_file_cut_short_is_refused(share):
    data = a_word_file()

    refused(data[: int(len(data) * share)], "a.docx")


def test_an_old_or_locked_word_file_is_refused_with_what_to_do():
    assert "save it as .docx" in refused(b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "a.docx")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 90, "a.docx"),
        (a_word_file(), "a.pdf"),
        (a_word_file(), "a.txt"),
        (b"%PDF-1.7\n" + a_word_file(), "a.docx"),
        (a_pdf(), "a.docx"),
        (b"", "a.txt"),
        (b"   \n ", "a.txt"),
        (b"\x00" * 5_000, "a.txt"),
        (os.urandom(20_000), "a.bin"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(data, name):
    refused(data, name)


def test_a_zip_that_is_no_word_file_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "words")

    assert "no Word file" in refused(file.getvalue(), "a.docx")


def test_a_locked_pdf_is_refused_with_what_to_do():
    assert "password" in refused(a_pdf(password="secret"), "a.pdf")


@pytest.mark.parametrize("share", [0.3, 0.5, 0.75])
def test_a_pdf_cut_short_is_refused(share):
    data = a_pdf()

    assert "PDF is damaged" in refused(data[: int(len(data) * share)], "a.pdf")


@pytest.mark.parametrize("place", [b"17", b"77777", b"-1"])
def test_a_pdf_with_a_broken_table_of_places_is_read(place):
    data = re.sub(rb"startxref\n\d+", b"startxref\n" + place, a_pdf())

    assert "Papers go out early." in words_of(read_in_child(data, name="a.pdf"))


def test_a_pdf_without_words_is_said_to_be_a_picture():
    assert "picture of its pages" in refused(a_pdf(" "), "a.pdf")


def test_a_script_in_a_pdf_is_left_out_and_told_of():
    reading = read_in_child(a_pdf(script=True), name="a.pdf")

    assert "alert" not in words_of(reading)
    assert any("left out" in found.message for found in reading.document.findings)


def test_a_page_that_unpacks_without_end_is_refused():
    packed = zlib.compress(b"0 0 m " * 60_000_000)
    objects = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        + f"4 0 obj<</Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
    )
    data = objects + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"

    refused(data, "a.pdf")


def test_a_page_of_tags_without_end_is_refused():
    refused(b"<html>" + b"<div>" * 100_000 + b"words", "a.html")


def test_scripts_of_a_web_page_are_not_read():
    data = b"<html><script>steal()</script><body><p>Papers go out early.</p>"

    assert "steal" not in words_of(read_in_child(data, name="a.html"))


def test_a_zip_behind_something_else_is_refused():
    for start, name in ((b"<html>words", "a.html"), (b"%PDF-1.7\n", "a.pdf")):
        assert "two files in one" in refused(start + a_word_file(), name)
    assert "two files in one" in refused(b"words\n" + a_word_file(), "a.txt")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"{\\rtf1 words}", "a.txt"),
        (b"{\\rtf1 words}", "a.doc"),
        (a_word_file(), "a.docm"),
        (a_word_file(), "a.dotx"),
        (b"words", "a.odt"),
    ],
)
def test_other_office_files_are_refused_with_what_to_do(data, name):
    assert "ave it as .docx" in refused(data, name)


def test_an_open_document_is_known_whatever_it_is_called():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")

    assert "OpenDocument" in refused(file.getvalue(), "a.docx")


def test_xml_in_a_part_called_a_picture_is_looked_at_too():
    hidden = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'

    assert "damaged" in refused(with_part("word/media/image1.png", hidden), "a.docx")


def test_parts_packed_in_a_way_that_word_does_not_know_are_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(DOCUMENT, body("<w:p/>"))

    assert "damaged" in refused(file.getvalue(), "a.docx")


def test_a_part_that_is_locked_is_refused_with_what_to_do():
    data = bytearray(a_word_file())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark)
        data[at + place] |= 1

    assert "password" in refused(bytes(data), "a.docx")


def test_a_deflated_part_with_flipped_bits_is_refused():
    data = bytearray(with_part(DOCUMENT, body("<w:p/>" * 500)))
    place = data.index(b"PK\x01\x02") - 40
    data[place : place + 20] = b"\xff" * 20

    assert "damaged" in refused(bytes(data), "a.docx")


def test_a_page_that_draws_itself_is_refused_or_read():
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</XObject<</X 6 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length 11>>stream\n/X Do /X Do\nendstream endobj\n"
        b"6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 11"
        b"/Resources<</XObject<</X 6 0 R>>>>>>stream\n/X Do /X Do\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )

    refused(data, "a.pdf")


def test_a_page_with_letters_without_end_is_refused():
    packed = zlib.compress(b"BT /F1 9 Tf 9 9 Td (Papers) Tj ET\n" * 400_000)
    objects = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 900]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        + f"4 0 obj<</Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
    )
    data = objects + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"

    assert "far more" in refused(data, "a.pdf")
