"""Hostile and mistaken files: refused in plain words, or read safely."""

import io
import os
import struct
import zipfile
from dataclasses import replace

import pytest

from councils.kernel.door.terms import LIMITS
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

PATIENT = replace(LIMITS, seconds=60)  # for a machine with much else to do


def test_a_zip_bomb_is_refused():
    bomb = with_part(DOCUMENT, body("<w:p/>" + " " * 100_000_000))

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


def test_zips_inside_zips_are_not_unpacked():
    inside = bytes(50_000_000)
    for name in ("a", "b", "c"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(4):
                archive.writestr(f"{name}{copy}.zip", inside)
        inside = file.getvalue()

    data = with_part("word/embeddings/a.zip", inside)
    assert "Papers go out early." in words_of(read_in_child(data, name="a.docx"))
    assert "no Word file" in refused(inside, "a.docx")


def test_macros_in_a_word_file_are_refused_or_stay_where_they_are():
    kinds, main = "[Content_Types].xml", b"wordprocessingml.document.main+xml"
    with zipfile.ZipFile(io.BytesIO(a_word_file())) as archive:
        named = archive.read(kinds).replace(
            b"openxmlformats-officedocument." + main,
            b"ms-word.document.macroEnabled.main+xml",
        )
    hidden = with_part("word/vbaProject.bin", b"\xd0\xcf\x11\xe0Shell steal")

    assert "macros" in refused(with_part(kinds, named), "a.docx")
    words = words_of(read_in_child(hidden, name="a.docx"))
    assert "Papers go out early." in words
    assert "steal" not in words


def test_a_picture_of_any_size_in_a_word_file_is_not_unpacked():
    size = struct.pack(">LLBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">L", 13) + b"IHDR" + size
    data = with_part("word/media/image1.png", head + bytes(4))

    assert "Papers go out early." in words_of(read_in_child(data, name="a.docx"))


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
        (a_word_file(), "a.html"),
        (a_pdf(), "a.txt"),
        (b"MZ\x90\x00" + bytes(900), "a.docx"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(data, name):
    refused(data, name)


def test_a_zip_that_is_no_word_file_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "words")

    assert "no Word file" in refused(file.getvalue(), "a.docx")


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


@pytest.mark.parametrize(
    "data",
    [
        b"1.1 Papers go out early.\x00\x00",
        b"1.1 Papers go out early. \xff\xfe\xc3\x28",
        "1.1 Papers go out early.".encode("utf-16"),
        "\ufeff1.1 Papers go out early.".encode("utf-16-be"),
        "1.1 Papers\u202e\u2066 go out\u202c early.".encode(),
        b"1.1 Papers go out early." + b" and so on" * 150_000,
    ],
    ids=["nought", "no utf-8", "utf-16", "big-endian", "bidi", "two megabytes"],
)
def test_awkward_text_is_read(data):
    words = words_of(read_in_child(data, name="a.txt", limits=PATIENT))

    assert "Papers go out early." in words
    assert not set(words) & set("\x00\u202e\u2066\u202c\ufeff")


def test_arrows_without_end_in_a_web_page_are_read_or_refused():
    many = b"<html>" + b"<" * 100_000 + b"<p>Papers go out early.</p>"

    assert "Papers go out early." in words_of(read_in_child(many, name="a.html"))


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "/etc/a.txt",
        "C:\\a.txt",
        f"{'ŵ' * 300}.txt",
        "a\r\n.txt",
    ],
)
def test_a_name_opens_nothing(name):
    words = words_of(read_in_child(b"1.1 Papers go out early.", name=name))

    assert words.count("Papers go out early.") == 1
    assert "root:" not in words
