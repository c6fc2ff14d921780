"""The door for a council's texts: a file goes in, and what was read comes out."""

import json
from dataclasses import dataclass

from councils.kernel.door.starting import NOT_READ, answer_from_child
from councils.kernel.door.terms import LIMITS, Limits, UnreadableFile
from protocols.document import Document, DocumentError
from protocols.importers.source import Line


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
        reader="protocols.importers.child:read",
        name=name,
        limits=limits,
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
        raise UnreadableFile(NOT_READ) from error
    except (RecursionError, DocumentError) as error:
        raise UnreadableFile(NOT_READ) from error
