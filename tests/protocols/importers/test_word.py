"""Word files: every word in its order, and list numbers as Word prints them."""

import io
import re
import zipfile

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.kernel.door.terms import UnreadableFile
from protocols.importers.markup import plain
from protocols.importers.word import read


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def texts(document) -> list[str]:
    return [line.text for line in read(saved(document)).lines if line.text]


def with_body(inside: str):
    """Make a document whose body is the XML given."""
    document = docx.Document()
    body = document.element.body
    for child in list(body):
        body.remove(child)
    namespaces = (
        nsdecls("w", "wp", "a")
        + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        + ' xmlns:v="urn:schemas-microsoft-com:vml"'
        + ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    for child in parse_xml(f"<w:body {namespaces}>{inside}</w:body>"):
        body.append(child)
    return document


def para(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def entry(which: int, level: int, words: str = "x") -> str:
    return para(
        words,
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{which}"/></w:numPr>',
    )


def level(depth: int, style: str, pattern: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/>'
        f'<w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def labels(levels: str, *entries: str, lists: str = "") -> list[str | None]:
    """Give the labels printed for entries of list 90, and what else is declared."""
    document = with_body("".join(entries))
    root = document.part.numbering_part.element
    for xml in (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>',
        f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>',
    ):
        root.append(parse_xml(xml))
    for one in parse_xml(f"<w:x {nsdecls('w')}>{lists}</w:x>"):
        root.append(one)
    return [line.label for line in read(saved(document)).lines if line.text]


def test_paragraphs_and_tables_keep_their_order():
    document = docx.Document()
    document.add_paragraph("before")
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ["a", "b", "c", "d"], strict=True):
        cell.text = words
    document.add_paragraph("after")

    lines = [line for line in read(saved(document)).lines if line.text]

    assert [line.text for line in lines] == ["before", "a\tb", "c\td", "after"]
    assert [line.cells for line in lines] == [(), ("a", "b"), ("c", "d"), ()]


def test_heading_styles_and_outline_levels_are_headings():
    document = docx.Document()
    document.add_heading("Protocol", 0)
    document.add_heading("General", 1)
    document.add_heading("Officers", 2)
    own = document.styles.add_style("Council heading", 1)
    own.base_style = document.styles["Heading 3"]
    document.add_paragraph("Chairs", style=own)
    document.add_paragraph("Papers go out early.")

    found = [(line.heading, line.text) for line in read(saved(document)).lines]

    assert found == [
        (1, "Protocol"),
        (1, "General"),
        (2, "Officers"),
        (3, "Chairs"),
        (None, "Papers go out early."),
    ]


@pytest.mark.parametrize(
    ("style", "pattern", "printed"),
    [
        ("decimal", "%1.", ["1.", "2.", "3."]),
        ("lowerLetter", "(%1)", ["(a)", "(b)", "(c)"]),
        ("upperLetter", "%1)", ["A)", "B)", "C)"]),
        ("lowerRoman", "(%1)", ["(i)", "(ii)", "(iii)"]),
        ("upperRoman", "%1.", ["I.", "II.", "III."]),
        ("decimalZero", "%1", ["01", "02", "03"]),
        ("ordinal", "%1", ["1st", "2nd", "3rd"]),
        ("bullet", "\uf0b7", ["•", "•", "•"]),
        ("none", "", [None, None, None]),
    ],
)
def test_a_list_is_labelled_as_word_prints_it(style, pattern, printed):
    assert labels(level(0, style, pattern), *[entry(90, 0)] * 3) == printed


def test_a_level_prints_those_above_and_restarts_below_them():
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2")
    depths = [0, 1, 1, 0, 1]

    found = labels(levels, *[entry(90, depth) for depth in depths])

    assert found == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_a_level_that_never_restarts_goes_on_counting():
    never = '<w:lvlRestart w:val="0"/>'
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%2)", never)

    found = labels(levels, *[entry(90, depth) for depth in (0, 1, 0, 1)])

    assert found == ["1.", "1)", "2.", "2)"]


def test_legal_numbers_print_roman_levels_as_figures():
    levels = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2", "<w:isLgl/>")

    found = labels(levels, *[entry(90, depth) for depth in (0, 0, 1)])

    assert found == ["I.", "II.", "2.1"]


def test_a_list_may_start_elsewhere_and_another_may_restart_it():
    again = (
        '<w:num w:numId="91"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="92"><w:abstractNumId w:val="90"/></w:num>'
    )
    entries = [entry(which, 0) for which in (90, 90, 91, 91, 92)]

    found = labels(level(0, "decimal", "%1.", start=4), *entries, lists=again)

    assert found == ["4.", "5.", "1.", "2.", "3."]


def test_an_empty_numbered_paragraph_is_counted():
    found = labels(
        level(0, "decimal", "%1."), entry(90, 0), entry(90, 0, ""), entry(90, 0)
    )

    assert found == ["1.", "3."]


def test_numbers_that_come_with_a_style_are_printed():
    document = docx.Document()
    numbered = document.styles.add_style("Clause", 1)
    numbered.element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="90"/></w:numPr>')
    )
    root = document.part.numbering_part.element
    linked = level(0, "decimal", "%1.") + level(
        1, "decimal", "%1.%2", '<w:pStyle w:val="Clause"/>'
    )
    for xml in (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{linked}</w:abstractNum>',
        f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>',
    ):
        root.append(parse_xml(xml))
    document.add_paragraph("Papers go out early.", style=numbered)
    document.add_paragraph("Late papers need consent.", style=numbered)

    found = [(line.label, line.indent) for line in read(saved(document)).lines]

    assert found == [("1.1", 1), ("1.2", 1)]


