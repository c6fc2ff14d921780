"""What every answer tells the browser: what it may do, and who may keep it."""

import json
import os
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from protocol_portal.house.machine import ROOT
from protocol_portal.house.rehearsal import like_a_server
from tests.factories import PASSWORD
from tests.pages.walking import every_answer
from tests.visits import visitor

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
FILE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
PDF = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
POLICIES = {
    "text/html": PAGE,
    "application/pdf": PDF,
    "application/json": FILE,
    "application/octet-stream": FILE,
    "image/png": FILE,
    "text/calendar": FILE,
    "text/css": FILE,
    "text/csv": FILE,
    "text/javascript": FILE,
    "text/plain": FILE,
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
NEVER = {"Server", "X-Powered-By", "Access-Control-Allow-Origin"}
WITH_A_TOKEN = {
    *("invitation_accept", "account_reset_password_from_key"),
    *("mail_stop", "mail_start", "calendar_feed"),
}
SERVER_SETTINGS = (
    *("TRY_OUT", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PORTAL_BASE_URL"),
    *("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_PATH"),
    *("CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_PATH"),
    *("SECURE_SSL_REDIRECT", "SECURE_REDIRECT_EXEMPT", "SECURE_PROXY_SSL_HEADER"),
    *("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"),
)


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


def wrong(name, answer, *, policy_end="", referrer="same-origin"):
    """Give what is wrong with an answer's headers, in words for the failure."""
    headers = answer.headers
    media_type = headers.get("Content-Type", "text/html").split(";")[0]
    expected = {
        **ALWAYS,
        "Content-Security-Policy": POLICIES[media_type] + policy_end,
        "Referrer-Policy": "strict-origin" if name in WITH_A_TOKEN else referrer,
    }
    found = [
        f"{name}: {header} is {headers.get(header)!r}"
        for header, value in expected.items()
        if headers.get(header) != value
    ]
    found += [f"{name}: sends {header}" for header in NEVER if header in headers]
    for power in ("camera=()", "microphone=()", "geolocation=()", "payment=()"):
        if power not in headers.get("Permissions-Policy", "").split(", "):
            found.append(f"{name}: does not forbid {power}")
    if "Cache-Control" not in headers:
        found.append(f"{name}: says nothing of who may keep it")
    return found


def test_every_answer_to_the_public_carries_the_headers(world):
    found = []
    for name, answer in every_answer(world, None):
        found += wrong(name, answer)
        # What is told apart by who asks is kept apart by caches.
        if (
            answer.headers.get("Content-Type", "").startswith("text/html")
            and "Cookie" not in answer.headers.get("Vary", "")
            and "no-store" not in answer.headers["Cache-Control"]
        ):
            found.append(f"{name}: is the same to caches, whoever asks")

    assert found == []


@pytest.mark.parametrize("who", ["clerk", "councillor", "outsider"])
def test_every_answer_to_the_signed_in_carries_them_and_is_kept_by_nobody(
    world, people, who
):
    found = []
    for name, answer in every_answer(world, people[who]):
        found += wrong(name, answer)
        kept = answer.headers.get("Cache-Control", "")
        if "no-store" not in kept or "private" not in kept or "public" in kept:
            found.append(f"{name}: Cache-Control is {kept!r}")

    assert found == []


def refused(name, clerk):
    """Give the answer to a question that goes wrong, or is sent on."""
    client = visitor(clerk)
    client.raise_request_exception = False
    strict = Client(enforce_csrf_checks=True)
    big = {"title": "x" * (3 * 1024 * 1024)}
    desk = reverse("protocol_start", args=["withycombe"])
    return {
        "400 host": lambda: client.get("/", HTTP_HOST="evil.example"),
        "403 form": lambda: strict.post(reverse("account_login"), {}),
        "404": lambda: client.get("/nowhere/at/all/"),
        "404 static": lambda: client.get("/static/nothing.js"),
        "405": lambda: client.post(reverse("home")),
        "413": lambda: client.post(desk, big),
        "302": lambda: Client().get(desk),
        "301": lambda: client.get("/accounts/login"),
        "static style": lambda: client.get("/static/build/portal.css"),
        "static script": lambda: client.get("/static/js/boot.js"),
    }[name]()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("400 host", 400),
        ("403 form", 403),
        ("404", 404),
        ("404 static", 404),
        ("405", 405),
        ("413", 413),
        ("302", 302),
        ("301", 301),
        ("static style", 200),
        ("static script", 200),
    ],
)
def test_what_goes_wrong_or_elsewhere_carries_the_headers_too(clerk, name, status):
    answer = refused(name, clerk)
    answer.close()

    assert answer.status_code == status
    assert wrong(name, answer) == []


@pytest.mark.urls("tests.look.urls")
def test_a_mistake_of_ours_carries_the_headers_too(db):
    client = Client(raise_request_exception=False)

    answer = client.get("/specimens/broken/")

    assert answer.status_code == 500
    assert wrong("500", answer) == []


def test_too_many_tries_carry_the_headers_too(client, clerk):
    form = {"login": clerk.email, "password": "wrong, and wrong again"}
    for _ in range(40):
        answer = client.post(reverse("account_login"), form)
        if answer.status_code == 429:
            break

    assert answer.status_code == 429
    assert wrong("429", answer) == []


def test_a_message_travels_in_no_cookie(clerk, council):
    client = visitor(clerk)

    answer = client.post(reverse("crest_remove", args=[council.slug]))

    assert answer.status_code == 302
    assert "messages" not in answer.cookies
    assert "crest" in client.get(answer.headers["Location"]).content.decode()


def test_signing_out_clears_what_the_browser_kept(clerk):
    client = visitor(clerk)

    asked = client.get(reverse("account_logout"))
    left = client.post(reverse("account_logout"))

    assert "Clear-Site-Data" not in asked.headers
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in left.headers["Cache-Control"]


@pytest.fixture(scope="module")
def of_a_server():
    """The settings of a server, as its own environment makes them."""
    code = (
        "import json, sys; from protocol_portal import settings;"
        "print(json.dumps({n: getattr(settings, n) for n in sys.argv[1:]"
        " if hasattr(settings, n)}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *SERVER_SETTINGS],
        cwd=ROOT,
        env={**os.environ, **like_a_server()},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture
def server(of_a_server):
    with override_settings(**of_a_server):
        yield {"secure": True, "headers": {"host": "portal.example.org"}}


def test_a_server_sends_a_plain_question_on_to_tls_and_nothing_else(server, db):
    answer = Client().get("/accounts/login/", headers=server["headers"])

    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://portal.example.org/accounts/login/"
    assert wrong("301", answer, policy_end="; upgrade-insecure-requests") == []
    assert not answer.cookies


def test_a_server_asks_for_tls_for_a_year_on_every_answer(server, world, people):
    found = []
    for who in (None, people["clerk"]):
        for name, answer in every_answer(world, who, **server):
            found += wrong(name, answer, policy_end="; upgrade-insecure-requests")
            asked = answer.headers.get("Strict-Transport-Security")
            if asked != "max-age=31536000; includeSubDomains; preload":
                found.append(f"{name}: Strict-Transport-Security is {asked!r}")

    assert found == []


def test_a_servers_cookies_go_to_it_alone_over_tls_and_to_no_script(server, clerk):
    client = Client()
    page = client.get(reverse("account_login"), **server)
    form = {"login": clerk.email, "password": PASSWORD}

    answer = client.post(reverse("account_login"), form, **server)

    assert answer.status_code == 302
    cookies = {**page.cookies, **answer.cookies}
    assert set(cookies) == {"__Host-session", "__Host-csrf"}
    for cookie in cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
