"""The door for files from people: a child that can do little reads them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from councils.kernel.door.terms import Limits, UnreadableFile
from protocols.importers.door import read_in_child
from protocols.importers.preflight import check_before_reading
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


def test_this_side_of_the_door_loads_nothing_that_parses():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "import councils.crests, protocols.importers.door;"
        "parse = ('docx', 'pdfminer', 'lxml', 'PIL');"
        "print([name for name in parse if name in sys.modules])"
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
