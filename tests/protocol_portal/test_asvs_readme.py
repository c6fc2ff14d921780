"""What the README says of security is what the code does."""

import re
from pathlib import Path

import pytest
from allauth.account import app_settings as account_settings
from django.apps import apps
from django.conf import settings

from councils import crests
from councils.services import invitations
from protocol_portal.passwords import WORDS_OF_THE_HOUSE
from protocol_portal.session_limits import NOTED_EVERY
from protocols.forms import verifying
from protocols.importers import preflight
from protocols.importers.door import LIMITS
from protocols.services import importing
from protocols.services.editing import matters
from protocols.services.editing.words import MOST_ROWS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MB = 1024 * 1024


def part(heading):
    """Give what stands below a heading."""
    [words] = re.findall(rf"^### {heading}\n(.*?)^##", README, re.DOTALL | re.MULTILINE)
    return words


def rows(heading):
    """Give the first cell of each row of a table, and the rest."""
    return dict(re.findall(r"^\| (.*?) \| (.*) \|$", part(heading), re.MULTILINE))


def test_the_readme_names_the_limits_that_the_code_holds():
    limits = rows("Limits")

    assert limits["a file to import: Word, PDF, HTML, text"] == (
        f"{preflight.LARGEST // MB} MB; unpacked {preflight.LARGEST_UNPACKED // MB} MB,"
        f" {preflight.MOST_ENTRIES:,} parts;"
        f" words alone {preflight.LARGEST_TEXT // MB} MB"
    )
    assert importing.LARGEST_FILE == preflight.LARGEST
    assert limits["reading it"].startswith(
        f"{LIMITS.seconds:.0f} s, {LIMITS.memory // MB} MB,"
    )
    assert importing.MOST_ATTEMPTS == 3
    assert limits["a crest: PNG, JPEG"].startswith(f"{crests.MOST_BYTES // MB} MB,")
    assert limits["a copy to verify"].startswith(f"{verifying.LARGEST_COPY // MB} MB;")
    assert limits["a form"] == (
        f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MB} MB,"
        f" {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields"
    )
    assert limits["a text"] == (
        f"{MOST_ROWS:,} rows, {matters.MOST_ROUTES} routes of"
        f" {matters.MOST_STAGES} stages"
    )


def test_the_readme_says_how_long_sessions_and_links_are_good_for():
    limits = rows("Limits")

    unused, longest = settings.SESSION_LONGEST_UNUSED, settings.SESSION_LONGEST
    assert limits["a session unused"] == f"{unused // 60} minutes"
    assert limits["a session at the longest"] == f"{longest // 3600} hours"
    assert unused / 10 > NOTED_EVERY
    minutes = account_settings.REAUTHENTICATION_TIMEOUT // 60
    assert limits["signing, and what changes a sign-in"] == (
        f"asked again after {minutes} minutes"
    )
    assert limits["an invitation"] == f"{invitations.GOOD_FOR.days} days, once"
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    assert limits["a link to a new password"] == f"{hours} hours, once"
    hours = account_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS * 24
    assert limits["a link that proves a new address"] == f"{hours} hours, once"


def test_the_readme_lists_the_words_of_the_house():
    assert ", ".join(WORDS_OF_THE_HOUSE) in " ".join(README.split())


def test_the_readme_names_every_way_in():
    ways = rows("Ways in")

    assert set(ways) == {
        *("way", "address and password"),
        "code of an app (TOTP), or a recovery code",
        *("invitation by mail", "link to a new password by mail"),
    }
    assert settings.AUTHENTICATION_BACKENDS == [
        "allauth.account.auth_backends.AuthenticationBackend"
    ]
    assert {app for app in settings.INSTALLED_APPS if app.startswith("allauth")} == {
        *("allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"),
    }
    assert settings.MFA_SUPPORTED_TYPES == ["totp", "recovery_codes"]
    assert not account_settings.LOGIN_BY_CODE_ENABLED


def test_the_readme_says_which_fields_are_whose():
    words = " ".join(part("Who may do what").split())

    assert "A field is changed only by the form that asks for it" in words
    assert "whose council a row is" in words


def test_the_readme_names_every_key_and_what_it_is_for():
    asked = re.findall(
        r"^(\w+_KEY)=", (ROOT / ".env.example").read_text(), re.MULTILINE
    )

    assert {"SECRET_KEY", "AUDIT_KEY", "ACCOUNT_KEY"} <= set(asked)
    assert {f"`{key}`" for key in asked} <= set(rows("Keys"))


def test_the_readme_names_every_service_that_the_portal_talks_to():
    asked = re.findall(
        r"^    (\w+_URL): ", (ROOT / "docker-compose.yml").read_text(), re.M
    )
    talked_to = " ".join(rows("Whom the portal talks to"))

    assert asked
    for name in asked:
        assert f"`{name}`" in talked_to or name == "PORTAL_BASE_URL"


def test_the_readme_sorts_every_table_by_its_protection():
    sorts = rows("What is kept, and how it is guarded")
    named = set(re.findall(r"\b[A-Z]\w+\b", " ".join(sorts.values())))
    ours = {
        model.__name__
        for app in ("councils", "protocols", "concerns")
        for model in apps.get_app_config(app).get_models()
    }

    assert {"public", "the council's own", "personal", "secret"} <= set(sorts)
    assert ours - named == set()


def test_the_readme_names_what_is_logged():
    logged = " ".join(rows("What is logged").values())

    for logger in ("django.request", "django.security", "protocol_portal.sign_in_log"):
        assert f"`{logger}`" in logged
    for logger in settings.LOGGING["loggers"]:
        assert logger.partition(".")[0] in logged


@pytest.mark.parametrize("words", ["within 7 days", "within 30", "every three months"])
def test_the_readme_says_how_soon_a_hole_is_closed(words):
    assert words in part("Libraries")
