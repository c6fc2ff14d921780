"""What the portal answers to requests that no page of it makes."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.visits import visitor

TOO_MUCH = {400, 413}
OPEN = ("home", "health_live", "health_ready", "account_login", "verify")


@pytest.mark.parametrize("name", OPEN)
def test_a_request_to_be_shown_itself_is_refused(client, db, name):
    assert client.get(reverse(name)).status_code == 200

    answer = client.trace(reverse(name), headers={"cookie": "quince=4711"})

    assert answer.status_code == 405
    assert b"quince" not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        *("/static/", "/static/css/", "/static/js/", "/.git/config", "/.env"),
        *("/static/../manage.py", "/static/%2e%2e/manage.py", "/var/", "/media/"),
        *("/admin/", "/api/", "/metrics/", "/docs/", "/schema/", "/debug/"),
        *("/static/js/portal.js/", "/static/portal.py", "/server-status/"),
    ],
)
def test_nothing_lies_about_that_nobody_was_meant_to_see(client, db, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", OPEN)
def test_another_site_is_never_told_that_it_may_read_a_page(client, db, name):
    answer = client.get(reverse(name), headers={"origin": "https://evil.example"})

    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("name", OPEN)
def test_every_page_says_what_it_is_and_in_which_letters(client, db, name):
    kind, _, letters = client.get(reverse(name)).headers["Content-Type"].partition("; ")

    assert kind in {"text/html", "text/plain"}
    assert letters == "charset=utf-8"


@pytest.mark.parametrize("name", OPEN)
def test_no_answer_is_guessed_at_or_tells_another_site_where_it_was_read(
    client, db, name
):
    headers = client.get(reverse(name)).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "strict-origin", "no-referrer"}
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_form_sent_by_another_site_changes_nothing(clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    home, leave = reverse("home"), reverse("account_logout")

    def sent(**headers):
        token = str(client.get(home).context["csrf_token"])
        return client.post(leave, {"csrfmiddlewaretoken": token}, headers=headers)

    assert client.post(leave).status_code == 403
    assert sent(origin="https://evil.example").status_code == 403
    assert client.get(home).context["user"] == clerk

    assert sent(origin="http://testserver").status_code == 302
    assert not client.get(home).context["user"].is_authenticated


def test_a_name_given_twice_counts_once_and_never_from_the_address(council, clerk):
    address = reverse("council_settings", args=[council.slug])
    client = visitor(clerk)
    before = council.name

    client.post(f"{address}?name=From+the+address", {})

    council.refresh_from_db()
    assert council.name == before


def test_a_request_with_more_fields_than_any_form_is_refused(client, db):
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    few = {f"field-{number}": "" for number in range(10)}
    many = {f"field-{number}": "" for number in range(most + 1)}

    assert client.post(reverse("account_login"), few).status_code == 200
    assert client.post(reverse("account_login"), many).status_code in TOO_MUCH


def test_a_form_larger_than_any_text_is_refused(client, db):
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def sent(letters):
        form = f"login={'a' * letters}"
        kind = "application/x-www-form-urlencoded"
        return client.post(reverse("account_login"), form, content_type=kind)

    assert sent(1000).status_code == 200
    assert sent(most + 1).status_code in TOO_MUCH
