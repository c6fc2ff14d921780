"""This side of the door: starts the child, gives it the file, takes its answer."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import IO, cast

from councils.kernel.door.terms import (
    NO_SANDBOX,
    OUT_OF_MEMORY,
    ROOT,
    UNREADABLE,
    Reader,
    UnreadableFile,
)

NOT_SAFE = (
    "Files cannot be read safely on this server. Tell whoever runs it that “manage.py"
    " check” says what is missing."
)
_CHUNK = 64 * 1024
_LONGEST_SENTENCE = 500
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from councils.kernel.door.child import main; main()"
)


def answer_from_child(
    data: bytes, *, reader: Reader, name: str = "", without_sandbox: bool = False
) -> bytes:
    """Have a file read in a process of its own.

    ``without_sandbox`` accepts a host whose kernel cannot hold the child; where it can,
    it does so all the same.

    Raises:
        UnreadableFile: it cannot be read; the message is a sentence for a clerk.
    """
    limits = reader.limits
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        [
            sys.executable,
            *("-I", "-B"),  # nothing from the host's Python, and no file written
            *("-c", _START, str(ROOT), reader.function),
            str(limits.processor_seconds),
            str(limits.memory),
            "wanted" if without_sandbox else "required",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    deadline = time.monotonic() + limits.seconds
    try:
        # The name comes from outside too: it may hold what no argument may.
        head = json.dumps({"name": name}).encode() + b"\n"
        answer = _exchange(child, head + data, deadline, most=limits.output)
        child.wait(timeout=max(deadline - time.monotonic(), 0))
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        raise UnreadableFile(reader.too_much) from error
    finally:
        _end(child)
    return _judged(child.returncode, answer, reader)


def _exchange(
    child: subprocess.Popen[bytes], data: bytes, deadline: float, *, most: int
) -> bytes:
    """Give the child the file and take its answer, while there is time and room."""
    answer, rest = bytearray(), memoryview(data)
    stdin, stdout = cast("tuple[IO[bytes], IO[bytes]]", (child.stdin, child.stdout))
    os.set_blocking(stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(stdin, selectors.EVENT_WRITE)
        selector.register(stdout, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(deadline - time.monotonic(), 0))
            if not ready or len(answer) > most:
                raise TimeoutError
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


def _give(stdin: IO[bytes], rest: memoryview) -> int:
    try:
        return os.write(stdin.fileno(), rest[:_CHUNK])
    except BrokenPipeError:
        return len(rest)  # The child has seen enough, and says why in its answer.


def _judged(code: int, answer: bytes, reader: Reader) -> bytes:
    if code == UNREADABLE:
        sentence = answer.decode("utf-8", errors="replace")
        fit = 0 < len(sentence) <= _LONGEST_SENTENCE and sentence.isprintable()
        raise UnreadableFile(sentence if fit else reader.not_read)
    if code == NO_SANDBOX:
        raise UnreadableFile(NOT_SAFE)
    if code == OUT_OF_MEMORY or code < 0:
        raise UnreadableFile(reader.too_much)
    if code != 0:
        raise UnreadableFile(reader.not_read)
    return answer


def _end(child: subprocess.Popen[bytes]) -> None:
    # The whole group: a reader may have started something of its own.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
