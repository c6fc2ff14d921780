"""What the logs hold: where, when and what kind; never a path, a body or a name."""

import json
import logging
from io import StringIO
from logging.config import dictConfig

import pytest
from celery import current_app, signals
from django.conf import settings as portal_settings
from django.contrib.auth.decorators import login_not_required
from django.test import Client
from django.urls import path, reverse
from gunicorn.config import Config

from protocol_portal.house.server_log import ServerLog
from protocol_portal.logs import KnownKeys
from protocol_portal.urls import (
    handler400,
    handler403,
    handler404,
    handler500,
)
from protocol_portal.urls import urlpatterns as own_urlpatterns
from tests.builders import invited

CANARY = "canary-4f1e"
ALLOWED = {
    *("at", "level", "logger", "event", "where"),
    *("method", "route", "reference", "status_code"),
    *("mistake", "frames", "error", "task", "task_id"),
    *("account", "council", "version", "notice", "import_id", "duration_ms"),
}


@login_not_required
def breaking(request, word):
    assert request.user.pk != word  # So that the page knows who asks.
    try:
        {}[f"Key (name)=({request.body}) {request.GET} {word}"]
    except KeyError as error:
        message = f"{CANARY} again"
        raise ValueError(message) from error


__all__ = ["handler400", "handler403", "handler404", "handler500"]
urlpatterns = [path("broken/<str:word>/", breaking, name="breaking"), *own_urlpatterns]


@pytest.fixture
def written():
    """What the portal's own settings write, line by line."""
    dictConfig(portal_settings.LOGGING)
    stream = StringIO()
    handlers = [
        h for h in logging.getLogger().handlers if type(h.formatter) is KnownKeys
    ]
    assert handlers
    for handler in handlers:
        handler.setStream(stream)

    def lines():
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    lines.raw = stream.getvalue
    return lines


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_line_says_when_in_utc_and_whose_account_by_its_id(
    written, councillor, time_machine
):
    time_machine.move_to("2026-07-01 12:00:00+01:00", tick=False)
    client = Client(raise_request_exception=False)
    client.force_login(councillor)

    client.get(reverse("breaking", args=["word"]))

    line = written()[-1]
    assert line["at"] == "2026-07-01T11:00:00+00:00"
    assert line["account"] == str(councillor.pk)
    assert councillor.email not in written.raw()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_mistake_is_logged_by_its_place_and_its_reference_without_a_word_of_it(
    written,
):
    answer = Client(raise_request_exception=False).post(
        f"/broken/{CANARY}/?q={CANARY}",
        {"body": CANARY},
        headers={"cookie": f"x={CANARY}", "user-agent": CANARY},
    )

    (line,) = [line for line in written() if line["level"] == "error"]
    assert line["reference"] == answer.context["reference"]
    assert line["reference"] in answer.content.decode()
    assert (line["route"], line["method"], line["status_code"]) == (
        *("breaking", "POST", 500),
    )
    assert line["mistake"] == ["ValueError", "KeyError"]
    assert any(frame.endswith(" breaking") for frame in line["frames"])
    assert set(line) <= ALLOWED
    assert CANARY not in written.raw()


@pytest.mark.django_db
def test_no_token_of_an_invitation_or_a_reset_is_logged(written, clerk, council):
    _, token = invited(council, by=clerk)
    invitation = reverse("invitation_accept", args=[token])
    key = reverse("account_reset_password_from_key", args=["1", f"{CANARY}-{token}"])
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    client.post(invitation, {"password": CANARY})
    Client().put(invitation)
    client.get(reverse("calendar_feed", args=[token]))
    client.post(reverse("calendar_feed", args=[token]))
    client.get(f"{invitation}{CANARY}/")
    client.get(invitation, headers={"host": f"{CANARY}.example"})
    client.post(key, {"password1": CANARY})
    client.get(f"{key}{CANARY}")

    statuses = [line["status_code"] for line in written()]
    assert {403, 405, 404, 400} <= set(statuses)
    assert token not in written.raw()
    assert CANARY not in written.raw()
    assert set().union(*written()) <= ALLOWED


def test_a_key_that_nobody_allowed_is_left_out(written):
    logging.getLogger("councils.outbox").warning(
        "outbox: not sent",
        extra={"notice": 7, "error": "OSError", "address": CANARY, "subject": CANARY},
    )

    (line,) = written()
    assert (line["event"], line["notice"], line["error"]) == (
        *("outbox: not sent", 7, "OSError"),
    )
    assert CANARY not in written.raw()


def test_what_another_library_filled_into_its_sentence_is_left_out(written):
    logging.getLogger("django.security.DisallowedHost").error("Invalid: " + CANARY)  # noqa: G003
    logging.getLogger("a.library").error("Could not read %s.", CANARY)

    invalid, unread = written()
    assert "event" not in invalid
    assert unread["event"] == "Could not read %s."
    assert CANARY not in written.raw()


def test_a_line_break_makes_no_second_line(written):
    logging.getLogger("a.library").error('one\n{"level": "info"} %s', 1)

    assert len(written()) == 1


def test_the_web_server_repeats_no_request(capfd):
    log = ServerLog(Config())
    try:
        log.error_log.setLevel("INFO")
        log.warning("Invalid request from ip=10.0.0.1: " + CANARY)  # noqa: G003
        try:
            int(CANARY)
        except ValueError:
            log.exception("Error handling request %s", f"/{CANARY}/")
    finally:
        log.error_log.handlers.clear()

    said = capfd.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    assert lines[1]["event"] == "Error handling request %s"
    assert lines[1]["mistake"] == ["ValueError"]
    assert CANARY not in said


def test_a_task_that_fails_is_named_and_its_words_are_not(written):
    logging.getLogger("celery.app.trace").error(
        "Task %(name)s[%(id)s] %(description)s: %(exc)s",
        {
            "name": "councils.deliver_mail",
            "id": "1",
            "description": "failed",
            "exc": CANARY,
        },
        extra={"data": {"name": "councils.deliver_mail", "id": "1", "args": CANARY}},
    )

    (line,) = written()
    assert line["task"] == "councils.deliver_mail"
    assert CANARY not in written.raw()


def test_celery_sets_up_no_log_of_its_own():
    before = [*logging.getLogger("celery.task").handlers]

    current_app.log.setup(loglevel="INFO")

    assert signals.setup_logging.receivers
    assert logging.getLogger("celery.task").handlers == before
