"""The rights that the child gives up: those of root, and of ever gaining new ones."""

import ctypes
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from councils.kernel.door.terms import NoSandbox

NOBODY = 65534
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS
_CAPABILITIES_VERSION = 0x20080522
_CAPABILITIES = ctypes.c_uint32 * 6  # two words each: effective, permitted, inheritable


def gain_none() -> None:
    """Give up gaining rights, which the kernel asks of whoever sets a filter.

    Raises:
        NoSandbox: the kernel does not know of it.
    """
    if ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))):
        raise NoSandbox


def give_up(*, readable: Iterable[Path]) -> None:
    """Become nobody, if nobody can read these, and lose what root may do in any case.

    Raises:
        NoSandbox: the kernel keeps a right in place.
    """
    if os.geteuid() == 0:
        # A container may have a root that can become nobody else.
        with suppress(OSError):
            _become_nobody(list(readable))
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    if ctypes.CDLL(None).capset(header, _CAPABILITIES()):
        raise NoSandbox


def _become_nobody(readable: list[Path]) -> None:
    os.setgroups([])
    # An interpreter in root's own home is one that nobody else can load code from.
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    if all(os.access(path, os.R_OK) for path in readable):
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    else:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
