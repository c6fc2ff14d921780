"""What the portal writes into its log: a line of JSON for each event, and no text.

A line holds what is listed here and nothing else: when, what, on which page, by which
account. Neither a path nor what a library or an exception says is among it, since
either may hold what somebody typed, or a link that is good once.
"""

import json
import logging
import secrets
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

# What these say is written by us, and names ids and no words.
OUR_OWN = ("councils", "protocols", "concerns", "protocol_portal")
SERVER_ERROR = 500
REFERENCE = "protocol_portal.reference"


class Line(logging.Formatter):
    """Writes an event as one line that a person and a program can read."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "from": record.name,
            "event": _event(record),
            "status": getattr(record, "status_code", None),
            "account": getattr(record, "account", None),
            **_page(getattr(record, "request", None)),
            **_failure(record.exc_info[1] if record.exc_info else None),
        }
        # Escaped as ASCII, nothing begins a line of its own or turns one round.
        return json.dumps({key: value for key, value in entry.items() if value})


def reference_of(request: HttpRequest) -> str:
    """Give the number that the log and the page of a failure both name."""
    reference: str = request.META.setdefault(REFERENCE, secrets.token_hex(4))
    return reference


def _event(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in OUR_OWN:
        return record.getMessage()
    if status := getattr(record, "status_code", None):
        # Django's words are made of what was asked for; its logger's name says enough.
        return "failed" if status >= SERVER_ERROR else "refused"
    return str(record.msg) if isinstance(record.msg, str) else type(record.msg).__name__


def _page(request: object) -> dict[str, str]:
    if not isinstance(request, HttpRequest):
        return {}
    found = request.resolver_match
    # Asking who it is could ask a database that has just failed; this is known or not.
    account = getattr(request.__dict__.get("_cached_user"), "pk", None)
    page = {"reference": reference_of(request), "method": str(request.method)}
    if found is not None:
        page["page"] = found.view_name
        page["council"] = str(found.kwargs.get("council_slug", ""))
    if account is not None:
        page["account"] = str(account)
    return page


def _failure(error: BaseException | None) -> dict[str, list[str]]:
    if error is None:
        return {}
    where = traceback.extract_tb(error.__traceback__)
    return {
        "failure": [type(each).__name__ for each in _causes(error)],
        "where": [f"{_short(at.filename)}:{at.lineno} {at.name}" for at in where],
    }


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(settings.BASE_DIR):
        return str(path.relative_to(settings.BASE_DIR))
    return path.name
