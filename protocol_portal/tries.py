"""Where allauth's forms look at passwords and codes: each try is counted first."""

from collections.abc import Callable
from typing import TypeVar

from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.internal.ratelimit import get_ip
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from councils.models import User
from councils.services.tries import (
    CODES,
    PASSWORDS,
    PASSWORDS_FROM_ONE_PLACE,
    RESET_MAILS,
    Limit,
    TooManyTries,
    claim_try,
    give_try_back,
)

Answer = TypeVar("Answer")


def counted_sign_in(
    request: HttpRequest, email: str, look: Callable[[], User | None]
) -> User | None:
    """Look at a password for an address, if there is a try left for it and from here.

    Raises:
        ValidationError: there is none; the password was not looked at.
    """
    # The place comes first: whoever is refused there makes no rows for addresses.
    place, whom = get_ip(request), _whom(email)
    _claim(PASSWORDS_FROM_ONE_PLACE, place)
    try:
        _claim(PASSWORDS, whom)
    except ValidationError:
        give_try_back(PASSWORDS_FROM_ONE_PLACE, place)
        raise
    user = look()
    if user is not None:
        give_try_back(PASSWORDS, whom)
        give_try_back(PASSWORDS_FROM_ONE_PLACE, place)
    return user


def counted_password(user: User, look: Callable[[], Answer]) -> Answer:
    """Look at the password of somebody signed in; what is wrong raises, and counts.

    Raises:
        ValidationError: there is no try left, or the password is wrong.
    """
    return _counted(PASSWORDS, str(user.pk), look)


def counted_code(user: User, look: Callable[[], Answer]) -> Answer:
    """Look at a code of a second factor, or a recovery code, in the same way.

    Raises:
        ValidationError: there is no try left, or the code is wrong.
    """
    return _counted(CODES, str(user.pk), look)


def count_reset_mail(address: str) -> None:
    """Count one mail to an address with a link to a new password.

    Raises:
        ValidationError: there have been enough; no other is sent.
    """
    _claim(RESET_MAILS, address)


def _counted(limit: Limit, whom: str, look: Callable[[], Answer]) -> Answer:
    _claim(limit, whom)
    answer = look()
    give_try_back(limit, whom)
    return answer


def _claim(limit: Limit, whom: str) -> None:
    try:
        claim_try(limit, whom)
    except TooManyTries as refusal:
        raise ValidationError(refusal.message, code="too_many_tries") from refusal


def _whom(email: str) -> str:
    """Name the account that an address opens: it has one count, whatever its addresses.

    An address of nobody is counted too, so that nothing tells the two apart.
    """
    address = email.lower()
    found: list[User] = filter_users_by_email(
        address, prefer_verified=True, for_login=True
    )
    found.sort(key=lambda user: user.email.lower() != address)
    return str(found[0].pk) if found else address
