"""Reads PDFs: words in their places, put back into lines and paragraphs."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTPage, LTTextContainer, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException

from protocols.importers import text
from protocols.importers.source import Line, Source, UnreadableFile

MOST_PAGES = 200
LARGER = 1.12  # a heading is set larger than the body by this, or more
GAP = 0.65  # a gap above a line, of its own height, that begins a paragraph
SAME_LINE = 3  # points
FULL = 0.9  # of the way to the right margin

_SENTENCE_ENDS = (".", ":", ";", "!", "?")

LOCKED = "This PDF is locked with a password. Save it without one and try again."
SCANNED = (
    "This PDF is a picture of its pages, with no words to read. Ask for the Word file"
    " it was made from."
)
DAMAGED = (
    "This PDF is damaged. Save it again, or ask for the Word file it was made from."
)
_LIGATURES = str.maketrans(
    {
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬀ": "ff",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "\u00a0": " ",
        "\u00ad": "",
    }
)


@dataclass(frozen=True, slots=True)
class _Printed:
    """One printed line: its words, where it stands, and how it is set."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool


def read(data: bytes) -> Source:
    """Read the bytes of a PDF.

    Raises:
        UnreadableFile: it is locked, damaged, or a picture of its pages.
    """
    try:
        printed = _unwrapped(list(_printed_lines(data)))
    except (PDFPasswordIncorrect, PDFTextExtractionNotAllowed) as error:
        raise UnreadableFile(LOCKED) from error
    except (PDFSyntaxError, PSException, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(DAMAGED) from error
    except (AttributeError, IndexError, RecursionError, OSError) as error:
        raise UnreadableFile(DAMAGED) from error
    if not any(line.text.strip() for line in printed):
        raise UnreadableFile(SCANNED)
    removed: tuple[str, ...] = ()
    if b"/JavaScript" in data or b"/EmbeddedFile" in data:
        removed = ("Programs or files inside the PDF were left out.",)
    lines = tuple(_lines(printed))
    if _is_typed_text(printed):
        lines = _read_as_typed(lines)
    return Source(lines=lines, removed=removed)


def _is_typed_text(printed: list[_Printed]) -> bool:
    """Say whether this is plain text printed as it is: one size, nothing bold."""
    sizes = {line.size for line in printed}
    return len(sizes) == 1 and not any(line.bold for line in printed)


def _read_as_typed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    words = (line.text.replace("\\*", "*").replace("\\\\", "\\") for line in lines)
    typed = text.read("\n".join(words).encode()).lines
    pages = {line.number: line.page for line in lines}
    return tuple(replace(line, page=pages.get(line.number)) for line in typed)


def _printed_lines(data: bytes) -> Iterator[_Printed]:
    layout = LAParams(line_margin=0.3, char_margin=2.0, boxes_flow=None)
    pages = extract_pages(io.BytesIO(data), laparams=layout, maxpages=MOST_PAGES)
    for number, page in enumerate(pages, start=1):
        yield from _in_reading_order(_of_page(page, number))


def _of_page(page: LTPage, number: int) -> Iterator[_Printed]:
    for box in page:
        if not isinstance(box, LTTextContainer):
            continue
        for line in box:
            if isinstance(line, LTTextLine) and line.get_text().strip():
                characters = [one for one in line if isinstance(one, LTChar)]
                yield _Printed(
                    text=line.get_text().rstrip("\n").translate(_LIGATURES),
                    page=number,
                    left=line.x0,
                    right=line.x1,
                    top=line.y1,
                    bottom=line.y0,
                    size=max((round(one.size, 1) for one in characters), default=0),
                    bold=all("bold" in one.fontname.lower() for one in characters),
                )


def _unwrapped(printed: list[_Printed]) -> list[_Printed]:
    """Join the lines that the page broke: where the next word had no room left."""
    margin = max((line.right for line in printed), default=0)
    joined: list[_Printed] = []
    last: _Printed | None = None
    for line in printed:
        if last is not None and _was_broken(last, line, margin):
            joint = "" if last.text.rstrip().endswith("-") else " "
            whole = joined[-1]
            joined[-1] = replace(
                whole,
                text=f"{whole.text.rstrip()}{joint}{line.text.lstrip()}",
                bottom=line.bottom,
                bold=whole.bold and line.bold,
            )
        else:
            joined.append(line)
        last = line
    return joined


def _was_broken(last: _Printed, line: _Printed, margin: float) -> bool:
    if "\t" in line.text:
        return False
    if line.page != last.page:
        # A sentence goes on over the page; a heading or a full stop does not.
        # A page's header is short, and stands where a sentence would go on.
        goes_on = line.text.lstrip()[0].islower() or line.right > FULL * margin
        ended = last.text.rstrip().endswith(_SENTENCE_ENDS)
        if last.size != line.size or ended or not goes_on:
            return False
    elif _begins_paragraph(line, last):
        return False
    words = line.text.split()
    letter = (line.right - line.left) / max(len(line.text.strip()), 1)
    return last.right + (len(words[0]) + 1) * letter > margin


def _in_reading_order(lines: Iterator[_Printed]) -> list[_Printed]:
    """Order lines from the top; what stands on one line from the left is one line."""
    ordered: list[_Printed] = []
    for line in sorted(lines, key=lambda one: (-one.bottom, one.left)):
        above = ordered[-1] if ordered else None
        if above is not None and abs(above.bottom - line.bottom) < SAME_LINE:
            first, second = sorted((above, line), key=lambda one: one.left)
            ordered[-1] = _Printed(
                text=f"{first.text.rstrip()}\t{second.text.lstrip()}",
                page=first.page,
                left=first.left,
                right=second.right,
                top=max(first.top, second.top),
                bottom=first.bottom,
                size=max(first.size, second.size),
                bold=first.bold and second.bold,
            )
        else:
            ordered.append(line)
    return ordered


def _lines(printed: list[_Printed]) -> Iterator[Line]:
    sizes: Counter[float] = Counter()
    for line in printed:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0
    larger = sorted({s for s in sizes if s > body * LARGER}, reverse=True)
    number = 0
    above: _Printed | None = None
    for line in printed:
        if above is not None and _begins_paragraph(line, above):
            number += 1
            yield Line(number=number, text="", page=line.page)
        number += 1
        words = line.text.strip().replace("\\", "\\\\").replace("*", "\\*")
        words = words.replace("\uf0b7", "•").replace("\uf0a7", "•")
        yield Line(
            number=number,
            text=f"**{words}**" if line.bold and "\t" not in words else words,
            heading=larger.index(line.size) + 1 if line.size in larger else None,
            page=line.page,
        )
        above = line


def _begins_paragraph(line: _Printed, above: _Printed) -> bool:
    if line.page != above.page:
        return True
    height = max(line.top - line.bottom, 1)
    return above.bottom - line.top > GAP * height or line.size != above.size
