"""Reads PDFs: letters in their places, put back into lines and paragraphs.

A line that stands in the same place on several pages has page nought, as a page header
of a Word file has: it stands on every page and so on none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.psexceptions import PSException

from councils.kernel.door.terms import UnreadableFile
from protocols.importers import text
from protocols.importers.characters import make_source
from protocols.importers.pdf.glyphs import open_pdf, read_pages, what_is_ignored
from protocols.importers.pdf.paragraphs import Paragraphs, mark_running
from protocols.importers.pdf.printed import Printed, lines_of
from protocols.importers.runs import Run, cells_of, marked
from protocols.importers.source import Line, Source

LOCKED = "This PDF is locked with a password. Save it without one and try again."
SCANNED = (
    "This PDF is a picture of its pages, with no words to read. Ask for the Word file"
    " it was made from."
)
DAMAGED = (
    "This PDF is damaged. Save it again, or ask for the Word file it was made from."
)
NO_LETTERS = (
    "This PDF does not say which letters it prints, so its words cannot be read. Ask"
    " for the Word file it was made from."
)
LARGER = 1.12  # a heading is set larger than the body by this, or more
LONGEST_HEADING = 250
DEEPEST_HEADING = 6
EVERY_PAGE = 0
_UNKNOWN = "(cid:"
_MOSTLY = 0.1
# Symbol fonts and soft hyphens that stand for bullets where an entry begins.
_BULLETS = ("\uf0b7", "\uf0a7", "\uf0d8", "\u00ad")


def read(data: bytes) -> Source:
    """Read the bytes of a PDF.

    Raises:
        UnreadableFile: it is locked, damaged, or a picture of its pages.
    """
    try:
        document = open_pdf(data)
        printed = [line for page in read_pages(document) for line in lines_of(page)]
        removed = list(what_is_ignored(document, data))
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise UnreadableFile(LOCKED) from error
    except (PSException, ValueError, KeyError, TypeError, AssertionError) as error:
        raise UnreadableFile(DAMAGED) from error
    except (AttributeError, IndexError, RecursionError, OSError) as error:
        raise UnreadableFile(DAMAGED) from error
    if not any(line.text.strip() for line in printed):
        raise UnreadableFile(SCANNED)
    _require_letters(printed)
    printed = mark_running(printed)
    paragraphs = Paragraphs(printed)
    joined = list(paragraphs.join(printed))
    if _is_typed_text(printed):
        return _read_as_typed(joined, paragraphs, removed)
    return make_source(_lines(joined, paragraphs), removed)


def _require_letters(printed: Sequence[Printed]) -> None:
    unknown = sum(line.text.count(_UNKNOWN) for line in printed)
    if unknown > _MOSTLY * sum(len(line.text.strip()) for line in printed):
        raise UnreadableFile(NO_LETTERS)


def _is_typed_text(printed: Iterable[Printed]) -> bool:
    """Say whether this is plain text printed as it is: one size, nothing set apart."""
    runs = [run for line in printed for piece in line.pieces for run in piece.runs]
    sizes = {line.size for line in printed}
    return len(sizes) == 1 and not any(run.bold or run.italic for run in runs)


def _read_as_typed(
    joined: Sequence[Printed], paragraphs: Paragraphs, removed: Sequence[str]
) -> Source:
    lines = list(_lines(joined, paragraphs, escaped=False))
    typed = text.read("\n".join(line.text for line in lines).encode())
    pages = [line.page for line in lines]
    read = [
        replace(line, page=page) for line, page in zip(typed.lines, pages, strict=False)
    ]
    source = make_source(read, removed)
    return replace(source, removed=(*typed.removed, *source.removed))


def _lines(
    printed: Sequence[Printed], paragraphs: Paragraphs, *, escaped: bool = True
) -> Iterator[Line]:
    levels = _heading_levels(printed)
    above: Printed | None = None
    for line in printed:
        page = EVERY_PAGE if line.running else line.page
        if above is not None and (line.running or paragraphs.begins(line, above)):
            yield Line(number=1, text="", page=page)
        words = [_words(piece.runs, escaped=escaped) for piece in line.pieces]
        text = "\t".join(words)
        cells = tuple(words) if line.row and len(words) > 1 else ()
        if not cells and escaped:
            cells = cells_of(text)
            text = "\t".join(cells) if cells else " ".join(text.split())
        heading = levels.get(line.size) if not (cells or line.running) else None
        yield Line(
            number=1,
            text=text,
            heading=heading if len(text) <= LONGEST_HEADING else None,
            page=page,
            cells=cells,
            closed=bool(cells) or line.running,
        )
        above = None if line.running else line


def _words(runs: Sequence[Run], *, escaped: bool) -> str:
    plain = "".join(run.text for run in runs)
    if plain.startswith(_BULLETS):
        first = replace(runs[0], text=f"• {runs[0].text[1:].lstrip()}")
        runs = (first, *runs[1:])
    words = marked(runs) if escaped else "".join(run.text for run in runs)
    return words.strip()


def _heading_levels(printed: Iterable[Printed]) -> dict[float, int]:
    """Give the heading level of each size of type that is larger than the body's."""
    sizes: Counter[float] = Counter()
    for line in printed:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    larger = sorted((size for size in sizes if size > body * LARGER), reverse=True)
    return {
        size: min(level, DEEPEST_HEADING) for level, size in enumerate(larger, start=1)
    }
