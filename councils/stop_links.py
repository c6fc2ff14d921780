"""The private address by which somebody stops mails of one kind, worked out anew.

It is for one person and one kind, opens nothing else, and needs no signing in. The
database holds a digest of its token; the token itself is worked out from a row that is
named at random, by a key that is kept outside, so that a copy of the database stops
nobody's mail.
"""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

SALT = "councils.stop_links"


def token_of(choice_id: UUID) -> str:
    """Work out the token of a choice."""
    return salted_hmac(SALT, str(choice_id), algorithm="sha256").hexdigest()


def link_to(choice_id: UUID) -> str:
    """Give the whole address at which mails of a kind are stopped."""
    path = reverse("mail_stop", args=[token_of(choice_id)])
    return f"{settings.PORTAL_BASE_URL}{path}"
