"""A worker of the portal, for which any day is one on which reminders go out.

``celery -A tests.proofs.reminding_worker worker``: the portal's own app and tasks, and
one task more, so that a proof means the same at a weekend.
"""

import os
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protocol_portal.settings")
django.setup()

from councils.services.reminders import plan, write_digests  # noqa: E402
from protocol_portal.celery import app  # noqa: E402

__all__ = ["app"]


@app.task(name="proof.plan_a_day")
def plan_a_day(day: str) -> None:
    """Plan one day, whatever day it is."""
    plan(date.fromisoformat(day))
    write_digests(date.fromisoformat(day))
