import json

import pytest

from protocols.document import Severity
from protocols.labels import cited_as, letters, places_in_list, roman
from protocols.numbering import (
    Mark,
    NumberingStyle,
    numbered,
    renumbered_from_print,
    style_of,
)
from tests.protocols.texts import lineage, rows_of


def labels(rows):
    return [row.label for row in rows]


WHOLE = rows_of("""
section -         | Purpose
  clause -        | Why this paper exists.
  clause -        | Whom it binds:
    item -        | those elected;
      item -      | or co-opted;
      item -      | or standing in;
        item -    | for a day
    item -        | those employed.
    paragraph -   | And nobody else.
    note -        | Contractors have terms of their own.
section -         | People
  section -       | Those elected
    clause -      | They decide.
  section -       | Those employed
    clause -      | They carry out.
""")


def test_each_level_is_numbered_in_the_default_style():
    assert labels(numbered(WHOLE)) == [
        "1",
        "1.1",
        "1.2",
        "(a)",
        "(i)",
        "(ii)",
        "•",
        "(b)",
        None,
        None,
        "2",
        None,
        "2.1",
        None,
        "2.2",
    ]


def test_a_numbered_subheading_takes_its_turn_among_the_clauses():
    rows = rows_of("""
    section -     | Roles
      clause -    | In general.
      section -   | The chair
        paragraph - | Presides.
        clause -  | Votes twice.
      clause -    | The rest.
    """)

    given = numbered(rows, NumberingStyle(subheadings=Mark.OUTLINE))

    assert labels(given) == ["1", "1.1", "1.2", None, "1.2.1", "1.3"]


def test_clauses_run_through_the_whole_text_where_no_heading_has_a_number():
    rows = rows_of("""
    section -  | Purpose
      clause - | One.
    section -  | People
      clause - | Two.
    """)

    given = numbered(rows, NumberingStyle(sections=Mark.NONE))

    assert labels(given) == [None, "1", None, "2"]


def test_an_opening_without_a_number_does_not_count():
    rows = rows_of("""
    section -  | Introduction
      paragraph - | Words.
    section -  | Principles
      clause - | One.
    """)

    given = numbered(rows, NumberingStyle(unnumbered_opening=1))

    assert labels(given) == [None, None, "1", "1.1"]


def test_each_list_starts_afresh_and_goes_on_after_a_paragraph():
    rows = rows_of("""
    clause -      | First list:
      item -      | one
      paragraph - | An aside.
      item -      | two
    clause -      | Second list:
      item -      | one
    """)

    assert labels(numbered(rows)) == ["1", "(a)", None, "(b)", "2", "(a)"]


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (Mark.NUMBER, ["1", "2"]),
        (Mark.LETTER, ["(a)", "(b)"]),
        (Mark.ROMAN, ["(i)", "(ii)"]),
        (Mark.BULLET, ["•", "•"]),
        (Mark.NONE, [None, None]),
        (Mark.OUTLINE, ["1.1", "1.2"]),
    ],
)
def test_a_list_can_be_marked_in_every_way(mark, expected):
    rows = rows_of("""
    clause - | A list:
      item - | one
      item - | two
    """)

    given = numbered(rows, NumberingStyle(items=(mark,)))

    assert labels(given)[1:] == expected


def test_letters_and_roman_numerals_go_on_for_long():
    assert [letters(n) for n in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "zz", "aaa"]
    assert [roman(n) for n in (4, 9, 14, 40, 99)] == ["iv", "ix", "xiv", "xl", "xcix"]


def test_a_list_from_h_to_j_is_lettered_and_one_from_i_is_roman():
    assert places_in_list(["h", "i", "j"]) == (8, 9, 10)
    assert places_in_list(["i", "ii", "iv"]) == (1, 2, 4)
    assert places_in_list(["z", "aa"]) == (26, 27)
    assert places_in_list(["", "b"]) is None


def test_a_style_comes_back_from_json():
    style = NumberingStyle(
        subheadings=Mark.OUTLINE, items=(Mark.ROMAN, Mark.BULLET), unnumbered_opening=2
    )

    assert NumberingStyle.from_json(json.loads(json.dumps(style.to_json()))) == style


def test_the_printed_style_is_told_from_its_labels():
    rows = rows_of("""
    section -    | Introduction
    section 1.   | Roles
      clause 1.1 | One:
        item a)  | x
        item b)  | y
          item i)  | deep
          item ii) | deeper
      section 1.2 | The chair
    section 2    | Money
      clause 2.1 | Two:
        item •   | z
    """)

    assert style_of(rows) == NumberingStyle(
        sections=Mark.NUMBER,
        subheadings=Mark.OUTLINE,
        clauses=Mark.OUTLINE,
        items=(Mark.LETTER, Mark.ROMAN),
        unnumbered_opening=1,
    )


