"""Makes a fresh clone ready: the virtual environment, system packages, page assets."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from protocol_portal.house import packages
from protocol_portal.house.machine import (
    PYTHON,
    ROOT,
    VENV,
    Trouble,
    plain_words,
    require_python,
    run,
    say,
)

if TYPE_CHECKING:
    from pathlib import Path

LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from"


def prepare() -> None:
    """Make everything that running needs; on a machine that has it, nothing."""
    require_python()
    packages.obtain(packages.TO_RUN)
    make_venv()
    run(PYTHON, "-m", "protocol_portal.assets")
    # WhiteNoise warns of a folder that is not there, used or not.
    (ROOT / "staticfiles").mkdir(exist_ok=True)


def make_venv() -> None:
    """Make ``.venv`` hold what the lock file names, unless it does already."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    works = _works(PYTHON)
    if works and STAMP.exists() and STAMP.read_text(encoding="ascii") == digest:
        return
    uv = shutil.which("uv")
    if uv is None or not _works(uv) or not _made_by_uv(uv, anew=not works):
        _make_by_pip(anew=not works)
    STAMP.write_text(digest, encoding="ascii")


def _works(place: str | Path) -> bool:
    """Say whether a program starts; a moved environment's Python does not."""
    try:
        done = subprocess.run([place, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _made_by_uv(uv: str, *, anew: bool) -> bool:
    """Make it by uv, which takes seconds; say whether that went well."""
    say("Making .venv from requirements.lock (uv) …")
    try:
        if anew:
            _clear()
            run(uv, "venv", "--quiet", "--python", _own_python(), VENV)
        run(
            *(uv, "pip", "install", "--quiet", "--python", PYTHON),
            *("--require-hashes", "--requirement", LOCK),
        )
    except Trouble:
        say("uv could not do it; trying pip.")
        return False
    return True


def _make_by_pip(*, anew: bool) -> None:
    """Make it by Python's own venv and pip, which are slower and everywhere."""
    say("Making .venv from requirements.lock (pip; about a minute) …")
    # uv makes environments without pip in them.
    if anew or not (VENV / "bin" / "pip").exists():
        _require_ensurepip()
        _clear()
        run(_own_python(), "-m", "venv", VENV)
    run(
        *(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--no-compile", "--require-hashes", "--requirement", LOCK),
    )


def _require_ensurepip() -> None:
    """Debian keeps ``ensurepip`` in a package of its own.

    Raises:
        Trouble: it is missing and may not be installed from here.
    """
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if not packages.may_install():
        line = packages.line_to_type([package])
        raise Trouble(f"Python's venv is missing. Type:\n  {line}")
    packages.install([package])


def _own_python() -> str:
    """Give the interpreter itself, also when asked from inside an environment."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _clear() -> None:
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)


def main() -> None:
    """Make ready and do nothing else."""
    with plain_words():
        prepare()


if __name__ == "__main__":
    main()
