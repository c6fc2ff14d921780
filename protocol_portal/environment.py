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
    """Give Django's settings of the cache, which counts tries to sign in."""
    address = redis(environment)
    if not address:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": address,
        "KEY_PREFIX": "portal",
    }


def mail(environment: Mapping[str, str]) -> dict[str, object]:
    """Give Django's settings of the mail server that ``EMAIL_URL`` names.

    A try-out sends nothing, whatever it is told: its mail is kept on the machine.

    Raises:
        ImproperlyConfigured: a server names no mail server.
    """
    if mode_of(environment) == TRY_OUT:
        return {"EMAIL_BACKEND": "protocol_portal.kept_mail.KeptMailBackend"}
    address = environment.get("EMAIL_URL", "")
    if not address:
        message = "A server needs EMAIL_URL, such as smtp://user:word@host:587/."
        raise ImproperlyConfigured(message)
    parts = urlsplit(address)
    wishes = parse_qs(parts.query)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": wishes.get("tls") == ["true"],
        "EMAIL_USE_SSL": wishes.get("ssl") == ["true"],
        "EMAIL_TIMEOUT": 20,
    }