def test_headings_without_any_number_are_a_style_and_not_an_opening():
    rows = rows_of("""
    section -     | Background
      paragraph - | Words:
        item •    | one
    section -     | Roles
    """)

    style = style_of(rows)

    assert style.sections is Mark.NONE
    assert style.unnumbered_opening == 0
    assert style.items == (Mark.BULLET,)


def test_rows_are_called_what_a_clerk_would_call_them():
    rows = rows_of("""
    section 4.     | Duties
      clause 4.1   | All must:
        item a)    | pay;
        item •     | help.
    section -      | Final words
      paragraph -  | We trust that people
        item •     | read
        item (b)   | sign
    """)

    assert cited_as(rows) == (
        "4",
        "4.1",
        "4.1(a)",
        "4.1, point 2",
        "“Final words”",
        "“Final words”",
        "“Final words”, point 1",
        "“Final words” (b)",
    )


MISNUMBERED = """
section 5     | When things go wrong
  clause 5.1  | Talk first.
  clause 5.2  | Small groups decide.
  clause 5.4  | Councillors write to the clerk.
  clause 5.4  | {words} | | asked
  clause 5.5  | Lists:
    item a)   | one
    item c)   | two
"""


def follow(words):
    rows, findings = renumbered_from_print(rows_of(MISNUMBERED.format(words=words)))
    asked = next(row for row in rows if row.lineage == lineage("asked"))
    return asked.text, findings


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Follow the guidance at 5.2.", "Follow the guidance at 1.2."),
        ("This is subject to 5.5 below.", "This is subject to 1.5 below."),
        ("See clause 5.5(c).", "See clause 1.5(b)."),
        ("See **5.5(c)** above.", "See **1.5(b)** above."),
        ("Clauses 5.1, 5.2 and 5.5(c) apply.", "Clauses 1.1, 1.2 and 1.5(b) apply."),
    ],
)
def test_a_certain_reference_follows_its_clause(words, expected):
    assert follow(words) == (expected, ())


def test_a_reference_follows_a_clause_that_moves_up():
    rows = rows_of("""
    section 2.     | Papers
      clause 2.5   | Ask, subject to 2.7 below. | | asked
      clause 2.7   | Or do not ask.
    section 4      | Ends
      clause 4.1   | As in section 2 of this protocol and paragraph 2.7.
    """)

    after, findings = renumbered_from_print(rows)

    assert labels(after) == ["1", "1.1", "1.2", "2", "2.1"]
    assert after[1].text == "Ask, subject to 1.2 below."
    assert after[4].text == "As in section 1 of this protocol and paragraph 1.2."
    assert findings == ()


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ("See clause 5.4.", "“5.4” may mean more than one clause with that number"),
        ("See clause 5.9.", "“5.9” is not a number of the printed text"),
        ("See clause 5.5(b).", "“5.5(b)” is not a number of the printed text"),
        ("Look at (5.5(c)).", "may be a reference to a clause that is renumbered"),
    ],
)
def test_an_uncertain_reference_is_left_and_is_a_finding(words, doubt):
    text, (finding,) = follow(words)

    assert text == words
    assert finding.code == "reference-uncertain"
    assert finding.severity is Severity.WARNING
    assert finding.row == lineage("asked")
    assert doubt in finding.message
    assert finding.message.startswith("In 1.4, ")


@pytest.mark.parametrize(
    "words",
    [
        "Section 5 of the Localism Act 2011 applies.",
        "The Local Government Act 1972, section 5 applies.",
        "Paragraph 5 of Schedule 12 applies.",
        "We meet at 5.40 pm on 5.4.24 for £5.40, or 5.4 per cent.",
        "See section 137 LGA Act.",
    ],
)
def test_a_number_of_another_paper_a_time_or_a_sum_is_no_reference(words):
    assert follow(words) == (words, ())


def test_a_reference_to_what_has_no_number_any_more_is_a_finding():
    rows = rows_of("""
    section 1     | Roles
      clause 1.1  | See 1.2 below.
      section 1.2 | The chair
    """)
    style = NumberingStyle(subheadings=Mark.NONE)

    after, (finding,) = renumbered_from_print(rows, style)

    assert after[1].text == "See 1.2 below."
    assert "no longer has a number" in finding.message
