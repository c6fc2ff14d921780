"""The log: one line of JSON for each event, and nothing that anybody typed."""

import json
import logging
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from protocol_portal.logs import Line
from tests.factories import PASSWORD

CANARY = "quince-4711"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def lines(caplog):
    """Give what the log says so far, as it is written and as it is read."""
    caplog.set_level(logging.INFO)

    def lines():
        written = [Line().format(record) for record in caplog.records]
        assert CANARY not in "".join(written)
        return [json.loads(line) for line in written]

    return lines


def the_one(entries, **wanted):
    [entry] = [each for each in entries if wanted.items() <= each.items()]
    return entry


def a_record(message, *args, name="protocols.services", **more):
    return logging.LogRecord(name, logging.INFO, "a.py", 1, message, args, None, **more)


def test_an_event_is_one_line_with_its_moment_in_utc():
    line = Line().format(a_record("two\nlines of %s \u202e", "words\r\n"))

    assert re.fullmatch(r"[\x20-\x7e]+", line)
    entry = json.loads(line)
    assert entry["event"] == "two\nlines of words\r\n \u202e"
    assert entry["at"].endswith("+00:00")
    assert (entry["level"], entry["from"]) == ("INFO", "protocols.services")


def test_what_a_library_says_is_written_without_what_it_was_given():
    line = Line().format(a_record("Could not send %s", CANARY, name="a.library"))

    assert json.loads(line)["event"] == "Could not send %s"


def test_a_refusal_names_the_page_the_council_and_the_account(
    client, lines, council, councillor
):
    client.force_login(councillor)

    client.get(f"{reverse('person_add', args=[council.slug])}?q={CANARY}")

    entry = the_one(lines(), status=403)
    assert (entry["page"], entry["council"]) == ("person_add", council.slug)
    assert entry["account"] == str(councillor.pk)
    assert entry["method"] == "GET"


def test_what_may_not_be_known_of_is_written_down_too(client, lines, council, outsider):
    client.force_login(outsider)

    client.get(reverse("person_list", args=[council.slug]))

    assert the_one(lines(), status=404)["account"] == str(outsider.pk)


def test_an_address_that_leads_nowhere_is_not_repeated(client, lines, db):
    client.get(f"/accounts/password/reset/{CANARY}/")

    assert the_one(lines(), status=404)["event"] == "refused"


def test_a_form_from_elsewhere_is_written_down(lines, db):
    client = Client(enforce_csrf_checks=True)

    client.post(reverse("account_login"), {"login": CANARY})

    entry = the_one(lines(), status=403)
    assert (entry["from"], entry["event"]) == ("django.security.csrf", "refused")


def test_a_host_that_is_not_ours_is_written_down_and_not_repeated(client, lines, db):
    client.get("/", headers={"host": f"{CANARY}.example"})

    entry = the_one(lines(), status=400)
    assert (entry["from"], entry["event"]) == (
        "django.security.DisallowedHost",
        "refused",
    )


@pytest.mark.urls("tests.look.urls")
def test_a_failure_is_found_by_the_number_on_its_page(client, lines, db):
    client.raise_request_exception = False

    page = client.get("/specimens/broken/")

    entry = the_one(lines(), status=500)
    assert entry["event"] == "failed"
    assert entry["reference"] == page.context["reference"]
    assert entry["failure"]
    assert any(re.match(r"tests/look/urls\.py:\d+ \w+", at) for at in entry["where"])


def test_a_failure_is_named_by_its_kind_and_not_by_its_words(caplog, lines):
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("protocols").exception("print_version: version %s", 7)

    entry = the_one(lines(), event="print_version: version 7")
    assert entry["failure"] == ["ValueError"]
    assert str(settings.BASE_DIR) not in " ".join(entry["where"])


def test_who_signs_in_and_out_is_written_down(client, lines, councillor):
    client.post(
        reverse("account_login"), {"login": councillor.email, "password": PASSWORD}
    )
    client.post(reverse("account_logout"))

    for event in ("signed in", "showed who it is by password", "signed out"):
        entry = the_one(lines(), event=f"account: {event}")
        assert entry["account"] == str(councillor.pk)
        assert councillor.email not in str(entry)


def test_who_did_not_get_in_is_written_down_without_what_was_typed(
    client, lines, councillor
):
    client.post(
        reverse("account_login"),
        {"login": f"{CANARY}@mail.example", "password": CANARY},
    )
    client.post(
        reverse("account_login"), {"login": councillor.email, "password": CANARY}
    )

    wrong = [e for e in lines() if e["event"] == "account: a wrong address or password"]
    assert [(each["level"], each["page"]) for each in wrong] == [
        ("WARNING", "account_login"),
        ("WARNING", "account_login"),
    ]
    assert "account" not in str(wrong[1].keys() - {"event"})


def test_a_new_password_is_written_down(client, lines, councillor):
    client.force_login(councillor)
    new = f"{CANARY} and other words"

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert the_one(lines(), event="account: changed the password")


def test_no_handler_but_ours_hears_of_a_failure():
    # Django's own would mail whatever a form had sent.
    assert logging.getLogger("django").handlers == []
    assert settings.LOGGING["formatters"]["line"] == {"()": "protocol_portal.logs.Line"}
