"""Who came in, and who did not, is written down; what was typed is not."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.codes import SECRET, code_of, with_app
from tests.factories import PASSWORD
from tests.visits import visitor

CANARY = "quince-4711"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def noted(caplog):
    """Give what was written down so far: level, event, whose account."""
    caplog.set_level(logging.INFO, logger="protocol_portal.sign_in_log")

    def noted():
        records = [
            record
            for record in caplog.records
            if record.name == "protocol_portal.sign_in_log"
        ]
        assert CANARY not in "".join(record.getMessage() for record in records)
        return [
            (record.levelname, record.getMessage(), record.account)
            for record in records
        ]

    return noted


def sign_in(client, email, password=PASSWORD):
    data = {"login": email, "password": password}
    return client.post(reverse("account_login"), data)


def test_who_signs_in_and_out_is_written_down(client, noted, councillor):
    sign_in(client, councillor.email)
    client.post(reverse("account_logout"))

    whose = str(councillor.pk)
    assert set(noted()) == {
        ("INFO", "account: showed who it is by password", whose),
        ("INFO", "account: signed in", whose),
        ("INFO", "account: signed out", whose),
    }


def test_who_did_not_get_in_is_written_down_without_what_was_typed(
    client, noted, councillor
):
    sign_in(client, f"{CANARY}@mail.example", CANARY)
    sign_in(client, councillor.email, CANARY)

    assert noted() == [("WARNING", "account: a wrong address or password", None)] * 2


def test_a_code_is_written_down_whether_right_or_wrong(client, noted, councillor):
    with_app(councillor)
    sign_in(client, councillor.email)
    code = code_of(SECRET)
    wrong = f"{(int(code) + 500_000) % 1_000_000:06}"

    client.post(reverse("mfa_authenticate"), {"code": wrong})
    client.post(reverse("mfa_authenticate"), {"code": code})

    whose = str(councillor.pk)
    assert ("WARNING", "account: a wrong code", whose) in noted()
    assert ("INFO", "account: showed who it is by mfa", whose) in noted()
    assert code not in str(noted())


def test_a_new_password_is_written_down(noted, councillor):
    new = f"{CANARY} and other words"

    visitor(councillor).post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    whose = str(councillor.pk)
    assert ("INFO", "account: changed the password", whose) in noted()


def refused(caplog):
    return {
        (record.name, record.status_code)
        for record in caplog.records
        if hasattr(record, "status_code")
    }


def test_a_refusal_is_written_down_with_the_page(caplog, council, councillor):
    visitor(councillor).get(reverse("person_add", args=[council.slug]))

    [record] = [r for r in caplog.records if hasattr(r, "status_code")]
    assert (record.name, record.status_code) == ("django.request", 403)
    assert record.request.resolver_match.view_name == "person_add"


def test_a_form_from_elsewhere_is_written_down(caplog, db):
    Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})

    assert refused(caplog) == {("django.security.csrf", 403)}


def test_a_host_that_is_not_ours_is_written_down(caplog, db):
    Client().get("/", headers={"host": "evil.example"})

    assert ("django.security.DisallowedHost", 400) in refused(caplog)
