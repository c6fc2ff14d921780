"""Reads the environment that the settings are made from.

Two ways to run: ``try-out`` (one machine, loopback addresses only, SQLite, no mail
leaves it) and ``server``. A server refuses to start on anything that would be safe
only in a try-out.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRY_OUT = "try-out"
SERVER = "server"
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
SHORTEST_SECRET = 40  # characters

MAIL_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}  # where none is named
LONGEST_WAIT = 30  # seconds that a mail server may take over one answer

# Two writers on one file: with Django's defaults one transaction in twenty is lost.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA recursive_triggers=ON"
    ),
}


def mode_of(environment: Mapping[str, str]) -> str:
    """Say how the portal runs.

    Raises:
        ImproperlyConfigured: ``PORTAL_MODE`` is neither ``try-out`` nor ``server``.
    """
    mode = environment.get("PORTAL_MODE", TRY_OUT)
    if mode not in {TRY_OUT, SERVER}:
        message = f"PORTAL_MODE is “{mode}”; it must be “{TRY_OUT}” or “{SERVER}”."
        raise ImproperlyConfigured(message)
    return mode


def secret(environment: Mapping[str, str], name: str, *, kept_in: Path) -> str:
    """Give a secret from the environment; a try-out makes one and keeps it.

    Raises:
        ImproperlyConfigured: a server has none, or one too short to be random.
    """
    if value := environment.get(name, ""):
        if mode_of(environment) == SERVER and len(value) < SHORTEST_SECRET:
            message = f"{name} must be random, {SHORTEST_SECRET} characters or more."
            raise ImproperlyConfigured(message)
        return value
    if mode_of(environment) == SERVER:
        message = f"A server needs {name} in its environment."
        raise ImproperlyConfigured(message)
    kept_in.mkdir(parents=True, exist_ok=True)
    path = kept_in / name.lower().replace("_", "-")
    if not path.exists():
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


def folder(environment: Mapping[str, str], name: str, *, otherwise: Path) -> Path:
    """Name a folder that the portal keeps files in; a server says which.

    Raises:
        ImproperlyConfigured: a server names none.
    """
    if value := environment.get(name, ""):
        return Path(value)
    if mode_of(environment) == SERVER:
        message = f"A server needs {name}, naming a folder."
        raise ImproperlyConfigured(message)
    return otherwise


def listed(environment: Mapping[str, str], name: str) -> list[str]:
    """Give what is named one by one, separated by commas."""
    return [
        part.strip() for part in environment.get(name, "").split(",") if part.strip()
    ]


def hosts(environment: Mapping[str, str]) -> list[str]:
    """Name the hosts the portal answers to; a try-out answers on loopback only.

    Raises:
        ImproperlyConfigured: a server names no host, or all of them.
    """
    if mode_of(environment) == TRY_OUT:
        return LOOPBACK
    named = listed(environment, "ALLOWED_HOSTS")
    if not named or "*" in named:
        message = "A server needs ALLOWED_HOSTS, naming its hosts one by one."
        raise ImproperlyConfigured(message)
    return named


def database(environment: Mapping[str, str], *, folder: Path) -> dict[str, object]:
    """Give Django's settings of the database that ``DATABASE_URL`` names.

    Raises:
        ImproperlyConfigured: a server names no database, or the address is of neither
            PostgreSQL nor SQLite.
    """
    address = environment.get("DATABASE_URL", "")
    if not address and mode_of(environment) == SERVER:
        message = "A server needs DATABASE_URL, naming its database."
        raise ImproperlyConfigured(message)
    if not address:
        folder.mkdir(parents=True, exist_ok=True)
        return sqlite(folder / "portal.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        message = "DATABASE_URL must begin with postgres:// or sqlite://."
        raise ImproperlyConfigured(message)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or options.pop("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A statement asked for often is planned once for a connection, which halves
        # the time of short ones. A pooler in between has to keep up with that.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5, **options},
    }


def sqlite(path: Path) -> dict[str, object]:
    """Give Django's settings of a SQLite file; tests use a file too.

    A database in memory would lose updates between threads.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": dict(SQLITE_OPTIONS),
        "CONN_MAX_AGE": 60,
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
    }


def redis(environment: Mapping[str, str]) -> str:
    """Give the address of Redis, or nothing where there is none.

    Raises:
        ImproperlyConfigured: a server's Redis has no password, or there is none.
    """
    address = environment.get("REDIS_URL", "")
    if mode_of(environment) == SERVER and not urlsplit(address).password:
        message = "A server needs REDIS_URL, with a password in it."
        raise ImproperlyConfigured(message)
    return address


def cache(environment: Mapping[str, str]) -> dict[str, object]:
    """Give Django's settings of the cache, which counts how often pages are sent to."""
    address = redis(environment)
    if not address:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "protocol_portal.cache.PatientRedisCache",
        "LOCATION": address,
        "KEY_PREFIX": "portal",
        # No page waits long for what only counts.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }


def mail(environment: Mapping[str, str]) -> dict[str, object]:
    """Give Django's settings of the mail server that ``EMAIL_URL`` names.

    ``smtps://`` is encrypted from the first word, ``smtp+starttls://`` and
    ``smtp://…?tls=true`` before anything is said that matters. A try-out sends nothing,
    whatever it is told: its mail is kept on the machine.

    Raises:
        ImproperlyConfigured: a server names no mail server, or one that cannot be
            meant; or a password would cross a network in the clear.
    """
    if mode_of(environment) == TRY_OUT:
        return {"EMAIL_BACKEND": "protocol_portal.kept_mail.KeptMailBackend"}
    address = environment.get("EMAIL_URL", "")
    if not address:
        message = "A server needs EMAIL_URL, such as smtp+starttls://user:word@host/."
        raise ImproperlyConfigured(message)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        message = "EMAIL_URL has a port that is none; write % in a password as %25."
        raise ImproperlyConfigured(message) from error
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        message = f"EMAIL_URL must begin with {', '.join(MAIL_PORTS)} and name a host."
        raise ImproperlyConfigured(message)
    wishes = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    at_once = parts.scheme == "smtps" or wishes.get("ssl") == "true"
    first_asked = parts.scheme == "smtp+starttls" or wishes.get("tls") == "true"
    if at_once and first_asked:
        message = "EMAIL_URL asks for encryption in two ways; name one."
        raise ImproperlyConfigured(message)
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.username and not (at_once or first_asked or is_here):
        message = (
            "EMAIL_URL would send its password unencrypted. Begin it with smtps:// or"
            " smtp+starttls://."
        )
        raise ImproperlyConfigured(message)
    return {
        "EMAIL_BACKEND": "protocol_portal.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or MAIL_PORTS["smtps" if at_once else parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": first_asked,
        "EMAIL_USE_SSL": at_once,
        "EMAIL_TIMEOUT": _seconds(wishes.get("timeout", "20")),
    }


def _seconds(words: str) -> int:
    """Read how long a mail server may take over one answer.

    Raises:
        ImproperlyConfigured: it is no number, or more than a worker has time for.
    """
    if (
        not words.isascii()
        or not words.isdigit()
        or not 1 <= int(words) <= LONGEST_WAIT
    ):
        message = f"EMAIL_URL: timeout must be from 1 to {LONGEST_WAIT} seconds."
        raise ImproperlyConfigured(message)
    return int(words)
