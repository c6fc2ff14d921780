"""What is written of a request, a job or a mistake: known keys, one JSON value a line.

A log is read by more people than the pages are, and kept longer. So no path stands in
it (an invitation's token is one), no address of a person, no body, and not the words
of an exception, which may repeat what was typed: only where it happened. What a page
shows as its reference stands in the line of the mistake.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

OURS = ("councils", "protocols", "concerns", "protocol_portal")
# What a line may say beside its moment, level, logger and event; all else is left out.
KEYS = (
    *("account", "council", "version", "notice", "import_id", "task", "task_id"),
    *("status_code", "duration_ms", "error"),
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REFERENCE = "PORTAL_REFERENCE"  # where a request keeps the number its page shows
MOST_FRAMES = 12
MOST_CHARACTERS = 200


class KnownKeys(logging.Formatter):
    """Writes a record as one line of JSON that holds known keys alone."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if event := _event_of(record):
            line["event"] = event
        line["where"] = f"{record.module}.{record.funcName}:{record.lineno}"
        line |= _known(vars(record))
        line |= _asked(getattr(record, "request", None))
        line |= _job(getattr(record, "data", None))
        if record.exc_info and record.exc_info[1] is not None:
            line |= _mistake(record.exc_info[1])
        return json.dumps(line)


def _event_of(record: logging.LogRecord) -> str:
    """Give what a programmer wrote, before anything was filled in.

    Another library may fill its sentence in before it logs it: without arguments
    beside it a foreign sentence may hold anything, so it is left out.
    """
    is_ours = record.name.split(".")[0] in OURS
    if isinstance(record.msg, str) and (is_ours or record.args):
        return record.msg[:MOST_CHARACTERS]
    return ""


def _known(values: dict[str, Any]) -> Iterator[tuple[str, object]]:
    for key in KEYS:
        value = values.get(key)
        if isinstance(value, (int, float)):
            yield key, value
        elif value is not None:
            yield key, str(value)[:MOST_CHARACTERS]


def _asked(request: object) -> Iterator[tuple[str, object]]:
    """Say which page was asked for, by its name."""
    if not isinstance(request, HttpRequest):
        return
    found = request.resolver_match
    yield "method", request.method if request.method in METHODS else "other"
    yield "route", (found.url_name if found else None) or "none"
    # Who asked, where a page has found out: a log asks the database nothing.
    if whose := getattr(vars(request).get("_cached_user"), "pk", None):
        yield "account", str(whose)
    if reference := request.META.get(REFERENCE):
        yield "reference", reference


def _job(data: object) -> Iterator[tuple[str, object]]:
    """Say which task Celery speaks of; its arguments and its answer are left out."""
    if isinstance(data, dict) and "name" in data:
        yield "task", str(data["name"])
        yield "task_id", str(data.get("id", ""))


def _mistake(error: BaseException) -> Iterator[tuple[str, object]]:
    """Say what kind of mistake happened and where, and none of its words."""
    kinds: list[str] = []
    frames: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < MOST_FRAMES:
        kinds.append(type(cause).__qualname__)
        frames += [
            f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno}"
            f" {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__, limit=-MOST_FRAMES)
        ]
        cause = cause.__cause__ or cause.__context__
    yield "mistake", kinds
    yield "frames", frames[: 2 * MOST_FRAMES]
