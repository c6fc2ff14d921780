"""Reviews: opened with a reason, ended with an outcome; the clock then starts again.

That a protocol was reviewed is never taken for its adoption.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from councils.audit import record
from councils.kernel.refusals import DomainError
from councils.kernel.seen import require_seen, seen_as
from councils.models import Meeting, User
from councils.permissions import acting_person
from councils.services.wording import on_one_line, prose
from protocols.events import Event
from protocols.lifecycle import Status
from protocols.models import Protocol, ProtocolVersion, Review
from protocols.permissions import may_manage_reviews
from protocols.review_calendar import day_words
from protocols.services.drafting import required
from protocols.services.force import version_in_force
from protocols.services.meetings import MeetingHeld, meeting_of
from protocols.services.register import adopted_on
from protocols.services.review_rules import drop_met_dates, recompute, taken

LONGEST_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a meeting found when it looked at a protocol and left it as it is.

    ``meeting`` is one on record, or ``held`` names one that is not yet.
    """

    meeting: Meeting | None = None
    held: MeetingHeld | None = None
    minute_reference: str = ""  # may follow later
    note: str = ""


@transaction.atomic
def open_review(protocol: Protocol, *, actor: User, why: str, seen: str = "") -> Review:
    """Open a review because issues have arisen.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        OutOfDate: the reviews do not stand as the person saw them.
        DomainError: no reason is given, one is open already, or no version is in
            force.
    """
    protocol = taken(protocol)
    council = protocol.council
    may_manage_reviews(actor, council).require()
    if open_review_of(protocol) is not None:
        message = "A review of this protocol is open already."
        raise DomainError(message)
    require_seen(seen, reviews_seen(protocol))
    review = Review.objects.create(
        council=council,
        protocol=protocol,
        version=_in_force(protocol),
        opened_on=timezone.localdate(),
        opened_by=acting_person(actor, council),
        why=required(why, "why", "Say which issue has arisen."),
    )
    record(Event.REVIEW_OPENED, protocol, council=council, actor=actor)
    return review


@transaction.atomic
def record_no_change(
    protocol: Protocol, *, actor: User, reviewed: Reviewed, seen: str = ""
) -> Review:
    """Record that a meeting reviewed a protocol and changed nothing.

    There is no new text. The open review ends, where the meeting was after its
    opening; the months count from the meeting on.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        OutOfDate: the reviews do not stand as the person saw them.
        DomainError: the meeting is still to come, was before the adoption, or is
            recorded already; or no version is in force.
    """
    protocol = taken(protocol)
    council = protocol.council
    may_manage_reviews(actor, council).require()
    version = _in_force(protocol)
    meeting = _meeting(protocol, reviewed)
    asked = "which" if reviewed.meeting else "held_on"
    _require_in_time(protocol, version, meeting, field=asked)
    require_seen(seen, reviews_seen(protocol))
    person = acting_person(actor, council)
    review = open_review_of(protocol)
    if review is None or review.opened_on > meeting.held_on:
        review = Review(
            council=council,
            protocol=protocol,
            version=version,
            opened_on=meeting.held_on,
            opened_by=person,
        )
    review.note = prose(reviewed.note)
    _end(review, Review.Outcome.NO_CHANGE, meeting, reviewed.minute_reference, actor)
    if protocol.sets_own_review_rules:
        drop_met_dates(protocol, meeting.held_on)
    recompute(council, only=protocol.pk)
    return review


@transaction.atomic
def name_minute(review: Review, *, actor: User, minute_reference: str) -> Review:
    """Name the minute of a review that was recorded before its minutes were written.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the review has not ended, or nothing is named.
    """
    protocol = taken(review.protocol)
    may_manage_reviews(actor, protocol.council).require()
    review = protocol.reviews.get(pk=review.pk)
    if not review.outcome:
        message = "This review has not ended yet."
        raise DomainError(message)
    words = on_one_line(minute_reference)[:LONGEST_MINUTE]
    if not words:
        message = "Enter the minute reference."
        raise DomainError(message, field="minute_reference")
    review.minute_reference = words
    review.save(update_fields=["minute_reference"])
    record(
        Event.REVIEW_MINUTED,
        protocol,
        council=protocol.council,
        actor=actor,
        details={"ended_on": _iso(review)},
    )
    return review


