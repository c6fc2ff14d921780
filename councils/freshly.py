"""Who has shown lately that it is still them, before something that binds.

What was shown, and when, stands in the session on the server, where no visitor writes.
Once an account has a second factor, only that counts: whoever found the machine open
may have found the password on it too.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from councils.messages import ANYWHERE
from councils.models import User
from councils.requests import SignedInRequest

PASSWORD = "password"  # noqa: S105, the name of a way to show who it is
CODE = "mfa"
NOT_YET = (
    "Nothing is done yet. Show that it is you, look at the page again, and send it"
    " once more."
)
View = Callable[..., HttpResponse]


def has_second_factor(user: User) -> bool:
    """Say whether an account asks for a code at sign-in."""
    return bool(is_mfa_enabled(user, types=[Authenticator.Type.TOTP]))


def has_shown_second_factor(request: HttpRequest) -> bool:
    """Say whether this session has shown a code; asks no database."""
    return any(record["method"] == CODE for record in _shown(request))


def is_fresh(request: SignedInRequest, *, by_signing_in: bool = False) -> bool:
    """Say whether it was shown in the last minutes who this is, by the best there is.

    Signing in counts only where ``by_signing_in`` says so: what binds is asked for on
    its own.
    """
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    lately = [
        record["method"]
        for record in _shown(request)
        if record["at"] > since and (by_signing_in or record.get("reauthenticated"))
    ]
    if has_second_factor(request.user):
        return CODE in lately
    return PASSWORD in lately


def freshly_signed_in(view: View) -> View:
    """Open a page with a form only to whoever has lately shown that it is them.

    A form that comes too late is not kept: it is asked for again, on the page as it
    is by then.
    """

    @wraps(view)
    def asked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            messages.info(request, NOT_YET, extra_tags=ANYWHERE)
        return ask_again(request)

    return asked


def ask_again(request: SignedInRequest, back: str = "") -> HttpResponse:
    """Send somebody to show that it is them, and back to this page or another."""
    way, *_ = get_adapter().get_reauthentication_methods(request.user)
    query = urlencode({"next": back or request.get_full_path()})
    return redirect(f"{way['url']}?{query}")


def note_password(request: HttpRequest, user: User) -> None:
    """Write into the session that the password has just been given."""
    record_authentication(request, user, PASSWORD)


def note_code(request: HttpRequest, user: User) -> None:
    """Write into the session that a code has just been given."""
    record_authentication(request, user, CODE, type=Authenticator.Type.TOTP.value)


def forget_codes(request: HttpRequest, user: User) -> None:
    """Take from the session the codes of a second factor that is there no more."""
    shown = get_authentication_records(request, user)
    kept = [record for record in shown if record["method"] != CODE]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def _shown(request: HttpRequest) -> list[dict[str, Any]]:
    user = request.user if request.user.is_authenticated else None
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    return records
