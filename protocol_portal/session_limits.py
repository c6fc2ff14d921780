"""How long somebody stays signed in: not long unused, and never beyond a day's work.

Within what NIST SP 800-63B allows for two factors: an hour unused, a day in all.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

BEGAN = "began_at"
USED = "used_at"
NOTED_EVERY = 60  # seconds between two notes that a session is in use


def listen() -> None:
    """Note when a session begins; change its key when somebody shows who they are."""
    user_logged_in.connect(_note_sign_in)
    authentication_step_completed.connect(_change_key)


def end_old_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out whoever has been away for too long, or signed in for too long."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Who has no session is not asked for: such a page is the same for everybody.
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _end_or_note(request)
        return get_response(request)

    return middleware


def _note_sign_in(request: HttpRequest, **_: Any) -> None:
    request.session[BEGAN] = request.session[USED] = time.time()


def _change_key(request: HttpRequest, **about: Any) -> None:
    # Signing in changes it anyway; whoever had stolen the old one is left behind.
    if about.get("reauthenticated"):
        request.session.cycle_key()


def _end_or_note(request: HttpRequest) -> None:
    session, now = request.session, time.time()
    if SESSION_KEY not in session:
        return
    unused = now - session.get(USED, 0)
    if (
        unused >= settings.SESSION_LONGEST_UNUSED
        or now - session.get(BEGAN, 0) >= settings.SESSION_LONGEST
    ):
        logout(request)
    elif unused >= NOTED_EVERY:
        session[USED] = now
