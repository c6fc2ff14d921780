"""Accounts and sessions beyond signing in: how they end, and who may end them."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.account.models import EmailConfirmationHMAC
from django.core import mail, signing
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.kernel.commands import Refused
from councils.models import User
from councils.outbox import deliver
from tests.codes import recovery_codes, with_app
from tests.factories import PASSWORD
from tests.visits import visitor

NEW = "another four unlike words"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


def is_signed_in(client):
    return client.get(reverse("home")).context["user"].is_authenticated


def link_to_a_new_password(account):
    Client().post(reverse("account_reset_password"), {"email": account.email})
    deliver()
    [link] = re.findall(r"http://\S+/reset/key/\S+", mail.outbox[-1].body)
    return link


def set_by(link, client, password=NEW):
    page = client.get(link, follow=True)
    address = page.request["PATH_INFO"]
    return client.post(address, {"password1": password, "password2": password})


def test_a_new_password_by_mail_does_not_go_round_the_second_factor(councillor):
    with_app(councillor)
    client = Client()

    set_by(link_to_a_new_password(councillor), client)

    councillor.refresh_from_db()
    assert councillor.check_password(NEW)
    assert not is_signed_in(client)
    answer = client.post(
        reverse("account_login"), {"login": councillor.email, "password": NEW}
    )
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)


def test_a_link_to_a_new_password_is_good_for_a_day(councillor):
    link = link_to_a_new_password(councillor)

    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert "not good any more" in Client().get(link, follow=True).text
    with time_machine.travel(timezone.now() + timedelta(hours=23), tick=False):
        set_by(link, Client())

    councillor.refresh_from_db()
    assert councillor.check_password(NEW)


def test_a_link_to_a_new_password_ends_with_the_old_password(councillor):
    link = link_to_a_new_password(councillor)
    councillor.set_password("meanwhile changed elsewhere")
    councillor.save()

    assert "not good any more" in Client().get(link, follow=True).text


def test_a_key_signed_for_something_else_proves_no_address(councillor):
    other = signing.dumps(1, salt="something else")
    altered = EmailConfirmationHMAC.from_key(other)

    assert altered is None
    answer = Client().post(reverse("account_confirm_email", args=[other]))
    assert answer.status_code == 404 or "not good" in answer.text


def test_an_account_that_is_closed_is_signed_out_everywhere(councillor):
    client = visitor(councillor)
    assert is_signed_in(client)

    User.objects.filter(pk=councillor.pk).update(is_active=False)

    assert not is_signed_in(client)
    answer = Client().post(
        reverse("account_login"), {"login": councillor.email, "password": PASSWORD}
    )
    assert not answer.wsgi_request.user.is_authenticated


def test_a_session_has_a_key_that_nobody_guesses(councillor, clerk):
    keys = [visitor(account).session.session_key for account in (councillor, clerk)]

    assert keys[0] != keys[1]
    for key in keys:
        assert re.fullmatch(r"[a-z0-9]{32}", key)  # 165 bits


def test_the_way_out_stands_on_every_page_of_the_signed_in(council, clerk):
    client = visitor(clerk)

    for address in (
        reverse("home"),
        reverse("desk", args=[council.slug]),
        reverse("person_list", args=[council.slug]),
        reverse("account_home"),
    ):
        assert f'action="{reverse("account_logout")}"' in client.get(address).text


def test_an_operator_signs_one_account_out(councillor, clerk):
    ended, untouched = visitor(councillor), visitor(clerk)
    said = StringIO()

    call_command("sign_out", councillor.email.upper(), stdout=said)

    assert said.getvalue() == f"Signed out: {councillor.email}.\n"
    assert not is_signed_in(ended)
    assert is_signed_in(untouched)


def test_an_operator_signs_everybody_out(councillor, clerk):
    clients = [visitor(councillor), visitor(clerk)]

    call_command("sign_out", "--everybody", stdout=StringIO())

    assert not [client for client in clients if is_signed_in(client)]


def test_an_address_that_nobody_has_signs_nobody_out(councillor):
    client = visitor(councillor)

    with pytest.raises(Refused, match=r"No account signs in with nobody@mail\.example"):
        call_command("sign_out", "nobody@mail.example")

    assert is_signed_in(client)


def test_whoever_signed_in_long_ago_shows_who_they_are_before_ending_a_session(
    councillor,
):
    elsewhere, client = visitor(councillor), Client()
    client.post(
        reverse("account_login"), {"login": councillor.email, "password": PASSWORD}
    )
    sessions = reverse("usersessions_list")

    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        for answer in (client.get(sessions), client.post(sessions)):
            assert answer.headers["Location"].startswith(
                reverse("account_reauthenticate")
            )
        assert is_signed_in(elsewhere)
        client.post(
            f"{reverse('account_reauthenticate')}?next={sessions}",
            {"password": PASSWORD},
        )
        client.post(sessions)

        assert is_signed_in(client)
        assert not is_signed_in(elsewhere)


def test_a_recovery_code_is_eight_figures_by_chance(councillor, clerk):
    for account in (councillor, clerk):
        with_app(account)
    mine, theirs = set(recovery_codes(councillor)), set(recovery_codes(clerk))

    assert len(mine) == len(theirs) == 10
    assert not mine & theirs
    assert all(re.fullmatch(r"\d{8}", code) for code in mine)  # 26 bits


def test_there_is_no_account_before_somebody_makes_one(db):
    assert not User.objects.exists()


def test_what_is_sent_in_the_address_signs_nobody_in(councillor):
    client = Client()
    address = reverse("account_login")

    client.post(f"{address}?login={councillor.email}&password={PASSWORD}", {})
    client.get(address, {"login": councillor.email, "password": PASSWORD})

    assert not is_signed_in(client)
    client.post(address, {"login": councillor.email, "password": PASSWORD})
    assert is_signed_in(client)
