"""The try-out's clock does what is asked for, what is due, and never stops."""

import threading
from datetime import timedelta

import pytest

from councils.later import waiting
from protocol_portal import scheduler
from protocol_portal.celery import app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_waits():
    """Leave nothing over of what other tests asked for: their councils are gone."""
    while not waiting.empty():
        waiting.get()


@pytest.fixture
def done():
    return []


@pytest.fixture
def task(done):
    @app.task(name="tests.noted")
    def noted(*arguments):
        done.append(arguments)

    @app.task(name="tests.broken")
    def broken():
        raise ValueError("broken")

    yield noted
    del app.tasks["tests.noted"], app.tasks["tests.broken"]


@pytest.fixture
def plan(task):
    def planned(**entries):
        app.conf.beat_schedule = entries

    before = app.conf.beat_schedule
    yield planned
    app.conf.beat_schedule = before


def test_what_was_asked_for_later_is_done_in_its_order(task, done):
    waiting.put(("tests.noted", "council", "1"))
    waiting.put(("tests.noted", "council", "2"))

    scheduler.work()

    assert done == [("council", "1"), ("council", "2")]
    assert waiting.empty()


def test_the_first_sweep_does_all_and_the_next_only_what_is_due(plan, done):
    plan(
        often={"task": "tests.noted", "schedule": 60.0},
        seldom={"task": "tests.noted", "schedule": 3600.0},
    )
    last_runs = {}

    scheduler.sweep(last_runs)
    assert len(done) == 2
    scheduler.sweep(last_runs)
    assert len(done) == 2

    last_runs = {entry: at - timedelta(minutes=2) for entry, at in last_runs.items()}
    scheduler.sweep(last_runs)
    assert len(done) == 3


def test_a_task_that_fails_or_is_not_known_is_logged_and_the_rest_is_done(
    plan, done, caplog
):
    plan(
        broken={"task": "tests.broken", "schedule": 60.0},
        unknown={"task": "tests.unknown", "schedule": 60.0},
        noted={"task": "tests.noted", "schedule": 60.0},
    )

    scheduler.sweep({})

    assert done == [()]
    failed = [record.task for record in caplog.records]
    assert {"tests.broken", "tests.unknown"} <= set(failed)


def test_the_clock_runs_in_a_thread_that_ends_with_the_process(plan):
    noted, stop = threading.Event(), threading.Event()
    app.task(noted.set, name="tests.heard")
    plan(heard={"task": "tests.heard", "schedule": 3600.0})

    thread = scheduler.start(stop)

    try:
        assert noted.wait(10)
        assert thread.daemon
    finally:
        stop.set()
        thread.join(10)
        del app.tasks["tests.heard"]
    assert not thread.is_alive()
