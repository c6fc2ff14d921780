"""The browser, and the demonstration council, for the journeys."""

import pytest

from councils.models import Council
from protocols.services.demonstration import make_demonstration


@pytest.fixture
def demonstration(transactional_db) -> Council:
    """The council that a try-out shows, with a document in every state."""
    return make_demonstration()
