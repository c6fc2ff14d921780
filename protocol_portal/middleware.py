"""What every answer of the portal carries, whoever asks and whatever went wrong."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from councils.models import User
from councils.requests import SignedInRequest
from protocol_portal.second_factor import page_that_asks
from protocol_portal.sessions import note_seen

# What a page may do: fetch from the portal, send to the portal, and nothing else.
# Types are not made "trusted": htmx sets what it has fetched as HTML by design.
PAGE_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",  # the square that a second factor is set up from
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
# What somebody needs who has no second factor yet: to set one up, or to leave.
OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {
        *("second_factor_needed", "mfa_activate_totp", "mfa_view_recovery_codes"),
        *("mfa_download_recovery_codes", "mfa_reauthenticate"),
        *("account_reauthenticate", "account_login", "account_logout"),
        *("health_live", "health_ready"),
    }
)
# What is no page does nothing, even when a browser is made to take it for one.
FILE_POLICY = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
# A browser's own PDF viewer does not start in a sandbox.
SHOWN_BY_THE_BROWSER = "application/pdf"

PERMISSIONS_POLICY = ", ".join(
    f"{power}=()"
    for power in (
        *("accelerometer", "autoplay", "camera", "display-capture"),
        *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid"),
        *("magnetometer", "microphone", "midi", "payment", "serial"),
        *("screen-wake-lock", "usb", "xr-spatial-tracking"),
    )
)

# Their addresses hold a token. "no-referrer" would say still less, but then browsers
# send a form without its origin, and the form is refused.
WITH_A_TOKEN = {
    *("invitation_accept", "account_reset_password_from_key"),
    *("mail_stop", "mail_start", "calendar_feed"),
}
SIGN_OUT = "account_logout"
LARGEST_BODY = 25 * 1024 * 1024  # bytes: a file of 20 MB, and the form around it


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Tell the browser what an answer may do and who may keep it.

    It stands outside all other middleware, so that no answer gets past it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        headers = response.headers
        headers["Content-Security-Policy"] = _policy_of(response)
        headers["Permissions-Policy"] = PERMISSIONS_POLICY
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Referrer-Policy"] = (
            "strict-origin" if _route(request) in WITH_A_TOKEN else "same-origin"
        )
        headers["X-Frame-Options"] = "DENY"
        if _route(request) == SIGN_OUT and request.method == "POST":
            headers["Clear-Site-Data"] = '"cache", "storage"'
        _say_who_may_keep(request, response)
        return response

    return middleware


def refuse_unsound(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse what no page could answer, before anybody reads it.

    A NUL is no character of any word, and PostgreSQL answers it with an error. A body
    that is larger than the largest file with its form is not read at all.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in query or "%00" in query:
            message = "A NUL in the query."
            raise BadRequest(message)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length) > LARGEST_BODY:
            message = "A body that is larger than any form."
            raise RequestDataTooBig(message)
        return get_response(request)

    return middleware


def note_when_seen(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Note now and then that a session is in use, for its owner's list of them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(request.user, User):
            note_seen(request, request.user)
        return response

    return middleware


class SecondFactorMiddleware:
    """Opens nothing to whoever has to show a second factor and has not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: SignedInRequest, *_: object) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_COMPULSORY or not request.user.is_authenticated:
            return None
        here = request.resolver_match
        if here is not None and here.url_name in OPEN_WITHOUT_SECOND_FACTOR:
            return None
        asked = page_that_asks(request)
        if asked is None:
            return None
        # What was sent by a form cannot be opened again; the way in is the home page.
        back = request.get_full_path() if request.method == "GET" else reverse("home")
        address = f"{reverse(asked)}?{urlencode({'next': back})}"
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(address)
        return redirect(address)


def _policy_of(response: HttpResponse) -> str:
    media_type = response.headers.get("Content-Type", "text/html").split(";")[0]
    if media_type == "text/html":
        rules = [*PAGE_POLICY]
    elif media_type == SHOWN_BY_THE_BROWSER:
        rules = [*FILE_POLICY]
    else:
        rules = [*FILE_POLICY, "sandbox"]
    if not settings.TRY_OUT:
        rules.append("upgrade-insecure-requests")
    return "; ".join(rules)


def _route(request: HttpRequest) -> str:
    found = request.resolver_match
    return (found.url_name or "") if found else ""


def _say_who_may_keep(request: HttpRequest, response: HttpResponse) -> None:
    """Let nobody keep what is answered to a session.

    Static files are everybody's: they are answered before a session is looked for.
    """
    name = settings.SESSION_COOKIE_NAME
    has_session = name in request.COOKIES or name in response.cookies
    if has_session and hasattr(request, "session"):
        response.headers.pop("Cache-Control", None)
        add_never_cache_headers(response)
    else:
        response.headers.setdefault("Cache-Control", "no-cache")
