"""Tries are counted before anything is looked at, and given back where they were right.

So twenty at once are evaluated no more often than one after another. The count is a row
of the database: a cache may forget, or be emptied by whoever fills it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateformat import format as format_date

from councils.kernel.refusals import DomainError
from councils.models import Tries

SALT = "councils.tries"
KEPT = timedelta(days=1)  # longer than any limit runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many tries there are, until nothing was tried for a while.

    ``words`` say to the person what has happened; what they can do is added.
    """

    what: str
    most: int
    rest: timedelta
    words: str
    way_out: str = ""


RESET_STILL_WORKS = (
    "You can also choose a new password by mail: that works at any time, and opens the"
    " account again."
)
PASSWORDS = Limit(
    what="password",
    most=10,
    rest=timedelta(minutes=15),
    words="There have been ten wrong tries for this address, so it is closed for now.",
    way_out=RESET_STILL_WORKS,
)
# A council's office may be one address for all who work there.
PASSWORDS_FROM_ONE_PLACE = Limit(
    what="password from",
    most=50,
    rest=timedelta(minutes=15),
    words="There have been many wrong tries from where you are.",
)
# Six figures are few: what is guessed here is let rest longer.
CODES = Limit(
    what="code",
    most=10,
    rest=timedelta(hours=1),
    words="There have been ten wrong codes for this account, so none is taken for now.",
)
RESET_MAILS = Limit(
    what="reset mail",
    most=3,
    rest=timedelta(hours=1),
    words="We have just sent three mails to this address. Look among the unwanted mail"
    " too.",
)


class TooManyTries(DomainError):
    """Nothing was looked at: there have been enough tries for now."""

    def __init__(self, limit: Limit, until: datetime) -> None:
        at = format_date(timezone.localtime(until), "H:i")
        again = f"You can try again at {at}."
        super().__init__(" ".join(filter(None, [limit.words, again, limit.way_out])))


@transaction.atomic
def claim_try(limit: Limit, whom: str) -> None:
    """Count one try; what is tried may be looked at once this has returned.

    A refused try does not count, so that nobody is kept out by trying alone.

    Raises:
        TooManyTries: there were as many as there may be, and no rest since.
    """
    now = timezone.now()
    row = Tries(what=limit.what, whom=_digest(whom), last_at=now)
    Tries.objects.bulk_create([row], ignore_conflicts=True)
    tries = Tries.objects.select_for_update(no_key=True).get(
        what=row.what, whom=row.whom
    )
    open_again = tries.last_at + limit.rest
    if open_again <= now:
        tries.number = 0
    if tries.number >= limit.most:
        raise TooManyTries(limit, open_again)
    tries.number += 1
    tries.last_at = now
    tries.save(update_fields=["number", "last_at"])


def give_try_back(limit: Limit, whom: str) -> None:
    """Take back the count of a try that was right, and of no other.

    To wipe the count would give a stranger ten more each time its owner signs in.
    """
    Tries.objects.filter(what=limit.what, whom=_digest(whom)).one_fewer()


def open_again(limit: Limit, whom: str) -> None:
    """Let somebody begin anew who has shown otherwise that they are who they say."""
    Tries.objects.filter(what=limit.what, whom=_digest(whom)).delete()


def forget_tries() -> None:
    """Drop, once a day, the rows that limit nobody any more."""
    Tries.objects.filter(last_at__lt=timezone.now() - KEPT).delete()


def _digest(whom: str) -> str:
    return salted_hmac(SALT, whom, algorithm="sha256").hexdigest()
