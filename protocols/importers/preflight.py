"""Looks a file over before any reader opens it: is it what it says, and of a sane size?

A Word file is a zip: its entries are counted, inflated with a counter running, and its
XML parts streamed past a parser that keeps nothing, so that a file of a few kilobytes
cannot unfold into gigabytes inside a reader.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import PurePath
from xml.parsers import expat

from councils.kernel.door.terms import UnreadableFile

LARGEST = 20 * 1024 * 1024  # bytes of the file itself
LARGEST_UNPACKED = 60 * 1024 * 1024  # bytes of all its parts
LARGEST_TEXT = 5 * 1024 * 1024  # bytes of a text or a web page: words and nothing else
LARGEST_TEXT_PART = 10 * 1024 * 1024
MOST_PACKED = 200  # times smaller than it is; words pack ten times, twenty at most
SMALL_ENOUGH = 1024 * 1024  # bytes that may be packed as tightly as they like
MOST_ENTRIES = 2_000
MOST_ELEMENTS = 300_000
MOST_OBJECTS = 100_000  # of a PDF
DEEPEST = 120  # elements inside one another
CHUNK = 64 * 1024

ZIP, PDF, OLE, RTF = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_BLANK = b"\xef\xbb\xbf \t\r\n\f"
_ZIP_END = struct.Struct("<4s4H2LH")  # the record that closes a zip
_LOCAL = struct.Struct("<4s5H3L2H")  # the record before each entry
_LONGEST_COMMENT = 0xFFFF
# How XML can begin, in any of the encodings that a parser would guess.
_XML_STARTS = (b"<", b"\x00", b"\xff\xfe", b"\xfe\xff", b"\x4c\x6f\xa7\x94")

OLD_WORD = (
    "This is an old Word file, or one locked with a password. Open it in Word, save it"
    " as .docx without a password and try again."
)
OTHER_KINDS: Mapping[str, str] = {
    ".odt": "This is an OpenDocument file. Save it as .docx and try again.",
    ".rtf": "This is a file in Rich Text Format. Save it as .docx and try again.",
    ".docm": "This is a Word file with macros. Save it as .docx and try again.",
    ".dotx": "This is a Word template. Save it as .docx and try again.",
    ".dotm": "This is a Word template. Save it as .docx and try again.",
    ".doc": OLD_WORD,
    ".dot": OLD_WORD,
}
TOO_LARGE = "The file is far larger inside than a protocol of a few pages can be."
BROKEN = "The file is damaged: part of it is missing. Save it again and try once more."
TWO_IN_ONE = (
    "This file is two files in one, which no program saves by itself. Open it, save it"
    " anew as .docx or PDF and try again."
)


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
    elif _is_zip_behind(data):
        raise UnreadableFile(TWO_IN_ONE)
    elif data.lstrip(_BLANK).startswith(PDF):
        if data.count(b" obj") > MOST_OBJECTS:
            raise UnreadableFile(TOO_LARGE)
    elif len(data) > LARGEST_TEXT:
        message = "This text is larger than 5 MB. A protocol is a few pages of text."
        raise UnreadableFile(message)


def _require_kind(data: bytes, suffix: str) -> None:
    other = _other_kind(data, suffix)
    if other is not None:
        raise UnreadableFile(other)
    is_zip, is_pdf = data.startswith(ZIP), data.lstrip(_BLANK).startswith(PDF)
    if suffix == ".docx" and not is_zip:
        message = "This file is called .docx but is no Word file."
        raise UnreadableFile(message)
    if suffix == ".pdf" and not is_pdf:
        message = "This file is called .pdf but is no PDF."
        raise UnreadableFile(message)
    if (is_zip and suffix != ".docx") or (is_pdf and suffix != ".pdf"):
        message = (
            f"This file is not what its name says. A Word file’s name ends in .docx and"
            f" a PDF’s in .pdf; this one’s ends in “{suffix[:8] or 'nothing'}”."
        )
        raise UnreadableFile(message)


def _other_kind(data: bytes, suffix: str) -> str | None:
    """Say what to do with a file of a kind that the portal knows but does not read."""
    if data.startswith(OLE):
        return OLD_WORD
    if data.startswith(PICTURES):
        return "This is a picture. The portal reads words: ask for the Word file."
    if data.lstrip(_BLANK).startswith(RTF):
        return OTHER_KINDS[".rtf"]
    if _OPEN_DOCUMENT in data[: _LOCAL.size + 2 * len(_OPEN_DOCUMENT)]:
        return OTHER_KINDS[".odt"]
    return OTHER_KINDS.get(suffix)


def _is_zip_behind(data: bytes) -> bool:
    """Say whether a file that begins as something else ends as a zip does."""
    place = data.rfind(
        b"PK\x05\x06", max(len(data) - _ZIP_END.size - _LONGEST_COMMENT, 0)
    )
    if place < 0 or len(data) - place < _ZIP_END.size:
        return False
    *_, comment = _ZIP_END.unpack_from(data, place)
    return not data[place + _ZIP_END.size + comment :].strip()


def _look_inside(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _require_sane(entries, data)
            unpacked = 0
            for entry in entries:
                for chunk in _inflated(archive, entry):
                    unpacked += len(chunk)
                    if unpacked > LARGEST_UNPACKED:
                        raise UnreadableFile(TOO_LARGE)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableFile(BROKEN) from error
    except (zlib.error, struct.error, ValueError) as error:
        raise UnreadableFile(BROKEN) from error
    except RuntimeError as error:
        raise UnreadableFile(OLD_WORD) from error  # an entry locked with a password


def _require_sane(entries: list[zipfile.ZipInfo], data: bytes) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnreadableFile(TOO_LARGE)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise UnreadableFile(BROKEN)
    if "word/document.xml" not in names:
        message = "This is a zip file, but no Word file."
        raise UnreadableFile(message)
    for entry in entries:
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableFile(BROKEN)
        packed = entry.file_size > MOST_PACKED * max(entry.compress_size, 1)
        if packed and entry.file_size > SMALL_ENOUGH:
            raise UnreadableFile(TOO_LARGE)
    _require_apart(entries, data)


def _require_apart(entries: list[zipfile.ZipInfo], data: bytes) -> None:
    """Refuse entries that share bytes: they unpack to more than the file holds."""
    spans = []
    for entry in entries:
        start = entry.header_offset
        *_, name, extra = _LOCAL.unpack_from(data, start)
        spans.append((start, start + _LOCAL.size + name + extra + entry.compress_size))
    spans.sort()
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise UnreadableFile(BROKEN)


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    guard = None
    size = 0
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            if size == 0 and _is_xml(entry.filename, chunk):
                guard = _Elements()
            size += len(chunk)
            if guard is not None:
                if size > LARGEST_TEXT_PART:
                    raise UnreadableFile(TOO_LARGE)
                guard.feed(chunk)
            yield chunk


def _is_xml(name: str, start: bytes) -> bool:
    """Say whether a reader might take a part for XML, whatever it is called."""
    called = name.endswith((".xml", ".rels"))
    return called or start.lstrip(_BLANK).startswith(_XML_STARTS)


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
