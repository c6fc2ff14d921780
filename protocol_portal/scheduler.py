"""The try-out's clock: one thread does what worker and beat do on a server."""

import logging
import queue
import threading
from datetime import datetime
from numbers import Number

from celery.schedules import BaseSchedule, maybe_schedule
from django.db import close_old_connections

from councils.later import waiting
from protocol_portal.celery import app

logger = logging.getLogger(__name__)

TICK = 1.0  # seconds between two looks at the clock


def start(stop: threading.Event | None = None) -> threading.Thread:
    """Start the thread; it ends with the process, and the next start catches up."""
    app.loader.import_default_modules()
    thread = threading.Thread(
        target=_keep_going,
        args=[stop or threading.Event()],
        name="schedule",
        daemon=True,
    )
    thread.start()
    return thread


def _keep_going(stop: threading.Event) -> None:
    last_runs: dict[str, datetime] = {}
    while not stop.is_set():
        sweep(last_runs)
        work(patience=TICK)


def work(patience: float = 0) -> None:
    """Do what is waiting to be done, the first after ``patience`` at most."""
    try:
        while True:
            name, *arguments = waiting.get(timeout=patience)
            _do(name, *arguments)
            patience = 0
    except queue.Empty:
        return


def sweep(last_runs: dict[str, datetime]) -> None:
    """Do what the schedule says is due; at first, all of it."""
    for entry, plan in app.conf.beat_schedule.items():
        if entry in last_runs and not _is_due(plan["schedule"], last_runs[entry]):
            continue
        last_runs[entry] = app.now()
        _do(plan["task"])


def _is_due(period: Number | BaseSchedule, last_run: datetime) -> bool:
    schedule = maybe_schedule(period, app=app)
    return isinstance(schedule, BaseSchedule) and schedule.is_due(last_run).is_due


def _do(name: str, *arguments: str) -> None:
    """Run one task here; what goes wrong is logged, and the clock goes on."""
    try:
        app.tasks[name](*arguments)
    except Exception:
        logger.exception("schedule: a task failed", extra={"task": name})
    finally:
        close_old_connections()
