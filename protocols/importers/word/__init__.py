"""Reads Word files: paragraphs, tables, and list numbers as Word would print them.

The body comes in its own order. Footnotes and endnotes stand after it, each with
``Note`` and its number before it. The words of page headers and footers come last,
once each, with page nought: they stand on every page and so on none.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import docx
from docx.document import Document as WordDocument
from lxml import etree

from councils.kernel.door.terms import UnreadableFile
from protocols.importers import text
from protocols.importers.characters import make_source
from protocols.importers.runs import cells_of
from protocols.importers.source import Line, Source
from protocols.importers.word.body import Body
from protocols.importers.word.styles import Styles

DAMAGED = "This Word file is damaged. Open it in Word, save it again and try once more."
NO_WORDS = "There are no words in this file."
OTHER_KIND = (
    "This is a Word file with macros in it, or a template. Save it as .docx and try"
    " again."
)
STRICT = (
    "This Word file is in the form that Word calls strict. Save it as an ordinary Word"
    " document (.docx) and try again."
)
BLANKS_IN_TYPED_TEXT = 6  # one line in six is blank, or more
EVERY_PAGE = 0

_WORD_FILE = b"wordprocessingml.document.main+xml"
_MACROS = b"macroEnabled"
_STRICT = b"purl.oclc.org/ooxml"
_HEADERS_AND_FOOTERS = ("/header", "/footer")
_NOTES = ("/footnotes", "/endnotes")


def read(data: bytes) -> Source:
    """Read the bytes of a Word file that has passed the preflight.

    Raises:
        UnreadableFile: they are no Word file, or a damaged one.
    """
    try:
        _require_word_file(data)
        document = docx.Document(io.BytesIO(data))
        body = Body(Styles(document))
        lines = [*body.lines(document.element.body), *_notes(document, body)]
        running = list(_running(document, body))
    except (KeyError, ValueError, AttributeError, TypeError, OSError) as error:
        raise UnreadableFile(DAMAGED) from error
    except (etree.LxmlError, zipfile.BadZipFile, RecursionError) as error:
        raise UnreadableFile(DAMAGED) from error
    if not any(line.text for line in lines):
        raise UnreadableFile(NO_WORDS)
    removed = (*body.left_out.sentences(), *_ignored(document))
    if _is_typed_text(lines):
        typed = text.read("\n".join(_unmarked(line.text) for line in lines).encode())
        unpaged = [replace(line, page=None) for line in typed.lines]
        source = make_source([*unpaged, *running])
        return replace(source, removed=(*typed.removed, *source.removed, *removed))
    return make_source([*map(_with_cells, lines), *running], removed)


def _require_word_file(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kinds = archive.read("[Content_Types].xml")
        relations = archive.read("_rels/.rels")
    if _WORD_FILE not in kinds and (b"wordprocessingml" in kinds or _MACROS in kinds):
        raise UnreadableFile(OTHER_KIND)
    if _STRICT in relations:
        raise UnreadableFile(STRICT)


def _is_typed_text(lines: list[Line]) -> bool:
    """Say whether this is plain text kept in a Word file: no style, and blank lines."""
    styled = any(line.heading or line.label or line.cells for line in lines)
    bold = any("**" in line.text.replace("\\*", "") for line in lines)
    blank = sum(1 for line in lines if not line.text)
    return not styled and not bold and blank * BLANKS_IN_TYPED_TEXT > len(lines)


def _unmarked(words: str) -> str:
    return words.replace("\\*", "*").replace("\\\\", "\\")


def _with_cells(line: Line) -> Line:
    """Tell words that tabs set out as a table from words merely set apart."""
    if line.cells or "\t" not in line.text:
        return line
    cells = () if line.label or line.heading else cells_of(line.text)
    words = "\t".join(cells) if cells else " ".join(line.text.split())
    return replace(line, text=words, cells=cells)


def _notes(document: WordDocument, body: Body) -> Iterator[Line]:
    for part in document.part.package.iter_parts():
        if str(part.partname).removeprefix("/word").startswith(_NOTES):
            yield from body.notes(etree.fromstring(part.blob, _parser()))


def _running(document: WordDocument, body: Body) -> Iterator[Line]:
    seen: set[str] = set()
    for part in document.part.package.iter_parts():
        if (
            not str(part.partname)
            .removeprefix("/word")
            .startswith(_HEADERS_AND_FOOTERS)
        ):
            continue
        for line in body.lines(etree.fromstring(part.blob, _parser())):
            if line.text and line.text not in seen:
                seen.add(line.text)
                yield replace(
                    line,
                    text=" ".join(line.text.split()),
                    cells=(),
                    heading=None,
                    page=EVERY_PAGE,
                    closed=True,
                )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _ignored(document: WordDocument) -> Iterator[str]:
    names = [str(part.partname) for part in document.part.package.iter_parts()]
    if any("vbaProject" in name or "/activeX" in name for name in names):
        yield "Macros inside the Word file were left out."
    if any("/embeddings/" in name for name in names):
        yield "Files inside the Word file were left out."
    if any("/comments" in name for name in names):
        yield "Comments in the margin of the Word file were left out."
