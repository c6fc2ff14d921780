"""The child behind the door: bytes in, one answer out, and then it ends."""

import json
import os
import resource
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from councils.kernel.door.sandbox import enter_sandbox
from councils.kernel.door.terms import (
    NO_SANDBOX,
    OUT_OF_MEMORY,
    UNREADABLE,
    NoSandbox,
    UnreadableFile,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_OPEN_FILES = 64


def main() -> None:
    """Read the file on stdin, within the limits that the arguments name."""
    _, _root, reader, processor_seconds, memory, sandbox = sys.argv
    limit_itself(int(processor_seconds), int(memory))
    # Its code is there before the sandbox closes: the portal's folder holds more.
    module, function = reader.split(":")
    read: Callable[[bytes, str], bytes] = getattr(import_module(module), function)
    try:
        enter_sandbox()
    except NoSandbox:
        if sandbox == "required":
            sys.exit(NO_SANDBOX)
        sys.addaudithook(_refuse)
    try:
        name = json.loads(sys.stdin.buffer.readline())["name"]
        answer = read(sys.stdin.buffer.read(), name)
    except UnreadableFile as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        sys.exit(UNREADABLE)
    except MemoryError:
        # To end in the usual way takes memory too.
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)


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


_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
)


def _refuse(event: str, _: object) -> None:
    # Python's own watch, for a host without a sandbox: it holds for Python code alone.
    if event.startswith(_REFUSED):
        message = "A file is read without the network and without other programs."
        raise PermissionError(message)
