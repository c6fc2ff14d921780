"""``make check``: every check that reads the code without running the portal."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from protocol_portal.house.bootstrap import prepare
from protocol_portal.house.machine import (
    PYTHON,
    ROOT,
    VENV,
    Trouble,
    environment,
    plain_words,
    say,
)

AT_ONCE = 2  # mypy takes as long as all the others together.


@dataclass(frozen=True)
class Check:
    """One program that must succeed."""

    name: str
    command: tuple[str, ...]


def checks() -> list[Check]:
    """List the checks, the slowest first."""
    templates = sorted(str(path) for path in (ROOT / "templates").rglob("*.html"))
    listed = [
        Check("types (mypy)", (_tool("mypy"),)),
        Check("format (ruff)", (_tool("ruff"), "format", "--check", "--quiet", ".")),
        Check("lint (ruff)", (_tool("ruff"), "check", "--quiet", ".")),
        Check("imports (import-linter)", (_tool("lint-imports"), "--no-logo")),
        Check("rules of the house", (str(PYTHON), "-m", "protocol_portal.house.rules")),
        Check("promises", (*_manage(), "promises", "--check")),
        Check("access to pages", (*_manage(), "access_matrix", "--check")),
        Check("migrations", (*_manage(), "makemigrations", "--check", "--dry-run")),
        Check(
            "a server's settings",
            (
                *(str(PYTHON), "-m", "protocol_portal.house.rehearsal"),
                *("check", "--deploy", "--fail-level", "WARNING"),
            ),
        ),
    ]
    if templates:
        listed += [
            Check("templates (djlint)", (_tool("djlint"), "--lint", "templates")),
            Check("templates (djade)", (_tool("djade"), "--check", *templates)),
        ]
    return listed


def run_checks() -> None:
    """Run them all, show what those that fail had to say.

    Raises:
        Trouble: at least one of them fails.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        passed = list(pool.map(_passes, checks()))
    if not all(passed):
        raise Trouble(f"{passed.count(False)} of {len(passed)} checks failed.")
    say(f"All {len(passed)} checks passed.")


def _passes(check: Check) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = time.monotonic() - started
    verdict = "failed" if done.returncode else "passed"
    words = f"\n{done.stdout.rstrip()}\n" if done.returncode else ""
    say(f"{verdict}  {check.name}, {took:.0f} s{words}")
    return done.returncode == 0


def _tool(name: str) -> str:
    return str(VENV / "bin" / name)


def _manage() -> tuple[str, str]:
    return str(PYTHON), str(ROOT / "manage.py")


def main() -> None:
    """Make ready, then check."""
    with plain_words():
        prepare()
        run_checks()


if __name__ == "__main__":
    main()
