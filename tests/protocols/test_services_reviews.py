"""Reviews: opened for a reason, ended once, and never taken for an adoption."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from councils.kernel.refusals import DomainError, OutOfDate
from councils.models import AuditEvent, Deadline, Meeting
from protocols.document import Facts
from protocols.events import Event
from protocols.models import Protocol, ProtocolVersion, Review
from protocols.review_calendar import Kind, Rule
from protocols.services.drafting import new_protocol, start_draft
from protocols.services.ending import Withdrawn, withdraw_version
from protocols.services.meetings import MeetingHeld
from protocols.services.paper import record_from_paper
from protocols.services.review_rules import WishedRules, set_rules
from protocols.services.reviews import (
    Reviewed,
    name_minute,
    open_review,
    record_no_change,
    reviews_seen,
)
from tests.protocols.cast import (
    a_committee,
    a_council,
    a_draft,
    a_text,
    adopted,
    signed,
    tabled,
)

pytestmark = pytest.mark.django_db

HELD = Reviewed(held=MeetingHeld(held_on=date(2024, 9, 3)), minute_reference="19.193")


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def version(cast):
    """A text from paper: two-yearly from July 2022, and July 2024 printed."""
    facts = Facts(
        adopted_on=date(2022, 7, 12),
        review_words="2-yearly",
        review_cycle_months=24,
        next_review_on=date(2024, 7, 31),
    )
    return record_from_paper(
        new_protocol(cast.council, actor=cast.clerk, title="Protocol on relations"),
        actor=cast.clerk,
        document=replace(a_text(), facts=facts),
        source_file=None,
    )


@pytest.fixture
def protocol(version):
    return version.protocol


def due_on(protocol):
    return Protocol.objects.get(pk=protocol.pk).review_on


def refused(protocol, actor, reviewed, match):
    before = Review.objects.count()
    with pytest.raises(DomainError, match=match) as refusal:
        record_no_change(protocol, actor=actor, reviewed=reviewed)
    assert Review.objects.count() == before
    return refusal.value.field


def test_reviewed_no_change_is_one_action_and_starts_the_clock_again(cast, protocol):
    versions = ProtocolVersion.objects.count()

    review = record_no_change(protocol, actor=cast.deputy, reviewed=HELD)

    assert (review.outcome, review.ended_on) == ("no_change", date(2024, 9, 3))
    assert (review.minute_reference, review.recorded_by.user) == (
        "19.193",
        cast.deputy,
    )
    assert review.meeting == Meeting.objects.get(held_on=date(2024, 9, 3))
    assert ProtocolVersion.objects.count() == versions
    assert due_on(protocol) == date(2026, 9, 3)
    assert Deadline.objects.get().due_on == date(2026, 9, 3)
    event = AuditEvent.objects.get(event=Event.REVIEW_ENDED)
    assert event.details == {
        "ended_on": "2024-09-03",
        "outcome": "reviewed, no change",
    }


def test_a_meeting_on_record_is_enough_and_the_minute_follows(cast, protocol):
    meeting = Meeting.objects.create(
        council=cast.council, held_on=date(2024, 9, 3), committee=a_committee(cast)
    )
    reviewed = Reviewed(meeting=meeting)

    review = record_no_change(protocol, actor=cast.clerk, reviewed=reviewed)
    assert (review.meeting, review.minute_reference) == (meeting, "")

    name_minute(review, actor=cast.clerk, minute_reference=" PC\n31/26 ")
    review.refresh_from_db()
    assert review.minute_reference == "PC 31/26"
    with pytest.raises(DomainError, match="Enter the minute reference"):
        name_minute(review, actor=cast.clerk, minute_reference=" ")
    with pytest.raises(PermissionDenied):
        name_minute(review, actor=cast.chair, minute_reference="1")


def test_what_cannot_have_been_is_refused(cast, protocol):
    tomorrow = timezone.localdate() + timedelta(days=1)
    coming = Meeting.objects.create(council=cast.council, held_on=tomorrow)
    elsewhere = Meeting.objects.create(
        council=a_council("Other Council", "other").council, held_on=date(2024, 9, 3)
    )

    def held(day):
        return Reviewed(held=MeetingHeld(held_on=day))

    clerk = cast.clerk
    assert refused(protocol, clerk, held(tomorrow), "in the future") == "held_on"
    assert refused(protocol, clerk, Reviewed(meeting=coming), "future") == "which"
    assert refused(protocol, clerk, Reviewed(meeting=elsewhere), "not one") == "which"
    assert refused(protocol, clerk, Reviewed(), "Choose the meeting") == "which"
    early = held(date(2022, 7, 11))
    assert refused(protocol, clerk, early, "adopted on 12 July 2022") == "held_on"
    record_no_change(protocol, actor=clerk, reviewed=HELD)
    assert refused(protocol, clerk, HELD, "recorded already") == "held_on"
    assert due_on(protocol) == date(2026, 9, 3)


@pytest.mark.parametrize("name", ["councillor", "officer", "chair", "vice_chair"])
def test_only_clerk_and_deputy_record_reviews(cast, protocol, name):
    actor = cast.user(name)

    with pytest.raises(PermissionDenied, match="Only the clerk or the deputy"):
        record_no_change(protocol, actor=actor, reviewed=HELD)
    with pytest.raises(PermissionDenied, match="Only the clerk or the deputy"):
        open_review(protocol, actor=actor, why="Something happened.")

    assert not Review.objects.exists()


def test_issues_that_arise_open_a_review_once(cast, protocol):
    review = open_review(protocol, actor=cast.clerk, why="  The law has changed. ")

    assert (review.why, review.outcome) == ("The law has changed.", "")
    assert review.opened_on == timezone.localdate()
    assert due_on(protocol) == date(2024, 7, 31)
    for why, match in (("Again.", "open already"), (" ", "open already")):
        with pytest.raises(DomainError, match=match):
            open_review(protocol, actor=cast.clerk, why=why)


def test_a_review_needs_a_reason_and_something_in_force(cast, protocol):
    with pytest.raises(DomainError, match="which issue") as refusal:
        open_review(protocol, actor=cast.clerk, why=" \u200b ")
    draft = a_draft(cast, a_text(title="Protocol on drafts"))
    with pytest.raises(DomainError, match="none to review"):
        open_review(draft.protocol, actor=cast.clerk, why="It is old.")
    with pytest.raises(DomainError, match="none to review"):
        record_no_change(draft.protocol, actor=cast.clerk, reviewed=HELD)

    assert refusal.value.field == "why"
    assert not Review.objects.exists()


def test_who_saw_the_reviews_as_they_are_no_more_records_nothing(cast, protocol):
    seen = reviews_seen(protocol)
    open_review(protocol, actor=cast.deputy, why="The law has changed.", seen=seen)

    with pytest.raises(OutOfDate):
        record_no_change(protocol, actor=cast.clerk, reviewed=HELD, seen=seen)


def test_a_meeting_after_the_opening_ends_the_open_review(cast, protocol):
    opened = open_review(protocol, actor=cast.clerk, why="The law has changed.")

    before = record_no_change(protocol, actor=cast.clerk, reviewed=HELD)
    opened.refresh_from_db()
    assert before != opened
    assert not opened.outcome

    today = Reviewed(held=MeetingHeld(held_on=timezone.localdate()), note="All read.")
    after = record_no_change(protocol, actor=cast.clerk, reviewed=today)
    assert after == opened
    assert (after.outcome, after.note) == ("no_change", "All read.")


def test_a_draft_started_since_ends_the_review_as_amended(cast, version):
    protocol = version.protocol
    opened = open_review(protocol, actor=cast.clerk, why="The law has changed.")
    draft = start_draft(protocol, actor=cast.clerk, source=version)

    current = signed(
        cast,
        adopted(cast, tabled(cast, draft), days_ago=0, minute_reference="12/4"),
    )

    opened.refresh_from_db()
    assert (opened.outcome, opened.ended_on) == ("amended", timezone.localdate())
    assert (opened.minute_reference, opened.version) == ("12/4", version)
    assert opened.recorded_by == cast.persons["chair"]
    assert current.resolution is not None
    assert opened.meeting == current.resolution.meeting


def test_a_draft_started_before_does_not_end_it(cast, version, time_machine):
    draft = start_draft(version.protocol, actor=cast.clerk, source=version)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    opened = open_review(version.protocol, actor=cast.clerk, why="It is unclear.")

    signed(cast, adopted(cast, tabled(cast, draft), days_ago=0))

    opened.refresh_from_db()
    assert not opened.outcome


def test_a_withdrawal_ends_the_review(cast, version):
    opened = open_review(version.protocol, actor=cast.clerk, why="It is unclear.")
    held = MeetingHeld(held_on=timezone.localdate())

    withdraw_version(
        version, actor=cast.clerk, withdrawn=Withdrawn(meeting=held, members_present=7)
    )

    opened.refresh_from_db()
    assert (opened.outcome, opened.ended_on) == ("withdrawn", timezone.localdate())
    assert due_on(version.protocol) is None


def test_a_review_meets_the_date_that_was_set_by_hand(cast, protocol):
    rules = (
        Rule(kind=Kind.EVERY, months=12),
        Rule(kind=Kind.FIXED, fixed_on=date(2025, 3, 31)),
    )
    wished = WishedRules(follow_the_text=False, rules=rules)
    set_rules(protocol, actor=cast.clerk, wished=wished)

    record_no_change(protocol, actor=cast.clerk, reviewed=HELD)

    assert [rule.kind for rule in protocol.review_rules.all()] == ["every"]
    assert due_on(protocol) == date(2025, 9, 3)
