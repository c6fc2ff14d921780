"""Ten wrong tries are looked at and no more, however they come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.models import Tries, User
from councils.services.tries import CODES, claim_try, forget_tries
from tests.codes import SECRET, code_of, recovery_codes, with_app
from tests.factories import PASSWORD, UserFactory
from tests.hashing import CountingHasher
from tests.visits import visitor, words

CLOSED = "closed for now"
WRONG = "not the password"
AT_ONCE = 20
MOST = 10


@pytest.fixture(autouse=True)
def worked_out(settings):
    # Allauth counts whatever is sent to the page, wrong or right, in the cache.
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": None}
    settings.PASSWORD_HASHERS = ["tests.hashing.CountingHasher"]
    CountingHasher.worked_out.clear()
    yield CountingHasher.worked_out
    CountingHasher.worked_out.clear()


@pytest.fixture
def account(worked_out, db) -> User:
    account = UserFactory()
    worked_out.clear()
    return account


def sign_in(account_or_email, password=WRONG, client=None):
    email = getattr(account_or_email, "email", account_or_email)
    client = client or Client()
    return client.post(reverse("account_login"), {"login": email, "password": password})


def is_let_in(answer):
    return answer.status_code == 302


def all_at_once(number, do):
    """Do one thing on so many threads, each begun when all are ready."""
    ready = Barrier(number)

    def one(which):
        try:
            ready.wait(timeout=30)
            return do(which)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(one, range(number)))


# ---- passwords


def test_ten_wrong_passwords_are_looked_at_one_after_another(account, worked_out):
    answers = [words(sign_in(account)) for _ in range(MOST + 3)]

    assert worked_out == [WRONG] * MOST
    assert [CLOSED in answer for answer in answers] == [False] * MOST + [True] * 3


@pytest.mark.django_db(transaction=True)
def test_of_twenty_wrong_passwords_at_once_ten_are_looked_at(account, worked_out):
    answers = all_at_once(AT_ONCE, lambda _: words(sign_in(account)))

    assert worked_out == [WRONG] * MOST
    assert sum(CLOSED in answer for answer in answers) == AT_ONCE - MOST
    assert not is_let_in(sign_in(account, PASSWORD))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_right_passwords_at_once_none_uses_up_a_try(account):
    answers = all_at_once(MOST, lambda _: sign_in(account, PASSWORD))

    assert all(is_let_in(answer) for answer in answers)
    assert set(Tries.objects.values_list("number", flat=True)) == {0}
    assert is_let_in(sign_in(account, PASSWORD))


@pytest.mark.django_db(transaction=True)
def test_a_forged_forwarding_address_buys_no_more_tries(account, worked_out):
    def from_elsewhere(which):
        client = Client(headers={"x-forwarded-for": f"192.0.2.{which}, 10.0.0.{which}"})
        return sign_in(account, client=client)

    all_at_once(AT_ONCE, from_elsewhere)

    assert worked_out == [WRONG] * MOST


def test_neither_capitals_nor_spaces_buy_more_tries(account, worked_out):
    spellings = [account.email.upper(), f" {account.email} ", account.email.title()]
    for which in range(MOST + 5):
        sign_in(spellings[which % 3])

    assert worked_out == [WRONG] * MOST


def test_an_eleventh_try_waits_even_with_the_right_password_and_then_opens(account):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(MOST):
            sign_in(account)
        refused = sign_in(account, PASSWORD)
        clock.shift(timedelta(minutes=15))
        opened = sign_in(account, PASSWORD)

    assert CLOSED in words(refused)
    assert is_let_in(opened)


def test_tries_that_are_refused_keep_nobody_out_for_longer(account):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(MOST):
            sign_in(account)
        clock.shift(timedelta(minutes=14))
        sign_in(account)
        clock.shift(timedelta(minutes=1))
        opened = sign_in(account, PASSWORD)

    assert is_let_in(opened)


def test_no_quarter_of_an_hour_holds_more_than_ten(account, worked_out):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(4):
            sign_in(account)
        clock.shift(timedelta(minutes=14))
        for _ in range(6):
            sign_in(account)
        # The first four are a quarter of an hour old; the last six are not.
        clock.shift(timedelta(minutes=2))
        for _ in range(MOST):
            sign_in(account)

    assert len(worked_out) == MOST


def test_the_right_password_gives_back_its_own_try_and_not_a_strangers(account):
    for _ in range(MOST - 1):
        sign_in(account)
    assert is_let_in(sign_in(account, PASSWORD))
    sign_in(account)

    assert CLOSED in words(sign_in(account, PASSWORD))


def test_somebody_locked_out_is_told_when_and_that_a_new_password_opens_again(account):
    with time_machine.travel("2026-06-01 09:00:00+00:00", tick=False):
        for _ in range(MOST):
            sign_in(account)
        told = words(sign_in(account))

    assert "ten wrong tries for this address" in told
    assert "You can try again at 10:15." in told
    assert "choose a new password by mail" in told
    assert reverse("account_reset_password") in told


def test_an_address_of_nobody_closes_in_the_same_words(account):
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(MOST):
            sign_in(account)
            sign_in("nobody@mail.example")
        told = [words(sign_in(who)) for who in (account, "nobody@mail.example")]

    sentences = [page.split("There have been")[1].split("<")[0] for page in told]
    assert sentences[0] == sentences[1]


def test_one_persons_wrong_tries_close_nobody_elses_account(account):
    other = UserFactory()
    for _ in range(MOST):
        sign_in(account)

    assert is_let_in(sign_in(other, PASSWORD))


# ---- where they come from


def test_fifty_wrong_tries_from_one_place_are_looked_at(account, worked_out):
    for which in range(55):
        sign_in(f"somebody-{which}@mail.example")

    assert len(worked_out) == 50
    assert "from where you are" in words(sign_in(account, PASSWORD))
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert is_let_in(sign_in(account, PASSWORD, client=elsewhere))


def test_behind_the_proxy_only_the_address_that_it_saw_counts(account, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def seen_as(address, which):
        forged = f"192.0.2.{which}, {address}"
        return Client(headers={"x-forwarded-for": forged}, REMOTE_ADDR="10.0.0.1")

    for which in range(50):
        sign_in(f"somebody-{which}@mail.example", client=seen_as("203.0.113.5", which))

    refused = sign_in(account, PASSWORD, client=seen_as("203.0.113.5", 99))
    assert "from where you are" in words(refused)
    elsewhere = sign_in(account, PASSWORD, client=seen_as("203.0.113.6", 99))
    assert is_let_in(elsewhere)


def test_knocking_at_a_closed_account_closes_no_place(account):
    for _ in range(MOST + 60):
        sign_in(account)

    assert is_let_in(sign_in(UserFactory(), PASSWORD))


# ---- the password again, and codes


def test_the_password_again_counts_with_those_at_sign_in(account, worked_out):
    client = visitor(account)
    address = reverse("account_reauthenticate")
    for _ in range(MOST + 2):
        told = client.post(address, {"password": WRONG})

    assert worked_out == [WRONG] * MOST
    assert CLOSED in words(told)
    assert not is_let_in(sign_in(account, PASSWORD))


def test_the_password_until_now_counts_with_those_at_sign_in(account, worked_out):
    client = visitor(account)
    new = {"password1": "four unlike words here", "password2": "four unlike words here"}
    address = reverse("account_change_password")
    for _ in range(MOST + 2):
        client.post(address, {"oldpassword": WRONG, **new})

    assert worked_out == [WRONG] * MOST
    assert not is_let_in(sign_in(account, PASSWORD))


def after_the_password(account):
    client = Client()
    sign_in(account, PASSWORD, client=client)
    return client


def give_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def is_in(client):
    return client.get(reverse("account_home")).status_code == 200


def test_after_ten_wrong_codes_neither_the_right_one_nor_a_recovery_code_is_taken(
    account,
):
    with_app(account)
    client = after_the_password(account)
    for _ in range(MOST):
        give_code(client, "000000")

    for code in (code_of(SECRET), recovery_codes(account)[0]):
        assert "ten wrong codes" in words(give_code(client, code))
    assert not is_in(client)


def test_after_nine_wrong_codes_the_right_one_is_taken(account):
    with_app(account)
    client = after_the_password(account)
    for _ in range(MOST - 1):
        give_code(client, "000000")

    give_code(client, code_of(SECRET))

    assert is_in(client)


def test_to_begin_with_the_password_again_buys_no_more_codes(account):
    with_app(account)
    for _ in range(MOST):
        give_code(after_the_password(account), "000000")
    client = after_the_password(account)

    give_code(client, code_of(SECRET))

    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_codes_at_once_ten_are_looked_at(account):
    with_app(account)
    clients = [after_the_password(account) for _ in range(AT_ONCE)]

    answers = all_at_once(
        AT_ONCE, lambda which: words(give_code(clients[which], "000000"))
    )

    assert sum("ten wrong codes" in answer for answer in answers) == AT_ONCE - MOST


# ---- rows


def test_what_was_typed_is_not_kept(account):
    sign_in("my secret by mistake@mail.example")
    sign_in(account)

    kept = str(list(Tries.objects.values()))
    assert "mistake" not in kept
    assert account.email not in kept
    assert str(account.pk) not in kept


def test_rows_that_limit_nobody_are_dropped(account):
    claim_try(CODES, "somebody")
    forget_tries()
    assert Tries.objects.count() == 1

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        forget_tries()

    assert not Tries.objects.exists()
