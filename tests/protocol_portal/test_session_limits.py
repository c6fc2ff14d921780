"""A session ends when unused for an hour, and after a day's work at the latest."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests.factories import PASSWORD

MORNING = datetime(2030, 1, 8, 8, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def signed_in(client, clock, councillor):
    client.force_login(councillor)
    return client


def is_signed_in(client):
    return client.get(reverse("home")).context["user"].is_authenticated


def test_a_session_in_use_goes_on(signed_in, clock):
    for _ in range(12):
        clock.shift(timedelta(minutes=59))
        assert is_signed_in(signed_in)


def test_an_hour_unused_signs_out(signed_in, clock):
    clock.shift(timedelta(minutes=60))

    assert not is_signed_in(signed_in)


def test_after_twelve_hours_whoever_was_busy_signs_in_again(signed_in, clock):
    for _ in range(24):
        clock.shift(timedelta(minutes=29, seconds=59))
        assert is_signed_in(signed_in)
    clock.shift(timedelta(minutes=1))

    assert not is_signed_in(signed_in)


def test_what_has_ended_is_gone_from_the_database_too(signed_in, clock):
    [kept] = Session.objects.all()
    cookie = signed_in.cookies["sessionid"].value
    clock.shift(timedelta(minutes=60))
    is_signed_in(signed_in)

    assert not Session.objects.filter(pk=kept.pk).exists()
    signed_in.cookies["sessionid"] = cookie
    assert not is_signed_in(signed_in)


def test_a_page_that_needs_an_account_asks_to_sign_in_and_comes_back(
    signed_in, clock, council
):
    desk = reverse("desk", args=[council.slug])
    assert signed_in.get(desk).status_code == 200
    clock.shift(timedelta(minutes=60))

    answer = signed_in.get(desk)

    assert answer.headers["Location"] == f"{reverse('account_login')}?next={desk}"


def test_whoever_never_signed_in_is_not_asked_who_they_are(client, db):
    answer = client.get(reverse("account_login"))

    assert "sessionid" not in answer.cookies
    assert Session.objects.count() == 0


def test_that_a_session_is_used_is_noted_once_a_minute(signed_in, clock):
    [session] = Session.objects.all()

    def noted():
        session.refresh_from_db()
        return session.get_decoded()["used_at"]

    clock.shift(timedelta(seconds=59))
    is_signed_in(signed_in)
    assert noted() == MORNING.timestamp()

    clock.shift(timedelta(seconds=1))
    is_signed_in(signed_in)
    assert noted() == MORNING.timestamp() + 60


def test_showing_again_who_it_is_changes_the_key_and_not_the_end(signed_in, clock):
    [before] = Session.objects.all()
    clock.shift(timedelta(minutes=30))
    form = {"password": PASSWORD}

    signed_in.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert Session.objects.filter(pk=before.pk).exists()
    signed_in.post(reverse("account_reauthenticate"), form)

    [after] = Session.objects.all()
    assert after.pk != before.pk
    assert is_signed_in(signed_in)
    assert after.get_decoded()["began_at"] == MORNING.timestamp()
