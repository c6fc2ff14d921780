"""Links that are good once: made when their mail goes out, never kept.

The database holds an invitation and the digest of its token. The token itself is worked
out from the invitation by a key that is kept outside, so that a copy of the database,
its outbox included, lets nobody in. So is the token of a link to a new password, from
the account as it is when the mail goes out.
"""

import hashlib
from uuid import UUID, uuid4

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from councils.models import User

LINK = "[one-time link]"  # Stands for the link in the body of a notice.
KEY_PREFIX = "invitation/"
PASSWORD_PREFIX = "new-password/"  # noqa: S105, what the key of a notice begins with
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


def invitation_of(key: str) -> UUID | None:
    """Give the invitation whose link the notice with a key carries, if it does."""
    is_one = key.startswith(KEY_PREFIX)
    return UUID(key.removeprefix(KEY_PREFIX)) if is_one else None


def link_to(invitation_id: UUID) -> str:
    """Give the whole address at which an invitation is accepted."""
    path = reverse("invitation_accept", args=[token_of(invitation_id)])
    return f"{settings.PORTAL_BASE_URL}{path}"


def password_key_of(account_id: UUID) -> str:
    """Give a key for a notice that carries an account's link to a new password."""
    return f"{PASSWORD_PREFIX}{account_id}/{uuid4()}"


def password_link_to(account_id: UUID) -> str:
    """Give the whole address at which an account's owner chooses a new password."""
    account = User.objects.get(pk=account_id)
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)
    arguments = [user_pk_to_url_str(account), token]
    path = reverse("account_reset_password_from_key", args=arguments)
    return f"{settings.PORTAL_BASE_URL}{path}"


def link_of(key: str) -> str | None:
    """Give the link that the notice with a key carries, at the moment it is sent."""
    links = {KEY_PREFIX: link_to, PASSWORD_PREFIX: password_link_to}
    for prefix, link in links.items():
        if key.startswith(prefix):
            subject, *_ = key.removeprefix(prefix).split("/")
            return link(UUID(subject))
    return None
