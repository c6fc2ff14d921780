"""The kernel holds the child, whatever code runs in it; outside the same code runs."""

import json
import os
import platform
import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from councils.kernel.door.starting import answer_from_child
from councils.kernel.door.terms import ROOT, Reader, UnreadableFile

ATTEMPTS = "tests.councils.kernel.door.attempts"
READER = Reader(function=f"{ATTEMPTS}:attempt")


def behind_the_door(*attempt) -> str:
    data = json.dumps(attempt).encode()
    return answer_from_child(data, reader=READER).decode()


def outside(*attempt) -> str:
    """Try the same in a process of its own that nothing holds."""
    ended = subprocess.run(
        [sys.executable, "-m", ATTEMPTS],
        input=json.dumps(attempt).encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    return ended.stdout.decode() or "another program"


@pytest.mark.parametrize(
    ("attempt", "done"),
    [
        (["make_socket", 1], "done"),
        (["make_socket", 2], "done"),
        (["make_a_pair_of_sockets"], "done"),
        (["become_another_program"], "another program"),
        (["become_another_program_by_number"], "another program"),
        (["fork"], "done"),
        (["start_a_thread"], "done"),
        (["make_a_file_in_memory"], "done"),
        (["trace"], "done"),
        (["read_memory"], "done"),
        (["signal_a_process", 0], "done"),
        (["leave_what_is_shared"], "done"),
        (["change_a_limit"], "done"),
    ],
)
def test_the_kernel_refuses_what_reading_does_not_take(attempt, done):
    assert behind_the_door(*attempt) == "EPERM"
    assert outside(*attempt) == done


@pytest.fixture
def listening():
    """Give a port of this machine and the path of a Unix socket; both listen."""
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_INET) as port,
        socket.socket(socket.AF_UNIX) as path,
    ):
        port.bind(("127.0.0.1", 0))
        path.bind(f"{folder}/socket")
        for one in (port, path):
            one.listen()
            one.setblocking(False)
        yield port, path


def test_nothing_that_listens_hears_of_the_child(listening):
    port, path = listening
    attempts = (
        ("connect_to_port", port.getsockname()[1], port),
        ("connect_to_path", path.getsockname(), path),
    )
    for what, where, listener in attempts:
        assert behind_the_door(what, where) == "EPERM"
        with pytest.raises(BlockingIOError):
            listener.accept()
        assert outside(what, where) == "done"
        listener.accept()[0].close()


@pytest.mark.parametrize("what", ["open_for_writing", "empty", "rename", "remove"])
def test_the_child_changes_no_file(tmp_path, what):
    path = tmp_path / "kept"
    path.write_text("words", "utf-8")

    assert behind_the_door(what, str(path)) == "EPERM"
    assert path.read_text("utf-8") == "words"
    assert outside(what, str(path)) == "done"


@pytest.mark.parametrize("what", ["open_for_writing", "make_a_folder"])
def test_the_child_makes_no_file(tmp_path, what):
    path = tmp_path / "new"

    assert behind_the_door(what, str(path)) == "EPERM"
    assert not path.exists()
    assert outside(what, str(path)) == "done"


def test_the_child_reads_no_file_that_is_not_its_own_code():
    of_the_worker = f"/proc/{os.getpid()}/environ"
    for path in ("/etc/passwd", str(ROOT / "README.md"), of_the_worker):
        assert behind_the_door("open_for_reading", path) == "EACCES"
        assert outside("open_for_reading", path) == "done"


def test_the_child_reads_its_own_code():
    assert behind_the_door("open_for_reading", json.__file__) == "done"
    assert behind_the_door("open_for_writing", json.__file__) == "EPERM"


def test_calls_of_another_processor_are_refused_too():
    if platform.machine() != "x86_64":
        return  # The others have one way to call the kernel.
    for which in ("i386", "x32"):
        assert behind_the_door("call_as_another_processor", which) == "EPERM"
    assert outside("call_as_another_processor", "i386") == "done"


def test_the_child_has_no_surroundings(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    with Path(__file__).open("rb") as file:
        os.set_inheritable(file.fileno(), True)
        told = json.loads(behind_the_door("tell_what_it_has"))
        assert file.fileno() not in told["files"]

    assert "DATABASE_URL" not in told["environment"]
    assert told == told | {
        "files": [0, 1, 2],
        "core": [0, 0],
        "written": [0, 0],
        "processor": [14, 14],
        "memory": [480 * 1024 * 1024] * 2,
        "folder": "/",
    }


def test_the_child_cannot_grow():
    with pytest.raises(UnreadableFile, match="far more time or memory"):
        behind_the_door("grow")


def test_the_child_has_given_up_every_right():
    code = (
        "from councils.kernel.door import folders, rights;"
        "rights.gain_none(); rights.give_up(readable=folders.own_code());"
        "print(open('/proc/self/status').read())"
    )
    status = subprocess.check_output(
        [sys.executable, "-c", code], cwd=ROOT, text=True, encoding="ascii"
    )
    told = dict(re.findall(r"^(\w+):\t(.*)$", status, re.MULTILINE))

    assert told["NoNewPrivs"] == "1"
    for kind in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
        assert int(told[kind], 16) == 0


def test_root_becomes_nobody_where_nobody_can_read_the_code():
    code = (
        "import os; from councils.kernel.door import rights; from pathlib import Path;"
        "rights.give_up(readable=[Path({!r})]); print(os.getresuid(), os.getresgid())"
    )

    def left(path):
        return subprocess.check_output(
            [sys.executable, "-c", code.format(path)], cwd=ROOT, text=True
        ).strip()

    def three(user, group):
        return f"{(user,) * 3} {(group,) * 3}"

    mine = three(os.geteuid(), os.getegid())
    nobody = three(65534, 65534)
    assert left("/") == (nobody if os.geteuid() == 0 else mine)
    with tempfile.TemporaryDirectory() as private:
        assert left(private) == mine
