"""A known address and an unknown one cost the same work, and get the same answer."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils import outbox
from councils.models import AccountNotice, User
from councils.one_time import LINK
from tests.factories import PASSWORD, UserFactory
from tests.hashing import CountingHasher

NOBODY = "nobody@mail.example"
WRONG = "not the password"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["tests.hashing.CountingHasher"]
    yield
    cache.clear()


def a_verified_one():
    account = UserFactory()
    EmailAddress.objects.create(
        user=account, email=account.email, verified=True, primary=True
    )
    return account


ACCOUNTS = {
    "known": a_verified_one,
    "known, its address not yet proved": UserFactory,
    "without a password": lambda: User.objects.create_user("new@mail.example"),
    "closed": lambda: UserFactory(is_active=False),
    "unknown": lambda: User(email=NOBODY),
}


def without_what_differs(answer, account):
    page = re.sub(r'value="\w{64}"', "", answer.text)
    return page.replace(account.email, "")


def sign_in(account, password=WRONG):
    give = {"login": account.email, "password": password}
    return Client().post(reverse("account_login"), give)


def ask(email, client=None):
    address = reverse("account_reset_password")
    return (client or Client()).post(address, {"email": email}, follow=True)


# ---- signing in


@pytest.mark.parametrize("which", ACCOUNTS)
def test_one_hash_is_worked_out_for_a_wrong_password_whoever_it_is(db, which):
    account = ACCOUNTS[which]()
    CountingHasher.worked_out.clear()

    sign_in(account)

    assert len(CountingHasher.worked_out) == 1


def test_one_hash_is_worked_out_for_the_right_one_too(db):
    account = a_verified_one()
    CountingHasher.worked_out.clear()

    assert sign_in(account, PASSWORD).status_code == 302

    assert CountingHasher.worked_out == [PASSWORD]


def test_none_is_worked_out_for_a_closed_address_known_or_not(db):
    accounts = [a_verified_one(), User(email=NOBODY)]
    for account in accounts:
        for _ in range(10):
            sign_in(account)
    CountingHasher.worked_out.clear()

    for account in accounts:
        sign_in(account, PASSWORD)

    assert CountingHasher.worked_out == []


def test_every_wrong_password_gets_the_same_page(db):
    accounts = [make() for make in ACCOUNTS.values()]

    pages = {without_what_differs(sign_in(one), one) for one in accounts}

    assert len(pages) == 1


# ---- asking for a new password


def asked(account):
    """Ask, and give the page, the questions to the database, and the rows made."""
    before = set(AccountNotice.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        answer = ask(account.email)
    shapes = [re.sub(r"'[^']*'|\b\d+\b", "?", one["sql"]) for one in queries]
    made = AccountNotice.objects.exclude(pk__in=before)
    return without_what_differs(answer, account), shapes, made.count()


def test_to_ask_for_a_new_password_costs_the_same_whoever_it_is(db):
    accounts = [make() for make in ACCOUNTS.values()]
    CountingHasher.worked_out.clear()

    seen = [asked(account) for account in accounts]

    assert len({page for page, _, _ in seen}) == 1
    assert len({len(shapes) for _, shapes, _ in seen}) == 1
    assert {made for _, _, made in seen} == {1}
    assert CountingHasher.worked_out == []
    assert not mail.outbox


def test_who_has_an_account_gets_a_link_and_who_has_none_is_told_so(db):
    accounts = {which: make() for which, make in ACCOUNTS.items()}
    for account in accounts.values():
        ask(account.email)

    outbox.deliver()

    got = {one.recipients()[0]: one for one in mail.outbox}
    has_link = {
        which for which, one in accounts.items() if "/reset/key/" in got[one.email].body
    }
    assert has_link == {
        *("known", "known, its address not yet proved", "without a password")
    }
    assert got[NOBODY].subject == "There is no account for this address"


def test_the_outbox_keeps_no_link_that_lets_somebody_in(db):
    account = a_verified_one()
    ask(account.email)
    outbox.deliver()

    notice = AccountNotice.objects.get()
    assert LINK in notice.body
    assert "http" not in notice.body
    assert "http" in mail.outbox[0].body


# ---- how many mails


def test_three_mails_an_hour_go_to_one_address_known_or_not(db):
    accounts = [a_verified_one(), User(email=NOBODY)]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for account in accounts:
            for _ in range(3):
                ask(account.email.upper())
        refused = [ask(account.email) for account in accounts]
        clock.shift(timedelta(hours=1))
        cache.clear()
        again = ask(accounts[0].email)

    assert all("just sent three mails" in answer.text for answer in refused)
    pages = {without_what_differs(*one) for one in zip(refused, accounts, strict=True)}
    assert len(pages) == 1
    assert "Look into your mail" in again.text
    assert AccountNotice.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_of_twelve_who_ask_at_once_for_one_address_three_are_heard():
    account = a_verified_one()
    ready = Barrier(12)

    def one(_):
        try:
            ready.wait(timeout=30)
            return ask(account.email).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(one, range(12)))

    assert AccountNotice.objects.count() == 3


def test_mails_to_one_address_keep_nobody_else_from_theirs(db):
    for _ in range(4):
        ask(NOBODY)

    assert "Look into your mail" in ask("other@mail.example").text