def end_by_signature(version: ProtocolVersion, *, actor: User) -> None:
    """End the open review as amended, where the draft was started because of it."""
    review = open_review_of(version.protocol)
    resolution = version.resolution
    if review is None or resolution is None:
        return
    if timezone.localdate(version.made_at) < review.opened_on:
        return
    meeting, minute = resolution.meeting, resolution.minute_reference
    _end(review, Review.Outcome.AMENDED, meeting, minute, actor)


def end_by_withdrawal(version: ProtocolVersion, *, actor: User) -> None:
    """End the open review as withdrawn, with the protocol."""
    review = open_review_of(version.protocol)
    resolution = version.withdrawn_by
    if review is not None and resolution is not None:
        meeting, minute = resolution.meeting, resolution.minute_reference
        _end(review, Review.Outcome.WITHDRAWN, meeting, minute, actor)


def open_review_of(protocol: Protocol) -> Review | None:
    """Give the review of a protocol that has no outcome yet, if there is one."""
    return protocol.reviews.filter(outcome="").select_related("opened_by").first()


def reviews_seen(protocol: Protocol) -> str:
    """Give the digest of a protocol's reviews, as a page showed them."""
    known = protocol.reviews.order_by("pk").values_list("pk", "outcome")
    return seen_as(*known)


def _in_force(protocol: Protocol) -> ProtocolVersion:
    version = version_in_force(protocol, timezone.localdate())
    if version is None or version.status == Status.WITHDRAWN:
        message = "No version of this protocol is in force, so there is none to review."
        raise DomainError(message)
    return version


def _meeting(protocol: Protocol, reviewed: Reviewed) -> Meeting:
    if reviewed.meeting is not None:
        meeting = reviewed.meeting
        if meeting.council_id != protocol.council_id:
            message = "That meeting is not one of this council."
            raise DomainError(message, field="which")
        if meeting.held_on > timezone.localdate():
            message = "The meeting’s date is in the future."
            raise DomainError(message, field="which")
        return meeting
    if reviewed.held is None:
        message = "Choose the meeting, or enter its date."
        raise DomainError(message, field="which")
    return meeting_of(protocol.council, reviewed.held)


def _require_in_time(
    protocol: Protocol, version: ProtocolVersion, meeting: Meeting, *, field: str
) -> None:
    since = adopted_on(version)
    if since is not None and meeting.held_on < since:
        message = f"This version was adopted on {day_words(since)}, after that meeting."
        raise DomainError(message, field=field)
    ended = protocol.reviews.exclude(outcome="")
    if ended.filter(ended_on=meeting.held_on).exists():
        message = f"A review on {day_words(meeting.held_on)} is recorded already."
        raise DomainError(message, field=field)


def _end(
    review: Review,
    outcome: Review.Outcome,
    meeting: Meeting,
    minute_reference: str,
    actor: User,
) -> None:
    review.outcome = outcome
    review.meeting, review.ended_on = meeting, meeting.held_on
    review.minute_reference = on_one_line(minute_reference)[:LONGEST_MINUTE]
    review.recorded_by = acting_person(actor, review.council)
    review.recorded_at = timezone.now()
    review.save()
    record(
        Event.REVIEW_ENDED,
        review.protocol,
        council=review.council,
        actor=actor,
        details={"ended_on": _iso(review), "outcome": outcome.label.lower()},
    )


def _iso(review: Review) -> str:
    return review.ended_on.isoformat() if review.ended_on else ""
