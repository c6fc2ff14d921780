"""What the child behind the door does with a council's text."""

import json

from councils.kernel.door.terms import UnreadableFile
from protocols.importers.media import reader_for
from protocols.importers.preflight import check_before_reading
from protocols.importers.structure import read_structure

MOST_LINES = 20_000
MOST_CHARACTERS = 2_000_000
TOO_LONG = (
    f"The file has more than {MOST_LINES:,} lines or"
    f" {MOST_CHARACTERS:,} letters. A protocol has some hundred lines."
)


def read(data: bytes, name: str) -> bytes:
    """Read a file into a document and its lines, as JSON.

    Raises:
        UnreadableFile: it is refused; the message is a sentence for a clerk.
    """
    check_before_reading(data, name=name)
    source = reader_for(data, name)(data)
    lines = [line for line in source.lines if line.text]
    if len(lines) > MOST_LINES or sum(len(x.text) for x in lines) > MOST_CHARACTERS:
        raise UnreadableFile(TOO_LONG)
    document = read_structure(source)
    answer = {
        "document": document.to_json(),
        "lines": [[line.number, line.text] for line in source.lines],
    }
    return json.dumps(answer, ensure_ascii=False).encode()
