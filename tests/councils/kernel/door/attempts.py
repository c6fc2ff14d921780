"""What code that broke its reader might try, straight from libc and past Python."""

import ctypes
import errno
import json
import mmap
import os
import platform
import resource
import socket
import struct
import subprocess
import sys
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
AF_UNIX, AF_INET, STREAM = 1, 2, 1
# By their numbers, since not every libc has a name for them.
NUMBERS = {
    "x86_64": {"execveat": 322, "memfd_create": 319},
    "aarch64": {"execveat": 281, "memfd_create": 279},
}[platform.machine()]


def attempt(data: bytes, _name: str = "") -> bytes:
    """Try one thing and say whether it was done, or how the kernel refused it."""
    what, *given = json.loads(data)
    return str(globals()[what](*given)).encode()


def _result(value):
    return errno.errorcode[ctypes.get_errno()] if value == -1 else "done"


def make_socket(family):
    return _result(LIBC.socket(family, STREAM, 0))


def make_a_pair_of_sockets():
    return _result(LIBC.socketpair(AF_UNIX, STREAM, 0, (ctypes.c_int * 2)()))


def connect_to_port(port):
    address = struct.pack("=H", AF_INET) + struct.pack("!H4s8x", port, b"\x7f\0\0\1")
    return _connect(AF_INET, address)


def connect_to_path(path):
    return _connect(AF_UNIX, struct.pack("=H", AF_UNIX) + path.encode() + b"\0")


def _connect(family, address):
    # Refused a socket, it tries with what it was given, which might be one.
    opened = max(LIBC.socket(family, STREAM, 0), 0)
    return _result(LIBC.connect(opened, address, len(address)))


def become_another_program():
    arguments = (ctypes.c_char_p * 2)(b"/bin/true", None)
    return _result(LIBC.execve(arguments[0], arguments, None))


def become_another_program_by_number():
    arguments = (ctypes.c_char_p * 2)(b"/bin/true", None)
    number = NUMBERS["execveat"]
    return _result(LIBC.syscall(number, -100, arguments[0], arguments, None, 0))


def fork():
    child = LIBC.fork()
    if child == 0:
        os._exit(0)
    return _result(child)


def start_a_thread():
    started, work = ctypes.c_ulong(), ctypes.cast(LIBC.getpid, ctypes.c_void_p)
    refused = LIBC.pthread_create(ctypes.byref(started), None, work, None)
    return errno.errorcode[refused] if refused else "done"


def open_for_reading(path):
    return _result(LIBC.open(path.encode(), os.O_RDONLY))


def open_for_writing(path):
    return _result(LIBC.open(path.encode(), os.O_WRONLY | os.O_CREAT, 0o600))


def empty(path):
    return _result(LIBC.open(path.encode(), os.O_RDONLY | os.O_TRUNC))


def make_a_folder(path):
    return _result(LIBC.mkdir(path.encode(), 0o700))


def rename(path):
    return _result(LIBC.rename(path.encode(), f"{path}-moved".encode()))


def remove(path):
    return _result(LIBC.unlink(path.encode()))


def make_a_file_in_memory():
    return _result(LIBC.syscall(NUMBERS["memfd_create"], b"x", 0))


def trace():
    trace_me = 0
    return _result(LIBC.ptrace(trace_me, 0, None, None))


def read_memory():
    here, there = ctypes.create_string_buffer(8), ctypes.create_string_buffer(8)
    into = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)
    out = (ctypes.c_size_t * 2)(ctypes.addressof(there), 8)
    return _result(LIBC.process_vm_readv(os.getpid(), into, 1, out, 1, 0))


def signal_a_process(pid):
    return _result(LIBC.kill(pid, 0))


def leave_what_is_shared():
    share_no_files = 0x400
    return _result(LIBC.unshare(share_no_files))


def change_a_limit():
    return _result(
        LIBC.setrlimit(int(resource.RLIMIT_NOFILE), struct.pack("=QQ", 8, 8))
    )


def call_as_another_processor(which):
    """Ask for the process's number as i386 would, or x32, on x86_64."""
    code = {
        "i386": b"\xb8\x14\x00\x00\x00\xcd\x80\xc3",  # mov eax, 20; int 0x80; ret
        "x32": b"\xb8\x27\x00\x00\x40\x0f\x05\xc3",  # mov eax, 39 + x32; syscall; ret
    }[which]
    room = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    room.write(code)
    start = ctypes.addressof(ctypes.c_char.from_buffer(room))
    number = ctypes.CFUNCTYPE(ctypes.c_int)(start)()
    return "done" if number == os.getpid() else errno.errorcode[-number]


def tell_what_it_has():
    """Say which files are open, what surrounds the process, and what it may use."""
    return json.dumps(
        {
            "files": [number for number in range(64) if _is_open(number)],
            "environment": sorted(os.environ),
            "core": resource.getrlimit(resource.RLIMIT_CORE),
            "written": resource.getrlimit(resource.RLIMIT_FSIZE),
            "processor": resource.getrlimit(resource.RLIMIT_CPU),
            "memory": resource.getrlimit(resource.RLIMIT_AS),
            "folder": str(Path.cwd()),
        }
    )


def _is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def grow():
    bytearray(600 * 1024 * 1024)


def ask_python(data: bytes, _name: str) -> bytes:
    """Try one thing by way of Python."""
    try:
        if data == b"connect":
            socket.create_connection(("127.0.0.1", 9))
        else:
            subprocess.run(["/bin/true"], check=True)
    except OSError as refusal:
        return type(refusal).__name__.encode()
    return b"done"


if __name__ == "__main__":
    sys.stdout.buffer.write(attempt(sys.stdin.buffer.read()))
