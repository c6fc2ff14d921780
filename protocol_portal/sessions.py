"""Where an account is signed in, as its own page lists it."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

from councils.models import User
from councils.requests import SignedInRequest
from councils.services.sessions import sign_out_everywhere

SEEN_EVERY = 300  # seconds between two notes that a session is in use
# The first that a browser calls itself by counts: most also claim to be the others.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    (r"Firefox|FxiOS", "Firefox"),
    (r"Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android device"),
    ("Windows", "Windows"),
    ("Macintosh|Mac OS X", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One browser in which somebody is signed in."""

    pk: int
    browser: str
    place: str
    since: datetime
    last_seen: datetime
    is_here: bool


def sessions_of(request: SignedInRequest) -> list[SignedIn]:
    """Give an account's sessions, this one first, then the one seen last."""
    shown = [
        SignedIn(
            pk=session.pk,
            browser=browser_of(session.user_agent),
            place=truncated(session.ip),
            since=session.created_at,
            last_seen=session.last_seen_at,
            is_here=session.session_key == request.session.session_key,
        )
        for session in UserSession.objects.purge_and_list(request.user)
    ]
    shown.sort(key=lambda one: (one.is_here, one.last_seen), reverse=True)
    return shown


def note_seen(request: HttpRequest, user: User) -> None:
    """Note that a session is in use, but not at every page."""
    key = f"seen-{user.pk}-{request.session.session_key}"
    if not caches["process"].add(key, value=True, timeout=SEEN_EVERY):
        return
    sessions = UserSession.objects.filter(session_key=request.session.session_key)
    if not sessions.update(last_seen_at=timezone.now()):
        UserSession.objects.create_from_request(request)


def sign_out_elsewhere(request: SignedInRequest) -> None:
    """End every session of an account but this one, which gets a new key."""
    sign_out_everywhere(request.user)
    update_session_auth_hash(request, request.user)


def browser_of(user_agent: str) -> str:
    """Name a browser and its machine, as far as it says."""
    browser = _first(BROWSERS, user_agent) or "Another browser"
    machine = _first(MACHINES, user_agent)
    return f"{browser} on {machine}" if machine else browser


def truncated(address: str) -> str:
    """Give as much of an address as shows the network, and not the machine."""
    ip = ipaddress.ip_address(address)
    bits = 24 if ip.version == 4 else 48  # noqa: PLR2004, of the internet protocol
    network = ipaddress.ip_network(f"{ip}/{bits}", strict=False)
    begins = str(network.network_address)
    return begins.removesuffix("0") + "x" if ip.version == 4 else begins + "…"  # noqa: PLR2004


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in names if re.search(sign, user_agent)), "")
