"""Where the kernel cannot hold the child no file is read, unless that is accepted."""

from io import BytesIO

import pytest
from PIL import Image

from tests.councils.kernel.door.lesser_hosts import run_without

NO_FILTERS = ["seccomp", "prctl"]
NO_LANDLOCK = ["landlock_create_ruleset"]
READ = """
from councils.kernel.door.terms import UnreadableFile
from protocols.importers.door import read_in_child
try:
    print(read_in_child(b"1.1 Papers go out.", name="a.txt", without_sandbox={}))
except UnreadableFile as refusal:
    print(refusal)
"""
TRY = """
from councils.kernel.door.starting import answer_from_child
from councils.kernel.door.terms import Reader
reader = Reader(function="tests.councils.kernel.door.attempts:{what}")
print(answer_from_child(b{data!r}, reader=reader, without_sandbox=True))
"""
DJANGO = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "protocol_portal.settings"
import django
django.setup()
sys.stderr = sys.stdout
"""
CHECK = """
from django.core.management import call_command
call_command("check")
"""
READ_BOTH = """
from io import BytesIO
from pathlib import Path
from councils.crests import read_crest
from councils.kernel.refusals import DomainError
from protocols.services.lookup import read_file
for read, what in ((read_crest, BytesIO({picture})), (read_file, Path({path!r}))):
    try:
        print("read", type(read(what)).__name__)
    except DomainError as refusal:
        print(refusal.message)
"""


def told(calls, code, **environment):
    return run_without(calls, f"exec({code!r})", **environment)


def test_a_file_is_refused_with_a_sentence_for_the_clerk():
    assert told(NO_FILTERS, READ.format(False)) == (
        "Files cannot be read safely on this server. Tell whoever runs it that"
        " “manage.py check” says what is missing.\n"
    )
    assert "Papers go out." in told([], READ.format(False))


def test_an_operator_may_accept_it():
    assert "Papers go out." in told(NO_FILTERS, READ.format(True))


def test_a_setting_says_whether_an_operator_accepts_it(tmp_path):
    made, path = BytesIO(), tmp_path / "a.txt"
    Image.new("RGB", (9, 9)).save(made, "PNG")
    path.write_text("1.1 Papers go out.", "utf-8")
    code = DJANGO + READ_BOTH.format(picture=made.getvalue(), path=str(path))

    refused = told(NO_FILTERS, code, READ_FILES_WITHOUT_SANDBOX="false")
    taken = told(NO_FILTERS, code, READ_FILES_WITHOUT_SANDBOX="true")

    assert refused.count("Files cannot be read safely on this server.") == 2
    assert taken.splitlines() == ["read Crest", "read Document"]


def test_then_python_still_watches_what_is_python():
    nothing = [*NO_FILTERS, *NO_LANDLOCK]
    for what in ("connect", "start a program"):
        code = TRY.format(data=what, what="ask_python")
        assert "PermissionError" in told(nothing, code)


def test_accepting_it_takes_nothing_away_where_the_kernel_can_hold_the_child():
    code = TRY.format(data='["make_socket", 2]', what="attempt")

    assert "EPERM" in told([], code)
    assert "done" in told(NO_FILTERS, code)


@pytest.mark.parametrize(
    ("calls", "accepted", "sentence"),
    [
        (NO_FILTERS, "false", "No file from people is read"),
        (NO_FILTERS, "true", "Files from people are read without a sandbox."),
        (NO_LANDLOCK, "false", "could open the portal's own files"),
        ([], "false", "System check identified no issues"),
    ],
)
def test_an_operator_hears_it_before_a_clerk_does(calls, accepted, sentence):
    said = told(calls, DJANGO + CHECK, READ_FILES_WITHOUT_SANDBOX=accepted)

    assert sentence in said


def test_a_root_that_can_become_nobody_else_reads_files_all_the_same():
    assert "Papers go out." in told(["setgroups", "setresuid"], READ.format(False))


def test_a_process_that_keeps_a_right_reads_none():
    assert "cannot be read safely" in told(["capset"], READ.format(False))


def test_without_landlock_a_file_is_read_all_the_same():
    assert "Papers go out." in told(NO_LANDLOCK, READ.format(False))
