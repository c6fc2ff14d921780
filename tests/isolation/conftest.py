"""Two councils with a row in every table, made once for all the tests of a module."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.isolation.two import Two, two_councils


@pytest.fixture(scope="module")
def two(django_db_setup, django_db_blocker) -> Iterator[Two]:
    # Each test's own transaction is inside this one, and none is ever committed.
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_councils()
        transaction.set_rollback(True)
