"""The door for files from people: refused in plain words, or read safely."""

import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from protocols.importers.door import LIMITS, Limits, read_in_child
from protocols.importers.preflight import check_before_reading
from protocols.importers.source import UnreadableFile

DOCUMENT = "word/document.xml"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def a_word_file(*paragraphs: str) -> bytes:
    file, document = io.BytesIO(), docx.Document()
    for words in paragraphs or ("Protocol", "1. General", "1.1 Papers go out early."):
        document.add_paragraph(words)
    document.save(file)
    return file.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """Put another part in the place of one in a good Word file."""
    before, after = io.BytesIO(a_word_file()), io.BytesIO()
    with (
        zipfile.ZipFile(before) as old,
        zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return after.getvalue()


def body(inside: str) -> bytes:
    return f"<w:document {NAMESPACE}><w:body>{inside}</w:body></w:document>".encode()


def a_pdf(*lines: str, password: str | None = None, script: bool = False) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for place, line in enumerate(lines or ("Protocol", "1.1 Papers go out early.")):
        canvas.drawString(72, 760 - 30 * place, line)
    canvas.save()
    writer = PdfWriter(clone_from=io.BytesIO(file.getvalue()))
    if script:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject("app.alert('hello')"),
            }
        )
    if password is not None:
        writer.encrypt(password)
    after = io.BytesIO()
    writer.write(after)
    return after.getvalue()


def refused(data: bytes, name: str) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        read_in_child(data, name=name)
    sentence = str(refusal.value)
    assert sentence.endswith((".", "again."))
    assert "Traceback" not in sentence
    assert "Error" not in sentence
    return sentence


def words_of(reading) -> str:
    document = reading.document
    rows = " ".join(f"{row.label or ''} {row.text}" for row in document.rows)
    return f"{document.title or ''} {rows} {[u.text for u in document.unread]}"


def sentence_or_words(data: bytes) -> str:
    """Give what was read from a PDF, or the sentence it was refused with."""
    try:
        return words_of(read_in_child(data, name="a.pdf"))
    except UnreadableFile as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Protocol\n\n1. General\n\n1.1 Papers go out early.\n", "a.txt"),
        (a_word_file(), "a.docx"),
        (a_pdf(), "a.pdf"),
        (b"<html><body><h1>Protocol</h1><p>1.1 Papers go out early.</p>", "a.html"),
    ],
)
def test_every_kind_of_file_is_read(data, name):
    assert "Papers go out early." in words_of(read_in_child(data, name=name))


def test_a_zip_bomb_is_refused():
    bomb = with_part(DOCUMENT, body("<w:p/>" + " " * 300_000_000))

    assert len(bomb) < 1_000_000
    assert "larger inside" in refused(bomb, "a.docx")


def test_a_million_paragraphs_are_refused():
    many = with_part(DOCUMENT, body("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 1_000_000))

    assert "larger inside" in refused(many, "a.docx")


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


def test_a_pdf_cut_short_is_refused_or_read():
    data = a_pdf()

    assert "PDF" in sentence_or_words(data[: len(data) // 2])


def test_a_pdf_with_a_broken_table_of_places_is_refused_or_read():
    data = a_pdf().replace(b"startxref", b"startxerf")

    answer = sentence_or_words(data)
    assert "Papers" in answer or "PDF" in answer


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


def test_a_file_too_large_is_refused():
    with pytest.raises(UnreadableFile, match="20 MB"):
        check_before_reading(b"x" * (20 * 1024 * 1024 + 1), name="a.txt")


def test_what_takes_too_long_is_ended():
    slow = b"Protocol\n\n" + b"1.1 Papers go out early.\n" * 150_000

    with pytest.raises(UnreadableFile):
        read_in_child(slow, name="a.txt", limits=Limits(seconds=0.01))


def test_the_child_has_no_environment_and_cannot_grow():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from protocols.importers.child import limit_itself;"
        f"limit_itself(5, {LIMITS.memory});"
        "bytearray(600 * 1024 * 1024)"
    )
    root = str(Path(__file__).resolve().parents[3])

    ended = subprocess.run(
        [sys.executable, "-I", "-c", code, root],
        capture_output=True,
        env={},
        check=False,
    )

    assert b"MemoryError" in ended.stderr


def test_no_child_is_left_behind():
    before = _children()

    with pytest.raises(UnreadableFile):
        read_in_child(b"words " * 1000, name="a.txt", limits=Limits(seconds=0.001))

    assert _children() == before


def _children() -> list[str]:
    pid = os.getpid()
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
