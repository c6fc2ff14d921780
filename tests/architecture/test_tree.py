"""The tree is as the README says it stands."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRACKED = sorted(
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    if name and (ROOT / name).is_file()
)
APPS = ("protocol_portal", "concerns", "protocols", "councils")
PYTHON = [path for path in TRACKED if path.suffix == ".py"]
CODE = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in APPS]
OURS = [path for path in CODE if "migrations" not in path.parts]

TOP_LEVEL = {
    *("manage.py", "pyproject.toml", "protocol_portal", "councils", "protocols"),
    *("concerns", "templates", "static", "tests", "docker-compose.yml", "README.md"),
    *("Makefile", "Dockerfile", "LICENSE", "CHANGELOG.md"),
    *("requirements.lock", "requirements-server.lock"),
    *("package.json", "package-lock.json"),
}
PURE = {"document", "importers", "comparison", "checks", "review_calendar", "timeline"}
HOMELESS = {"utils", "helpers", "common", "constants", "mixins", "selectors", "misc"}
BEFORE_THE_VENV = [
    *("bootstrap", "check", "machine", "packages", "rehearsal", "rules", "run", "test")
]


def short(path):
    return str(path.relative_to(ROOT))


def test_the_top_level_holds_what_it_should_and_nothing_else():
    found = {path.relative_to(ROOT).parts[0] for path in TRACKED}

    assert {name for name in found if not name.startswith(".")} <= TOP_LEVEL


@pytest.mark.parametrize("path", PYTHON, ids=short)
def test_a_module_says_by_its_name_what_lives_there(path):
    assert not HOMELESS & {path.stem, *path.relative_to(ROOT).parts}


@pytest.mark.parametrize("path", OURS, ids=short)
def test_a_module_begins_with_its_one_job(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert not tree.body or ast.get_docstring(tree), "no docstring"


@pytest.mark.parametrize(
    "path", [path for path in PYTHON if "migrations" not in path.parts], ids=short
)
def test_a_module_is_at_most_400_lines_long(path):
    # The cases of one module's tests stand together, and may be more.
    most = 700 if path.relative_to(ROOT).parts[0] == "tests" else 400
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@pytest.mark.parametrize("path", PYTHON, ids=short)
def test_imports_are_absolute_and_at_the_top(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name != "ready":
            inside = [
                node.lineno
                for node in ast.walk(function)
                if isinstance(node, ast.Import | ast.ImportFrom)
            ]
            assert not inside, f"imports inside {function.name}: lines {inside}"
    relative = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


@pytest.mark.parametrize("name", BEFORE_THE_VENV)
def test_what_runs_before_the_venv_needs_only_the_standard_library(name):
    house = "protocol_portal.house"
    tree = ast.parse((ROOT / f"protocol_portal/house/{name}.py").read_text("utf-8"))

    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        node.module if node.module != house else f"{house}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    allowed = {f"{house}.{other}" for other in BEFORE_THE_VENV}
    foreign = {
        module
        for module in imported - allowed
        if module.partition(".")[0] not in sys.stdlib_module_names
    }
    assert not foreign


def test_what_every_house_command_imports_first_is_empty_of_code():
    for name in ("protocol_portal/__init__.py", "protocol_portal/house/__init__.py"):
        tree = ast.parse((ROOT / name).read_text("utf-8"))
        assert len(tree.body) == 1, name


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-server.lock"])
def test_a_lock_file_pins_hashes_and_names_no_address(name):
    text = (ROOT / name).read_text("ascii")

    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9-]+==\S+ ", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_servers_lock_file_is_a_part_of_the_other():
    whole, server = (
        re.split(r"\n(?=\S)", (ROOT / name).read_text("ascii").strip())
        for name in ("requirements.lock", "requirements-server.lock")
    )

    assert {entry.partition("==")[0] for entry in server} >= {"django", "gunicorn"}
    assert {entry.split(" ")[0] for entry in server} <= {
        entry.split(" ")[0] for entry in whole
    }


def test_every_contract_on_imports_is_there():
    with (ROOT / "pyproject.toml").open("rb") as file:
        linter = tomllib.load(file)["tool"]["importlinter"]
    apps, floors, pure = linter["contracts"]

    assert apps["layers"] == ["protocol_portal", "concerns", "protocols", "councils"]
    assert set(floors["containers"]) == {"councils", "protocols", "concerns"}
    assert set(pure["forbidden_modules"]) == {"celery", "django"}
    stands = {path.stem for path in (ROOT / "protocols").iterdir()}
    assert {f"protocols.{name}" for name in PURE if name in stands} <= set(
        pure["source_modules"]
    )
