"""The browser, and the demonstration council, for the journeys."""

import pytest

from councils.models import Council
from protocols.services.demonstration import make_demonstration
from tests.browser import chromium, make_page

__all__ = ["chromium", "make_page"]


@pytest.fixture
def demonstration(transactional_db) -> Council:
    """The council that a try-out shows, with a document in every state."""
    return make_demonstration()
