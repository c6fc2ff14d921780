"""Writes down, in the log, what happens to accounts: who came in, how, and who did not.

What was typed is not among it: many a password is typed where the address belongs.
"""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from django.contrib.auth import signals as auth
from django.dispatch import Signal
from django.http import HttpRequest

from councils.models import User

logger = logging.getLogger(__name__)

DONE: dict[Signal, str] = {
    auth.user_logged_in: "signed in",
    auth.user_logged_out: "signed out",
    account.authentication_step_completed: "showed who it is",
    account.password_changed: "changed the password",
    account.password_reset: "set the password anew by mail",
    account.email_changed: "changed the address",
    second_factor.authenticator_added: "added a second factor",
    second_factor.authenticator_reset: "replaced a second factor",
    second_factor.authenticator_removed: "removed a second factor",
}
REFUSED: dict[Signal, str] = {
    auth.user_login_failed: "a wrong address or password",
    second_factor.authentication_failed: "a wrong code",
}


def listen() -> None:
    """Have each of these written down when it happens."""
    for level, signals in ((logging.INFO, DONE), (logging.WARNING, REFUSED)):
        for signal, words in signals.items():
            signal.connect(_writer(level, words), weak=False, dispatch_uid=words)


def _writer(level: int, words: str) -> Callable[..., None]:
    def write(
        request: HttpRequest | None = None, user: User | None = None, **about: Any
    ) -> None:
        how = f" by {about['method']}" if "method" in about else ""
        event = f"account: {words}{how}"
        whose = str(user.pk) if user else None
        logger.log(level, event, extra={"request": request, "account": whose})

    return write
