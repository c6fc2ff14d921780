"""Reads a table that a person sent as a file or pasted: CSV as spreadsheets write it.

Excel writes semicolons where the comma is a decimal sign, a mark at the beginning, or
the letters of Windows; what is copied from a sheet has tabs between its cells.
"""

import codecs
import csv
from io import StringIO

from councils.kernel.refusals import DomainError
from councils.kernel.typed import on_one_line

MOST_BYTES = 256 * 1024
LONGEST_CELL = 1000  # characters
BETWEEN = ("\t", ";", ",")
# How the files begin that a spreadsheet program keeps for itself.
SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
NOT_A_TABLE = (
    "That is not a table in plain text. In your spreadsheet choose “Save as”, then CSV."
)

Line = tuple[int, list[str]]  # the number in the file, and its cells


def words_of(data: bytes) -> str:
    """Give the words of a file, whichever letters it was written in.

    Raises:
        DomainError: it is too long, or no plain text.
    """
    if len(data) > MOST_BYTES:
        message = f"The file is larger than {MOST_BYTES // 1024} KB. Divide it in two."
        raise DomainError(message)
    if data.startswith(SHEETS):
        raise DomainError(NOT_A_TABLE)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            words = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in words:
            return words
    raise DomainError(NOT_A_TABLE)


def lines_of(words: str, *, most: int) -> list[Line]:
    """Give the lines of a table that hold anything, each cell on one line.

    Raises:
        DomainError: it is no table, or has more than ``most`` lines below the first.
    """
    words = words.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    between, skipped = _between(words)
    found: list[Line] = []
    # Written so by Excel, for itself: "sep=;".
    text = words.split("\n", 1)[1] if skipped else words
    reader = csv.reader(StringIO(text), delimiter=between)
    try:
        for cells in reader:
            line = [on_one_line(_shown(cell)) for cell in cells]
            if not any(line):
                continue
            found.append((reader.line_num + skipped, line))
            if len(found) > most + 1:
                message = f"There are more than {most} lines. Divide the list in two."
                raise DomainError(message)
    except csv.Error as error:
        raise DomainError(NOT_A_TABLE) from error
    return found


def table_text(rows: list[list[str]]) -> str:
    """Write cells as a person can read and change them, and ``lines_of`` reads them."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _between(words: str) -> tuple[str, int]:
    """Say what stands between the cells, and whether the first line says so itself."""
    first = next((line for line in words.split("\n") if line.strip()), "")
    said = first.strip().strip('"').lower()
    if said.startswith("sep=") and said[4:] in BETWEEN:
        return said[4:], 1
    return max(BETWEEN, key=first.count), 0


def _shown(cell: str) -> str:
    """Take away the apostrophe that keeps a cell from being read as a formula."""
    if len(cell) > LONGEST_CELL:
        message = "One cell is far too long. Is a quotation mark missing somewhere?"
        raise DomainError(message)
    return cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell
