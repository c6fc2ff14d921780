"""A lost second factor is reset by two people together, never in a council alone.

One operator asks, having checked who it is; another operator agrees, or the chair of a
council where the account holds an office (of the chair's own account: the vice-chair).
For three days after that the account opens no concern: whoever cheated two people has
to wait, and the owner has been told.
"""

from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from councils import outbox
from councils.audit import record
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.kernel.scopes import within
from councils.later import later
from councils.letters import Letter
from councils.models import Council, FactorReset, Person, User
from councils.permissions import (
    agrees_to_factor_reset,
    may_agree_factor_reset,
    may_ask_factor_reset,
    may_drop_factor_reset,
)
from councils.services.credentials import Change, Holder, holders_of, tell_of_change
from councils.services.sessions import sign_out_everywhere
from councils.services.wording import prose

GOOD_FOR = timedelta(days=7)
HOLD = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why a second factor is to be reset, and how it was checked who asks for it."""

    reason: str
    identity_checked: str


@transaction.atomic
def ask_factor_reset(address: str, *, actor: User, grounds: Grounds) -> FactorReset:
    """Ask that the second factor of the account with an address be reset.

    The account is told, and so is everybody who can agree.

    Raises:
        PermissionDenied: the actor does not operate the portal.
        DomainError: no account has the address, it has no second factor, it is the
            actor's own, or there is an open request already.
    """
    may_ask_factor_reset(actor).require()
    account = _account(address, actor)
    now = timezone.now()
    FactorReset.objects.run_out(account, now).update(dropped_at=now)
    if FactorReset.objects.filter(account=account).undone().exists():
        message = "There is an open request for this account already."
        raise DomainError(message, field="address")
    reset = FactorReset.objects.create(
        account=account,
        reason=prose(grounds.reason),
        identity_checked=prose(grounds.identity_checked),
        asked_by=actor,
        asked_at=now,
        expires_at=now + GOOD_FOR,
    )
    holders = _record(Event.FACTOR_RESET_ASKED, reset, actor)
    _tell_account(reset)
    _tell_operators(reset)
    for holder in holders:
        with within(holder.council.pk):
            _tell_chair(reset, holder)
    later("councils.deliver_mail", reset.pk, reset.pk)
    return reset


@transaction.atomic
def agree_factor_reset(
    reset: FactorReset, *, actor: User, council: Council | None = None
) -> FactorReset:
    """Agree to a reset, and do it; ``council`` is whose chair the actor is, if any.

    The second factor and its recovery codes are gone, every session ends, and a hold
    begins.

    Raises:
        PermissionDenied: the actor asked for it themselves, it is their own account, or
            they are neither an operator nor that chair.
        DomainError: it has been agreed to, was dropped, or has run out.
    """
    reset = _locked(reset)
    may_agree_factor_reset(actor, reset, council).require()
    now = timezone.now()
    _require_open(reset)
    reset.agreed_by, reset.agreed_at = actor, now
    reset.save(update_fields=["agreed_by", "agreed_at"])
    account = reset.account
    remove_second_factor(account)
    account.held_until = now + HOLD
    account.save(update_fields=["held_until"])
    sign_out_everywhere(account)
    _record(Event.FACTOR_RESET_AGREED, reset, actor)
    tell_of_change(account, Change.SECOND_FACTOR_RESET, actor=actor)
    return reset


@transaction.atomic
def drop_factor_reset(reset: FactorReset, *, actor: User) -> FactorReset:
    """Let a request come to nothing; the account's owner can stop it too.

    Raises:
        PermissionDenied: the actor neither operates the portal nor owns the account.
        DomainError: it has been agreed to, was dropped, or has run out.
    """
    reset = _locked(reset)
    may_drop_factor_reset(actor, reset).require()
    _require_open(reset)
    reset.dropped_at = timezone.now()
    reset.save(update_fields=["dropped_at"])
    _record(Event.FACTOR_RESET_DROPPED, reset, actor)
    return reset


def remove_second_factor(account: User) -> None:
    """Take an account's second factor away, and its recovery codes with it."""
    Authenticator.objects.filter(user=account).delete()


