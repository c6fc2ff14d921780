"""The house: ports, packages, the rules on files, and what the suite says of itself."""

import socket
from collections import Counter
from types import SimpleNamespace

import pytest

from protocol_portal.house import packages, rules, suite
from protocol_portal.house.asking import (
    ONLY_ASKING,
    asks_the_database,
    pytest_collection_modifyitems,
)
from protocol_portal.house.machine import Trouble
from protocol_portal.house.packages import Need
from protocol_portal.house.run import require_free
from protocol_portal.house.servers import Server
from protocol_portal.house.suite import Outcome, passes, report

DATABASE = Server("postgres://postgres@127.0.0.1:5432/portal", "found")
QUEUE = Server("redis://127.0.0.1:6379/15", "found")


def outcome(*, failures=0, skipped=(), exit_code=0):
    counts = Counter(tests=10, failures=failures, skipped=len(skipped))
    return Outcome("SQLite", 61.0, exit_code, counts, Counter(skipped))


@pytest.mark.parametrize("port", ["", "eighty", "0", "65536", "-1", "\uff18\uff10"])
def test_a_port_that_is_no_port_is_refused(port):
    with pytest.raises(Trouble, match="must be a number"):
        require_free(port)


def test_a_port_that_another_program_listens_on_is_refused_with_what_to_type():
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(Trouble, match="make run PORT="),
    ):
        require_free(str(taken.getsockname()[1]))


def test_what_is_missing_is_named_with_the_line_to_type(capsys, monkeypatch):
    monkeypatch.setattr(packages, "may_install", lambda: False)
    needs = [
        Need("libthere", "is there", lambda: True),
        Need("libgone", "prints PDFs", lambda: False),
    ]

    left = packages.obtain(needs)

    assert [need.package for need in left] == ["libgone"]
    said = capsys.readouterr().out
    assert "prints PDFs" in said
    assert "libgone" in said.splitlines()[-1]
    assert "libthere" not in said


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("protocols/models.py", "from django.db.models.signals import post_" + "save"),
        ("protocols/views.py", "Concern.objects" + ".filter(pk=pk)"),
        ("README.md", "see /ro" + "ot/notes"),
        ("README.md", "as in /ho" + "me/jo/notes"),
        ("package-lock.json", '"resolved": "https://registry.npm' + 'js.org/x"'),
        ("Makefile", "# TO" + "DO later"),
        ("protocols/checks.py", "# for iss" + "ue 7"),
    ],
)
def test_a_line_that_may_not_stand_there_is_found(name, line):
    found = rules.breaches(name, f"first\n{line}\n")

    assert len(found) == 1
    assert found[0].startswith(f"{name}:2:")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("concerns/views.py", "Concern.objects.visible_to(user)"),
        ("concerns/services/raising.py", "Concern.objects.create(council=council)"),
        ("protocols/lifecycle.py", "Reviewed when issues arise, within a session."),
        ("Dockerfile", "WORKDIR /portal"),
        ("protocols/urls.py", 'path("home/work/", views.home)'),
    ],
)
def test_a_line_that_may_stand_there_is_left_alone(name, line):
    assert rules.breaches(name, line) == []


def test_no_tracked_file_breaks_a_rule_of_the_house():
    assert rules.all_breaches() == []


def test_the_suite_runs_on_both_databases_and_opens_browsers_once(tmp_path):
    sqlite, postgresql = passes(tmp_path, DATABASE, QUEUE, proofs=False)

    assert sqlite.environment["DATABASE_URL"].startswith("sqlite:///")
    assert "browser" not in sqlite.marks
    assert "not postgresql_only" in sqlite.marks
    assert postgresql.environment["DATABASE_URL"] == DATABASE.url
    assert postgresql.environment["REDIS_URL"] == QUEUE.url
    assert "(not browser or everywhere)" in postgresql.marks
    assert "not sqlite_only" in postgresql.marks
    assert (sqlite.options, postgresql.options) == ((), (ONLY_ASKING,))


def test_a_test_that_is_given_no_database_asks_none(request):
    assert not asks_the_database(request.node)


def test_a_test_asks_the_database_by_a_fixture_however_far_below(request, councillor):
    assert asks_the_database(request.node)


@pytest.mark.django_db
def test_a_test_asks_the_database_by_its_mark(request):
    assert asks_the_database(request.node)


@pytest.mark.everywhere
def test_a_test_may_be_marked_for_both_databases(request):
    assert asks_the_database(request.node)


@pytest.mark.parametrize("is_asked_for", [True, False])
def test_what_asks_no_database_is_left_out_where_that_is_asked_for(
    request, is_asked_for
):
    asking = SimpleNamespace(fixturenames=["db"], iter_markers=tuple)
    tests, left_out = [request.node, asking], []

    def say(items):
        left_out.extend(items)

    hook = SimpleNamespace(pytest_deselected=say)
    config = SimpleNamespace(getoption=lambda _: is_asked_for, hook=hook)

    pytest_collection_modifyitems(config, tests)

    assert tests == ([asking] if is_asked_for else [request.node, asking])
    assert left_out == ([request.node] if is_asked_for else [])


def test_the_suite_runs_the_long_proofs_only_when_asked(tmp_path):
    usual = passes(tmp_path, DATABASE, QUEUE, proofs=False)
    asked = passes(tmp_path, DATABASE, QUEUE, proofs=True)

    assert all(one.marks.startswith("not proof and ") for one in usual)
    assert all(one.marks.startswith("proof and ") for one in asked)


def test_without_postgresql_the_suite_runs_on_sqlite_alone(tmp_path):
    assert len(passes(tmp_path, None, QUEUE, proofs=False)) == 1


def test_tests_whose_tools_are_missing_are_left_out_by_name(tmp_path, monkeypatch):
    gone = Need("chromium", "opens pages", lambda: False)
    monkeypatch.setitem(suite.TOOLS, "browser", [gone])

    (only,) = passes(tmp_path, None, None, proofs=False)

    assert "not browser" in only.marks
    assert suite.tools_lacking()["browser"] == ["chromium"]


@pytest.mark.parametrize(
    ("ci", "outcomes", "left_out", "good"),
    [
        ("", [outcome()], [], True),
        ("", [outcome(skipped=["no chromium"])], ["Redis"], True),
        ("", [outcome(failures=1, exit_code=1)], [], False),
        ("", [outcome(exit_code=5)], [], False),
        ("true", [outcome()], [], True),
        ("true", [outcome()], ["Redis"], False),
        ("true", [outcome(skipped=["no chromium"])], [], False),
        ("true", [outcome(skipped=["SEEDS_DIR names no folder"])], [], True),
    ],
)
def test_under_ci_nothing_may_be_left_out(monkeypatch, ci, outcomes, left_out, good):
    monkeypatch.setenv("CI", ci)

    assert report(outcomes, left_out) is good


def test_the_report_says_what_it_ran_on_and_what_it_left_out(capsys, monkeypatch):
    monkeypatch.delenv("CI", raising=False)

    report([outcome(skipped=["no seeds"])], ["Redis: none runs here"])

    said = capsys.readouterr().out
    assert "SQLite: 9 passed, 0 failed, 1:01" in said
    assert "Redis: none runs here" in said
    assert "1 tests: no seeds" in said
