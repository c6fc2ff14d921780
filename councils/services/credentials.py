"""Who hears of it when what an account signs in with has changed.

Its owner does, and one other in each council, so that nobody changes it unseen.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date

from councils import outbox
from councils.audit import record
from councils.events import Event
from councils.kernel.scopes import on_behalf_of, within
from councils.later import later
from councils.letters import Letter
from councils.models import Council, Membership, Person, User
from councils.roles import TOLD_OF_CHANGE, Role


class Change(StrEnum):
    """What changed; the trail keeps it, so it is never renamed."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105, none of these is a password
    PASSWORD_RESET = "password_reset"  # noqa: S105
    ADDRESS_CHANGED = "address_changed"
    SECOND_FACTOR_SET_UP = "second_factor_set_up"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SECOND_FACTOR_RESET = "second_factor_reset"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"


_WORDS = {
    Change.PASSWORD_CHANGED: "The password was changed",
    Change.PASSWORD_RESET: "The password was set anew, by a link in a mail",
    Change.ADDRESS_CHANGED: "The address to sign in with was changed",
    Change.SECOND_FACTOR_SET_UP: "A second factor was set up",
    Change.SECOND_FACTOR_REMOVED: "The second factor was removed",
    Change.SECOND_FACTOR_RESET: (
        "The second factor was reset by two people who may do that together, and every"
        " session was ended"
    ),
    Change.RECOVERY_CODES_RENEWED: "New recovery codes were made, and end the old ones",
}
# Nothing to press: a mail like this is the first that a cheat would copy.
_NO_LINK = (
    "There is no link in this mail, on purpose. Nobody will ask you for a password or"
    " a code because of it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One person whom an account is, with the offices held today."""

    council: Council
    person: Person
    roles: frozenset[Role]


@transaction.atomic
def tell_of_change(
    account: User,
    what: Change,
    *,
    actor: User | None = None,
    former_address: str = "",
) -> None:
    """Tell an account, and whoever else is to know, that its credentials changed.

    ``actor`` is who did it where that was not the account itself. Each council where
    the account holds an office today has it in its trail: what, and never an address.
    """
    now = timezone.now()
    key = f"credentials/{account.pk}/{what}/{now:%Y%m%dT%H%M%S}"
    at = format_date(timezone.localtime(now), "j F Y, H:i")
    done = f"{_WORDS[what]} on {at}."
    for address in filter(None, {account.email, former_address}):
        outbox.put_at(
            address,
            key=key,
            subject="Your account of the protocol portal has changed",
            body=_to_account(done),
            account=account,
        )
    for holder in holders_of(account, timezone.localdate()):
        with within(holder.council.pk):
            if what != Change.ADDRESS_CHANGED:  # That ``follow_address`` says.
                record(
                    Event.CREDENTIALS_CHANGED,
                    holder.person,
                    council=holder.council,
                    actor=actor or account,
                    details={"what": what},
                )
            _tell_others(holder, key, done)
    later("councils.deliver_mail", account.pk, account.pk)


def _tell_others(holder: Holder, key: str, done: str) -> None:
    for other in told_with(holder, timezone.localdate()):
        outbox.put(
            other,
            key=key,
            subject=f"The account of {holder.person.name} has changed",
            body=_to_other(done, other, holder),
        )


def holders_of(account: User, day: date) -> list[Holder]:
    """Give whom an account is in each council where it holds an office on a day."""
    with on_behalf_of(account.pk):
        terms = list(
            Membership.objects.on(day)
            .filter(person__user=account)
            .select_related("council", "person")
            .order_by("council_id")
        )
    roles: dict[Person, set[Role]] = {}
    for term in terms:
        roles.setdefault(term.person, set()).add(Role(term.role))
    councils = {term.person: term.council for term in terms}
    return [
        Holder(council=councils[person], person=person, roles=frozenset(held))
        for person, held in roles.items()
    ]


def told_with(holder: Holder, day: date) -> list[Person]:
    """Give who else in a council is told of a change to somebody's account."""
    told = {TOLD_OF_CHANGE[role] for role in holder.roles if role in TOLD_OF_CHANGE}
    others = Person.objects.filter(council=holder.council).holding(*told, day=day)
    return list(others.exclude(pk=holder.person.pk).select_related("user"))


def _to_account(done: str) -> Letter:
    return Letter(
        paragraphs=(
            done,
            "It is about the account that you use with the protocol portal. If it was"
            " you, you need do nothing.",
            "If it was not you, tell whoever hosts the portal and the chair of your"
            " council at once: speak to them, rather than write. If you can still sign"
            " in, go to the portal the way you always do and change your password"
            " there.",
            _NO_LINK,
        ),
    )


def _to_other(done: str, other: Person, holder: Holder) -> Letter:
    council = holder.council
    offices = " and ".join(
        council.title_of(role) for role in Role if role in holder.roles
    )
    return Letter(
        greeting=f"Dear {other.name},",
        paragraphs=(
            f"{done} It is the account of {holder.person.name}, {offices} of"
            f" {council.name}.",
            "You are told because a second pair of eyes should know. If"
            f" {holder.person.name} tells you that it was them, you need do nothing. If"
            " it was not, tell whoever hosts the portal at once. Speak to them, rather"
            " than write.",
            _NO_LINK,
        ),
    )
