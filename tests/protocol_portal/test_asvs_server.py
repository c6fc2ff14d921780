"""A council's server as its settings make it, asked in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils.module_loading import import_string

NAMES = [
    "DEBUG", "ALLOWED_HOSTS", "PASSWORD_HASHERS", "SESSION_ENGINE", "MIDDLEWARE",
    "SESSION_SERIALIZER", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SESSION_SAVE_EVERY_REQUEST",
    "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_SAMESITE",
    "CSRF_COOKIE_DOMAIN", "CELERY_ACCEPT_CONTENT", "CELERY_TASK_SERIALIZER",
    "TEMPLATES", "INSTALLED_APPS", "SECOND_FACTOR_COMPULSORY",
]
hasher = get_hasher()
HOST = {"host": "portal.example.org"}
def answer(method, path, **more):
    answer = getattr(Client(), method)(path, headers=HOST, **more)
    return [answer.status_code, dict(answer.headers)]
print(json.dumps({
    "settings": {name: getattr(settings, name) for name in NAMES},
    "argon2": [hasher.algorithm, hasher.params().type.name, hasher.time_cost,
               hasher.memory_cost],
    "session in database": issubclass(
        import_string(f"{settings.SESSION_ENGINE}.SessionStore"), SessionStore
    ),
    "plain": answer("get", "/healthz/live"),
    "plain page": answer("get", "/ashcombe/"),
    "plain form": answer("post", "/accounts/login/"),
    "secure": answer("get", "/healthz/live", secure=True),
}, default=str))
"""


@pytest.fixture(scope="module")
def server():
    done = subprocess.run(
        [
            *(sys.executable, "-m", "protocol_portal.house.rehearsal"),
            *("shell", "--no-imports", "--command", ASK),
        ],
        cwd=ROOT,
        env={**os.environ, "PORTAL_TESTING": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def settings_there(server):
    return server["settings"]


def test_passwords_are_hashed_by_argon2id_at_its_cost(server, settings_there):
    name, kind, rounds, kibibytes = server["argon2"]

    assert (name, kind) == ("argon2", "ID")
    assert rounds >= 2
    assert kibibytes >= 19 * 1024
    assert len(settings_there["PASSWORD_HASHERS"]) == 1


def test_no_server_debugs_or_answers_to_every_name(settings_there):
    assert settings_there["DEBUG"] is False
    assert settings_there["ALLOWED_HOSTS"] == ["portal.example.org"]
    for engine in settings_there["TEMPLATES"]:
        assert not engine["OPTIONS"].get("debug")
    assert not [app for app in settings_there["INSTALLED_APPS"] if "debug" in app]


def test_a_server_has_no_administrators_pages(settings_there):
    assert "django.contrib.admin" not in settings_there["INSTALLED_APPS"]


def test_the_offices_that_bind_a_council_need_a_second_factor_on_a_server(
    settings_there,
):
    assert settings_there["SECOND_FACTOR_COMPULSORY"] is True


def test_a_session_is_a_row_of_the_database_and_carries_no_code(server, settings_there):
    assert server["session in database"]
    assert settings_there["SESSION_SERIALIZER"].endswith("JSONSerializer")


def test_what_waits_in_redis_is_json(settings_there):
    assert settings_there["CELERY_ACCEPT_CONTENT"] == ["json"]
    assert settings_there["CELERY_TASK_SERIALIZER"] == "json"


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF"])
def test_a_cookie_of_a_server_goes_to_it_alone_and_to_no_script(settings_there, cookie):
    assert settings_there[f"{cookie}_COOKIE_SECURE"] is True
    assert settings_there[f"{cookie}_COOKIE_HTTPONLY"] is True
    assert settings_there[f"{cookie}_COOKIE_SAMESITE"] in {"Lax", "Strict"}
    assert settings_there[f"{cookie}_COOKIE_DOMAIN"] is None


def test_a_browser_is_told_for_a_year_to_come_by_https_alone(server):
    status, headers = server["secure"]

    assert status == 200
    words = headers["Strict-Transport-Security"].split("; ")
    assert "includeSubDomains" in words
    assert int(words[0].removeprefix("max-age=")) >= 31_536_000


@pytest.mark.parametrize("asked", ["plain page", "plain form"])
def test_who_comes_without_https_is_sent_on_and_shown_nothing(server, asked):
    status, headers = server[asked]

    assert status == 301
    assert headers["Location"].startswith("https://portal.example.org/")


def test_what_a_machine_asks_is_never_sent_on(server):
    status, headers = server["plain"]

    assert status == 200
    assert "Location" not in headers


def test_no_cache_stands_between_a_page_and_its_reader(settings_there):
    assert not [name for name in settings_there["MIDDLEWARE"] if "cache" in name]
