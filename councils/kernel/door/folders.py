"""Which files the child may open: those of the code that it runs, for reading.

What the portal keeps, its secrets among them, lies within reach of the user that the
worker runs as; a file that broke its reader must not read them into its own answer. The
kernel holds this by Landlock, where it has it (Linux 5.13); ``is_held`` says whether.
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from councils.kernel.door.terms import ROOT

_CREATE, _ADD, _CLOSE = 444, 445, 446  # the same numbers on every processor
_VERSION = 1
_BENEATH = 1  # LANDLOCK_RULE_PATH_BENEATH
_ALL = (1 << 13) - 1  # every right over files that the first Landlock knew
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def own_code() -> list[Path]:
    """List what the interpreter, the readers and their libraries are made of."""
    found = [
        *(ROOT / name for name in ("councils", "protocols")),
        *(Path(place) for place in sys.path if Path(place) != ROOT),
        *map(Path, ("/lib", "/lib64", "/usr/lib", "/usr/local/lib")),
        Path("/etc/ld.so.cache"),
    ]
    return [path for path in found if path.exists()]


def open_only(paths: Iterable[Path]) -> None:
    """Have the kernel refuse to open any other file, where it can."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION) < 1:
        return
    handled = ctypes.c_uint64(_ALL)
    size = ctypes.c_size_t(ctypes.sizeof(handled))
    ruleset = libc.syscall(_CREATE, ctypes.byref(handled), size, 0)
    for path in paths:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rights = _READ_FILE | (_READ_FOLDER if path.is_dir() else 0)
        rule = _Rule(rights, folder)
        libc.syscall(_ADD, ruleset, _BENEATH, ctypes.byref(rule), 0)
        os.close(folder)
    libc.syscall(_CLOSE, ruleset, 0)
    os.close(ruleset)


def is_held(_data: bytes = b"", _name: str = "") -> bytes:
    """Say, from behind the door, whether files elsewhere are out of reach."""
    try:
        os.close(os.open("/", os.O_RDONLY | os.O_DIRECTORY))
    except PermissionError:
        return b"held"
    return b"open"
