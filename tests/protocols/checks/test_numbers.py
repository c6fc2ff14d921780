from dataclasses import replace

import pytest

from protocols.checks import blocks_tabling, check
from protocols.document import (
    Document,
    Severity,
)
from tests.protocols.checks.sound import (
    messages,
    text,
)
from tests.protocols.texts import lineage


def test_a_finding_points_at_its_row_and_says_how_much_it_matters():
    document = text("clause 5.4 | One.\nclause 5.4 | Two. | | second")

    (finding,) = check(document)

    assert finding.code == "duplicate-number"
    assert finding.message == "Clause number 5.4 is used twice."
    assert finding.row == lineage("second")
    assert finding.severity is Severity.WARNING


def test_a_text_without_words_is_blocked():
    for rows in ("section 1 | Heading", "section 1 | Heading\n  clause 1.1 | ** **"):
        (finding,) = [each for each in check(text(rows)) if each.code == "empty-text"]
        assert finding.severity is Severity.BLOCKS


def test_a_text_without_rows_is_blocked():
    assert blocks_tabling(check(Document()))


def test_one_row_without_words_is_a_warning():
    document = text("clause 1 | Words.\nclause 2 | ")

    (finding,) = check(document)

    assert finding.code == "empty-text"
    assert finding.message == "2 has no words."
    assert finding.severity is Severity.WARNING


def test_plain_numbers_may_start_afresh_under_each_heading():
    document = text("""
    section 1  | One
      clause 1 | Words.
    section 2  | Two
      clause 1 | Words again.
    """)

    assert check(document) == ()


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("i)", "j)", "l)"), ["The list goes from j) to l) at 1(l)."]),
        (("(i)", "(ii)", "(iv)"), ["The list goes from (ii) to (iv) at 1(iv)."]),
        (("1", "2", "4"), ["The list goes from 2 to 4 at 1(4)."]),
        (("h)", "i)", "j)"), []),
        (("a)", "b)", "a)", "b)"), []),
        (("•", "•"), []),
        (("y", "z", "aa"), []),
    ],
)
def test_a_letter_left_out_of_a_list_is_found(labels, expected):
    items = "\n".join(
        f"      item {label} | Words {n}." for n, label in enumerate(labels)
    )
    document = text(f"    clause 1 | All must:\n{items}")

    assert messages(document, "gap-in-lettering") == expected


def test_a_letter_used_twice_is_found():
    document = text("clause 1 | All:\n  item a) | x\n  item b) | y\n  item b) | z")

    assert messages(document, "duplicate-number") == [
        "1(b) is there twice in one list."
    ]


def test_a_number_left_out_is_a_hint():
    (finding,) = check(text("clause 1.1 | Words.\nclause 1.3 | More."))

    assert finding.code == "gap-in-numbering"
    assert finding.message == "The numbers go on to 1.3, but there is no 1.2."
    assert finding.severity is Severity.HINT


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("See clause 1.9.", ["1.1 refers to 1.9, which is not in the text."]),
        ("As set out in 7.2.", ["1.1 refers to 7.2, which is not in the text."]),
        ("See 1.2(c) below.", ["1.1 refers to 1.2(c), which is not in the text."]),
        ("See 1.2(a) below.", []),
        ("Section 28 of the Localism Act 2011 applies.", []),
        ("We meet at 7.30, pay £4.50 and use version 3.2.", []),
    ],
)
def test_a_reference_to_what_is_not_there_is_found(words, expected):
    document = text(f"clause 1.1 | {words}\nclause 1.2 | All:\n  item a) | x.")

    assert messages(document, "dangling-reference") == expected


def test_rows_deeper_than_six_levels_are_found():
    document = text("clause 1 | x")
    deep = replace(document.rows[0], depth=6, lineage=lineage("deep"), label="2")
    sixth = replace(document.rows[0], depth=5, lineage=lineage("sixth"), label="3")

    findings = check(replace(document, rows=(*document.rows, sixth, deep)))

    assert [(each.code, each.row) for each in findings] == [
        ("too-deep", lineage("deep"))
    ]
