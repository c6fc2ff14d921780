"""What every test stands on."""

import pytest
from django.db import connection
from django.test import TransactionTestCase

from councils.kernel.guards import flushing


@pytest.fixture(autouse=True)
def kept_tables_are_emptied_between_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the suite, and nothing else, empty the tables that are kept."""
    tear_down = TransactionTestCase._fixture_teardown

    def with_leave(self: TransactionTestCase) -> None:
        with flushing(connection):
            tear_down(self)

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", with_leave)
