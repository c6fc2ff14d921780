"""Asks for later work by name, once what it is about has been committed.

On a server a Celery worker takes it; in a try-out the scheduler's thread does. Either
way the request is only a hint: each kind of work has a sweep that finds what is left
undone, so a lost message loses nothing.
"""

import logging
import queue
from functools import partial
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# What the try-out's scheduler takes from; a server never fills it.
waiting: queue.SimpleQueue[tuple[str, str, str]] = queue.SimpleQueue()


def later(name: str, council_id: UUID, subject_id: UUID) -> None:
    """Ask for a piece of work after commit; its arguments are a council and an id."""
    transaction.on_commit(partial(_ask, name, str(council_id), str(subject_id)))


def _ask(name: str, council_id: str, subject_id: str) -> None:
    if not settings.CELERY_BROKER_URL:
        waiting.put((name, council_id, subject_id))
        return
    try:
        current_app.send_task(name, args=[council_id, subject_id], retry=False)
    except (OSError, OperationalError):
        # The broker is away; the sweep finds the work when it is due.
        logger.warning("later: not handed over", extra={"task": name})
