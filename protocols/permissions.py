"""Who may take which step with a protocol, by the office they hold on the day."""

from datetime import date

from django.utils import timezone

from councils.kernel.decisions import YES, Decision, no
from councils.models import Council, Membership, Person
from councils.permissions import Visitor, carried_by, may, refusal_of, roles_of
from councils.roles import Capability, Role
from protocols.lifecycle import Status
from protocols.models import ProtocolVersion

_CLERKS = {Role.CLERK, Role.ACTING_CLERK}


def may_import(user: Visitor, council: Council) -> Decision:
    """Only the clerk or the deputy brings a protocol in."""
    return may(user, Capability.IMPORT_PROTOCOL, council)


def may_draft(user: Visitor, council: Council) -> Decision:
    """Only the clerk or the deputy starts and edits drafts."""
    return may(user, Capability.DRAFT_VERSION, council)


def may_table(user: Visitor, council: Council) -> Decision:
    """Only the clerk or the deputy tables a text, or takes it back."""
    return may(user, Capability.TABLE_VERSION, council)


def may_record_resolution(user: Visitor, council: Council) -> Decision:
    """Only the clerk or the deputy records what a meeting resolved."""
    return may(user, Capability.RECORD_RESOLUTION, council)


def may_void_resolution(user: Visitor, council: Council) -> Decision:
    """Only the clerk voids the record of a resolution."""
    return may(user, Capability.VOID_RESOLUTION, council)


def may_withdraw(user: Visitor, council: Council) -> Decision:
    """Only the clerk records that the council withdrew a protocol."""
    return may(user, Capability.WITHDRAW_VERSION, council)


def may_discard(user: Visitor, council: Council) -> Decision:
    """Only the clerk discards a draft."""
    return may(user, Capability.DISCARD_VERSION, council)


def may_manage_reviews(user: Visitor, council: Council) -> Decision:
    """Only the clerk or the deputy records reviews, and sets when they are due."""
    return may(user, Capability.MANAGE_REVIEWS, council)


def may_watch_readers(user: Visitor, council: Council) -> Decision:
    """Only the clerk sees who has confirmed a text, and who has not yet."""
    return may(user, Capability.WATCH_READERS, council)


def may_correct(user: Visitor, council: Council) -> Decision:
    """Only the clerk corrects a recorded fact."""
    return may(user, Capability.CORRECT_FACT, council)


def may_sign(user: Visitor, version: ProtocolVersion) -> Decision:
    """The chair signs what the council adopted.

    So does the vice-chair where there is no chair, or the chair is away or did not
    preside. Nobody who is clerk or acting clerk signs.
    """
    council = version.council
    roles = roles_of(user, council)
    chair, vice_chair = council.chair_title, council.vice_chair_title
    if Capability.SIGN_VERSION not in carried_by(roles):
        return no(refusal_of(Capability.SIGN_VERSION, council))
    if roles & _CLERKS:
        return no("Nobody who is clerk or acting clerk can sign for the council.")
    if version.status != Status.ADOPTED:
        return no("There is nothing here that awaits a signature.")
    if Role.CHAIR in roles or _vice_chair_may_sign(version, timezone.localdate()):
        return YES
    return no(
        f"The {vice_chair} can sign only where there is no {chair}, or the {chair} is"
        " away or did not preside at the meeting."
    )


def _vice_chair_may_sign(version: ProtocolVersion, day: date) -> bool:
    chair = _holder(version.council, Role.CHAIR, day)
    if chair is None or chair.is_away(day):
        return True
    resolution = version.resolution
    return resolution is not None and resolution.presided_by_id != chair.pk


def _holder(council: Council, role: Role, day: date) -> Person | None:
    term = (
        Membership.objects.on(day)
        .filter(council=council, role=role)
        .select_related("person")
        .first()
    )
    return None if term is None else term.person