def test_bold_and_italic_are_marked_and_stars_escaped():
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("Officers ").bold = True
    paragraph.add_run("must ")
    paragraph.add_run("never").italic = True
    paragraph.add_run(" pay 5 * 3 \\ 2.")

    assert texts(document) == ["**Officers** must *never* pay 5 \\* 3 \\\\ 2."]


def test_emphasis_inside_a_word_does_not_break_it():
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("C").bold = True
    paragraph.add_run("ouncillors decide.")

    assert texts(document) == ["Councillors decide."]


def test_line_breaks_tabs_and_hyphens_are_kept_apart_or_together():
    run = (
        "<w:p><w:r><w:t>Town</w:t><w:br/><w:t>non</w:t><w:noBreakHyphen/>"
        "<w:t>coun\u00adcil</w:t><w:softHyphen/><w:t>lor\u00a0only</w:t></w:r></w:p>"
    )
    lines = [line for line in read(saved(with_body(run))).lines if line.text]

    assert [line.text for line in lines] == ["Town", "non-councillor only"]
    assert [line.closed for line in lines] == [False, True]


def test_tracked_changes_are_taken_as_made_and_told_of():
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>Papers </w:t></w:r>"
        "<w:ins w:id='1' w:author='a'><w:r><w:t>go out </w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>are hidden </w:delText></w:r>"
        "</w:del><w:r><w:t>early.</w:t></w:r></w:p>"
    )

    source = read(saved(with_body(body)))

    assert "hidden" not in source.lines[0].text
    assert "early." in source.lines[0].text
    assert "go out" in source.lines[0].text
    assert any("deleted" in told and "are hidden" in told for told in source.removed)


def test_words_moved_elsewhere_are_there_once():
    body = (
        "<w:p><w:moveFrom w:id='1'><w:r><w:t>Alpha</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:moveTo w:id='2'><w:r><w:t>Alpha</w:t></w:r></w:moveTo></w:p>"
    )

    assert texts(with_body(body)) == ["Alpha"]


def test_content_controls_links_and_equations_are_read():
    body = (
        f"<w:sdt><w:sdtContent>{para('inside a control')}</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink></w:p>"
        "<w:p><w:sdt><w:sdtContent><w:r><w:t>a field</w:t></w:r></w:sdtContent></w:sdt>"
        "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>"
    )

    assert texts(with_body(body)) == ["inside a control", "a link", "a fieldx=1"]


def test_a_text_box_is_read_once_and_apart():
    box = f"<w:txbxContent>{para('in the box')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>beside it</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape>{box}</v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )

    assert texts(with_body(body)) == ["beside it", "in the box"]


def test_words_that_are_there_for_old_programs_too_are_read_once():
    body = (
        "<w:p><mc:AlternateContent><mc:Choice Requires='w14'><w:r><w:t>new</w:t></w:r>"
        "</mc:Choice><mc:Fallback><w:r><w:t>old</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )

    assert texts(with_body(body)) == ["new"]


def test_hidden_words_are_left_out_and_told_of():
    body = para("shown") + (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>"
    )

    source = read(saved(with_body(body)))

    assert [line.text for line in source.lines if line.text] == ["shown"]
    assert any("hidden" in told and "unseen" in told for told in source.removed)


def test_a_frame_of_one_cell_holds_paragraphs():
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "first"
    cell.add_paragraph("second", style="List Bullet")

    lines = [line for line in read(saved(document)).lines if line.text]

    assert [(line.label, line.text, line.cells) for line in lines] == [
        (None, "first", ()),
        ("•", "second", ()),
    ]


def test_headers_and_footers_come_last_and_once_with_page_nought():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ashcombe Parish Council"
    document.sections[0].footer.paragraphs[0].text = "Version 3"
    document.add_paragraph("Papers go out early.")
    document.add_section(WD_SECTION.NEW_PAGE)

    lines = [line for line in read(saved(document)).lines if line.text]

    assert lines[0].text == "Papers go out early."
    assert {line.text for line in lines[1:]} == {"Ashcombe Parish Council", "Version 3"}
    assert [line.page for line in lines] == [None, 0, 0]


def test_footnotes_stand_after_the_text_with_their_number():
    document = with_body(
        "<w:p><w:r><w:t>Papers go out early</w:t></w:r>"
        "<w:r><w:footnoteReference w:id='7'/></w:r></w:p>"
    )
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="0" w:type="separator">'
        f"{para('never printed')}</w:footnote>"
        f'<w:footnote w:id="7">{para("Three clear days.")}</w:footnote></w:footnotes>'
    )
    data = with_part(saved(document), "footnotes", notes)

    found = [line.text for line in read(data).lines if line.text]

    assert found == ["Papers go out early¹", "Note 1: Three clear days."]


