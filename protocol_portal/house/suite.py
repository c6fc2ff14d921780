"""Runs the suite on SQLite and on PostgreSQL with Redis, and says what was left out.

Everything runs on SQLite. What asks the database runs on PostgreSQL again; what does
not (readers of files, checks of a text, printing) is the same there and runs once.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from protocol_portal.house import servers
from protocol_portal.house.asking import ONLY_ASKING
from protocol_portal.house.machine import PYTHON, ROOT, environment, plain_words, say
from protocol_portal.house.packages import BROWSER, VALIDATOR, missing

WORKERS = max(2, min(4, os.cpu_count() or 2))
TOOLS = {"browser": [BROWSER], "vera": list(VALIDATOR)}
SEEDS = "SEEDS_DIR"  # What no clone carries may be left out even by CI.


@dataclass(frozen=True, slots=True)
class Pass:
    """One run of the suite: on what, with which tests."""

    name: str
    marks: str
    environment: dict[str, str]
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What one run of the suite came to."""

    name: str
    seconds: float
    exit_code: int
    counts: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        """Say it in one line."""
        failed = self.counts["failures"] + self.counts["errors"]
        passed = self.counts["tests"] - failed - self.counts["skipped"]
        minutes, seconds = divmod(round(self.seconds), 60)
        return f"{self.name}: {passed} passed, {failed} failed, {minutes}:{seconds:02}"


def run_suite(arguments: Sequence[str]) -> bool:
    """Run every pass this machine allows; say whether nothing failed or was missed."""
    proofs = "--proofs" in arguments
    extra = [argument for argument in arguments if argument != "--proofs"]
    left_out = [
        f"tests marked {mark}: {', '.join(lacking)} missing"
        for mark, lacking in tools_lacking().items()
    ]
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-"))
        )
        database = stack.enter_context(servers.postgresql())
        queue = stack.enter_context(servers.redis_server())
        if database is None:
            left_out.append("PostgreSQL: none runs here, and none is installed")
        if queue is None:
            left_out.append("Redis: none runs here, and none is installed")
        planned = passes(folder, database, queue, proofs=proofs)
        outcomes = [_run_pass(one, folder, extra) for one in planned]
    return report(outcomes, left_out)


def passes(
    folder: Path,
    database: servers.Server | None,
    queue: servers.Server | None,
    *,
    proofs: bool,
) -> list[Pass]:
    """Plan the runs: everything once on SQLite, what differs again on PostgreSQL.

    Pages look the same and PDFs are the same bytes on either, so browsers and the
    validator run once, but for the journeys marked ``everywhere``; and so does what
    asks no database.
    """
    kind = "proof" if proofs else "not proof"
    without = [f"not {mark}" for mark in tools_lacking()]
    shared = {"PORTAL_MODE": "try-out", "PORTAL_TESTING": "true"}
    planned = [
        Pass(
            "SQLite",
            " and ".join([kind, "not postgresql_only", *without]),
            {
                **shared,
                "DATABASE_URL": f"sqlite://{folder}/portal.sqlite3",
                "REDIS_URL": "",
                "PORTAL_VAR": f"{folder}/sqlite",
            },
        )
    ]
    if database:
        once = ["not sqlite_only", "not vera", "(not browser or everywhere)"]
        planned.append(
            Pass(
                f"PostgreSQL ({database.origin})"
                + (f" with Redis ({queue.origin})" if queue else ""),
                " and ".join([kind, *once, *without]),
                {
                    **shared,
                    "DATABASE_URL": database.url,
                    "REDIS_URL": queue.url if queue else "",
                    "PORTAL_VAR": f"{folder}/postgresql",
                    # No test outlives the server: it need not wait for the disk.
                    "PGOPTIONS": "-c synchronous_commit=off",
                },
                (ONLY_ASKING,),
            )
        )
    return planned


def tools_lacking() -> dict[str, list[str]]:
    """Name what tests with a mark need and this machine lacks."""
    lacking = {
        mark: [need.package for need in missing(needs)] for mark, needs in TOOLS.items()
    }
    return {mark: names for mark, names in lacking.items() if names}


def _run_pass(one: Pass, folder: Path, extra: Sequence[str]) -> Outcome:
    say(f"\nThe suite on {one.name}\n")
    results = folder / "results.xml"
    started = time.monotonic()
    command = [str(PYTHON), "-m", "pytest", "-q", "-n", str(WORKERS)]
    # In the order that tests/conftest.py gives them: what takes long goes first.
    command += ["--dist", "loadfile", "--no-loadscope-reorder"]
    command += ["-m", one.marks, f"--junitxml={results}"]
    command += [*one.options, *extra]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(one.environment), check=False
    )
    outcome = Outcome(one.name, time.monotonic() - started, done.returncode)
    if results.exists():
        _count(outcome, ET.parse(results).getroot())  # noqa: S314 - pytest wrote it
        results.unlink()
    return outcome


def _count(outcome: Outcome, root: ET.Element) -> None:
    for suite in root.iter("testsuite"):
        for name in ("tests", "failures", "errors", "skipped"):
            outcome.counts[name] += int(suite.get(name, "0"))
    for skipped in root.iter("skipped"):
        outcome.skipped[skipped.get("message", "")] += 1


def report(outcomes: Sequence[Outcome], left_out: Sequence[str]) -> bool:
    """Say what ran and what did not; under CI nothing may be left out."""
    skipped = sum((outcome.skipped for outcome in outcomes), Counter[str]())
    say("\nWhat it ran on:")
    for outcome in outcomes:
        say(f"  {outcome.line()}")
    say("What it left out:" if left_out or skipped else "It left nothing out.")
    for line in left_out:
        say(f"  {line}")
    for reason, times in sorted(skipped.items()):
        say(f"  {times} tests: {reason}")
    if any(outcome.exit_code for outcome in outcomes):
        return False
    strict = os.environ.get("CI") == "true"
    missed = [*left_out, *(reason for reason in skipped if SEEDS not in reason)]
    if strict and missed:
        say("Under CI nothing may be left out.")
        return False
    return True


def main() -> None:
    """Run the suite; exit 1 if anything failed."""
    # So that servers started for the run are stopped when it is told to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with plain_words():
        sys.exit(not run_suite(sys.argv[1:]))


if __name__ == "__main__":
    main()
