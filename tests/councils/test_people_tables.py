"""Tables of people as spreadsheets write them."""

from datetime import date

import pytest

from councils.kernel.pasted_tables import MOST_BYTES, lines_of, words_of
from councils.kernel.refusals import DomainError
from councils.kernel.spreadsheets import csv_bytes
from councils.people_tables import (
    HEAD,
    MOST_ROWS,
    TypedRow,
    as_table,
    day_typed,
    rows_of,
)

ANN = TypedRow(name="Ann Lee", email="ann@mail.example", office="Councillor", line=2)


@pytest.mark.parametrize(
    "data",
    [
        b"Name,E-mail,Office\nAnn Lee,ann@mail.example,Councillor\n",
        b"\xef\xbb\xbfName;Email;Role\r\nAnn Lee;ann@mail.example;Councillor\r\n",
        b"Full name\tE-mail address\tOffice\nAnn Lee\tann@mail.example\tCouncillor",
        '"Name","EMAIL","Office"\n"Ann Lee","ann@mail.example","Councillor"'.encode(
            "utf-16"
        ),
        b"First name,Surname,e-mail,Position\rAnn,Lee,ann@mail.example,Councillor\r",
        b"Office,Shoe size,Name,Email\n Councillor ,39, Ann  Lee ,ann@mail.example,x\n",
    ],
)
def test_a_table_is_read_however_a_spreadsheet_wrote_it(data):
    assert rows_of(words_of(data)) == [ANN]


def test_excel_may_say_itself_what_stands_between_the_cells():
    words = "sep=;\nName;Office\nAnn Lee;Councillor\n"

    assert rows_of(words) == [TypedRow(name="Ann Lee", office="Councillor", line=3)]


def test_the_letters_of_windows_are_read():
    data = "Name;Office\nSiân O’Neill;Clerk\n".encode("cp1252")

    assert rows_of(words_of(data))[0].name == "Siân O’Neill"


def test_what_we_write_for_a_spreadsheet_we_read_as_it_was():
    hostile = '=HYPERLINK("http://evil.example")'
    data = csv_bytes(HEAD, [[hostile, "", "Councillor", "", "12 5 2026"]])

    assert rows_of(words_of(data)) == [
        TypedRow(name=hostile, office="Councillor", first_day="12 5 2026", line=2)
    ]


def test_a_list_is_carried_as_a_table_and_comes_back_as_it_was():
    rows = [
        TypedRow(name='O’"Neill, Siân', email="s@mail.example", office="clerk"),
        TypedRow(name="Ann; Lee", office="officer", first_day="12 May 2026"),
    ]

    back = rows_of(as_table(rows))

    assert [(r.name, r.office, r.first_day) for r in back] == [
        ('O’"Neill, Siân', "clerk", ""),
        ("Ann; Lee", "officer", "12 May 2026"),
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04 and what Excel keeps for itself", "Save as"),
        (b"Name\0,Office\n", "Save as"),
        (b"x" * (MOST_BYTES + 1), "larger than 256 KB"),
    ],
)
def test_what_is_no_table_in_plain_text_is_refused_with_what_to_do(data, sentence):
    with pytest.raises(DomainError, match=sentence):
        words_of(data)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Ann Lee,Councillor\nBen Moor,Councillor", "must name the columns"),
        ("Name,Full name,Office\n", "Two columns"),
        ("Name,Office\n" + "A,clerk\n" * (MOST_ROWS + 1), "more than 200 lines"),
        ('Name,Office\n"Ann Lee,Councillor\n' + "x" * 2000, "quotation mark"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(words, sentence):
    with pytest.raises(DomainError, match=sentence):
        rows_of(words)


def test_empty_lines_are_passed_over_and_the_most_is_taken():
    lines = lines_of("Name,Office\n\n , \n" + "A,B\n" * 2, most=2)

    assert [cells for _, cells in lines] == [["Name", "Office"], *[["A", "B"]] * 2]
    assert rows_of("") == []


@pytest.mark.parametrize(
    "words",
    ["12 5 2026", "12/05/2026", "12.5.26", "2026-05-12", "12 May 2026", "12-May-26"],
)
def test_a_day_is_read_as_people_write_it(words):
    assert day_typed(words) == date(2026, 5, 12)


@pytest.mark.parametrize("words", ["", "May 2026", "31/02/2026", "12 5 226", "soon"])
def test_what_is_no_day_is_none(words):
    assert day_typed(words) is None
