"""Celery: the worker and the beat of a council's server."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protocol_portal.settings")

app = Celery("protocol_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "deliver-mail": {
        "task": "councils.deliver_mail",
        "schedule": 60.0,
    },
    # Early in the day; later only what was left undone while nothing ran.
    "plan-reminders": {
        "task": "councils.plan_reminders",
        "schedule": crontab(minute=0, hour="7-20"),
    },
    "make-checkpoint": {
        "task": "councils.make_checkpoint",
        "schedule": crontab(hour=3, minute=15),
    },
    "finish-printing": {
        "task": "protocols.finish_printing",
        "schedule": 300.0,
    },
    "finish-reading": {
        "task": "protocols.finish_reading",
        "schedule": 120.0,
    },
    "publish-pages": {
        "task": "protocols.publish_pages",
        "schedule": 60.0,
    },
    "renew-pages": {
        "task": "protocols.renew_pages",
        "schedule": 3600.0,
    },
    "end-sessions": {
        "task": "councils.end_sessions",
        "schedule": crontab(hour=0, minute=5),
    },
    "forget-tries": {
        "task": "councils.forget_tries",
        "schedule": crontab(hour=0, minute=20),
    },
    "recompute-reviews": {
        "task": "protocols.recompute_reviews",
        "schedule": crontab(hour=0, minute=10),
    },
    "ask-people": {
        "task": "protocols.ask_people",
        "schedule": crontab(hour=0, minute=15),
    },
    "chase-signatures": {
        "task": "protocols.chase_signatures",
        "schedule": crontab(hour=7, minute=30),
    },
}


@setup_logging.connect
def keep_the_logs_as_they_are(**_: object) -> None:
    """Let Celery set up no log of its own: it would write an exception's words."""
