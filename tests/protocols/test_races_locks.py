"""Locks taken in another order elsewhere: one waits for the other, never both."""

import time
from threading import Event

import pytest
from django.db import connection, transaction

from councils.services.people import Particulars, add_person
from protocols.services.drafting import discard_version
from tests.protocols.cast import a_council, a_draft
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql_only]
SOMEBODY_WAITS = """
    SELECT EXISTS (
      SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN (
        SELECT pid FROM pg_stat_activity WHERE datname = current_database()))
"""


def until_somebody_waits():
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(SOMEBODY_WAITS)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    pytest.fail("Nobody waits for a lock.")


def test_people_and_texts_are_changed_together_without_a_deadlock():
    cast, has_recorded = a_council(), Event()
    draft = a_draft(cast)

    def discard():
        # The trail is held from here to the commit, which looks up the council.
        with transaction.atomic():
            discard_version(draft, actor=cast.clerk, reason="Not needed.")
            has_recorded.set()
            until_somebody_waits()

    def add():
        has_recorded.wait(10)
        add_person(
            cast.council, actor=cast.clerk, particulars=Particulars(name="Ann Lee")
        )

    assert at_once(discard, add) == {"done": 2}
