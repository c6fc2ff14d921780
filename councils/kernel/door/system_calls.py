"""Which calls to the kernel the child may make: a list of what reading takes.

A list of what is allowed, because a list of what is refused is out of date with the
next kernel. It is a seccomp filter, put in place by libseccomp, which every Debian has
since apt needs it: it knows the numbers of each processor and refuses the calls of a
foreign one (i386 and x32 on x86_64), which a filter assembled by hand would have to
be shown to do for each. A namespace without a network was weighed and left: it leaves
every Unix socket and every other program in reach, and Docker refuses to make one
where it lets a filter be set.
"""

import ctypes
import errno
import fcntl
import os

from councils.kernel.door.terms import NoSandbox

_LIBRARY = "libseccomp.so.2"
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EPERM
_ON_FOREIGN_CALLS = 2  # SCMP_FLTATR_ACT_BADARCH
_MASKED = 7  # SCMP_CMP_MASKED_EQ

_ALLOWED = (
    # its pipes, and the files of its own code
    *("read", "readv", "pread64", "write", "writev", "lseek", "close", "dup"),
    *("stat", "lstat", "fstat", "newfstatat", "statx", "getdents64", "getcwd"),
    *("access", "faccessat", "faccessat2", "readlink", "readlinkat"),
    # memory
    *("brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "futex"),
    # itself, the clock and chance
    *("getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "uname"),
    *("clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getrusage"),
    *("getrandom", "sysinfo", "sched_getaffinity", "sched_yield"),
    # signals to itself, and its end
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack"),
    *("restart_syscall", "exit", "exit_group"),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# Which argument, which bits of it, and what these must be.
_ALLOWED_IF = (
    ("open", 1, _WRITING, 0),
    ("openat", 2, _WRITING, 0),
    ("prlimit64", 2, 2**64 - 1, 0),  # to ask for a limit, not to set one
    *(
        ("fcntl", 1, 2**32 - 1, what)
        for what in (
            fcntl.F_GETFD,
            fcntl.F_SETFD,
            fcntl.F_GETFL,
            fcntl.F_DUPFD_CLOEXEC,
        )
    ),
)


class _Argument(ctypes.Structure):
    _fields_ = (
        ("place", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def allow_only_reading() -> None:
    """Have the kernel refuse this process everything else, for good.

    Raises:
        NoSandbox: libseccomp is not there, or the kernel takes no filter.
    """
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise NoSandbox from error
    library.seccomp_init.restype = ctypes.c_void_p
    if not (rules := ctypes.c_void_p(library.seccomp_init(_REFUSE))):
        raise NoSandbox
    _require(library.seccomp_attr_set(rules, _ON_FOREIGN_CALLS, _REFUSE))
    for name in _ALLOWED:
        _allow(library, rules, name)
    for name, place, mask, value in _ALLOWED_IF:
        _allow(library, rules, name, _Argument(place, _MASKED, mask, value))
    _require(library.seccomp_load(rules))


def _allow(
    library: ctypes.CDLL, rules: ctypes.c_void_p, name: str, *only_if: _Argument
) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:
        return  # a call that this processor, or this libseccomp, does not know
    conditions = (_Argument * len(only_if))(*only_if)
    _require(
        library.seccomp_rule_add_array(rules, _ALLOW, number, len(only_if), conditions)
    )


def _require(result: int) -> None:
    if result != 0:
        raise NoSandbox
