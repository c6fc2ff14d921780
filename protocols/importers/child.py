"""The child behind the door: bytes in, one answer out, and then it ends."""

import json
import resource
import sys

from protocols.importers.door import UNREADABLE
from protocols.importers.media import reader_for
from protocols.importers.preflight import check_before_reading
from protocols.importers.source import UnreadableFile
from protocols.importers.structure import read_structure


def main() -> None:
    """Read the file on stdin, within the limits that the arguments name."""
    _, _root, name, processor_seconds, memory, output = sys.argv
    limit_itself(int(processor_seconds), int(memory), int(output))
    data = sys.stdin.buffer.read()
    try:
        check_before_reading(data, name=name)
        source = reader_for(data, name)(data)
        document = read_structure(source)
    except UnreadableFile as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        sys.exit(UNREADABLE)
    answer = {
        "document": document.to_json(),
        "lines": [[line.number, line.text] for line in source.lines],
    }
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


def limit_itself(processor_seconds: int, memory: int, output: int) -> None:
    """Take away what a reader does not need, before the first byte is looked at.

    The network is closed here too, where the host allows it.
    """
    for what, limit in (
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (limit, limit))
