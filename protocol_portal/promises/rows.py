"""The rows of both tables, read from their files."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from protocol_portal.promises.standard import requirements

FOLDER = Path(__file__).parent


class Answer(StrEnum):
    """What the portal says to a requirement."""

    HELD = "held"
    HOST = "host"
    NOT_HERE = "not here"
    NOT_MET = "not met"

    @property
    def meaning(self) -> str:
        """Say what the answer says."""
        return MEANINGS[self]


MEANINGS = {
    Answer.HELD: "the portal does it, and tests show it",
    Answer.HOST: "falls to whoever runs the host or its proxy",
    Answer.NOT_HERE: "the portal has no such thing",
    Answer.NOT_MET: "a gap, said aloud",
}


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What the portal promises in plain words, and the tests that show it."""

    promise: str
    shown_by: tuple[str, ...]
    about: str
    figure: str = ""
    out_of_scope: str = ""


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One requirement of the standard in our own words, and our answer to it."""

    id: str
    chapter: str
    gist: str
    answer: str
    shown_by: tuple[str, ...] = ()
    note: str = ""

    @property
    def level(self) -> int:
        """Give the level that the requirement begins at; nought if there is none."""
        return requirements().get(self.id, 0)


@dataclass(frozen=True)
class Rows:
    """Both tables whole."""

    promises: list[Promise] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)

    def named_tests(self) -> Iterator[tuple[str, str]]:
        """Give each test that a row names, beside what the row is called."""
        for promise in self.promises:
            for test in promise.shown_by:
                yield f"“{promise.promise}”", test
        for requirement in self.requirements:
            for test in requirement.shown_by:
                yield requirement.id, test


def read_rows(folder: Path = FOLDER) -> Rows:
    """Read what stands in ``promises.toml`` and in ``asvs/``, a chapter a file."""
    return Rows(
        [
            Promise(about=part["about"], **_row(row))
            for part in _read(folder / "promises.toml")["part"]
            for row in part["row"]
        ],
        [
            Requirement(chapter=chapter["chapter"], **_row(row))
            for path in sorted((folder / "asvs").glob("*.toml"))
            for chapter in [_read(path)]
            for row in chapter["row"]
        ],
    )


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "shown_by": tuple(row.get("shown_by", ()))}
