"""Reads a printed file back: its words, links, bookmarks, tags and pictures."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfReader

DARK = 100  # a grey value that only ink is under
DOTS = 150  # an inch

_EDGES = " ".join(rf'{name}="([\d.]+)"' for name in ["xMin", "yMin", "xMax", "yMax"])
_BOX = re.compile(rf"<word {_EDGES}>(.*?)</word>")


def reader(data: bytes) -> PdfReader:
    """Open a printed file."""
    return PdfReader(BytesIO(data))


@lru_cache(maxsize=8)
def words(data: bytes) -> tuple[str, ...]:
    """Give the words of each page, on one line."""
    return tuple(" ".join(page.extract_text().split()) for page in reader(data).pages)


def web_links(data: bytes) -> set[str]:
    """Give the addresses outside the file that links lead to."""
    return {
        note["/A"]["/URI"]
        for page in reader(data).pages
        for note in map(_open, page.get("/Annots", []))
        if "/A" in note
    }


def bookmarks(data: bytes) -> list[tuple[str, int]]:
    """Give each bookmark with the page it leads to, counted from one."""
    file = reader(data)

    def walk(entries: list[Any]) -> Iterator[tuple[str, int]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry)
            else:
                page = file.get_destination_page_number(entry)
                yield " ".join(entry.title.split()), page + 1

    return list(walk(file.outline))


def elements(data: bytes) -> list[Any]:
    """Give the elements of the structure tree, in the order of reading."""

    def walk(element: Any) -> Iterator[Any]:
        yield element
        kids = element.get("/K", [])
        for kid in map(_open, kids if isinstance(kids, list) else [kids]):
            if isinstance(kid, dict):
                yield from walk(kid)

    return list(walk(reader(data).trailer["/Root"]["/StructTreeRoot"]))


def pictured_words(
    data: bytes, page: int, folder: Path
) -> list[tuple[str, Image.Image]]:
    """Give each word of a page, counted from one, with a grey picture of its place."""
    source, target = folder / "printed.pdf", folder / "printed"
    source.write_bytes(data)
    place = ["-f", str(page), "-l", str(page)]
    _poppler(
        "pdftoppm",
        "-r",
        str(DOTS),
        "-gray",
        "-png",
        "-singlefile",
        *place,
        str(source),
        str(target),
    )
    _poppler("pdftotext", "-bbox", *place, str(source), str(target))
    whole = Image.open(target.with_suffix(".png")).convert("L")
    return [
        (unescape(word), whole.crop([round(float(edge) * DOTS / 72) for edge in edges]))
        for *edges, word in _BOX.findall(target.read_text())
    ]


def ink(image: Image.Image) -> int:
    """Count the dark dots of a picture."""
    return sum(image.histogram()[:DARK])


def _open(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _poppler(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    assert found, "poppler-utils is missing"
    subprocess.run([found, *arguments], check=True)
