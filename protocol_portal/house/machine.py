"""The places and the manners that every command of the house shares."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)


class Trouble(Exception):
    """What is wrong and what to type, for the person at the terminal."""


def say(line: str = "") -> None:
    """Write one line at once, wherever it goes."""
    print(line, flush=True)


def run(*command: str | Path, **extra: str) -> None:
    """Run a program in the project's folder; ``extra`` goes into its environment.

    Raises:
        Trouble: it did not succeed; what it wrote stands above.
    """
    result = subprocess.run(command, cwd=ROOT, env=environment(extra), check=False)
    if result.returncode:
        words = " ".join(str(word) for word in command)
        raise Trouble(f"This did not succeed: {words}")


def become(module: str, *arguments: str) -> None:
    """Go on as a module of the project, inside the virtual environment."""
    os.chdir(ROOT)
    command = [str(PYTHON), "-m", module, *arguments]
    os.execve(PYTHON, command, environment({}))  # noqa: S606 - no shell is meant


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Give this process's environment with more in it, for one that it starts."""
    return {**os.environ, "VIRTUAL_ENV": str(VENV), **extra}


@contextmanager
def plain_words() -> Iterator[None]:
    """End with one sentence on trouble, and quietly when stopped by hand."""
    try:
        yield
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def require_python() -> None:
    """Refuse a Python that is too old for the portal.

    Raises:
        Trouble: it is.
    """
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise Trouble(
            f"The portal needs Python 3.11 or newer, and this is {found}."
            " With another one installed: make run PYTHON=python3.11"
        )
