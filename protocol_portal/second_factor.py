"""Who is asked for a second factor, and that a code of the app is good once."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction

from councils.freshly import has_second_factor, has_shown_second_factor
from councils.permissions import needs_second_factor
from councils.requests import SignedInRequest

LAST_STEP = "last_step"


def page_that_asks(request: SignedInRequest) -> str | None:
    """Name the page where a second factor is to be shown first, if it is."""
    if has_shown_second_factor(request) or not needs_second_factor(request.user):
        return None
    if has_second_factor(request.user):
        return "mfa_reauthenticate"
    return "second_factor_needed"


@transaction.atomic
def use_code(authenticator: Authenticator, code: str) -> bool:
    """Use a code up: neither it nor one before it is good again.

    The database remembers it, since a cache may forget (RFC 6238, 5.2).
    """
    app = Authenticator.objects.select_for_update(no_key=True).get(pk=authenticator.pk)
    step = _step_of(decrypt(app.data["secret"]), code)
    if step is None or step <= app.data.get(LAST_STEP, 0):
        return False
    app.data[LAST_STEP] = step
    app.save(update_fields=["data"])
    return True


def _step_of(secret: str, code: str) -> int | None:
    """Give the half-minute that a code belongs to, where it is good now."""
    for step in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, step))
        if compare_user_code(actual=code, expected=expected):
            return int(step)
    return None
