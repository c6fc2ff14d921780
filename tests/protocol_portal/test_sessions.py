"""Sessions: begun anew at sign-in, listed, ended one by one or all at once."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from protocol_portal.sessions import browser_of, truncated
from tests.codes import SECRET, code_of, with_app
from tests.factories import PASSWORD
from tests.visits import words

LIST = "usersessions_list"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)
CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    caches["process"].clear()
    yield
    cache.clear()
    caches["process"].clear()


def signed_in(account, browser=FIREFOX, code=None):
    client = Client(headers={"user-agent": browser})
    give = {"login": account.email, "password": PASSWORD}
    client.post(reverse("account_login"), give)
    if code is not None:
        client.post(reverse("mfa_authenticate"), {"code": code})
    return client


def is_signed_in(client):
    return client.get(reverse("account_home")).status_code == 200


def listed(client):
    return client.get(reverse(LIST)).context["sessions"]


def test_signing_in_begins_a_session_with_another_key(councillor, client):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key

    client.post(
        reverse("account_login"), {"login": councillor.email, "password": PASSWORD}
    )

    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert is_signed_in(client)


def test_the_code_begins_a_session_with_another_key_too(councillor):
    with_app(councillor)
    client = signed_in(councillor)
    half = client.session.session_key

    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})

    assert client.session.session_key != half
    assert not Session.objects.filter(session_key=half).exists()
    assert is_signed_in(client)


def test_a_session_dies_at_sign_out_also_for_whoever_kept_its_cookie(councillor):
    client = signed_in(councillor)
    thief = Client()
    thief.cookies = client.cookies.copy()
    assert is_signed_in(thief)

    client.post(reverse("account_logout"))

    assert not is_signed_in(thief)


def test_a_session_dies_at_a_password_change_elsewhere(councillor):
    elsewhere, here = signed_in(councillor), signed_in(councillor)
    new = "another four unlike words"

    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize("name", ["mfa_deactivate_totp", "mfa_generate_recovery_codes"])
def test_a_session_dies_when_the_second_factor_changes_elsewhere(councillor, name):
    with_app(councillor)
    elsewhere = signed_in(councillor, code=code_of(SECRET))
    here = signed_in(councillor, code=code_of(SECRET, steps=1))
    key = here.session.session_key
    assert is_signed_in(elsewhere)

    here.post(reverse(name))

    assert is_signed_in(here)
    assert here.session.session_key != key
    assert not is_signed_in(elsewhere)


def test_a_session_dies_when_a_second_factor_is_set_up_elsewhere(councillor):
    elsewhere, here = signed_in(councillor), signed_in(councillor)
    page = here.get(reverse("mfa_activate_totp"))
    secret = "".join(page.context["secret_in_fours"])

    here.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


# ---- the list


def test_the_list_names_each_browser_and_which_is_this_one(councillor):
    signed_in(councillor, SAFARI)
    here = signed_in(councillor, FIREFOX)

    page = here.get(reverse(LIST))

    assert [(one.browser, one.is_here) for one in page.context["sessions"]] == [
        ("Firefox on Linux", True),
        ("Safari on an iPhone", False),
    ]
    assert "from 127.0.0.x" in page.text
    assert "127.0.0.1" not in page.text
    assert page.text.count("This one") == 1


def test_nobody_sees_the_sessions_of_another(councillor, clerk):
    signed_in(clerk)

    assert [one.is_here for one in listed(signed_in(councillor))] == [True]


def test_one_session_is_ended_and_the_others_go_on(councillor):
    phone, third = signed_in(councillor, SAFARI), signed_in(councillor, EDGE)
    here = signed_in(councillor)
    [pk] = [one.pk for one in listed(here) if "iPhone" in one.browser]

    answer = here.post(reverse("session_end", args=[pk]), follow=True)

    assert "Safari on an iPhone is signed out." in words(answer)
    assert not is_signed_in(phone)
    assert is_signed_in(third)
    assert is_signed_in(here)


def test_nobody_ends_the_session_of_another(councillor, clerk):
    theirs = signed_in(clerk)
    [pk] = UserSession.objects.values_list("pk", flat=True)

    answer = signed_in(councillor).post(reverse("session_end", args=[pk]))

    assert answer.status_code == 404
    assert is_signed_in(theirs)


def test_ending_this_session_signs_out(councillor):
    here = signed_in(councillor)
    [one] = listed(here)

    answer = here.post(reverse("session_end", args=[one.pk]))

    assert answer.headers["Location"] == reverse("home")
    assert not is_signed_in(here)


def test_all_others_are_ended_at_once_listed_or_not(councillor):
    phone, unlisted = signed_in(councillor, SAFARI), Client()
    unlisted.force_login(councillor)
    here = signed_in(councillor)

    here.post(reverse(LIST))

    assert is_signed_in(here)
    assert not is_signed_in(phone)
    assert not is_signed_in(unlisted)
    assert [one.is_here for one in listed(here)] == [True]


def test_a_session_in_use_is_noted_now_and_then_and_not_at_every_page(councillor):
    client = signed_in(councillor)
    long_ago = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(last_seen_at=long_ago)

    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert not [q for q in asked if "usersession" in q["sql"]]
    caches["process"].clear()  # Some minutes pass.
    client.get("/")

    assert UserSession.objects.get().last_seen_at > long_ago


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on an iPhone"),
        (EDGE, "Edge on Windows"),
        (CHROME, "Chrome on an Android device"),
        ("", "Another browser"),
        ("<script>alert(1)</script>", "Another browser"),
    ],
)
def test_a_browser_is_named_by_what_it_says(user_agent, name):
    assert browser_of(user_agent) == name


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("192.0.2.130", "192.0.2.x"),
        ("10.20.30.40", "10.20.30.x"),
        ("2001:db8:12:34::5", "2001:db8:12::…"),
    ],
)
def test_an_address_is_shown_without_the_machine(address, shown):
    assert truncated(address) == shown