def _account(address: str, actor: User) -> User:
    # Two who ask at once for one account come one after the other.
    account = (
        User.objects.select_for_update(no_key=True)
        .filter(email=address.strip().lower(), is_active=True)
        .first()
    )
    if account is None:
        message = "No account signs in with this address."
        raise DomainError(message, field="address")
    if account == actor:
        message = "Nobody takes part in resetting their own second factor."
        raise DomainError(message, field="address")
    if not Authenticator.objects.filter(user=account).exists():
        message = "This account has no second factor, so there is nothing to reset."
        raise DomainError(message, field="address")
    return account


def _locked(reset: FactorReset) -> FactorReset:
    resets = FactorReset.objects.select_for_update(no_key=True, of=("self",))
    return resets.select_related("account", "asked_by").get(pk=reset.pk)


def _require_open(reset: FactorReset) -> None:
    if not reset.is_open(timezone.now()):
        message = "This request has been agreed to, was dropped or has run out."
        raise DomainError(message)


def _record(event: Event, reset: FactorReset, actor: User) -> list[Holder]:
    """Write it into the trail of each council where the account holds an office."""
    holders = holders_of(reset.account, timezone.localdate())
    for holder in holders:
        with within(holder.council.pk):
            record(event, holder.person, council=holder.council, actor=actor)
    return holders


def _tell_account(reset: FactorReset) -> None:
    last_day = format_date(timezone.localtime(reset.expires_at), "j F Y")
    outbox.put_at(
        reset.account.email,
        key=f"factor-reset/{reset.pk}/asked",
        subject="Somebody asked to reset your second factor",
        body=Letter(
            paragraphs=(
                "Whoever hosts the protocol portal was asked to reset the second factor"
                " of your account. It happens once a second person agrees, at the"
                f" latest on {last_day}.",
                "If you asked for it, you need do nothing.",
                "If you did not: go to the portal the way you always do, sign in, and"
                " open your account. You can stop it there. Then tell whoever hosts the"
                " portal, and the chair of your council: speak to them, rather than"
                " write.",
                "There is no link in this mail, on purpose.",
            ),
        ),
        account=reset.account,
    )


def _tell_operators(reset: FactorReset) -> None:
    operators = User.objects.filter(is_superuser=True, is_active=True)
    address = reverse("factor_reset", args=[reset.pk])
    for operator in operators.exclude(pk__in=[reset.asked_by_id, reset.account_id]):
        outbox.put_at(
            operator.email,
            key=f"factor-reset/{reset.pk}/operator",
            subject="A second factor waits to be reset",
            body=_to_whoever_agrees(reset, "an account of the portal", address),
            account=operator,
        )


def _tell_chair(reset: FactorReset, holder: Holder) -> None:
    role = agrees_to_factor_reset(holder.roles)
    day, council = timezone.localdate(), holder.council
    chairs = Person.objects.filter(council=council).holding(role, day=day)
    address = reverse("factor_reset_agree", args=[council.slug, reset.pk])
    whose = f"the account of {holder.person.name}"
    for chair in chairs.exclude(user__in=[reset.account_id, reset.asked_by_id]):
        outbox.put(
            chair,
            key=f"factor-reset/{reset.pk}/chair",
            subject=f"{holder.person.name} has lost their second factor",
            body=_to_whoever_agrees(reset, whose, address),
        )


def _to_whoever_agrees(reset: FactorReset, whose: str, address: str) -> Letter:
    last_day = format_date(timezone.localtime(reset.expires_at), "j F Y")
    return Letter(
        paragraphs=(
            f"The second factor of {whose} is to be reset, and it takes a second person"
            " to agree. You can.",
            "Speak to its owner first, face to face or on a number that you know. Then"
            f" sign in to the portal as always and open this page, until {last_day}:",
        ),
        link=f"{settings.PORTAL_BASE_URL}{address}",
        closing=(
            "If its owner knows nothing of it, do not agree, and tell whoever hosts the"
            " portal.",
        ),
    )
