"""System packages: which are missing, why they matter, and how to get them."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from protocol_portal.house.machine import Trouble, plain_words, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

POSTGRESQL_FOLDERS = "usr/lib/postgresql/*/bin"
JAXB = Path("/usr/share/java/jaxb-runtime.jar")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Need:
    """A system package by its Debian name, what it is for, and how to see it."""

    package: str
    purpose: str
    is_there: Callable[[], bool]


def program(*names: str) -> str | None:
    """Find the first of these programs, also where Debian hides PostgreSQL's."""
    folders = sorted(Path("/").glob(POSTGRESQL_FOLDERS), reverse=True)
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, folders)])
    found = (shutil.which(name, path=path) for name in names)
    return next((place for place in found if place), None)


def library(name: str) -> bool:
    """Say whether a shared library can be loaded."""
    if ctypes.util.find_library(name.removeprefix("lib").partition(".so")[0]):
        return True
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


# Node.js is not among them: the assets' builder gets its own where there is none.
TO_RUN = (
    Need("libpango-1.0-0", "prints PDFs", lambda: library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "prints PDFs", lambda: library("libpangoft2-1.0.so.0")),
    Need(
        "libharfbuzz-subset0",
        "prints PDFs",
        lambda: library("libharfbuzz-subset.so.0"),
    ),
    Need("libseccomp2", "holds what reads files", lambda: library("libseccomp.so.2")),
)
BROWSER = Need("chromium", "opens pages", lambda: program(*BROWSERS) is not None)
VALIDATOR = (
    Need(
        "default-jdk-headless", "validates PDFs", lambda: program("javac") is not None
    ),
    Need("libjaxb-java", "validates PDFs", JAXB.exists),
)
TO_TEST = (
    BROWSER,
    *VALIDATOR,
    Need("postgresql", "the larger database", lambda: program("initdb") is not None),
    Need("redis-server", "the queue", lambda: program("redis-server") is not None),
    Need("poppler-utils", "looks at PDFs", lambda: program("pdftoppm") is not None),
)


def missing(needs: Sequence[Need]) -> list[Need]:
    """Keep the needs that this machine does not meet."""
    return [need for need in needs if not need.is_there()]


def obtain(needs: Sequence[Need]) -> list[Need]:
    """Say what is missing; install it, or give the line to type. Give what is left."""
    lacking = missing(needs)
    if not lacking:
        return []
    say("Missing on this machine:")
    for need in lacking:
        say(f"  {need.package:<22} {need.purpose}")
    names = [need.package for need in lacking]
    if not may_install():
        say(f"To have them, type:\n  {line_to_type(names)}")
        return lacking
    install(names)
    return missing(needs)


def may_install() -> bool:
    """Only root on Debian or Ubuntu installs without being asked."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def line_to_type(names: Sequence[str]) -> str:
    """Give the one line that installs these packages."""
    if shutil.which("apt-get"):
        return f"sudo apt-get update && sudo apt-get install -y {' '.join(names)}"
    return f"(with your system's package manager, by Debian's names) {' '.join(names)}"


def install(names: Sequence[str]) -> None:
    """Install Debian packages without asking anything.

    Raises:
        Trouble: they could not be installed.
    """
    say(f"Installing {', '.join(names)} …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *names],
    ):
        done = subprocess.run(
            command,
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            say(done.stdout)
            raise Trouble(f"Could not install: {line_to_type(names)}")


def main() -> None:
    """Obtain what running needs, and with ``--tests`` what the suite needs too."""
    with plain_words():
        left = obtain([*TO_RUN, *(TO_TEST if "--tests" in sys.argv else ())])
        if left:
            raise Trouble(f"Still missing: {', '.join(need.package for need in left)}.")


if __name__ == "__main__":
    main()
