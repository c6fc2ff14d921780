"""Runs a command of ``manage.py`` as if on a council's server, with made-up secrets.

For what has to see a server's settings and touches no server: the deployment check,
and collecting static files while an image is built.
"""

from __future__ import annotations

import os
import secrets
import sys

from protocol_portal.house.machine import ROOT


def like_a_server() -> dict[str, str]:
    """Give the environment of a server that is not there."""
    word = secrets.token_hex(16)
    return {
        "PORTAL_MODE": "server",
        "PORTAL_TESTING": "",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "AUDIT_KEY": secrets.token_urlsafe(60),
        "ACCOUNT_KEY": secrets.token_urlsafe(60),
        "CHECKPOINT_KEY": secrets.token_urlsafe(60),
        "CHECKPOINT_DIR": "/checkpoints",
        "ALLOWED_HOSTS": "portal.example.org",
        "PORTAL_BASE_URL": "https://portal.example.org",
        "DATABASE_URL": f"postgres://portal:{word}@127.0.0.1:5432/portal",
        "REDIS_URL": f"redis://:{word}@127.0.0.1:6379/0",
        "EMAIL_URL": f"smtp://portal:{word}@127.0.0.1:587/?tls=true",
        "MAIL_FROM": "portal@example.org",
    }


def main() -> None:
    """Hand over to ``manage.py`` with the same arguments."""
    command = [sys.executable, str(ROOT / "manage.py"), *sys.argv[1:]]
    os.execve(sys.executable, command, {**os.environ, **like_a_server()})  # noqa: S606


if __name__ == "__main__":
    main()
