"""What is asked for later says a council and an id, and not a word more."""

import base64
import json
import queue

import pytest
import redis
from django.conf import settings

from councils.later import waiting
from protocol_portal.celery import app
from protocols.services.importing import Upload, upload_file

pytestmark = pytest.mark.django_db
CANARY = "Canary wharf behaviour"


@pytest.fixture
def handed_over():
    """Give what lies at the broker, or in the try-out's own queue."""
    if not settings.CELERY_BROKER_URL:

        def in_the_queue():
            found = []
            while True:
                try:
                    name, *arguments = waiting.get_nowait()
                except queue.Empty:
                    return found, str(found)
                found.append((name, arguments))

        in_the_queue()
        return in_the_queue
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)

    def at_the_broker():
        messages = [json.loads(raw) for raw in broker.lrange("celery", 0, -1)]
        found = [
            (
                message["headers"]["task"],
                json.loads(base64.b64decode(message["body"]))[0],
            )
            for message in messages
        ]
        return found, json.dumps(messages)

    return at_the_broker


def test_a_worker_is_told_whose_and_which_and_nothing_else(
    council, clerk, handed_over, django_capture_on_commit_callbacks
):
    upload = Upload(name=f"{CANARY}.txt", media_type="text/plain", data=CANARY.encode())

    with django_capture_on_commit_callbacks(execute=True):
        incoming = upload_file(council, actor=clerk, upload=upload)

    found, raw = handed_over()
    asked = ("protocols.read_import", [str(council.pk), str(incoming.pk)])
    assert asked in [(name, list(arguments)) for name, arguments in found]
    assert CANARY not in raw
    assert council.name not in raw


def test_everything_that_is_asked_for_by_name_is_there():
    app.loader.import_default_modules()

    assert {"protocols.print_version", "protocols.read_import"} <= set(app.tasks)
    assert {"councils.deliver_mail"} <= set(app.tasks)
