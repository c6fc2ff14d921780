"""A second factor: set up, asked for at sign-in, used once, and removed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from protocol_portal.accounts import SecondFactorAdapter
from protocol_portal.second_factor import use_code
from tests.codes import SECRET, code_of, recovery_codes, with_app
from tests.signing_in import (
    aged,
    give_code,
    give_password,
    is_signed_in,
    offered_secret,
    set_up,
    signed_in,
)

LOGIN, CODE, DESK = "account_login", "mfa_authenticate", "/withycombe/desk/"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


# ---- setting it up


def test_an_app_is_set_up_with_the_code_that_it_shows(councillor):
    client = signed_in(councillor)

    secret, answer = set_up(client)

    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    page = client.get(answer.headers["Location"])
    assert all(code in page.text for code in recovery_codes(councillor))
    assert is_signed_in(signed_in(councillor, code_of(secret, steps=1)))


def test_an_app_is_not_set_up_with_any_other_code(councillor):
    client = signed_in(councillor)
    address = reverse("mfa_activate_totp")
    secret = offered_secret(client.get(address))
    wrong = f"{(int(code_of(secret)) + 1) % 10**6:06}"

    answer = client.post(address, {"code": wrong})

    assert "That code is not right" in answer.text
    assert offered_secret(answer) == secret
    assert not Authenticator.objects.exists()


def test_the_square_to_scan_comes_with_the_page_and_says_whose_code_it_is(councillor):
    page = signed_in(councillor).get(reverse("mfa_activate_totp"))

    assert 'src="data:image/svg+xml;base64,' in page.text
    assert page.context["totp_url"].startswith(
        f"otpauth://totp/{councillor.email.replace('@', '%40')}?secret="
    )
    assert "issuer=Protocol%20portal" in page.context["totp_url"]


def test_setting_up_asks_who_it_is_when_signing_in_is_long_ago(councillor):
    client = signed_in(councillor)
    aged(client, 301)

    answer = client.get(reverse("mfa_activate_totp"))

    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_no_secret_lies_in_the_database_in_the_clear(councillor):
    client = signed_in(councillor)
    secret = offered_secret(client.get(reverse("mfa_activate_totp")))

    waiting = str([session.get_decoded() for session in Session.objects.all()])
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    left = str([session.get_decoded() for session in Session.objects.all()])

    codes = recovery_codes(councillor)
    assert len(codes) == 10
    for text in (waiting, kept, left):
        assert not any(word in text for word in [secret, *codes])


def test_what_is_encrypted_opens_under_its_own_key_alone(settings):
    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt("a secret")

    assert adapter.decrypt(sealed) == "a secret"
    assert adapter.encrypt("a secret") != sealed
    settings.SECRET_KEY = "another"
    assert adapter.decrypt(sealed) == "a secret"
    settings.ACCOUNT_KEY = "another"
    with pytest.raises(Exception, match=r"^$"):
        adapter.decrypt(sealed)


def test_a_second_factor_that_cannot_be_read_signs_nobody_in(councillor, settings):
    with_app(councillor)
    client = signed_in(councillor)
    settings.ACCOUNT_KEY = "another"

    answer = give_code(client, code_of(SECRET))

    assert "cannot be read any more" in answer.text
    assert not is_signed_in(client)


# ---- signing in


def test_the_password_alone_opens_nothing(councillor):
    with_app(councillor)
    client = Client()

    answer = give_password(client, councillor)

    assert answer.headers["Location"] == reverse(CODE)
    for address in (DESK, reverse("account_home"), reverse("mfa_index")):
        assert client.get(address).headers["Location"].startswith(reverse(LOGIN))
    for name in ("mfa_view_recovery_codes", "mfa_activate_totp", "account_email"):
        assert client.get(reverse(name)).status_code == 302
    assert not client.get(reverse("home")).context["user"].is_authenticated


def test_password_and_code_sign_in_and_go_where_somebody_was_going(councillor):
    with_app(councillor)
    client = Client()
    give_password(client, councillor, next=DESK)

    answer = give_code(client, code_of(SECRET))

    assert answer.headers["Location"] == DESK
    assert client.get(DESK).status_code == 200


def test_a_wrong_code_signs_nobody_in(councillor):
    with_app(councillor)
    wrong = f"{(int(code_of(SECRET)) + 1) % 10**6:06}"

    assert not is_signed_in(signed_in(councillor, wrong))


def test_a_code_is_good_once_whatever_the_cache_forgets(councillor):
    with_app(councillor)
    code = code_of(SECRET)

    assert is_signed_in(signed_in(councillor, code))
    cache.clear()
    assert not is_signed_in(signed_in(councillor, code))
    cache.clear()
    assert is_signed_in(signed_in(councillor, code_of(SECRET, steps=1)))


@pytest.mark.django_db(transaction=True)
def test_of_eight_tries_with_one_code_at_once_one_is_let_in(councillor):
    app, code, start = with_app(councillor), code_of(SECRET), Barrier(8)

    def try_it(_):
        start.wait()
        try:
            return use_code(app, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(try_it, range(8)))

    assert sorted(outcomes) == [False] * 7 + [True]


def test_a_code_before_the_last_one_used_is_not_good_any_more(councillor):
    with_app(councillor)

    assert is_signed_in(signed_in(councillor, code_of(SECRET)))
    assert not is_signed_in(signed_in(councillor, code_of(SECRET, steps=-1)))


def test_the_code_that_set_the_app_up_signs_nobody_in(councillor):
    secret, _ = set_up(signed_in(councillor))

    assert not is_signed_in(signed_in(councillor, code_of(secret)))


def test_a_recovery_code_works_once(councillor):
    with_app(councillor)
    code, another, *_ = recovery_codes(councillor)

    assert is_signed_in(signed_in(councillor, code))
    assert not is_signed_in(signed_in(councillor, code))
    assert is_signed_in(signed_in(councillor, another))
    assert len(recovery_codes(councillor)) == 8


def test_another_s_code_signs_nobody_in(councillor, clerk):
    with_app(councillor)
    with_app(clerk, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")

    assert not is_signed_in(signed_in(councillor, recovery_codes(clerk)[0]))


def test_whoever_has_no_code_can_start_again(councillor):
    with_app(councillor)
    client = signed_in(councillor)

    answer = client.post(reverse("account_logout"), {"next": reverse(LOGIN)})

    assert answer.headers["Location"] == reverse(LOGIN)
    assert client.get(reverse(LOGIN)).status_code == 200
    assert client.get(reverse(CODE)).headers["Location"] == reverse(LOGIN)


# ---- recovery codes, and the end of it


def test_recovery_codes_are_downloaded_as_plain_text(councillor):
    with_app(councillor)
    client = signed_in(councillor, code_of(SECRET))

    answer = client.get(reverse("mfa_download_recovery_codes"))

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert all(code in answer.text for code in recovery_codes(councillor))


@pytest.mark.parametrize(
    "name",
    [
        *("mfa_view_recovery_codes", "mfa_download_recovery_codes"),
        *("mfa_generate_recovery_codes", "mfa_deactivate_totp"),
    ],
)
def test_what_weakens_a_second_factor_asks_for_a_code_again(councillor, name):
    with_app(councillor)
    client = signed_in(councillor, code_of(SECRET))
    aged(client, 301)

    asked = client.get(reverse(name))

    again = f"{reverse('mfa_reauthenticate')}?next="
    assert asked.headers["Location"].startswith(again)
    answer = client.post(asked.headers["Location"], {"code": code_of(SECRET, steps=1)})
    assert answer.headers["Location"] == reverse(name)
    assert client.get(reverse(name)).status_code == 200


def test_new_recovery_codes_end_the_old_ones(councillor):
    with_app(councillor)
    old = recovery_codes(councillor)
    client = signed_in(councillor, code_of(SECRET))

    client.post(reverse("mfa_generate_recovery_codes"))

    assert not set(old) & set(recovery_codes(councillor))
    assert is_signed_in(client)


def test_without_a_second_factor_the_password_is_enough_again(councillor):
    with_app(councillor)
    client = signed_in(councillor, code_of(SECRET))

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert is_signed_in(client)
    assert is_signed_in(signed_in(councillor))
