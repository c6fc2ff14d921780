"""Every dependency is in the README with its licence and its reason."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def named(requirements):
    return [
        re.match(r"[\w.-]+", requirement)[0].lower() for requirement in requirements
    ]


def rows_of_the_readme():
    text = (ROOT / "README.md").read_text("utf-8")
    chapter = text.partition("## Dependencies")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", chapter, re.MULTILINE)
    return {
        name: (licence, reason) for name, licence, reason in rows if name != "package"
    }


def project():
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


ALL = named(project()["project"]["dependencies"]) + named(
    project()["dependency-groups"]["dev"]
)


@pytest.mark.parametrize("name", ALL)
def test_a_dependency_has_a_licence_and_a_reason(name):
    licence, reason = rows_of_the_readme()[name]

    assert licence.strip()
    assert len(reason.split()) > 1


def test_the_readme_names_no_dependency_that_is_not_one():
    assert set(rows_of_the_readme()) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_a_dependency_is_locked(name):
    locked = re.findall(
        r"^([a-z0-9-]+)==",
        (ROOT / "requirements.lock").read_text("ascii"),
        re.MULTILINE,
    )

    assert name.replace(".", "-") in locked
