"""Each step's page: taken, refused with nothing lost, or out of date."""

import pytest

from protocols.lifecycle import Status
from protocols.models import Correction, ProtocolVersion, Recommendation, SignOff
from tests.codes import SECRET, code_of, with_app
from tests.protocols.answers import (
    HAS_CHANGED,
    a_meeting,
    day_of,
    status_of,
)
from tests.protocols.cast import (
    Cast,
    a_committee,
    a_council,
    a_draft,
    a_text,
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


# ---- tabling and taking back


def test_the_clerk_tables_what_the_page_showed(cast):
    draft = a_draft(cast)

    response = visitor(cast.clerk).post(
        desk_of(draft, "table"), {"content_digest": shown(draft)}, follow=True
    )

    assert status_of(draft) == Status.IN_REVIEW
    assert "The text is locked" in words(response)


def test_a_text_changed_since_it_was_shown_is_not_tabled(cast):
    draft = a_draft(cast)
    before = shown(draft)
    draft.clauses.filter(kind="clause").update(text="Somebody else wrote this.")

    response = visitor(cast.clerk).post(
        desk_of(draft, "table"), {"content_digest": before}
    )

    assert HAS_CHANGED in words(response)
    assert status_of(draft) == Status.DRAFT


def test_what_blocks_a_text_is_shown_instead_of_the_button(cast):
    draft = a_draft(cast)
    draft.clauses.all().delete()

    page = words(visitor(cast.clerk).get(desk_of(draft, "table")))
    response = visitor(cast.clerk).post(
        desk_of(draft, "table"), {"content_digest": shown(draft)}
    )

    assert "Put this right first" in page
    assert "Lock the text" not in page
    assert response.status_code == 200
    assert status_of(draft) == Status.DRAFT


def test_a_text_is_taken_back_with_a_reason_and_not_without(cast):
    version = tabled(cast)

    refused = visitor(cast.clerk).post(desk_of(version, "take-back"), {"reason": "  "})

    assert "Enter the reason." in words(refused)
    assert status_of(version) == Status.IN_REVIEW

    done = visitor(cast.clerk).post(
        desk_of(version, "take-back"), {"reason": "A wrong name."}, follow=True
    )

    assert status_of(version) == Status.DRAFT
    assert "taken back from its meeting: A wrong name." in words(done)


# ---- recommending


def test_a_committee_s_recommendation_is_recorded(cast):
    version, committee = tabled(cast), a_committee(cast)

    response = visitor(cast.clerk).post(
        desk_of(version, "recommend"),
        a_meeting(body=committee.pk, minute_reference="PC 4/26"),
        follow=True,
    )

    assert version.recommendations.get().minute_reference == "PC 4/26"
    assert "PC 4/26" in words(response)


def test_a_council_without_committees_is_told_where_to_form_one(cast):
    page = words(visitor(cast.clerk).get(desk_of(tabled(cast), "recommend")))

    assert "no committee on record" in page


def test_the_committee_of_another_council_recommends_nothing_here(cast):
    elsewhere = a_committee(a_council("Elsewhere Parish Council", "elsewhere"))
    version = tabled(cast)

    response = visitor(cast.clerk).post(
        desk_of(version, "recommend"), a_meeting(body=elsewhere.pk)
    )

    assert response.status_code == 200
    assert not Recommendation.objects.exists()


# ---- signing


def test_the_mayor_signs_what_the_page_showed(cast):
    version = adopted(cast)
    page = words(visitor(cast.chair).get(desk_of(version, "sign")))

    response = visitor(cast.chair).post(
        desk_of(version, "sign"),
        {"content_digest": shown(version), "confirm": "on"},
        follow=True,
    )

    assert shown(version) in page
    assert "Papers are sent out in good time." in page
    assert SignOff.objects.get().signed_by == cast.persons["chair"]
    assert "It is on the public page now." in words(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"confirm": ""}, "Confirm that this is what the council adopted."),
        ({"content_digest": "0" * 64}, HAS_CHANGED),
    ],
)
def test_nothing_is_signed_unless_it_is_confirmed_and_the_same(cast, changes, sentence):
    version = adopted(cast)
    posted = {"content_digest": shown(version), "confirm": "on", **changes}

    response = visitor(cast.chair).post(desk_of(version, "sign"), posted)

    assert sentence in words(response)
    assert not SignOff.objects.exists()
    assert status_of(version) == Status.ADOPTED


def test_whoever_signs_types_their_password_again_first(cast, client):
    version = adopted(cast)
    client.force_login(cast.chair)

    asked = client.get(desk_of(version, "sign"))
    posted = client.post(
        desk_of(version, "sign"), {"content_digest": shown(version), "confirm": "on"}
    )

    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert posted.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not SignOff.objects.exists()


