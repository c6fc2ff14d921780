"""Rules of the house that no linter knows: what may not stand in any tracked file."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass

from protocol_portal.house.machine import ROOT

THE_CONCERNS_OWN = re.compile(r"^concerns/(services|tasks|schedules)\b|^tests/")


@dataclass(frozen=True)
class Rule:
    """Words that may not stand in a file, and why; ``but`` names files that may."""

    why: str
    banned: re.Pattern[str]
    files: re.Pattern[str] = re.compile("")
    but: re.Pattern[str] = re.compile(r"(?!)")


# No pattern may match its own line here; hence the brackets around single letters.
RULES = (
    Rule(
        "a path of somebody's machine",
        re.compile(r"(?<![\w.:/}])/(?:[r]oot|home|[U]sers|[w]ork|opt/wheels)/\w"),
    ),
    Rule(
        "the address of a package registry",
        re.compile(
            r"(?:pypi|npmjs|pythonhosted|debian|ubuntu|unpkg|jsdelivr)\.(?:org|com|net)"
        ),
    ),
    Rule(
        "talk about how the work was done",
        re.compile(
            r"\b(?:[i]ssue \#?\d+|[C]laude|[A]nthropic|[C]hatGPT|[L]LM|[s]ubagent"
            r"|[w]orktree|COMMON\.md|as an [A]I)\b"
        ),
    ),
    Rule("work left for later", re.compile(r"\b(?:TO[D]O|FIX[M]E)\b")),
    Rule(
        "a secret",
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b"),
    ),
    Rule(
        "work done behind a save; a service does it, or a named signal says it",
        re.compile(r"\b(?:post_sav[e]|pre_sav[e]|post_delet[e]|pre_delet[e])\b"),
        files=re.compile(r"\.py$"),
    ),
    Rule(
        "a lock that whoever points at the row must wait for, which can deadlock",
        re.compile(r"select_for_update\((?!no_key=True)"),
        files=re.compile(r"^(?!tests/).*\.py$"),
        but=re.compile(r"house/rules\.py$"),
    ),
    Rule(
        "a concern fetched by another door than visible_to",
        re.compile(r"\bConcern\.objects\.(?!visible_to\b)"),
        files=re.compile(r"\.py$"),
        but=THE_CONCERNS_OWN,
    ),
)


def tracked_files() -> list[str]:
    """Name every file that git keeps, or will at the next commit."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(name for name in listing.stdout.split("\0") if name)


def breaches(name: str, text: str) -> list[str]:
    """Say, line by line, which rules a file's text breaks."""
    rules = [
        rule for rule in RULES if rule.files.search(name) and not rule.but.search(name)
    ]
    return [
        f"{name}:{number}: {rule.why}: {found[0]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for rule in rules
        if (found := rule.banned.search(line))
    ]


def all_breaches() -> list[str]:
    """Look through the whole project; a file that is not text breaks no rule."""
    found: list[str] = []
    for name in tracked_files():
        path = ROOT / name
        if path.is_symlink() or not path.is_file():
            continue
        text = path.read_bytes().decode(errors="ignore")
        if "\0" not in text:
            found += breaches(name, text)
    return found


def main() -> None:
    """Print the breaches; exit 1 if there are any."""
    found = all_breaches()
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
