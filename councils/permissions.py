"""Who may do what in a council, by the offices they hold on the day."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from councils.kernel.decisions import YES, Decision, no
from councils.kernel.scopes import on_behalf_of
from councils.models import Council, FactorReset, Membership, Person, User
from councils.roles import GRANTS, NEEDS_SECOND_FACTOR, REFUSALS, Capability, Role

Visitor = User | AnonymousUser


def person_of(user: Visitor, council: Council) -> Person | None:
    """Give the person whom an account is in a council, if any."""
    if not user.is_authenticated:
        return None
    return Person.objects.filter(council=council, user=user).first()


def acting_person(user: Visitor, council: Council) -> Person:
    """Give the person who acts in a council, where somebody must.

    Raises:
        PermissionDenied: the account is nobody in this council.
    """
    person = person_of(user, council)
    if person is None:
        message = "You hold no office in this council."
        raise PermissionDenied(message)
    return person


def roles_of(user: Visitor, council: Council, day: date | None = None) -> set[Role]:
    """Give the offices an account holds in a council on a day, by default today."""
    if not user.is_authenticated:
        return set()
    if day is None and council.pk in user.offices_today:
        return set(user.offices_today[council.pk])
    terms = Membership.objects.on(day or timezone.localdate()).filter(
        council=council, person__user=user
    )
    return {Role(role) for role in terms.values_list("role", flat=True)}


def ask_once(user: Visitor, council: Council) -> None:
    """Ask for today's offices now, and not again for as long as this page takes.

    For pages that show and change nothing: what is done asks each time.
    """
    if user.is_authenticated:
        user.offices_today[council.pk] = frozenset(roles_of(user, council))


def holds(user: Visitor, capability: Capability, council: Council) -> bool:
    """Say whether one of the offices held today carries a capability."""
    return capability in capabilities_of(user, council)


def capabilities_of(user: Visitor, council: Council) -> frozenset[Capability]:
    """Give all that the offices held today allow: what a page asks once, for its links.

    A step itself is decided by its own ``may_…``, which gives the reason too.
    """
    return carried_by(roles_of(user, council))


def carried_by(roles: Iterable[Role]) -> frozenset[Capability]:
    """Give all that some offices allow together."""
    return frozenset[Capability]().union(*(GRANTS[role] for role in roles))


def is_in_office(user: Visitor, council: Council) -> bool:
    """Say whether the account is one of the council's own people today."""
    return bool(roles_of(user, council))


def was_in_office(user: Visitor) -> bool:
    """Say whether an account once held an office whose last day has passed."""
    if not user.is_authenticated:
        return False
    return Membership.objects.filter(
        person__user=user, ends_on__lt=timezone.localdate()
    ).exists()


def needs_second_factor(user: Visitor) -> bool:
    """Say whether an account may do so much that a password alone is too little.

    It is asked of all councils at once: the account signs in to all of them.
    """
    if not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    terms = Membership.objects.on(timezone.localdate())
    with on_behalf_of(user.pk):
        return terms.filter(person__user=user, role__in=NEEDS_SECOND_FACTOR).exists()


def may_register_council(user: Visitor) -> Decision:
    """Only whoever operates the portal brings a council to it."""
    if not (user.is_authenticated and user.is_active and user.is_superuser):
        return no("Only whoever operates the portal can add a council.")
    return YES


def may(user: Visitor, capability: Capability, council: Council) -> Decision:
    """Say whether an office held today carries a capability, and if not, why."""
    if not holds(user, capability, council):
        return no(refusal_of(capability, council))
    return YES


def refusal_of(capability: Capability, council: Council) -> str:
    """Give the sentence for somebody who lacks a capability."""
    return REFUSALS[capability].format(
        chair=council.chair_title, vice_chair=council.vice_chair_title
    )


def may_ask_factor_reset(user: Visitor) -> Decision:
    """Only whoever operates the portal asks that a second factor be reset."""
    if not (user.is_authenticated and user.is_active and user.is_superuser):
        return no("Only whoever operates the portal can reset a second factor.")
    return _not_on_hold(user)


def may_agree_factor_reset(
    user: Visitor, reset: FactorReset, council: Council | None = None
) -> Decision:
    """A second operator agrees, or the chair of a council where they hold an office.

    ``council`` is the one whose chair, or vice-chair, agrees; no other office counts.
    """
    if not user.is_authenticated or user.pk in {reset.account_id, reset.asked_by_id}:
        return no("Nobody agrees to their own request, or to one about their account.")
    if council is None:
        return may_ask_factor_reset(user)
    return _may_agree_as_chair(user, reset, council) and _not_on_hold(user)


def _may_agree_as_chair(user: User, reset: FactorReset, council: Council) -> Decision:
    roles = roles_of(reset.account, council)
    if not roles or agrees_to_factor_reset(roles) not in roles_of(user, council):
        return no("Only the chair can agree, or the vice-chair for the chair.")
    if user.created_at > reset.asked_at:
        # The clerk could hand the chair to an account made for the purpose.
        return no("Your account is younger than the request.")
    return YES


def may_drop_factor_reset(user: Visitor, reset: FactorReset) -> Decision:
    """Operators let a request come to nothing, and the account's owner stops it."""
    if user.is_authenticated and user.pk == reset.account_id:
        return YES
    return may_ask_factor_reset(user)


def agrees_to_factor_reset(roles: Iterable[Role]) -> Role:
    """Name the office that agrees to a reset for whoever holds some offices."""
    return Role.VICE_CHAIR if Role.CHAIR in roles else Role.CHAIR


def _not_on_hold(user: User) -> Decision:
    # Else one reset that was cheated out of somebody would lead on to the next.
    if user.is_on_hold(timezone.now()):
        return no("Your own second factor was reset less than three days ago.")
    return YES


def may_manage_council(user: Visitor, council: Council) -> Decision:
    """Only the clerk changes the council's settings."""
    return may(user, Capability.MANAGE_COUNCIL, council)


def may_manage_people(user: Visitor, council: Council) -> Decision:
    """Only the clerk adds people and records who holds which office."""
    return may(user, Capability.MANAGE_PEOPLE, council)


def may_manage_meetings(user: Visitor, council: Council) -> Decision:
    """Only the clerk or the deputy records meetings."""
    return may(user, Capability.MANAGE_MEETINGS, council)


def may_read_trail(user: Visitor, council: Council) -> Decision:
    """Only those who answer for the record read who did what, and when."""
    return may(user, Capability.READ_TRAIL, council)


def may_keep_calendar(user: Visitor, council: Council) -> Decision:
    """Whoever holds an office has dates in the council, and may carry them along."""
    if not is_in_office(user, council):
        return no("Only the council’s own people have a calendar here.")
    return YES


def may_watch_mail(user: Visitor, council: Council) -> Decision:
    """Only the clerk or the deputy sees what became of mail, and has it tried again."""
    return may(user, Capability.WATCH_MAIL, council)


def may_watch_work(user: Visitor, council: Council) -> Decision:
    """Only the clerk or the deputy sees what is due, and whose turn it is."""
    return may(user, Capability.WATCH_WORK, council)
