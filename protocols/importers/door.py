"""The one door for files from people: a child process reads them, and nobody else.

The child has no environment, a limit on memory, on processor time, on what it may
write, and a clock. Whatever goes wrong in there comes out as one plain sentence.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from protocols.document import Document, DocumentError
from protocols.importers.source import Line, UnreadableFile

ROOT = Path(__file__).resolve().parent.parent.parent
UNREADABLE = 3  # the child's exit code for a file that it refuses with a sentence

NOT_READ = (
    "This file could not be read. Save it as a Word file (.docx) or as plain text and"
    " try again."
)
TOO_MUCH = (
    "This file needs far more time or memory than a protocol of a few pages. Save it as"
    " plain text and try again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may use: seconds on the clock and of the processor, and bytes."""

    seconds: float = 18
    processor_seconds: int = 15
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
            "-I",
            "-c",
            "import sys; sys.path.insert(0, sys.argv[1]);"
            " from protocols.importers.child import main; main()",
            str(ROOT),
            name,
            str(limits.processor_seconds),
            str(limits.memory),
            str(limits.output),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        answer, _ = child.communicate(data, timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(TOO_MUCH) from error
    finally:
        _end(child)
    if child.returncode == UNREADABLE:
        raise UnreadableFile(answer.decode("utf-8", errors="replace"))
    if child.returncode != 0 or len(answer) > limits.output:
        raise UnreadableFile(TOO_MUCH if child.returncode < 0 else NOT_READ)
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
    except (ValueError, KeyError, TypeError, DocumentError) as error:
        raise UnreadableFile(NOT_READ) from error


def _end(child: subprocess.Popen[bytes]) -> None:
    # The whole group: a reader may have started something of its own.
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
