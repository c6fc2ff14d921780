"""The door for files from people: a child that can do little reads them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from protocols.importers.door import LIMITS, Limits, read_in_child
from protocols.importers.preflight import check_before_reading
from protocols.importers.source import UnreadableFile
from tests.protocols.importers.files import (
    DOCUMENT,
    a_pdf,
    a_word_file,
    body,
    refused,
    with_part,
    words_of,
)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Protocol\n\n1. General\n\n1.1 Papers go out early.\n", "a.txt"),
        (a_word_file(), "a.docx"),
        (a_pdf(), "a.pdf"),
        (b"<html><body><h1>Protocol</h1><p>1.1 Papers go out early.</p>", "a.html"),
    ],
)
def test_every_kind_of_file_is_read(data, name):
    assert "Papers go out early." in words_of(read_in_child(data, name=name))


def test_a_million_paragraphs_are_refused():
    many = with_part(DOCUMENT, body("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 1_000_000))

    assert "larger inside" in refused(many, "a.docx")


def test_a_file_too_large_is_refused():
    with pytest.raises(UnreadableFile, match="20 MB"):
        check_before_reading(b"x" * (20 * 1024 * 1024 + 1), name="a.txt")


def test_what_takes_too_long_is_ended():
    slow = b"Protocol\n\n" + b"1.1 Papers go out early.\n" * 150_000

    with pytest.raises(UnreadableFile):
        read_in_child(slow, name="a.txt", limits=Limits(seconds=0.01))


def in_a_child(code: str) -> subprocess.CompletedProcess[bytes]:
    """Run code as the child runs, after it has limited itself."""
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from protocols.importers.child import close_network, limit_itself;"
        f"limit_itself(5, {LIMITS.memory}); close_network();"
    )
    root = str(Path(__file__).resolve().parents[3])
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", start + code, root],
        capture_output=True,
        env={},
        check=False,
    )


def test_the_child_cannot_grow():
    assert b"MemoryError" in in_a_child("bytearray(600 * 1024 * 1024)").stderr


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
    ],
)
def test_the_child_reaches_no_network_and_no_program(code):
    assert b"without the network" in in_a_child(code).stderr


def test_the_child_writes_no_file(tmp_path):
    path = tmp_path / "left"

    in_a_child(f"open({str(path)!r}, 'w').write('words')")

    assert not path.exists() or path.read_bytes() == b""


def test_the_child_has_no_environment(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    seen = []
    start = subprocess.Popen

    def watched(*args, **options):
        seen.append(options["env"])
        return start(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", watched)
    read_in_child(b"Protocol", name="a.txt")

    assert seen == [{}]


def test_this_side_of_the_door_loads_nothing_that_parses():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import protocols.importers.door;"
        "print([name for name in ('docx', 'pdfminer', 'lxml') if name in sys.modules])"
    )
    root = str(Path(__file__).resolve().parents[3])

    ended = subprocess.run(
        [sys.executable, "-I", "-c", code, root], capture_output=True, check=True
    )

    assert ended.stdout.strip() == b"[]"


@pytest.mark.parametrize(
    "limits",
    [
        Limits(memory=40 * 1024 * 1024),
        Limits(output=100),
        Limits(seconds=0),
        Limits(processor_seconds=0),
    ],
)
def test_whatever_ends_the_child_early_is_a_plain_sentence(limits):
    with pytest.raises(UnreadableFile, match=r"try again\.$"):
        read_in_child(a_pdf(), name="a.pdf", limits=limits)


@pytest.mark.parametrize(
    "name", ["a\x00b.txt", "é\n.txt", "\udcff.txt", "-c.txt", f"{'a' * 300_000}.txt"]
)
def test_a_name_may_hold_anything(name):
    reading = read_in_child(b"Papers go out early.", name=name)

    assert "Papers go out early." in words_of(reading)


def test_a_million_lines_are_refused():
    assert "5 MB" in refused(b"1.1 Papers.\n" * 1_000_000, "a.txt")
    assert "lines" in refused(b"x\n" * 1_000_000, "a.txt")


def test_more_lines_than_any_protocol_has_are_refused():
    assert "20,000 lines" in refused(b"Papers go out early.\n\n" * 20_001, "a.txt")


def test_no_child_is_left_behind():
    before = _children()

    with pytest.raises(UnreadableFile):
        read_in_child(b"words " * 1000, name="a.txt", limits=Limits(seconds=0.001))

    assert _children() == before


def _children() -> list[str]:
    pid = os.getpid()
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
