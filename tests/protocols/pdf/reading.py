"""Reads a printed file back: its words, links, bookmarks, tags and pictures."""

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfReader

DARK = 100  # a grey value that only ink is under


def reader(data: bytes) -> PdfReader:
    """Open a printed file."""
    return PdfReader(BytesIO(data))


def words(data: bytes) -> list[str]:
    """Give the words of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in reader(data).pages]


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
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = _open(kid)
            if isinstance(kid, dict):
                yield from walk(kid)

    return list(walk(reader(data).trailer["/Root"]["/StructTreeRoot"]))


def picture(data: bytes, page: int, folder: Path, *, dots: int = 150) -> Image.Image:
    """Give a page, counted from one, as a grey picture."""
    source, target = folder / "pictured.pdf", folder / "pictured"
    source.write_bytes(data)
    program = shutil.which("pdftoppm")
    assert program, "poppler-utils is missing"
    number = ["-f", str(page), "-l", str(page), "-singlefile"]
    command = [program, "-r", str(dots), "-gray", "-png", *number]
    subprocess.run([*command, str(source), str(target)], check=True)
    return Image.open(target.with_suffix(".png")).convert("L")


def ink(image: Image.Image) -> int:
    """Count the dark dots of a picture."""
    return sum(image.histogram()[:DARK])


def _open(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value
