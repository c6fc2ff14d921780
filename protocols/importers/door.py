"""The door for a council's texts: a file goes in, and what was read comes out."""

import json
from dataclasses import dataclass, replace

from councils.kernel.door.starting import answer_from_child
from councils.kernel.door.terms import LIMITS, Limits, Reader, UnreadableFile
from protocols.document import Document, DocumentError
from protocols.importers.source import Line

READER = Reader(
    function="protocols.importers.child:read",
    not_read=(
        "This file could not be read. Save it as a Word file (.docx) or as plain text"
        " and try again."
    ),
    too_much=(
        "This file needs far more time or memory than a protocol of a few pages. Save"
        " it as plain text and try again."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read from a file: the text as a document, and the lines it came from."""

    document: Document
    lines: tuple[Line, ...]


def read_in_child(
    data: bytes, *, name: str, limits: Limits = LIMITS, without_sandbox: bool = False
) -> Reading:
    """Read a file in a process of its own.

    Raises:
        UnreadableFile: it cannot be read; the message is a sentence for a clerk.
    """
    answer = answer_from_child(
        data,
        reader=replace(READER, limits=limits),
        name=name,
        without_sandbox=without_sandbox,
    )
    try:
        value = json.loads(answer)
        return Reading(
            document=Document.from_json(value["document"]),
            lines=tuple(
                Line(number=number, text=text) for number, text in value["lines"]
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile(READER.not_read) from error
    except (RecursionError, DocumentError) as error:
        raise UnreadableFile(READER.not_read) from error