def with_part(data: bytes, name: str, content: str) -> bytes:
    """Add a part to a Word file, and say in the file that it is there."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    after = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(after, "w") as new,
    ):
        for entry_name in old.namelist():
            part = old.read(entry_name).decode("latin-1")
            if entry_name == "[Content_Types].xml":
                part = part.replace(
                    "</Types>",
                    f'<Override PartName="/word/{name}.xml"'
                    f' ContentType="{kind}.{name}+xml"/></Types>',
                )
            if entry_name == "word/_rels/document.xml.rels":
                part = part.replace(
                    "</Relationships>",
                    f'<Relationship Id="rId900" Type="{relation}/{name}"'
                    f' Target="{name}.xml"/></Relationships>',
                )
            new.writestr(entry_name, part.encode("latin-1"))
        new.writestr(f"word/{name}.xml", content)
    return after.getvalue()


def test_comments_in_the_margin_are_told_of():
    document = docx.Document()
    paragraph = document.add_paragraph("Papers go out early.")
    document.add_comment(paragraph.runs, text="Is this so?", author="a")

    source = read(saved(document))

    assert any("Comments" in told for told in source.removed)


@pytest.mark.parametrize("kind", ["macroEnabled.main", "template.macroEnabledTemplate"])
def test_a_file_with_macros_or_a_template_says_what_to_do(kind):
    data = changed(
        saved(docx.Document()),
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main",
        f"application/vnd.ms-word.document.{kind}".encode(),
    )

    with pytest.raises(UnreadableFile, match=r"Save it as \.docx"):
        read(data)


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    after = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(after, "w") as copy,
    ):
        for name in before.namelist():
            copy.writestr(name, before.read(name).replace(old, new))
    return after.getvalue()


def test_a_file_without_words_says_so():
    with pytest.raises(UnreadableFile, match="no words"):
        read(saved(docx.Document()))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", b"plain words"])
def test_what_is_no_word_file_is_refused(data):
    with pytest.raises(UnreadableFile, match="damaged"):
        read(data)


def test_control_characters_cannot_come_in_by_a_symbol_or_a_mark():
    source = read(saved(with_body(para("pay \u202eevil\u202c now"))))

    assert source.lines[0].text == "pay evil now"
    assert source.removed == ("2 invisible control characters were removed.",)


WORD = st.text("abcdefgéŵ*_\\123.()-–", min_size=1, max_size=8)
WORDS = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
PIECE = st.one_of(
    st.tuples(st.just("paragraph"), WORDS),
    st.tuples(st.sampled_from(["List Bullet", "List Number", "Heading 2"]), WORDS),
    st.tuples(st.sampled_from(["bold", "italic", "cell", "break", "header"]), WORDS),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECE, min_size=1, max_size=8))
def test_every_word_of_a_word_file_is_in_its_lines(pieces):
    document = docx.Document()
    for kind, words in pieces:
        add(document, kind, words)

    try:
        source = read(saved(document))
    except UnreadableFile:
        assert all(kind == "header" for kind, _ in pieces)
        return

    found = "".join(plain(line.text) for line in source.lines)
    for _, words in pieces:
        for word in words.split():
            letters = re.findall(r"\w+", word)
            assert all(piece in found for piece in letters)


def add(document, kind: str, words: str) -> None:
    if kind == "cell":
        document.add_table(1, 2).cell(0, 1).text = words
    elif kind == "header":
        document.sections[0].header.add_paragraph(words)
    elif kind in {"bold", "italic"}:
        setattr(document.add_paragraph().add_run(words), kind, True)
    elif kind == "break":
        document.add_paragraph("before").add_run().add_break()
        document.paragraphs[-1].add_run(words)
    else:
        document.add_paragraph(words, style=None if kind == "paragraph" else kind)


def test_the_part_for_lists_is_not_made_up_where_there_is_none():
    document = docx.Document()
    document.add_paragraph("Papers go out early.")
    relations = document.part.rels
    (place,) = [key for key, one in relations.items() if "numbering" in one.reltype]
    del relations[place]

    assert texts(document) == ["Papers go out early."]
