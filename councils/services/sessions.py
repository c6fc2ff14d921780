"""Sessions end with what they were given for: an office, or the proof of who it was."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from councils.kernel.scopes import sweeping, within
from councils.models import Membership, User

# A sweep that could not run finds later what it missed; no session lives as long.
LOOKED_BACK = timedelta(days=7)


@transaction.atomic
def sign_out_everywhere(user: User) -> None:
    """Let no session of an account be good any more, on any machine."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


def sign_out_at_end(term: Membership) -> None:
    """Sign out who held an office, where its last day is over.

    Whoever holds another office too signs in again. A last day to come is left to the
    sweep of the night that follows it.
    """
    account = term.person.user
    if account is not None and _is_over(term):
        sign_out_everywhere(account)


def end_sessions() -> None:
    """Sign out, once a day, those whose term has ended since they signed in."""
    today = timezone.localdate()
    with sweeping():
        ended = Membership.objects.filter(
            ends_on__lt=today, ends_on__gte=today - LOOKED_BACK
        )
        found = list(ended.values_list("council_id", "pk"))
    for council_id, term_id in found:
        with within(council_id):
            terms = Membership.objects.select_related("person__user")
            _end_with(terms.get(pk=term_id))


def _end_with(term: Membership) -> None:
    account = term.person.user
    if account is not None and _signed_in_during(account, term):
        sign_out_everywhere(account)


def _is_over(term: Membership) -> bool:
    return term.ends_on is not None and term.ends_on < timezone.localdate()


def _signed_in_during(account: User, term: Membership) -> bool:
    if account.last_login is None or term.ends_on is None:
        return False
    first_day_after = term.ends_on + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(first_day_after, time.min))
    return account.last_login < midnight
