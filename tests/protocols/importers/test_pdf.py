"""PDFs: letters in their places come back as the paragraphs that were printed."""

import io

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from councils.kernel.door.terms import UnreadableFile
from protocols.importers.pdf import read

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=13)
LONG = (
    "Papers for a meeting go out to every councillor at least three clear days before"
    " the meeting, with the reports that belong to the agenda, and late papers need"
    " the consent of whoever presides."
)


def built(*flowables, furniture=None) -> bytes:
    file = io.BytesIO()
    drawn = furniture or (lambda canvas, page: None)
    SimpleDocTemplate(file, pagesize=A4).build(
        list(flowables), onFirstPage=drawn, onLaterPages=drawn
    )
    return file.getvalue()


def drawn(*words: tuple, size: int = 11, font: str = "Helvetica") -> bytes:
    """Draw words where they are told to stand: (x, y, words)."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.setFont(font, size)
    for left, up, text in words:
        canvas.drawString(left, up, text)
    canvas.save()
    return file.getvalue()


def printed(data: bytes) -> list[str]:
    return [line.text for line in read(data).lines if line.text]


def test_the_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart():
    data = built(
        Paragraph("<b>Protocol</b>", BODY),
        Spacer(1, 8),
        Paragraph(f"1.1 {LONG}", BODY),
        Spacer(1, 8),
        Paragraph(f"1.2 {LONG}", BODY),
    )

    assert printed(data) == ["**Protocol**", f"1.1 {LONG}", f"1.2 {LONG}"]


def test_numbered_lines_without_a_gap_are_kept_apart():
    data = built(*[Paragraph(f"1.{place} {LONG}", BODY) for place in range(1, 5)])

    assert printed(data) == [f"1.{place} {LONG}" for place in range(1, 5)]


def test_larger_type_is_a_heading_and_the_largest_the_first():
    title = ParagraphStyle("title", parent=BODY, fontSize=18, leading=22)
    heading = ParagraphStyle("heading", parent=BODY, fontSize=14, leading=18)
    data = built(
        Paragraph("Protocol", title),
        Paragraph("General", heading),
        Paragraph(LONG, BODY),
    )

    found = [(line.heading, line.text) for line in read(data).lines if line.text]

    assert found == [(1, "Protocol"), (2, "General"), (None, LONG)]


def test_bold_and_italic_words_are_marked():
    data = built(
        Paragraph("<b>Officers</b> must <i>never</i> pay 5 * 3.", BODY),
        Paragraph("<b>Chairs</b>", BODY),
    )

    assert printed(data) == [
        "**Officers** must *never* pay 5 \\* 3.",
        "**Chairs**",
    ]


def test_a_bullet_drawn_by_itself_is_put_before_its_words():
    data = drawn((72, 700, "•"), (100, 700, "Papers go out early."))

    assert [line.text or line.label for line in read(data).lines] == [
        "Papers go out early."
    ]
    assert read(data).lines[0].label == "•"


def test_a_ruled_table_gives_whole_rows_of_cells():
    wrapped = Paragraph("what was changed in the text and why it was changed", BODY)
    table = Table([["Version", wrapped, "By"], ["1", "first text", "Clerk"]])
    table._argW = [60, 120, 60]
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])

    rows = [line for line in read(built(table)).lines if line.text]

    assert [row.cells for row in rows] == [
        ("Version", "what was changed in the text and why it was changed", "By"),
        ("1", "first text", "Clerk"),
    ]


def test_words_set_far_apart_are_cells():
    data = drawn(
        (72, 740, "Protocol of the council"),
        (72, 700, "Date adopted"),
        (250, 700, "May 2023"),
        (72, 680, "Review cycle"),
        (250, 680, "Every two years"),
    )

    assert [line.cells for line in read(data).lines if line.cells] == [
        ("Date adopted", "May 2023"),
        ("Review cycle", "Every two years"),
    ]


def test_a_sentence_over_a_page_is_whole_and_what_runs_on_pages_is_marked():
    def furniture(canvas, page):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, 800, "Ashcombe Parish Council")
        canvas.drawString(72, 30, f"Page {page.page}")

    start, rest = LONG.split(" before ")
    data = built(
        Paragraph(f"<b>1.1</b> {LONG} And {start}", BODY),
        PageBreak(),
        Paragraph(f"before {rest}", BODY),
        furniture=furniture,
    )

    lines = [line for line in read(data).lines if line.text]
    running = [line.text for line in lines if line.page == 0]
    assert sorted(running) == [
        "Ashcombe Parish Council",
        "Ashcombe Parish Council",
        "Page 1",
        "Page 2",
    ]
    assert lines[0].page == 0
    assert lines[1].text.startswith("**1.1**")


def test_a_word_parted_at_the_margin_keeps_its_hyphen_where_nothing_is_certain():
    wide = "and the chair of the council and the members of it "
    data = drawn((72, 700, f"{wide}care for the well-"), (72, 687, "being of staff."))

    assert printed(data) == [f"{wide}care for the well-being of staff."]


def test_a_parted_word_that_stands_whole_elsewhere_loses_its_hyphen():
    wide = "and the chair of the council and the members of it "
    data = drawn(
        (72, 700, f"{wide}ask coun-"),
        (72, 687, "cillors for a well-"),
        (72, 674, "kept record of that, as all councillors do."),
    )

    words = " ".join(printed(data))
    assert "councillors for a" in words
    assert "coun-" not in words


def test_letters_drawn_twice_are_read_once_and_bold():
    data = drawn((72, 700, "Chairs"), (72.3, 700, "Chairs"), (72, 660, "must lead."))

    assert printed(data) == ["**Chairs**", "must lead."]


def test_a_title_with_spaced_letters_is_whole_words():
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(72, 700, "TOWN COUNCIL", charSpace=3)
    canvas.save()

    assert printed(file.getvalue()) == ["**TOWN COUNCIL**"]


def test_a_stamp_across_the_page_is_not_lost():
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 700, "Papers go out early.")
    canvas.rotate(45)
    canvas.drawString(300, 100, "DRAFT")
    canvas.save()

    assert "DRAFT" in printed(file.getvalue())


def test_words_inside_a_drawn_form_are_read():
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.beginForm("stamp")
    canvas.drawString(72, 700, "Papers go out early.")
    canvas.endForm()
    canvas.doForm("stamp")
    canvas.save()

    assert printed(file.getvalue()) == ["Papers go out early."]


def test_every_line_knows_its_page():
    data = built(Paragraph(LONG, BODY), PageBreak(), Paragraph("Chairs", BODY))

    assert [line.page for line in read(data).lines if line.text] == [1, 2]


def test_a_pdf_that_only_may_not_be_printed_is_read():
    writer = PdfWriter(clone_from=io.BytesIO(drawn((72, 700, "Papers go out early."))))
    writer.encrypt("", "owner")
    after = io.BytesIO()
    writer.write(after)

    assert printed(after.getvalue()) == ["Papers go out early."]


def test_a_locked_pdf_is_refused():
    writer = PdfWriter(clone_from=io.BytesIO(drawn((72, 700, "Papers"))))
    writer.encrypt("secret")
    after = io.BytesIO()
    writer.write(after)

    with pytest.raises(UnreadableFile, match="locked with a password"):
        read(after.getvalue())


def test_scripts_and_files_inside_are_told_of():
    writer = PdfWriter(clone_from=io.BytesIO(drawn((72, 700, "Papers go out early."))))
    writer.root_object[NameObject("/AA")] = DictionaryObject(
        {
            NameObject("/WC"): DictionaryObject(
                {
                    NameObject("/S"): NameObject("/JavaScript"),
                    NameObject("/JS"): TextStringObject("app.alert('hello')"),
                }
            )
        }
    )
    writer.add_attachment("a.txt", b"words")
    after = io.BytesIO()
    writer.write(after)

    source = read(after.getvalue())

    assert [line.text for line in source.lines] == ["Papers go out early."]
    assert source.removed == (
        "Scripts inside the PDF were left out.",
        "Files inside the PDF were left out.",
    )


def test_more_pages_than_a_protocol_has_are_refused():
    file = io.BytesIO()
    canvas = Canvas(file)
    for _ in range(201):
        canvas.drawString(72, 700, "x")
        canvas.showPage()
    canvas.save()

    with pytest.raises(UnreadableFile, match="far more pages"):
        read(file.getvalue())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\nnothing here\n%%EOF"])
def test_what_is_no_pdf_is_refused(data):
    with pytest.raises(UnreadableFile, match="damaged"):
        read(data)


def test_words_that_only_a_narrow_gap_parts_are_two_words():
    font, size = "Helvetica", 12
    far = 72 + stringWidth("Date", font, size) + 1.5

    assert printed(drawn((72, 700, "Date"), (far, 700, "Author"), size=size)) == [
        "Date Author"
    ]