def test_a_signature_that_comes_after_five_minutes_is_asked_for_again(cast):
    version = adopted(cast)
    client, page = visitor(cast.chair), desk_of(version, "sign")
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 301
    session.save()
    posted = {"content_digest": shown(version), "confirm": "on"}

    late = client.post(page, posted)
    assert "Nothing is done yet." in words(client.get(late.headers["Location"]))
    assert not SignOff.objects.exists()
    again = client.post(late.headers["Location"], {"password": "correct horse 9"})
    assert again.headers["Location"] == page
    assert not SignOff.objects.exists()
    assert shown(version) in client.get(page).text
    client.post(page, posted)

    assert SignOff.objects.get().signed_by.user == cast.chair


def test_a_signature_asks_for_the_code_where_there_is_a_second_factor(cast):
    version = adopted(cast)
    with_app(cast.chair)
    client, page = visitor(cast.chair), desk_of(version, "sign")

    asked = client.get(page)
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/code/")
    assert "a code and not for the password" in words(
        client.get(asked.headers["Location"])
    )
    client.post(asked.headers["Location"], {"code": code_of(SECRET)})
    client.post(page, {"content_digest": shown(version), "confirm": "on"})

    assert SignOff.objects.exists()


def test_whoever_may_not_sign_is_told_so_and_not_asked_for_a_password(cast, client):
    version = adopted(cast)
    client.force_login(cast.clerk)

    response = client.get(desk_of(version, "sign"))

    assert response.status_code == 403
    assert "Only the Mayor can sign what the council adopted." in words(response)


def test_a_form_sent_twice_signs_once(cast):
    version = adopted(cast)
    mayor = visitor(cast.chair)
    posted = {"content_digest": shown(version), "confirm": "on"}

    first = mayor.post(desk_of(version, "sign"), posted)
    second = mayor.post(desk_of(version, "sign"), posted)

    assert (first.status_code, second.status_code) == (302, 403)
    assert "nothing here that awaits a signature" in words(second)
    assert SignOff.objects.count() == 1


# ---- ending, correcting


def test_a_withdrawal_is_recorded_with_its_meeting(cast):
    version = signed(cast)

    response = visitor(cast.clerk).post(
        desk_of(version, "withdraw"),
        a_meeting(
            **day_of("held_on", days_ago=0),
            members_present=5,
            minute_reference="120/26",
        ),
        follow=True,
    )

    assert status_of(version) == Status.WITHDRAWN
    assert "The council has withdrawn this protocol" in words(response)


def test_a_meeting_before_a_version_came_into_force_did_not_withdraw_it(cast):
    version = signed(cast)

    response = visitor(cast.clerk).post(
        desk_of(version, "withdraw"),
        a_meeting(**day_of("held_on", days_ago=30), members_present=5),
    )

    assert "before this version came into force" in words(response)
    assert status_of(version) == Status.SIGNED


def test_a_correction_stands_beside_the_record(cast):
    version = signed(cast)

    response = visitor(cast.clerk).post(
        desk_of(version, "correct"),
        {
            "fact": "members_present",
            "was": "7",
            "now": "8",
            "reason": "The register of attendance.",
        },
        follow=True,
    )

    assert "Members present: not “7” but “8”." in words(response)
    assert Correction.objects.get().made_by == cast.persons["clerk"]


def test_a_correction_without_a_reason_is_not_made(cast):
    version = signed(cast)

    response = visitor(cast.clerk).post(
        desk_of(version, "correct"), {"fact": "vote", "now": "8 for", "reason": ""}
    )

    assert "Say how the error is known." in words(response)
    assert "8 for" in words(response)
    assert not Correction.objects.exists()


def test_a_discarded_draft_leaves_the_desk_and_keeps_its_reason(cast):
    draft = a_draft(cast, a_text(title="Protocol on bells"))

    response = visitor(cast.clerk).post(
        desk_of(draft, "discard"), {"reason": "Nobody needs it."}, follow=True
    )

    assert "Protocol on bells" not in words(response)
    assert "Nobody needs it." in words(visitor(cast.councillor).get(desk_of(draft)))


# ---- the next draft


def test_the_next_draft_starts_from_the_words_in_force(cast):
    version = signed(cast)

    response = visitor(cast.deputy).post(
        f"/larkmere/desk/protocols/{version.protocol.slug}/draft/"
    )

    draft = ProtocolVersion.objects.get(status=Status.DRAFT)
    assert response.status_code == 302
    assert draft.made_from == version
    assert draft.clauses.filter(text="Papers are sent out in good time.").exists()
