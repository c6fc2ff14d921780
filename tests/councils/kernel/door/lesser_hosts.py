"""Hosts whose kernel can do less, made from this one by a filter of its own."""

import ctypes
import os
import subprocess
import sys

from councils.kernel.door.terms import ROOT

ALLOW, NO_SUCH_CALL = 0x7FFF0000, 0x00050026
SET_FILTER = 22  # what prctl is asked, where there is no call of its own


class Argument(ctypes.Structure):
    _fields_ = (
        ("place", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def take_away(*calls: str) -> None:
    """Have the kernel know nothing of these calls, here and in every child."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(ALLOW))
    for call in calls:
        asks = [Argument(0, 7, 2**32 - 1, SET_FILTER)] if call == "prctl" else []
        number = library.seccomp_syscall_resolve_name(call.encode())
        conditions = (Argument * len(asks))(*asks)
        args = (rules, NO_SUCH_CALL, number, len(asks), conditions)
        assert library.seccomp_rule_add_array(*args) == 0
    assert library.seccomp_load(rules) == 0


def run_without(calls: list[str], code: str, **environment: str) -> str:
    """Run code on a host that lacks these calls; give what it prints."""
    start = f"from {__name__} import take_away; take_away(*{calls!r}); {code}"
    return subprocess.run(
        [sys.executable, "-c", start],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
