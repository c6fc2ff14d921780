"""What allauth says has happened, handed to the service that it concerns."""

from typing import Any

from allauth.account import signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator

from councils.models import User
from councils.services.credentials import Change, tell_of_change
from councils.services.tries import PASSWORDS, open_again


def password_changed(*, user: User, **_: Any) -> None:
    """Tell of a password that its owner changed."""
    tell_of_change(user, Change.PASSWORD_CHANGED)


def password_reset(*, user: User, **_: Any) -> None:
    """Tell of a password that was set by a link; who had it may try anew."""
    tell_of_change(user, Change.PASSWORD_RESET)
    open_again(PASSWORDS, str(user.pk))


def email_changed(
    *, user: User, from_email_address: EmailAddress | None, **_: Any
) -> None:
    """Tell of another address to sign in with, at the old one too."""
    former = "" if from_email_address is None else from_email_address.email
    tell_of_change(user, Change.ADDRESS_CHANGED, former_address=former)


def authenticator_added(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Tell of a second factor; the recovery codes that come with it are part of it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        tell_of_change(user, Change.SECOND_FACTOR_SET_UP)


def authenticator_removed(
    *, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Tell of a second factor that is gone, and its recovery codes with it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        tell_of_change(user, Change.SECOND_FACTOR_REMOVED)


def authenticator_reset(*, user: User, **_: Any) -> None:
    """Tell of recovery codes that were made anew."""
    tell_of_change(user, Change.RECOVERY_CODES_RENEWED)


def connect() -> None:
    """Listen; asked twice, listen once."""
    for signal, receiver in (
        (signals.password_changed, password_changed),
        (signals.password_set, password_changed),
        (signals.password_reset, password_reset),
        (signals.email_changed, email_changed),
        (mfa_signals.authenticator_added, authenticator_added),
        (mfa_signals.authenticator_removed, authenticator_removed),
        (mfa_signals.authenticator_reset, authenticator_reset),
    ):
        signal.connect(receiver, dispatch_uid=f"protocol_portal.{receiver.__name__}")
