"""Tables for a spreadsheet: one way to write CSV, in which no cell is a formula.

UTF-8 with a mark at the beginning, so that Excel reads it as such. A cell that a
spreadsheet could take for a formula gets an apostrophe in front; a line break inside a
cell becomes a space, so that no reader, however simple, sees a row begin there.
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What begins a formula, in a Western or an Asian spreadsheet.
FORMULA = {*"=+-@＝＋－＠"}  # noqa: RUF001 - the wide ones are meant
APOSTROPHE = "'"
_BREAKS = {"Cc", "Zl", "Zp"}


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as CSV."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([defused(cell) for cell in head])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def csv_download(
    name: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Answer with a table to be saved as a file."""
    response = HttpResponse(
        csv_bytes(head, rows), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    return response


def defused(cell: object) -> str:
    """Give a cell as words that no spreadsheet reads as anything else."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)  # A number is one, below nought too.
    text = str(cell)
    flat = "".join(
        " " if unicodedata.category(sign) in _BREAKS else sign for sign in text
    )
    is_formula = text[:1] in {"\t", "\r"} or _first_seen(flat) in FORMULA
    return f"{APOSTROPHE}{flat}" if is_formula else flat


def _first_seen(text: str) -> str:
    """Give the first sign that shows: a spreadsheet may trim what is before it."""
    return next(
        (
            sign
            for sign in text
            if not sign.isspace() and unicodedata.category(sign) != "Cf"
        ),
        "",
    )
