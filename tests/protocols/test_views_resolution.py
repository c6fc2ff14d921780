"""The page that records what the council resolved, and the one that voids it."""

import pytest

from protocols.lifecycle import Status
from protocols.models import ProtocolVersion
from protocols.services.drafting import start_draft
from tests.protocols.answers import HAS_CHANGED, a_resolution, day_of, status_of
from tests.protocols.cast import (
    Cast,
    a_council,
    adopted,
    shown,
    signed,
    tabled,
)
from tests.visits import desk_of, visitor, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_council()


def test_the_resolution_adopts_the_text_with_every_fact(cast):
    version = tabled(cast)

    response = visitor(cast.clerk).post(
        desk_of(version, "adopt"),
        a_resolution(
            cast,
            version,
            counted="yes",
            votes_for=5,
            votes_against=1,
            votes_abstained=0,
            minute_reference="104/26",
        ),
        follow=True,
    )

    resolution = ProtocolVersion.objects.get(pk=version.pk).resolution
    assert status_of(version) == Status.ADOPTED
    assert (resolution.votes_for, resolution.votes_against) == (5, 1)
    assert resolution.minute_reference == "104/26"
    assert resolution.wording == "Resolved to adopt the text as circulated."
    assert resolution.recorded_by == cast.persons["clerk"]
    assert "awaits the Mayor’s signature" in words(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"members_present": 2}, "A meeting needs 3 members present"),
        ({"members_present": ""}, "Enter how many members were present."),
        ({"held_on_day": "31", "held_on_month": "2"}, "must be a real date"),
        (day_of("held_on", days_ago=-1), "future"),
        ({"seconded_by": "proposer"}, "Nobody seconds their own proposal."),
        ({"counted": "yes"}, "Give the number of votes; it may be 0."),
        (
            {
                "counted": "yes",
                "votes_for": 6,
                "votes_against": 1,
                "votes_abstained": 1,
            },
            "members present",
        ),
        (
            {
                "counted": "yes",
                "votes_for": 2,
                "votes_against": 3,
                "votes_abstained": 0,
            },
            "carried",
        ),
        (day_of("effective_on", days_ago=9), "cannot take effect before its meeting"),
        ({"body": "6b1f2c06-0000-4000-8000-000000000000"}, "Select a valid choice"),
        ({"presided_by": "nobody"}, "is not a valid"),
        ({"members_present": "9" * 400}, "less than or equal to 500"),
    ],
)
def test_a_refused_resolution_adopts_nothing_and_loses_nothing_typed(
    cast, changes, sentence
):
    version = tabled(cast)
    if changes.get("seconded_by") == "proposer":
        changes = {"seconded_by": cast.persons["councillor"].pk}

    response = visitor(cast.clerk).post(
        desk_of(version, "adopt"), a_resolution(cast, version, **changes)
    )

    page = words(response)
    assert response.status_code == 200
    assert "There is a problem" in page
    assert sentence in page
    assert "Resolved to adopt the text as circulated." in page
    assert status_of(version) == Status.IN_REVIEW


def test_a_resolution_of_a_text_that_changed_meanwhile_is_not_recorded(cast):
    version = tabled(cast)

    response = visitor(cast.clerk).post(
        desk_of(version, "adopt"), a_resolution(cast, version, content_digest="0" * 64)
    )

    assert HAS_CHANGED in words(response)
    assert status_of(version) == Status.IN_REVIEW


def test_fields_that_the_form_does_not_have_change_nothing(cast):
    version = tabled(cast)
    elsewhere = a_council("Elsewhere Parish Council", "elsewhere")

    visitor(cast.clerk).post(
        desk_of(version, "adopt"),
        a_resolution(
            cast,
            version,
            council=elsewhere.council.pk,
            status="signed",
            number=77,
            adopted_on="2001-01-01",
            recorded_by=cast.persons["chair"].pk,
            role="clerk",
            is_material="",
        ),
    )

    version = ProtocolVersion.objects.get(pk=version.pk)
    assert version.status == Status.ADOPTED
    assert version.council == cast.council
    assert version.number == 1
    assert version.is_material
    assert version.resolution.recorded_by == cast.persons["clerk"]
    assert version.resolution.meeting.held_on.year > 2001


def test_changes_that_bear_on_nobody_need_no_reason(cast):
    draft = start_draft(
        signed(cast).protocol, actor=cast.clerk, source=ProtocolVersion.objects.get()
    )

    page = words(visitor(cast.clerk).get(desk_of(tabled(cast, draft), "adopt")))

    assert "these changes are minor" in page
    assert "minor_reason" not in page


def test_material_changes_are_called_minor_only_with_a_reason_that_is_published(cast):
    first = signed(cast)
    draft = start_draft(first.protocol, actor=cast.clerk, source=first)
    draft.clauses.filter(kind="item").update(text="answers within a month")
    version = tabled(cast, draft)
    page = words(visitor(cast.clerk).get(desk_of(version, "adopt")))

    visitor(cast.clerk).post(
        desk_of(version, "adopt"),
        a_resolution(
            cast,
            version,
            **day_of("held_on", days_ago=0),
            minor_reason="A slip of the pen.",
        ),
    )
    version.refresh_from_db()
    sign = visitor(cast.chair).post(
        desk_of(version, "sign"),
        {"content_digest": shown(version), "confirm": "on"},
        follow=True,
    )

    assert "These changes are material" in page
    assert not ProtocolVersion.objects.get(pk=version.pk).is_material
    assert "A slip of the pen." in words(sign)


def test_a_void_record_puts_the_text_in_review_again_word_for_word(cast):
    version = adopted(cast)
    before = shown(version)

    visitor(cast.clerk).post(
        desk_of(version, "void"), {"reason": "The wrong meeting was chosen."}
    )

    version = ProtocolVersion.objects.get(pk=version.pk)
    assert version.status == Status.IN_REVIEW
    assert shown(version) == before
