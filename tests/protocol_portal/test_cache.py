"""While Redis is away people still sign in, and nothing else is lost by it."""

import socket

import pytest
from django.core.cache import caches
from django.urls import reverse

from protocol_portal.environment import cache
from tests.factories import PASSWORD


@pytest.fixture
def nobody_answers(settings):
    """Have the cache where nothing listens: a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    address = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    settings.CACHES = {**settings.CACHES, "default": cache(address)}


def test_what_is_asked_of_a_cache_that_is_away_is_forgotten(nobody_answers):
    away = caches["default"]

    away.set("count", 1, 60)

    assert away.get("count") is None
    assert away.get("history", []) == []
    assert away.add("lock", 1, timeout=5) is True
    assert away.delete("lock") is False


def test_people_sign_in_and_ask_for_a_password_all_the_same(
    nobody_answers, client, councillor
):
    asked = client.post(reverse("account_reset_password"), {"email": councillor.email})
    answered = client.post(
        reverse("account_login"), {"login": councillor.email, "password": PASSWORD}
    )

    assert asked.status_code == 302
    assert answered.status_code == 302
    assert "_auth_user_id" in client.session
