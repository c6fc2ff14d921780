"""Looks a file over before any reader opens it: is it what it says, and of a sane size?

A Word file is a zip: its entries are counted, inflated with a counter running, and its
XML parts streamed past a parser that keeps nothing, so that a file of a few kilobytes
cannot unfold into gigabytes inside a reader.
"""

import io
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath
from xml.parsers import expat

from protocols.importers.source import UnreadableFile

LARGEST = 20 * 1024 * 1024  # bytes of the file itself
LARGEST_UNPACKED = 60 * 1024 * 1024  # bytes of all its parts
LARGEST_TEXT_PART = 24 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_ELEMENTS = 400_000
DEEPEST = 120  # elements inside one another
CHUNK = 64 * 1024

ZIP, PDF, OLE = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")

OLD_WORD = (
    "This is an old Word file, or one locked with a password. Open it in Word, save it"
    " as .docx without a password and try again."
)
TOO_LARGE = "The file is far larger inside than a protocol of a few pages can be."
BROKEN = "The file is damaged: part of it is missing. Save it again and try once more."


def check_before_reading(data: bytes, *, name: str) -> None:
    """Refuse what no reader should be given.

    Raises:
        UnreadableFile: with a sentence that says why, and what to do.
    """
    if not data.strip():
        message = "The file is empty."
        raise UnreadableFile(message)
    if len(data) > LARGEST:
        message = "The file is larger than 20 MB. A protocol is a few pages of text."
        raise UnreadableFile(message)
    _require_kind(data, PurePath(name).suffix.lower())
    if data.startswith(ZIP):
        _look_inside(data)


def _require_kind(data: bytes, suffix: str) -> None:
    if data.startswith(OLE):
        raise UnreadableFile(OLD_WORD)
    if data.startswith(PICTURES):
        message = "This is a picture. The portal reads words: ask for the Word file."
        raise UnreadableFile(message)
    is_zip, is_pdf = data.startswith(ZIP), data.startswith(PDF)
    if suffix == ".docx" and not is_zip:
        message = "This file is called .docx but is no Word file."
        raise UnreadableFile(message)
    if suffix == ".pdf" and not is_pdf:
        message = "This file is called .pdf but is no PDF."
        raise UnreadableFile(message)
    if (is_zip and suffix != ".docx") or (is_pdf and suffix != ".pdf"):
        message = (
            f"This file is not what its name says. A Word file’s name ends in .docx and"
            f" a PDF’s in .pdf; this one’s ends in “{suffix or 'nothing'}”."
        )
        raise UnreadableFile(message)


def _look_inside(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _require_sane(entries)
            unpacked = 0
            for entry in entries:
                for chunk in _inflated(archive, entry):
                    unpacked += len(chunk)
                    if unpacked > LARGEST_UNPACKED:
                        raise UnreadableFile(TOO_LARGE)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableFile(BROKEN) from error
    except RuntimeError as error:
        raise UnreadableFile(OLD_WORD) from error  # an entry locked with a password


def _require_sane(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnreadableFile(TOO_LARGE)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise UnreadableFile(BROKEN)
    if "word/document.xml" not in names:
        message = "This is a zip file, but no Word file."
        raise UnreadableFile(message)
    spans = sorted(
        (entry.header_offset, entry.header_offset + entry.compress_size)
        for entry in entries
    )
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise UnreadableFile(BROKEN)


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    guard = _Elements() if entry.filename.endswith((".xml", ".rels")) else None
    size = 0
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            if guard is not None:
                if size > LARGEST_TEXT_PART:
                    raise UnreadableFile(TOO_LARGE)
                guard.feed(chunk)
            yield chunk


class _Elements:
    """Counts the elements of a stream of XML, and their depth; keeps nothing."""

    def __init__(self) -> None:
        self._count = self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        try:
            self._parser.Parse(chunk)
        except expat.ExpatError as error:
            raise UnreadableFile(BROKEN) from error

    def _begin(self, *_: object) -> None:
        self._count += 1
        self._depth += 1
        if self._count > MOST_ELEMENTS or self._depth > DEEPEST:
            raise UnreadableFile(TOO_LARGE)

    def _end(self, *_: object) -> None:
        self._depth -= 1

    def _refuse(self, *_: object) -> None:
        # A Word file declares no document type; whoever puts one in means harm.
        raise UnreadableFile(BROKEN)
