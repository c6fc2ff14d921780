"""What every answer of the portal carries, whoever asks."""

from collections.abc import Callable

from django.conf import settings
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

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
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


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send the content security policy; let nobody store a signed-in person's page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        user = getattr(request, "user", None)
        if user is not None and request.session.accessed and user.is_authenticated:
            response.headers.pop("Cache-Control", None)
            add_never_cache_headers(response)
        return response

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
