"""Hostile and mistaken PDFs: refused in plain words, or read safely."""

import re
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfWriter

from councils.kernel.door.terms import LIMITS
from protocols.importers.door import read_in_child
from tests.protocols.importers.files import a_pdf, refused, words_of

WORDS = "Papers go out early."
CATALOG = b"/Type/Catalog/Pages 2 0 R"
PAGES = b"/Type/Pages/Kids[3 0 R]/Count 1"
PAGE = (
    b"/Type/Page/Parent 2 0 R/MediaBox[0 0 900 900]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>"
)
SAID = b"BT /F1 12 Tf 72 720 Td (Papers go out early.) Tj ET "
HELVETICA = b"/Type/Font/Subtype/Type1/BaseFont/Helvetica"
OF_TWO_BYTES = (
    b"/Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]"
)
CID_FONT = (
    b"/Type/Font/Subtype/CIDFontType2/BaseFont/X/FontDescriptor 8 0 R"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
)
HURRIED = replace(LIMITS, processor_seconds=1)
PATIENT = replace(LIMITS, seconds=60)  # for a machine with much else to do


def pdf_of(objects: dict[int, bytes] | None = None, end: bytes = b"") -> bytes:
    """Write a PDF by hand, of one page that says a few words, with other objects."""
    usual = {
        1: b"<<" + CATALOG + b">>",
        2: b"<<" + PAGES + b">>",
        3: b"<<" + PAGE + b">>",
        4: stream(SAID),
        5: b"<<" + HELVETICA + b">>",
    }
    written = b"\n".join(
        b"%d 0 obj%s endobj" % (number, content)
        for number, content in (usual | (objects or {})).items()
    )
    return b"%PDF-1.4\n" + written + end + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    size = len(content)
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, size, content)


def packed(content: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(content), entries + b"/Filter/FlateDecode")


def is_read(data: bytes) -> bool:
    return WORDS in words_of(read_in_child(data, name="a.pdf", limits=PATIENT))


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
    assert "far more" in refused(pdf_of({4: packed(b"0 0 m " * 60_000_000)}), "a.pdf")


def test_a_page_with_letters_without_end_is_refused():
    assert "far more" in refused(pdf_of({4: packed(SAID * 16_000)}), "a.pdf")


def test_a_page_that_draws_itself_is_read_once():
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
    itself = stream(b"/X Do /X Do", form + b"/Resources<</XObject<</X 6 0 R>>>>")

    assert is_read(pdf_of({4: stream(SAID + b"/X Do /X Do"), 6: itself}))


def test_pages_that_hold_themselves_are_read_once():
    loop = b"<</Type/Pages/Count 1/Kids[2 0 R 3 0 R 9 0 R]>>"

    assert is_read(pdf_of({2: loop, 9: b"<</Type/Pages/Kids[2 0 R 9 0 R]>>"}))


@pytest.mark.parametrize("number", [1, 2])
def test_an_object_that_is_itself_is_ended(number):
    itself = b" %d 0 R" % number

    assert "far more" in refused(pdf_of({number: itself}), "a.pdf", limits=HURRIED)


@pytest.mark.parametrize(
    "objects",
    [
        {2: b"<</Type/Pages/Kids" + b"[" * 99_999 + b"3 0 R" + b"]" * 99_999 + b">>"},
        {1: b"<</Pages" * 50_000 + b" 2 0 R" + b">>" * 50_000},
        {4: stream(b"[" * 300_000 + SAID)},
        {4: stream(SAID, b"/Filter[" + b"/FlateDecode " * 99_999 + b"]")},
        {4: b"<</Length 4 0 R>>stream\nBT ET\nendstream"},
    ],
)
def test_lists_inside_lists_without_end_are_refused(objects):
    refused(pdf_of(objects), "a.pdf")


def test_a_hundred_thousand_objects_are_refused():
    assert is_read(pdf_of(dict.fromkeys(range(9, 1000), b" 1")))
    many = pdf_of(dict.fromkeys(range(9, 100010), b" 1"))

    assert "larger inside" in refused(many, "a.pdf")


def test_objects_hidden_in_a_packed_stream_are_not_all_made():
    places = b" ".join(b"%d %d" % (9 + n, 2 * n) for n in range(150_000))
    entries = b"/Type/ObjStm/N 150000/First %d" % (len(places) + 1)

    assert is_read(pdf_of({8: packed(places + b" " + b"1 " * 150_000, entries)}))


@pytest.mark.parametrize(
    "objects",
    [
        # A width for every letter there could ever be.
        {7: b"<<" + CID_FONT + b"/W[0 2147483647 500]>>"},
        # A meaning for every one of them.
        {
            5: b"<<" + OF_TWO_BYTES + b"/ToUnicode 9 0 R>>",
            9: stream(
                b"begincmap 1 beginbfrange <00000000> <7FFFFFFF> <0041> endbfrange"
            ),
        },
        # The font itself unpacks without end.
        {8: b"<</FontFile2 9 0 R>>", 9: packed(bytes(300_000_000))},
    ],
)
def test_a_font_without_end_is_refused(objects):
    font = {
        4: stream(b"BT /F1 12 Tf 72 720 Td <00410042> Tj ET"),
        5: b"<<" + OF_TWO_BYTES + b">>",
        7: b"<<" + CID_FONT + b">>",
        8: b"<</Type/FontDescriptor/FontName/X>>",
    }

    assert "far more" in refused(pdf_of(font | objects), "a.pdf", limits=HURRIED)


def test_a_picture_of_ten_thousand_million_dots_is_not_unpacked():
    size = b"/Width 100000/Height 100000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    picture = packed(bytes(9_000), b"/Type/XObject/Subtype/Image" + size)
    inline = b"BI /W 100000 /H 100000 /BPC 8 /CS /RGB /F /Fl ID %s EI " % (
        zlib.compress(bytes(9_000))
    )

    assert is_read(pdf_of({4: stream(b"/X Do " + SAID), 6: picture}))
    assert is_read(pdf_of({4: stream(inline + SAID)}))


def test_a_file_inside_a_pdf_is_left_out_and_told_of():
    writer, made = PdfWriter(clone_from=BytesIO(a_pdf())), BytesIO()
    writer.add_attachment("steal.exe", b"MZ steal")
    writer.write(made)

    reading = read_in_child(made.getvalue(), name="a.pdf")

    assert WORDS in words_of(reading)
    assert "steal" not in words_of(reading)
    assert any("Files inside" in found.message for found in reading.document.findings)


def test_tables_of_places_that_name_one_another_are_refused():
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9>>\n"

    refused(b"%PDF-1.4\n" + table + b"startxref\n9\n%%EOF", "a.pdf")
