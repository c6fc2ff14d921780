"""Where the kernel cannot hold the child no file is read, unless that is accepted."""

import pytest

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
print(answer_from_child(
    b{data!r}, reader="tests.councils.kernel.door.attempts:{what}", without_sandbox=True
))
"""
CHECK = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "protocol_portal.settings"
import django, sys
from django.core.management import call_command
django.setup()
sys.stderr = sys.stdout
call_command("check")
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
    said = told(calls, CHECK, READ_FILES_WITHOUT_SANDBOX=accepted)

    assert sentence in said


def test_without_landlock_a_file_is_read_all_the_same():
    assert "Papers go out." in told(NO_LANDLOCK, READ.format(False))
