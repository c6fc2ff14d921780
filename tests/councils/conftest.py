"""What the tests of the ground floor stand on."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.councils import tampering


@pytest.fixture
def unguarded(db: None) -> Iterator[None]:
    """Somebody who holds the database and has switched its guards off."""
    tampering.switch_guards_off()
    yield
    if connection.vendor == "sqlite":
        tampering.run("PRAGMA ignore_check_constraints = OFF")
