"""Tells by its content and name what kind of file one is, and which reader reads it."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import PurePath

from councils.kernel.door.terms import UnreadableFile
from protocols.importers.source import Reader

# One line a kind of file; a reader that lands here is found by every caller. They are
# named and not imported, because each brings a library of its own: a process that
# reads one text must not wait for those of Word and PDF.
READERS: Mapping[str, str] = {
    "html": "protocols.importers.html",
    "pdf": "protocols.importers.pdf",
    "text": "protocols.importers.text",
    "word": "protocols.importers.word",
}

_KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".docx": "word",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_HEAD = 1024


def kind_of(data: bytes, name: str) -> str:
    """Say which kind a file is: what it holds comes before what it is called.

    Raises:
        UnreadableFile: it is of a kind that no reader reads.
    """
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    small = head.lower()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "word"
    if data.startswith(_OLD_WORD):
        raise UnreadableFile(
            "This is a Word file of the old kind. Save it as .docx and try again."
        )
    if small.startswith((b"<!doctype html", b"<html")):
        return "html"
    kind = _KINDS.get(PurePath(name).suffix.casefold(), "")
    if kind in {"text", "html"}:
        return kind
    if kind:
        raise UnreadableFile(f"The file is named as {kind}, but it is not one.")
    raise UnreadableFile(
        "This kind of file cannot be read. Bring in Word (.docx), PDF, HTML or text."
    )


def reader_for(data: bytes, name: str) -> Reader:
    """Give the reader for a file.

    Raises:
        UnreadableFile: no reader reads files of its kind.
    """
    module = import_module(READERS[kind_of(data, name)])
    reader: Reader = module.read
    return reader
