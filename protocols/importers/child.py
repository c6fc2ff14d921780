"""The child behind the door: bytes in, one answer out, and then it ends."""

import json
import os
import resource
import sys

from protocols.importers.door import OUT_OF_MEMORY, UNREADABLE
from protocols.importers.media import reader_for
from protocols.importers.preflight import check_before_reading
from protocols.importers.source import UnreadableFile
from protocols.importers.structure import read_structure

MOST_LINES = 20_000
MOST_CHARACTERS = 2_000_000
TOO_LONG = (
    f"The file has more than {MOST_LINES:,} lines or"
    f" {MOST_CHARACTERS:,} letters. A protocol has some hundred lines."
)
_OPEN_FILES = 64


def main() -> None:
    """Read the file on stdin, within the limits that the arguments name."""
    _, _root, processor_seconds, memory = sys.argv
    limit_itself(int(processor_seconds), int(memory))
    close_network()
    try:
        name = json.loads(sys.stdin.buffer.readline())["name"]
        answer = _answer(sys.stdin.buffer.read(), name)
    except UnreadableFile as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        sys.exit(UNREADABLE)
    except MemoryError:
        # To end in the usual way takes memory too.
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)


def _answer(data: bytes, name: str) -> bytes:
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


def limit_itself(processor_seconds: int, memory: int) -> None:
    """Take away what a reader does not need, before the first byte is looked at."""
    for what, limit in (
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),  # a file that it makes stays empty
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(what, (limit, limit))


def close_network() -> None:
    """Refuse every connection and every program that a reader would open.

    This is Python's own watch, so it holds for Python code. What must hold for all
    code, a namespace without a network, goes here.
    """
    sys.addaudithook(_refuse)


_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
)


def _refuse(event: str, _: object) -> None:
    if event.startswith(_REFUSED):
        message = "A file is read without the network and without other programs."
        raise PermissionError(message)
