"""Steps out of turn, addresses out of bounds, answers out of this world."""

import pytest

from protocols.lifecycle import Status
from protocols.models import ProtocolVersion
from tests.protocols.answers import (
    status_of,
)
from tests.protocols.cast import (
    Cast,
    a_council,
    a_draft,
    a_text,
    adopted,
    signed,
    tabled,
)
from tests.visits import desk_of, visitor

pytestmark = pytest.mark.django_db
STEPS = {
    # Which status each step is taken from, by hand.
    "table": {Status.DRAFT},
    "take-back": {Status.IN_REVIEW},
    "recommend": {Status.IN_REVIEW},
    "adopt": {Status.IN_REVIEW},
    "void": {Status.ADOPTED},
    "sign": {Status.ADOPTED},
    "withdraw": {Status.SIGNED},
    "discard": {Status.DRAFT, Status.IN_REVIEW},
    "correct": {Status.SIGNED},
}


@pytest.fixture
def cast() -> Cast:
    return a_council()


@pytest.fixture
def in_each_state(cast) -> dict[str, ProtocolVersion]:
    return {
        Status.DRAFT: a_draft(cast, a_text(title="A")),
        Status.IN_REVIEW: tabled(cast, a_draft(cast, a_text(title="B"))),
        Status.ADOPTED: adopted(cast, tabled(cast, a_draft(cast, a_text(title="C")))),
        Status.SIGNED: signed(
            cast, adopted(cast, tabled(cast, a_draft(cast, a_text(title="D"))))
        ),
    }


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_open_only_from_where_it_starts(cast, in_each_state, step):
    account = cast.chair if step == "sign" else cast.clerk

    asked = {
        status: visitor(account).get(desk_of(version, step)).status_code
        for status, version in in_each_state.items()
    }
    posted = {
        status: visitor(account).post(desk_of(version, step)).status_code
        for status, version in in_each_state.items()
    }

    expected = {status: 200 if status in STEPS[step] else 403 for status in asked}
    assert asked == expected
    assert posted == expected
    assert {s: status_of(v) for s, v in in_each_state.items()} == {
        s: s for s in in_each_state
    }


@pytest.mark.parametrize("step", ["", *STEPS, "edit", "source"])
def test_another_council_s_version_is_not_found_under_this_one_s_name(cast, step):
    theirs = signed(a_council("Elsewhere Parish Council", "elsewhere"))
    address = desk_of(theirs, step).replace("/elsewhere/", "/larkmere/")
    nowhere = address.replace(str(theirs.pk), "6b1f2c06-0000-4000-8000-000000000000")

    for account in (cast.clerk, cast.chair, cast.councillor):
        # Who may take no such step anywhere is told so, whatever the address names.
        answer = visitor(account).get(address).status_code
        assert answer in {403, 404}
        assert visitor(account).get(nowhere).status_code == answer
    able = cast.chair if step == "sign" else cast.clerk
    assert visitor(able).get(address).status_code == 404
    assert visitor(cast.clerk).get(desk_of(theirs, step)).status_code == 404


@pytest.mark.parametrize("pk", ["1", "not-a-uuid", "%00", "0" * 300])
def test_an_address_that_is_no_address_is_not_found(cast, pk):
    address = f"/larkmere/desk/versions/{pk}/table/"

    assert visitor(cast.clerk).get(address).status_code == 404


@pytest.mark.parametrize("step", ["table", "take-back", "adopt", "withdraw", "correct"])
def test_hostile_answers_are_refused_on_the_form(cast, in_each_state, step):
    version = next(in_each_state[status] for status in STEPS[step])
    names = [
        *("reason", "body", "kind", "format", "content_digest", "fact", "was", "now"),
        *("held_on_day", "held_on_month", "held_on_year", "presided_by", "counted"),
        *("members_present", "proposed_by", "seconded_by", "wording"),
    ]

    for hostile in ("\0", "9" * 5000, "-1", "<b>", "\ud83d"):
        sent = {name: hostile.encode("utf-8", "surrogatepass") for name in names}
        response = visitor(cast.clerk).post(desk_of(version, step), sent)

        assert response.status_code in {200, 302, 400, 403, 413}
    assert status_of(version) in STEPS[step] | {Status.DRAFT}
