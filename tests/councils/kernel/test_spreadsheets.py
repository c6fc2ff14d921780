"""A table that leaves the portal: every cell is words, in every spreadsheet."""

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from councils.kernel.spreadsheets import csv_bytes, csv_download, defused

BREAKS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
SIGNS = "=+-@＝＋－＠\t\r"  # noqa: RUF001 - the wide ones too

awkward = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from(f"{SIGNS}{BREAKS}',\";\0"))
)


def read_back(data):
    assert data.startswith(b"\xef\xbb\xbf"), "no mark for Excel"
    text = data.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), strict=True))


@given(st.lists(st.lists(awkward, min_size=3, max_size=3), max_size=5))
@example([["=1+1", "Ann\r\nLee", 'a "word"']])
def test_rows_and_cells_are_as_many_as_were_given(rows):
    data = csv_bytes(["one", "two", "three"], rows)

    read = read_back(data)
    assert [len(row) for row in read] == [3] * (len(rows) + 1)
    # A reader that knows nothing of quotation marks counts the same rows.
    assert len(data.decode("utf-8-sig").splitlines()) == len(rows) + 1


@given(awkward)
@example("\t=1+1")
@example("\r@SUM(A1)")
@example(" =HYPERLINK()")
@example("\ufeff-2+3")
@example("\x1f@SUM(A1)")
@example("\u200b\u202e=1+1")
def test_no_cell_begins_as_a_formula(cell):
    [_, [shown]] = read_back(csv_bytes(["head"], [[cell]]))

    assert not shown.startswith(tuple(SIGNS))
    assert not shown.lstrip("\ufeff\u200b\u202e \u00a0").startswith(tuple(SIGNS))
    assert not shown.lstrip().startswith(tuple(SIGNS))


@given(awkward)
def test_words_are_left_as_they_are_but_for_breaks_and_an_apostrophe(cell):
    shown = defused(cell)

    if len(shown) > len(cell):
        assert set(cell) & set(SIGNS)
        assert shown[0] == "'"
        shown = shown[1:]
    assert len(shown) == len(cell)
    changed = {was for now, was in zip(shown, cell, strict=True) if now != was}
    assert all(
        sign in BREAKS or sign < " " or "\x7f" <= sign < "\xa0" for sign in changed
    )


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Ann Lee", "Ann Lee"),
        ("Siân Ŵyn-Jones", "Siân Ŵyn-Jones"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("-12", "'-12"),
        (-12, "-12"),
        (0, "0"),
        (None, ""),
        ("Ann\r\nBcc: all@mail.example", "Ann  Bcc: all@mail.example"),
        ("a\u202eb", "a\u202eb"),
    ],
)
def test_a_cell_reads(cell, shown):
    assert defused(cell) == shown


def test_the_head_is_a_row_like_any_other():
    assert read_back(csv_bytes(["=head"], [])) == [["'=head"]]


def test_a_download_has_a_name_and_is_never_shown_in_the_browser():
    response = csv_download("trail.csv", ["head"], [["cell"]])

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="trail.csv"'
