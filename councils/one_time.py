"""Links that are good once: made when their mail goes out, never kept.

The database holds an invitation and the digest of its token. The token itself is worked
out from the invitation by a key that is kept outside, so that a copy of the database,
its outbox included, lets nobody in.
"""

import hashlib
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

LINK = "[one-time link]"  # Stands for the link in the body of a notice.
KEY_PREFIX = "invitation/"
SALT = "councils.one_time"


def token_of(invitation_id: UUID) -> str:
    """Work out the token of an invitation."""
    return salted_hmac(SALT, str(invitation_id), algorithm="sha256").hexdigest()


def digest_of(token: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def key_of(invitation_id: UUID) -> str:
    """Give the key of the notice that carries an invitation's link."""
    return f"{KEY_PREFIX}{invitation_id}"


def link_to(invitation_id: UUID) -> str:
    """Give the whole address at which an invitation is accepted."""
    path = reverse("invitation_accept", args=[token_of(invitation_id)])
    return f"{settings.PORTAL_BASE_URL}{path}"


def filled_in(body: str, key: str) -> str:
    """Put the link into a notice that carries one, at the moment it is sent."""
    if not key.startswith(KEY_PREFIX):
        return body
    return body.replace(LINK, link_to(UUID(key.removeprefix(KEY_PREFIX))))
