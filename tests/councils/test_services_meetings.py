"""Meetings, committees and elections."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from councils.kernel.refusals import DomainError
from councils.models import AuditEvent, Committee, Election, Meeting, Resolution
from councils.services.meetings import (
    CommitteeFacts,
    MeetingFacts,
    change_meeting,
    form_committee,
    record_election,
    record_meeting,
)
from tests.factories import CommitteeFactory, CouncilFactory, MeetingFactory

MARCH = date(2027, 3, 2)
APRIL = date(2027, 4, 6)


@pytest.mark.parametrize("persona", ["clerk", "deputy"])
def test_the_clerk_and_the_deputy_record_a_meeting(council, persona, request):
    committee = CommitteeFactory(council=council, name="Policy Committee")

    meeting = record_meeting(
        council,
        actor=request.getfixturevalue(persona),
        facts=MeetingFacts(
            held_on=MARCH, kind="extraordinary", format="hybrid", committee=committee
        ),
    )

    meeting.refresh_from_db()
    assert str(meeting) == "Policy Committee, 2 March 2027"
    assert (meeting.kind, meeting.format) == ("extraordinary", "hybrid")
    assert AuditEvent.objects.get().event == "councils.meeting.recorded"


@pytest.mark.parametrize(
    "act",
    [
        lambda council, actor: record_meeting(
            council, actor=actor, facts=MeetingFacts(held_on=MARCH)
        ),
        lambda council, actor: form_committee(
            council, actor=actor, facts=CommitteeFacts(name="Policy")
        ),
        lambda council, actor: record_election(council, actor=actor, held_on=MARCH),
        lambda council, actor: change_meeting(
            MeetingFactory(council=council),
            actor=actor,
            facts=MeetingFacts(held_on=MARCH),
        ),
    ],
    ids=["meeting", "committee", "election", "change"],
)
@pytest.mark.parametrize(
    "persona", ["officer", "councillor", "chair", "outsider", "superuser"]
)
def test_nobody_else_does(council, act, persona, request):
    with pytest.raises(PermissionDenied, match="Only the clerk or the deputy"):
        act(council, request.getfixturevalue(persona))

    assert not Committee.objects.exists()
    assert not Election.objects.exists()
    assert not Meeting.objects.filter(held_on=MARCH).exists()
    assert not AuditEvent.objects.exists()


def test_a_meeting_is_recorded_once_a_body_a_day_and_a_kind(council, clerk):
    facts = MeetingFacts(held_on=MARCH)
    record_meeting(council, actor=clerk, facts=facts)

    with pytest.raises(DomainError, match="recorded already") as refusal:
        record_meeting(council, actor=clerk, facts=facts)
    record_meeting(
        council, actor=clerk, facts=MeetingFacts(held_on=MARCH, kind="annual")
    )

    assert refusal.value.field == "held_on"
    assert Meeting.objects.count() == 2


def test_another_councils_committee_does_not_meet_here(council, clerk):
    stranger = CommitteeFactory(council=CouncilFactory())

    with pytest.raises(DomainError, match="not one of this council") as refusal:
        record_meeting(
            council, actor=clerk, facts=MeetingFacts(held_on=MARCH, committee=stranger)
        )

    assert refusal.value.field == "committee"


def test_a_meeting_is_changed_until_a_resolution_of_it_stands(council, clerk):
    meeting = MeetingFactory(council=council, held_on=MARCH)
    change_meeting(meeting, actor=clerk, facts=MeetingFacts(held_on=APRIL))
    meeting.refresh_from_db()
    assert meeting.held_on == APRIL
    resolution = Resolution.objects.create(
        council=council,
        meeting=meeting,
        members_present=7,
        recorded_by=clerk.persons.get(),
        recorded_at=timezone.now(),
    )

    with pytest.raises(DomainError, match="resolution of this meeting is on record"):
        change_meeting(meeting, actor=clerk, facts=MeetingFacts(held_on=MARCH))

    meeting.refresh_from_db()
    assert meeting.held_on == APRIL
    Resolution.objects.filter(pk=resolution.pk).update(
        voided_by=clerk.persons.get(), voided_at=timezone.now(), void_reason="Wrong day"
    )
    change_meeting(meeting, actor=clerk, facts=MeetingFacts(held_on=MARCH))
    meeting.refresh_from_db()
    assert meeting.held_on == MARCH


def test_a_committee_is_formed_under_a_name_of_its_own(council, clerk):
    form_committee(
        council,
        actor=clerk,
        facts=CommitteeFacts(
            name="Staffing  Committee", may_adopt=True, is_staffing=True, quorum=4
        ),
    )

    committee = Committee.objects.get()
    assert (committee.name, committee.quorum) == ("Staffing Committee", 4)
    assert committee.may_adopt
    assert committee.is_staffing
    for facts, field in [
        (CommitteeFacts(name="staffing committee"), "name"),
        (CommitteeFacts(name=""), "name"),
        (CommitteeFacts(name="Other", quorum=0), "quorum"),
    ]:
        with pytest.raises(DomainError) as refusal:
            form_committee(council, actor=clerk, facts=facts)
        assert refusal.value.field == field


def test_an_election_is_recorded_once(council, clerk):
    record_election(council, actor=clerk, held_on=MARCH)
    record_election(council, actor=clerk, held_on=MARCH, kind="by_election")

    with pytest.raises(DomainError, match="recorded already"):
        record_election(council, actor=clerk, held_on=MARCH)

    assert Election.objects.count() == 2
