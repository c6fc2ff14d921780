"""Readers that turn what a council has (Word, PDF, text, HTML) into a Document."""

from protocols.document import Document
from protocols.importers.media import reader_for
from protocols.importers.structure import read_structure


def read_document(data: bytes, *, name: str) -> Document:
    """Read a file of any kind the portal knows; the name only helps to tell the kind.

    Raises:
        UnreadableFile: it cannot be read, with a sentence that says why.
    """
    return read_structure(reader_for(data, name)(data))
