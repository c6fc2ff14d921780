"""A text on its way: tabled, recommended, taken back, discarded, withdrawn."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from councils.kernel.refusals import DomainError, InvalidTransition, OutOfDate
from councils.models import AuditEvent
from protocols.document import (
    Concerned,
    Document,
    Office,
    Recipient,
    Route,
    Stage,
    StageKind,
)
from protocols.lifecycle import Status
from protocols.models import Correction
from protocols.services.drafting import (
    discard_version,
    start_draft,
    start_protocol,
)
from protocols.services.ending import Fact, Withdrawn, correct_fact, withdraw_version
from protocols.services.force import version_in_force
from protocols.services.meetings import MeetingHeld
from protocols.services.review import (
    Recommended,
    record_recommendation,
    table_version,
    take_back_version,
)
from protocols.services.texts import document_of
from protocols.starter_text import starter_text
from tests.protocols.cast import (
    a_committee,
    a_council,
    a_draft,
    a_text,
    adopted,
    shown,
    signed,
    tabled,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


def test_tabling_locks_the_text_that_was_shown(cast):
    version = tabled(cast)

    assert version.status == Status.IN_REVIEW
    assert AuditEvent.objects.last().details["content_digest"] == shown(version)


def test_other_words_than_those_shown_are_not_tabled(cast):
    draft = a_draft(cast)

    with pytest.raises(OutOfDate):
        table_version(draft, actor=cast.clerk, content_digest="0" * 64)

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


@pytest.mark.parametrize("who", ["chair", "councillor", "officer"])
def test_only_the_clerk_or_deputy_tables(cast, who):
    draft = a_draft(cast)

    with pytest.raises(PermissionDenied):
        table_version(draft, actor=cast.user(who), content_digest=shown(draft))


def test_an_empty_text_is_not_tabled(cast):
    draft = start_protocol(cast.council, actor=cast.clerk, title="Empty")

    with pytest.raises(DomainError, match="empty"):
        table_version(draft, actor=cast.clerk, content_digest=shown(draft))


def about_the_clerk(alternate: Office | None) -> Document:
    clerk = Office(role=Recipient.CLERK, printed="Town Clerk")
    stage = Stage(kind=StageKind.INFORMAL, recipient=clerk, alternate=alternate)
    route = Route(
        raised_by=Concerned.COUNCILLORS, about=Concerned.CLERK, stages=(stage,)
    )
    text = a_text()
    return Document(title=text.title, rows=text.rows, concern_routes=(route,))


def test_a_route_that_only_reaches_its_own_subject_is_not_tabled(cast):
    draft = a_draft(cast, about_the_clerk(None))

    with pytest.raises(DomainError):
        table_version(draft, actor=cast.clerk, content_digest=shown(draft))


def test_a_route_with_an_alternate_is_tabled(cast):
    chair = Office(role=Recipient.CHAIR, printed="Mayor")
    draft = a_draft(cast, about_the_clerk(chair))

    assert tabled(cast, draft).status == Status.IN_REVIEW


def test_the_starter_text_can_be_tabled_as_it_is(cast):
    assert tabled(cast, a_draft(cast, starter_text())).status == Status.IN_REVIEW


def recommend(cast, version, committee=None, **changes):
    held = MeetingHeld(
        committee=committee or a_committee(cast),
        held_on=changes.pop("held_on", timezone.localdate()),
    )
    return record_recommendation(
        version,
        actor=changes.pop("actor", cast.clerk),
        recommended=Recommended(meeting=held, minute_reference="12/4"),
    )


def test_a_committee_recommends_the_words_in_review(cast):
    version = tabled(cast)

    recommendation = recommend(cast, version)

    assert recommendation.content_digest == shown(version)


def test_the_council_itself_does_not_recommend(cast):
    version = tabled(cast)

    with pytest.raises(DomainError, match="the council itself adopts"):
        record_recommendation(
            version,
            actor=cast.clerk,
            recommended=Recommended(meeting=MeetingHeld(held_on=timezone.localdate())),
        )


def test_a_draft_cannot_be_recommended(cast):
    with pytest.raises(DomainError, match="in review"):
        recommend(cast, a_draft(cast))


def test_a_recommendation_has_been_made(cast):
    with pytest.raises(DomainError, match="in the future"):
        recommend(cast, tabled(cast), held_on=timezone.localdate() + timedelta(days=1))


def test_taking_a_text_back_cancels_what_was_recommended(cast):
    version = tabled(cast)
    recommendation = recommend(cast, version)

    version = take_back_version(version, actor=cast.clerk, reason="A clause is wrong.")

    recommendation.refresh_from_db()
    assert version.status == Status.DRAFT
    assert recommendation.cancelled_at is not None


def test_a_text_is_not_taken_back_without_a_reason(cast):
    version = tabled(cast)

    with pytest.raises(DomainError, match="Say why"):
        take_back_version(version, actor=cast.clerk, reason="  ")

    version.refresh_from_db()
    assert version.status == Status.IN_REVIEW


def test_only_a_cancelled_recommendation_is_left_out_of_the_facts(cast):
    version = tabled(cast)
    committee = a_committee(cast)
    recommend(cast, version, committee)

    version = adopted(cast, version)

    assert document_of(version).facts.recommended_by == "Policy Committee"


def test_a_draft_is_discarded_with_a_reason_and_its_words_are_kept(cast):
    draft = discard_version(a_draft(cast), actor=cast.clerk, reason="Not needed.")

    assert draft.status == Status.DISCARDED
    assert draft.clauses.exists()


def test_the_deputy_does_not_discard(cast):
    with pytest.raises(PermissionDenied, match="Only the clerk"):
        discard_version(a_draft(cast), actor=cast.deputy, reason="Not needed.")


def test_an_adopted_text_is_not_discarded(cast):
    with pytest.raises(InvalidTransition):
        discard_version(adopted(cast), actor=cast.clerk, reason="Not needed.")


def withdraw(cast, version, **changes):
    held = MeetingHeld(held_on=changes.pop("held_on", timezone.localdate()))
    return withdraw_version(
        version,
        actor=changes.pop("actor", cast.clerk),
        withdrawn=Withdrawn(
            meeting=held, members_present=changes.pop("members_present", 5)
        ),
    )


def test_a_withdrawn_version_is_no_longer_in_force_from_the_meetings_date(cast):
    version = withdraw(cast, signed(cast, days_ago=10))

    today = timezone.localdate()
    assert version.status == Status.WITHDRAWN
    assert version_in_force(version.protocol, today) is None
    assert version_in_force(version.protocol, today - timedelta(days=1)) == version


def test_a_version_is_withdrawn_by_a_meeting_with_a_quorum(cast):
    with pytest.raises(DomainError, match="needs 3 members"):
        withdraw(cast, signed(cast), members_present=2)


def test_a_version_is_not_withdrawn_before_it_came_into_force(cast):
    long_ago = timezone.localdate() - timedelta(days=30)

    with pytest.raises(DomainError, match="before this version came into force"):
        withdraw(cast, signed(cast), held_on=long_ago)


@pytest.mark.parametrize("who", ["deputy", "chair"])
def test_only_the_clerk_records_a_withdrawal(cast, who):
    with pytest.raises(PermissionDenied):
        withdraw(cast, signed(cast), actor=cast.user(who))


def test_a_superseded_version_is_not_withdrawn(cast):
    first = signed(cast, days_ago=30)
    draft = start_draft(first.protocol, actor=cast.clerk, source=first)
    signed(cast, adopted(cast, tabled(cast, draft)))

    with pytest.raises(DomainError, match="Only the version in force"):
        withdraw(cast, first)


def correct(cast, version, **changes):
    return correct_fact(
        version,
        actor=changes.pop("actor", cast.clerk),
        fact=Fact.MINUTE_REFERENCE,
        was="",
        now=changes.pop("now", "19.193"),
        reason="The minutes have been written since.",
    )


def test_a_correction_stands_beside_the_record_which_does_not_change(cast):
    version = signed(cast)
    before = version.adoption_record.canonical

    correction = correct(cast, version)

    version.adoption_record.refresh_from_db()
    assert correction.now == "19.193"
    assert correction.made_by == cast.persons["clerk"]
    assert version.adoption_record.canonical == before


def test_a_correction_says_something(cast):
    with pytest.raises(DomainError, match="should have been"):
        correct(cast, signed(cast), now=" ")

    assert not Correction.objects.exists()


def test_only_the_clerk_corrects(cast):
    with pytest.raises(PermissionDenied):
        correct(cast, signed(cast), actor=cast.deputy)


def test_what_was_never_in_force_has_no_record_to_correct(cast):
    with pytest.raises(DomainError, match="has come into force"):
        correct(cast, adopted(cast))


def test_two_texts_of_one_name_are_one_protocol(cast):
    a_draft(cast, a_text(title="Media protocol"))

    with pytest.raises(DomainError, match="already has a protocol of this name"):
        a_draft(cast, a_text(title="Media Protocol"))


def test_a_reserved_word_is_no_address_of_a_protocol(cast):
    draft = a_draft(cast, a_text(title="Desk"))

    assert draft.protocol.slug == "desk-protocol"
