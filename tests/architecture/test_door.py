"""Files from people are read behind one door, and never where a page is made."""

import ast

import pytest

from tests.architecture.test_tree import OURS, short

PARSERS = {"PIL", "docx", "lxml", "pdfminer", "xml", "zipfile"}
STARTERS = {"multiprocessing", "pty", "subprocess"}
# Asked for by a worker, and by whoever types a command on the server itself.
READING = {"document_at", "finish_reading", "read_file", "read_import", "read_in_child"}


def imported(path):
    """Name the modules that one imports, and what it takes from them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).partition(".")[0]
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.attr


def modules_with(words):
    return {short(path) for path in OURS if words & set(imported(path))}


def test_what_parses_is_imported_behind_the_door_alone():
    found = {
        path
        for path in modules_with(PARSERS)
        if not path.startswith(("protocols/importers/", "protocol_portal/house/"))
    }

    # The press scales the crest that was made anew behind the door.
    assert found == {"councils/pictures.py", "protocols/pdf/assets.py"}


def test_one_place_starts_a_child():
    found = {
        path
        for path in modules_with(STARTERS)
        if not path.startswith("protocol_portal/")
    }

    assert found == {"councils/kernel/door/starting.py"}


@pytest.mark.parametrize("word", sorted(READING))
def test_no_page_reads_a_file(word):
    readers = {"protocols/services/importing.py", "protocols/services/lookup.py"}

    for path in modules_with({word}) - readers:
        assert path.startswith(("protocols/tasks.py", "protocols/management/"))
