"""Adoption: what a meeting can resolve, and what becomes of the text."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from councils.kernel.refusals import DomainError, InvalidTransition, OutOfDate
from councils.models import AuditEvent, Meeting, Resolution
from protocols.lifecycle import Status
from protocols.models import Clause, FrozenText, ProtocolVersion
from protocols.services.adoption import Vote, record_resolution, void_resolution
from protocols.services.drafting import start_draft
from protocols.services.editing import set_title
from protocols.services.meetings import MeetingHeld
from protocols.services.texts import document_of
from tests.protocols.cast import (
    a_committee,
    a_council,
    a_draft,
    adopted,
    resolved,
    shown,
    signed,
    tabled,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


def attempt(cast, version, *, actor=None, digest=None, **changes):
    return record_resolution(
        version,
        actor=actor or cast.clerk,
        resolved=resolved(cast, **changes),
        content_digest=digest or shown(version),
    )


def test_a_resolution_adopts_freezes_and_numbers_the_text(cast):
    version = tabled(cast)
    words = document_of(version)

    version = attempt(cast, version)

    assert version.status == Status.ADOPTED
    assert version.number == 1
    assert document_of(version).rows == words.rows
    assert version.frozen_text.digest == words.content_digest()
    assert not Clause.objects.filter(version=version).exists()


def test_what_could_be_undone_in_the_draft_goes_with_it(cast):
    draft = a_draft(cast)
    set_title(draft, actor=cast.clerk, title="Protocol on relations, revised")
    draft.refresh_from_db()
    assert draft.changes.exists()

    version = adopted(cast, tabled(cast, draft))

    assert not version.changes.exists()


def test_the_numbers_of_the_draft_are_frozen_with_it(cast):
    version = adopted(cast)

    labels = [row.label for row in document_of(version).rows]

    assert labels == ["1", "1.1", "1.2", "(a)"]


@pytest.mark.parametrize("who", ["councillor", "chair", "vice_chair", "officer"])
def test_only_the_clerk_or_deputy_records_a_resolution(cast, who):
    version = tabled(cast)
    before = AuditEvent.objects.count()

    with pytest.raises(PermissionDenied, match="Only the clerk or the deputy"):
        attempt(cast, version, actor=cast.user(who))

    version.refresh_from_db()
    assert version.status == Status.IN_REVIEW
    assert AuditEvent.objects.count() == before


def test_the_deputy_records_a_resolution(cast):
    assert attempt(cast, tabled(cast), actor=cast.deputy).status == Status.ADOPTED


def test_a_clerk_of_another_council_records_nothing_here(cast):
    stranger = a_council("Other Council", "other").clerk

    with pytest.raises(PermissionDenied):
        attempt(cast, tabled(cast), actor=stranger)


def test_a_draft_cannot_be_adopted_before_it_is_tabled(cast):
    with pytest.raises(InvalidTransition):
        attempt(cast, a_draft(cast))


def test_other_words_than_those_shown_are_not_adopted(cast):
    version = tabled(cast)

    with pytest.raises(OutOfDate):
        attempt(cast, version, digest="0" * 64)

    version.refresh_from_db()
    assert version.status == Status.IN_REVIEW
    assert not Resolution.objects.exists()


REFUSED = {
    "a meeting in the future": ({"days_ago": -1}, "in the future"),
    "too few members": ({"members_present": 2}, "needs 3 members"),
    "more votes than members": (
        {"vote": Vote(votes_for=6, votes_against=1, abstained=1)},
        "more votes than members",
    ),
    "a lost vote": (
        {"vote": Vote(votes_for=2, votes_against=5, abstained=0)},
        "not carried",
    ),
    "a tie without a casting vote": (
        {"vote": Vote(votes_for=3, votes_against=3, abstained=1)},
        "not carried",
    ),
    "a casting vote without a tie": (
        {"vote": Vote(votes_for=4, votes_against=3, abstained=0, casting_vote=True)},
        "on a tie",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_meeting_cannot_have_resolved_is_refused(cast, case):
    changes, words = REFUSED[case]
    version = tabled(cast)

    with pytest.raises(DomainError, match=words):
        attempt(cast, version, **changes)

    version.refresh_from_db()
    assert version.status == Status.IN_REVIEW
    assert version.number is None
    assert not Resolution.objects.exists()
    assert not Meeting.objects.exists()


def test_a_tie_is_carried_by_the_casting_vote(cast):
    vote = Vote(votes_for=3, votes_against=3, abstained=1, casting_vote=True)

    assert attempt(cast, tabled(cast), vote=vote).resolution.casting_vote


def test_nobody_seconds_their_own_proposal(cast):
    with pytest.raises(DomainError, match="own proposal"):
        attempt(cast, tabled(cast), seconded_by=cast.persons["councillor"])


def test_an_officer_does_not_propose(cast):
    with pytest.raises(DomainError, match="was not a councillor"):
        attempt(cast, tabled(cast), proposed_by=cast.persons["officer"])


@pytest.mark.parametrize("may_adopt", [True, False])
def test_a_committee_adopts_only_where_the_council_gave_it_the_function(
    cast, may_adopt
):
    committee = a_committee(cast, may_adopt=may_adopt)
    held = MeetingHeld(committee=committee, held_on=timezone.localdate())
    version = tabled(cast)

    if may_adopt:
        assert attempt(cast, version, meeting=held).status == Status.ADOPTED
    else:
        with pytest.raises(DomainError, match="recommend but not adopt"):
            attempt(cast, version, meeting=held)


def test_a_resolution_cannot_take_effect_before_its_meeting(cast):
    yesterday = timezone.localdate() - timedelta(days=30)

    with pytest.raises(DomainError, match="before its meeting"):
        attempt(cast, tabled(cast), effective_on=yesterday)


def test_the_first_version_is_material(cast):
    assert adopted(cast).is_material


def next_draft(cast, before, text):
    draft = start_draft(before.protocol, actor=cast.clerk, source=before)
    clause = draft.clauses.filter(kind="clause").first()
    clause.text = text
    clause.save()
    return draft


def test_a_change_of_a_duty_is_material_and_may_be_called_minor_with_a_reason(cast):
    before = signed(cast, days_ago=10)
    version = tabled(cast, next_draft(cast, before, "Papers must be sent out."))

    version = record_resolution(
        version,
        actor=cast.clerk,
        resolved=resolved(cast),
        content_digest=shown(version),
        minor_reason="It says what everybody did already.",
    )

    assert version.is_material is False
    assert version.minor_reason == "It says what everybody did already."


def test_a_change_of_wording_alone_is_minor(cast):
    before = signed(cast, days_ago=10)
    draft = next_draft(cast, before, "Papers are sent out in very good time.")

    assert adopted(cast, tabled(cast, draft)).is_material is False


def test_voiding_brings_the_same_text_back_to_review(cast):
    version = adopted(cast)
    digest = version.frozen_text.digest

    version = void_resolution(version, actor=cast.clerk, reason="Wrong meeting.")

    assert version.status == Status.IN_REVIEW
    assert shown(version) == digest
    assert Resolution.objects.get().voided_at is not None


def test_a_version_adopted_again_after_voiding_keeps_its_number(cast):
    version = void_resolution(adopted(cast), actor=cast.clerk, reason="Wrong date.")

    assert adopted(cast, version, days_ago=2).number == 1


def test_the_deputy_does_not_void(cast):
    with pytest.raises(PermissionDenied, match="Only the clerk"):
        void_resolution(adopted(cast), actor=cast.deputy, reason="Wrong.")


def test_a_draft_has_no_resolution_to_void_and_stays_unlocked(cast):
    draft = a_draft(cast)

    with pytest.raises(InvalidTransition):
        void_resolution(draft, actor=cast.clerk, reason="Round the back.")

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_signed_version_cannot_be_voided(cast):
    with pytest.raises(InvalidTransition):
        void_resolution(signed(cast), actor=cast.clerk, reason="Too late.")


def test_the_database_refuses_a_change_to_what_is_frozen(cast):
    version = signed(cast)
    attempts = [
        lambda: FrozenText.objects.update(canonical="{}"),
        lambda: FrozenText.objects.all()._raw_delete("default"),
        lambda: Resolution.objects.update(members_present=9),
        lambda: ProtocolVersion.objects.filter(pk=version.pk).update(number=7),
        lambda: ProtocolVersion.objects.filter(pk=version.pk).update(title="Other"),
        lambda: ProtocolVersion.objects.filter(pk=version.pk).update(
            in_force_from=timezone.localdate()
        ),
    ]

    for change in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_only_one_text_of_a_protocol_is_on_its_way(cast):
    first = tabled(cast)
    second = start_draft(first.protocol, actor=cast.clerk, source=first)

    with pytest.raises(DomainError, match="already on its way"):
        tabled(cast, second)
