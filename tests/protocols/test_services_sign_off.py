"""Sign-off: who signs, what they sign, and from when the text binds the council."""

import itertools
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from councils.kernel.refusals import InvalidTransition, OutOfDate
from councils.models import Membership
from councils.roles import Role
from protocols.lifecycle import VERSION, Status
from protocols.models import ProtocolVersion, SignOff
from protocols.permissions import may_sign
from protocols.services.drafting import start_draft
from protocols.services.force import version_in_force
from protocols.services.sign_off import sign_version
from tests.protocols.cast import a_council, adopted, shown, signed, tabled

pytestmark = pytest.mark.django_db

# Spelled out again by hand: the steps of the design, and no others.
STEPS = {
    ("draft", "in_review"),
    ("draft", "discarded"),
    ("in_review", "draft"),
    ("in_review", "adopted"),
    ("in_review", "discarded"),
    ("adopted", "signed"),
    ("adopted", "in_review"),
    ("signed", "withdrawn"),
    ("recorded", "withdrawn"),
}


@pytest.fixture
def cast():
    return a_council()


@pytest.mark.parametrize(("current", "to"), list(itertools.product(Status, Status)))
def test_only_the_listed_steps_exist(current, to):
    listed = (current.value, to.value) in STEPS
    with nullcontext() if listed else pytest.raises(InvalidTransition):
        VERSION.require(current, to)


def test_the_mayor_signs_exactly_what_the_council_adopted(cast):
    version = adopted(cast, days_ago=3)

    version = sign_version(version, actor=cast.chair, content_digest=shown(version))

    assert version.status == Status.SIGNED
    assert version.in_force_from == timezone.localdate() - timedelta(days=3)
    assert version.sign_off.content_digest == version.frozen_text.digest
    assert version.sign_off.signed_by == cast.persons["chair"]
    assert version.sign_off.office == "Mayor"


def test_other_words_than_those_shown_are_not_signed(cast):
    version = adopted(cast)

    with pytest.raises(OutOfDate, match="changed since"):
        sign_version(version, actor=cast.chair, content_digest="0" * 64)

    version.refresh_from_db()
    assert version.status == Status.ADOPTED
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "deputy", "councillor", "officer"])
def test_nobody_but_the_chair_signs(cast, who):
    version = adopted(cast)

    with pytest.raises(PermissionDenied):
        sign_version(version, actor=cast.user(who), content_digest=shown(version))

    assert not SignOff.objects.exists()


def test_the_vice_chair_does_not_sign_where_the_chair_presided_and_is_here(cast):
    version = adopted(cast)

    with pytest.raises(PermissionDenied, match="only where there is no Mayor"):
        sign_version(version, actor=cast.vice_chair, content_digest=shown(version))


def test_the_vice_chair_signs_where_the_chair_did_not_preside(cast):
    version = adopted(cast, presided_by=cast.persons["vice_chair"])

    signed = sign_version(version, actor=cast.vice_chair, content_digest=shown(version))

    assert signed.sign_off.office == "Vice-Chair"


def test_the_vice_chair_signs_where_the_chair_is_away(cast):
    chair = cast.persons["chair"]
    chair.away_from = timezone.localdate()
    chair.save()

    assert may_sign(cast.vice_chair, adopted(cast))


def test_the_vice_chair_signs_where_there_is_no_chair(cast):
    version = adopted(cast)
    Membership.objects.filter(role=Role.CHAIR).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )

    assert may_sign(cast.vice_chair, version)


def test_a_chair_whose_term_has_ended_does_not_sign(cast):
    version = adopted(cast)
    Membership.objects.filter(role=Role.CHAIR).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )

    assert not may_sign(cast.chair, version)


@pytest.mark.parametrize("role", [Role.CLERK, Role.ACTING_CLERK])
def test_a_chair_who_is_clerk_or_acting_clerk_does_not_sign(cast, role):
    version = adopted(cast)
    Membership.objects.filter(role=role).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    Membership.objects.create(
        council=cast.council,
        person=cast.persons["chair"],
        role=role,
        starts_on=timezone.localdate(),
    )

    assert "clerk or acting clerk" in may_sign(cast.chair, version).reason


def test_the_chair_of_another_council_does_not_sign(cast):
    stranger = a_council("Other Council", "other").chair

    assert not may_sign(stranger, adopted(cast))


def test_a_version_is_signed_once(cast):
    version = signed(cast)

    with pytest.raises(InvalidTransition):
        sign_version(version, actor=cast.chair, content_digest=shown(version))

    assert SignOff.objects.count() == 1


def test_a_text_in_review_cannot_be_signed(cast):
    version = tabled(cast)

    with pytest.raises(InvalidTransition):
        sign_version(version, actor=cast.chair, content_digest=shown(version))


def next_version(cast, before, **changes):
    draft = start_draft(before.protocol, actor=cast.clerk, source=before)
    return adopted(cast, tabled(cast, draft), **changes)


def test_signing_supersedes_the_version_before_from_the_meetings_date(cast):
    today = timezone.localdate()
    first = signed(cast, days_ago=20)
    second = next_version(cast, first, days_ago=5)
    assert version_in_force(first.protocol, today) == first

    second = sign_version(second, actor=cast.chair, content_digest=shown(second))

    first.refresh_from_db()
    assert version_in_force(first.protocol, today) == second
    assert version_in_force(first.protocol, today - timedelta(days=6)) == first
    assert first.in_force_until == today - timedelta(days=5)
    assert first.status == Status.SIGNED


def test_a_version_may_take_effect_later_than_its_meeting(cast):
    today = timezone.localdate()
    first = signed(cast, days_ago=20)
    later = today + timedelta(days=30)
    second = next_version(cast, first, effective_on=later)

    sign_version(second, actor=cast.chair, content_digest=shown(second))

    assert version_in_force(first.protocol, today) == first
    assert version_in_force(first.protocol, later) == second


def test_two_versions_adopted_on_one_day_leave_the_second_in_force(cast):
    today = timezone.localdate()
    first = signed(cast, days_ago=3)
    second = next_version(cast, first, days_ago=3)

    second = sign_version(second, actor=cast.chair, content_digest=shown(second))

    assert version_in_force(first.protocol, today) == second


def test_the_database_holds_one_version_in_force(cast):
    first = signed(cast, days_ago=20)
    signed(cast, next_version(cast, first, days_ago=5))

    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolVersion.objects.filter(pk=first.pk).update(in_force_until=None)


def test_the_database_holds_that_two_versions_never_bind_on_one_day(cast):
    first = signed(cast, days_ago=20)
    signed(cast, next_version(cast, first, days_ago=5))

    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolVersion.objects.filter(pk=first.pk).update(
            in_force_until=timezone.localdate()
        )


def test_signing_in_place_of_a_version_takes_few_queries(cast, at_most_queries):
    before = signed(cast, days_ago=9)
    draft = start_draft(before.protocol, actor=cast.clerk, source=before)
    version = adopted(cast, tabled(cast, draft), days_ago=2)
    digest = shown(version)

    with at_most_queries(30):
        sign_version(version, actor=cast.chair, content_digest=digest)
