"""The private address of a person's calendar, worked out anew from its row.

It shows dates and does nothing. The database holds a digest of its token; the token
itself is worked out from a row that is named at random, by a key that is kept outside,
so that a copy of the database opens nobody's calendar.
"""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

SALT = "councils.calendar_links"


def token_of(address_id: UUID) -> str:
    """Work out the token of a calendar's address."""
    return salted_hmac(SALT, str(address_id), algorithm="sha256").hexdigest()


def link_to(address_id: UUID) -> str:
    """Give the whole address at which a calendar is read."""
    path = reverse("calendar_feed", args=[token_of(address_id)])
    return f"{settings.PORTAL_BASE_URL}{path}"
