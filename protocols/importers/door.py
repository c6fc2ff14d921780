"""The one door for files from people: a child process reads them, and nobody else.

The child has no environment, a limit on memory, on processor time, on what it may
write, and a clock. Whatever goes wrong in there comes out as one plain sentence. Here,
on this side of the door, no byte of the file is looked at.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from protocols.document import Document, DocumentError
from protocols.importers.source import Line, UnreadableFile

ROOT = Path(__file__).resolve().parent.parent.parent
UNREADABLE = 3  # the child's exit code for a file that it refuses with a sentence
OUT_OF_MEMORY = 4

NOT_READ = (
    "This file could not be read. Save it as a Word file (.docx) or as plain text and"
    " try again."
)
TOO_MUCH = (
    "This file needs far more time or memory than a protocol of a few pages. Save it as"
    " plain text and try again."
)
_CHUNK = 64 * 1024
_LONGEST_SENTENCE = 500
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from protocols.importers.child import main; main()"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may use: seconds on the clock and of the processor, and bytes."""

    seconds: float = 16
    processor_seconds: int = 14
    memory: int = 480 * 1024 * 1024
    output: int = 16 * 1024 * 1024


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read from a file: the text as a document, and the lines it came from."""

    document: Document
    lines: tuple[Line, ...]


def read_in_child(data: bytes, *, name: str, limits: Limits = LIMITS) -> Reading:
    """Read a file in a process of its own.

    Raises:
        UnreadableFile: it cannot be read; the message is a sentence for a clerk.
    """
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        [
            sys.executable,
            *("-I", "-B"),  # nothing from the host's Python, and no file written
            *("-c", _START, str(ROOT)),
            str(limits.processor_seconds),
            str(limits.memory),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd=ROOT,
        start_new_session=True,
    )
    deadline = time.monotonic() + limits.seconds
    try:
        # The name comes from outside too: it may hold what no argument may.
        head = json.dumps({"name": name}).encode() + b"\n"
        answer = _exchange(child, head + data, deadline, most=limits.output)
        child.wait(timeout=max(deadline - time.monotonic(), 0))
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(TOO_MUCH) from error
    finally:
        _end(child)
    return _judge(child.returncode, answer)


def _exchange(
    child: subprocess.Popen[bytes], data: bytes, deadline: float, *, most: int
) -> bytes:
    """Give the child the file and take its answer, while there is time and room."""
    answer, rest = bytearray(), memoryview(data)
    stdin, stdout = _pipes(child)
    os.set_blocking(stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(stdin, selectors.EVENT_WRITE)
        selector.register(stdout, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(deadline - time.monotonic(), 0))
            if not ready or len(answer) > most:
                raise UnreadableFile(TOO_MUCH)
            for key, _ in ready:
                if key.fileobj is stdin:
                    rest = rest[_give(stdin, rest) :]
                    if not rest:
                        selector.unregister(stdin)
                        stdin.close()
                elif chunk := os.read(stdout.fileno(), _CHUNK):
                    answer += chunk
                else:
                    selector.unregister(stdout)
    return bytes(answer)


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if child.stdin is None or child.stdout is None:
        raise UnreadableFile(NOT_READ)
    return child.stdin, child.stdout


def _give(stdin: IO[bytes], rest: memoryview) -> int:
    try:
        return os.write(stdin.fileno(), rest[:_CHUNK])
    except BrokenPipeError:
        return len(rest)  # The child has seen enough, and says why in its answer.


def _judge(code: int, answer: bytes) -> Reading:
    if code == UNREADABLE:
        sentence = answer.decode("utf-8", errors="replace")
        fit = 0 < len(sentence) <= _LONGEST_SENTENCE and sentence.isprintable()
        raise UnreadableFile(sentence if fit else NOT_READ)
    if code == OUT_OF_MEMORY or code < 0:
        raise UnreadableFile(TOO_MUCH)
    if code != 0:
        raise UnreadableFile(NOT_READ)
    return _reading(answer)


def _reading(answer: bytes) -> Reading:
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


def _end(child: subprocess.Popen[bytes]) -> None:
    # The whole group: a reader may have started something of its own.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
