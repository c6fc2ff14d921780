"""How lines become rows: with the hints of a file, and without them."""

import pytest

from protocols.document import Kind, Severity
from protocols.importers import read_document
from protocols.importers.source import Line, Source
from protocols.importers.structure import read_structure


def outline(text):
    rows = read_document(text.encode(), name="protocol.txt").rows
    return [(row.depth, row.kind.value, row.label) for row in rows]


def words(text):
    rows = read_document(text.encode(), name="protocol.txt").rows
    return [row.text for row in rows]


def source(*lines):
    return Source(
        lines=tuple(
            Line(number=number, **line) for number, line in enumerate(lines, start=1)
        )
    )


def test_the_hints_of_a_file_are_followed():
    document = read_structure(
        source(
            {"text": "Respect", "heading": 1, "closed": True},
            {"text": "Staff", "heading": 2, "closed": True},
            {"text": "Members must:", "label": "1.1", "closed": True},
            {"text": "be fair", "label": "(a)", "indent": 1, "closed": True},
            {"text": "be prompt", "label": "(b)", "indent": 1, "closed": True},
        )
    )

    assert [(row.depth, row.kind, row.label) for row in document.rows] == [
        (0, Kind.SECTION, None),
        (1, Kind.SECTION, None),
        (2, Kind.CLAUSE, "1.1"),
        (3, Kind.ITEM, "(a)"),
        (3, Kind.ITEM, "(b)"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a)", "b)"),
        ("(a)", "(b)"),
        ("a.", "b."),
        ("i)", "ii)"),
        ("(i)", "(ii)"),
        ("iv.", "v."),
        ("1)", "2)"),
        ("(1)", "(2)"),
        ("A.", "B."),
        ("h)", "i)"),
        ("(v)", "(vi)"),
    ],
)
def test_every_style_of_label_is_kept_as_printed(first, second):
    text = f"1. Duties\n\n1.1 Members must:\n\n{first} be fair;\n{second} be kind.\n"

    assert outline(text)[2:] == [(2, "item", first), (2, "item", second)]


@pytest.mark.parametrize("mark", ["•", "-", "–", "*", "o", "▪", "·", "\uf0b7"])
def test_every_bullet_is_one_mark(mark):
    text = f"Members must:\n{mark} be fair\n{mark} be kind\n"

    assert outline(text)[1:] == [(1, "item", "•"), (1, "item", "•")]


def test_numerals_stand_below_letters_and_return_to_them():
    text = "1.1 Members must:\n(a) be:\n(i) fair\n(ii) kind\n(b) attend\n"

    assert [label for _, _, label in outline(text)] == [
        "1.1",
        "(a)",
        "(i)",
        "(ii)",
        "(b)",
    ]
    assert [depth for depth, _, _ in outline(text)] == [0, 1, 2, 2, 1]


def test_a_letter_after_h_is_a_letter_and_no_numeral():
    letters = "abcdefghijkl"
    text = "Members must:\n" + "\n".join(f"{letter}) be fair" for letter in letters)

    assert {depth for depth, _, label in outline(text) if label} == {1}


def test_a_sentence_broken_by_a_page_is_joined():
    text = (
        "1. Aims\n\nThe council wants members and staff to be glad of the\n\n"
        "Clerk's advice.\n\n- keep to the limits of the\n\nmatter in hand\n\n"
        "- be brief\n"
    )

    assert words(text)[1:] == [
        "The council wants members and staff to be glad of the Clerk's advice.",
        "keep to the limits of the matter in hand",
        "be brief",
    ]


def test_paragraphs_that_may_be_two_stay_two():
    text = "The council meets monthly\n\nMembers are told a week before.\n"

    assert len(words(text)) == 2


def test_lines_wrapped_by_hand_are_one_paragraph():
    text = (
        "1.1 This protocol was written so that members and staff can work\n"
        "together without any fear. It is read by every new councillor,\n"
        "and by each new officer.\n\n1.2 It is short.\n"
    )

    assert len(words(text)) == 2


def test_a_heading_wholly_in_bold_is_printed_without_its_stars():
    rows = read_document(
        b"**4. Press**\n\n4.1 Ask the **Clerk** first.", name="a.md"
    ).rows

    assert [(row.label, row.text) for row in rows] == [
        ("4.", "Press"),
        ("4.1", "Ask the **Clerk** first."),
    ]


def test_stars_and_backslashes_of_plain_words_are_escaped():
    assert words("A lone * and a \\ stay as they are.")[0] == (
        "A lone \\* and a \\\\ stay as they are."
    )


def test_no_text_is_deeper_than_six_levels():
    text = "1. Depth\n\n1.1 A:\n1.1.1 B:\n(a) C:\n(i) D:\n- E:\n1) F:\nA) G\n"

    assert max(depth for depth, _, _ in outline(text)) == 5


def test_rows_alike_are_told_apart():
    rows = read_document(b"- be fair\n- be fair\n- be fair\n", name="a.txt").rows

    assert len({row.lineage for row in rows}) == 3


def test_what_was_removed_is_reported():
    (finding,) = read_document(b"Be\x00 fair\x07.", name="a.txt").findings

    assert finding.code == "removed-characters"
    assert finding.severity is Severity.HINT
    assert "2 control characters" in finding.message


def test_a_table_of_review_is_read_cell_by_cell():
    text = (
        "Be fair.\n\n\tDate Approved\n\t12th July 2022\n\n\tReview Cycle\n\t2-yearly\n"
    )
    document = read_document(text.encode(), name="a.txt")

    assert document.facts.review_cycle_months == 24
    assert document.printed["adopted_on"] == ("Date Approved 12th July 2022",)


def test_entries_that_a_reader_left_on_one_line_are_parted():
    document = read_structure(
        source(
            {"text": "be fair • be kind", "label": "•"},
            {"text": "Thus.", "label": None},
        )
    )

    assert [row.text for row in document.rows] == ["be fair", "be kind", "Thus."]
