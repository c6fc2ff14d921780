"""The tables of promises: each names tests that are there, and the README says them."""

import subprocess
import sys
from pathlib import Path

import pytest

from protocol_portal.promises import readme
from protocol_portal.promises.checking import faults
from protocol_portal.promises.named_tests import is_there
from protocol_portal.promises.rows import Promise, Requirement, Rows, read_rows
from protocol_portal.promises.standard import requirements

ROOT = Path(__file__).resolve().parents[2]
HERE = "tests/protocol_portal/test_promises.py"
THIS = f"{HERE}::test_a_table_of_sound_rows_has_no_fault"


class TestInAClass:
    def test_that_stands_in_it(self):
        assert is_there(f"{HERE}::TestInAClass::test_that_stands_in_it", root=ROOT)


def a_row(id_, **changes):
    sound = {
        "id": id_,
        "chapter": "Everything",
        "gist": "A question in a few words",
        "answer": "held",
        "shown_by": (THIS,),
    }
    return Requirement(**{**sound, **changes})


@pytest.fixture
def rows():
    return Rows(
        [Promise(promise="It works.", about="Everything", shown_by=(THIS,))],
        [a_row(id_) for id_ in requirements()],
    )


@pytest.fixture
def told(tmp_path):
    """Say what is wrong with rows whose README is in step with them."""
    (tmp_path / "tests").symlink_to(ROOT / "tests")

    def told(rows):
        page = readme.written(f"# Portal\n\n{readme.BEGIN}\n{readme.END}\n", rows)
        (tmp_path / "README.md").write_text(page, "utf-8")
        return faults(rows, root=tmp_path)

    return told


def test_a_table_of_sound_rows_has_no_fault(rows, told):
    assert told(rows) == []


@pytest.mark.parametrize(
    "name",
    [
        f"{HERE}::test_that_nobody_wrote",
        f"{HERE}::a_row",
        f"{HERE}::TestInAClass::test_that_nobody_wrote",
        f"{HERE}::test_that_stands_in_it",
        "tests/protocol_portal/test_nothing.py::test_anything",
        HERE,
        "",
    ],
)
def test_a_test_that_is_not_there_is_found(rows, told, name):
    rows.requirements[7] = a_row(rows.requirements[7].id, shown_by=(THIS, name))

    assert told(rows) == [f"1.2.6 names {name}, which is not there."]


def test_a_promise_without_its_test_is_found(rows, told):
    rows.promises.append(Promise(promise="More.", about="Everything", shown_by=()))

    assert told(rows) == ["“More.” names no test."]


def test_a_promise_whose_test_is_gone_is_found(rows, told):
    gone = f"{HERE}::test_gone"
    rows.promises.append(Promise(promise="More.", about="Else", shown_by=(gone,)))

    assert told(rows) == [f"“More.” names {gone}, which is not there."]


def test_a_requirement_without_a_row_is_found(rows, told):
    rows.requirements[:] = [row for row in rows.requirements if row.id != "6.2.4"]

    assert told(rows) == ["6.2.4 has no row."]


def test_a_requirement_with_two_rows_is_found(rows, told):
    rows.requirements.append(a_row("6.2.4"))

    assert told(rows) == ["6.2.4 has 2 rows."]


@pytest.mark.parametrize("id_", ["1.2.10", "18.1.1", "6.2.13", "6.2", "V6.2.4"])
def test_a_row_of_no_requirement_of_level_two_is_found(rows, told, id_):
    rows.requirements.append(a_row(id_))

    assert told(rows) == [f"{id_} is no requirement of level 2."]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"shown_by": ()}, "is said to be held, and names no test"),
        ({"answer": "perhaps"}, "is answered “perhaps”, which is no answer"),
        ({"answer": "host"}, "is answered “host” without a word why"),
        ({"answer": "not here"}, "is answered “not here” without a word why"),
        ({"answer": "not met"}, "is answered “not met” without a word why"),
        ({"gist": ""}, "does not say its gist in 12 words or fewer"),
        ({"gist": "word " * 13}, "does not say its gist in 12 words or fewer"),
    ],
)
def test_an_answer_that_lacks_what_it_needs_is_found(rows, told, changes, said):
    rows.requirements[0] = a_row("1.1.1", **changes)

    assert told(rows) == [f"1.1.1 {said}."]


@pytest.mark.parametrize("answer", ["host", "not here", "not met"])
def test_an_answer_that_says_why_needs_no_test(rows, told, answer):
    rows.requirements[0] = a_row("1.1.1", answer=answer, note="Why.", shown_by=())

    assert told(rows) == []


def test_a_readme_that_is_out_of_step_is_found(rows, told, tmp_path):
    told(rows)
    rows.requirements[0] = a_row("1.1.1", gist="Another question")

    assert faults(rows, root=tmp_path) == [
        "README.md is out of step; run manage.py promises --write."
    ]


def test_a_readme_without_a_place_for_the_tables_is_found(rows, tmp_path):
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    (tmp_path / "README.md").write_text("# Portal\n", "utf-8")

    assert faults(rows, root=tmp_path) == [
        "README.md has no one place for the tables of promises."
    ]


def test_writing_changes_nothing_outside_the_marks(rows):
    before, after = "# Portal | a\\1 |\n", "\n## Next \\g<0>\n"

    page = readme.written(
        f"{before}{readme.BEGIN}\nwhat stood there\n{readme.END}{after}", rows
    )

    assert page.startswith(f"{before}{readme.BEGIN}\n")
    assert page.endswith(f"{readme.END}{after}")
    assert "what stood there" not in page
    assert readme.written(page, rows) == page


def test_the_standard_has_as_many_requirements_as_were_published():
    levels = list(requirements(up_to=3).values())

    assert [levels.count(level) for level in (1, 2, 3)] == [70, 183, 92]


def test_every_row_here_stands_and_the_readme_says_so():
    assert faults(read_rows(), root=ROOT) == []


def test_the_command_checks_and_says_how_many_stand():
    done = subprocess.run(
        [sys.executable, "manage.py", "promises", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "253 requirements stand" in done.stdout
