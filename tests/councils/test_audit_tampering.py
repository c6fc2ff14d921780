"""Tampering of every kind is named, with the first entry that does not hold."""

import pytest

from councils.audit import Waypoint, first_broken
from councils.models import AuditEvent, AuditHead
from tests.councils import tampering
from tests.factories import CouncilFactory

pytestmark = pytest.mark.usefixtures("unguarded")

LATER = "2031-05-03 10:00:00+00:00"


@pytest.fixture
def trail(council):
    """A council with five entries, beside one whose trail nobody touches."""
    elsewhere = CouncilFactory()
    tampering.entries(council)
    tampering.entries(elsewhere)
    assert first_broken(council) is None
    yield council
    assert first_broken(elsewhere) is None


def found(council):
    broken = first_broken(council)
    assert broken is not None, "nothing was found"
    return broken.sequence, broken.why


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("details", '{"changed": ["title-9"]}'),
        ("details", '{"changed": ["title-2"], "and": 1.5}'),
        ("details", "[]"),
        ("event", "councils.council.created"),
        ("subject_type", "councils.person"),
        ("subject_id", "1" * 32),
        ("salt", "0" * 32),
        ("at", LATER),
    ],
)
def test_a_changed_word_is_found(trail, column, value):
    tampering.change(trail, 2, f"{column} = %s", value)

    assert found(trail) == (
        2,
        "What entry 2 says was changed after it was written.",
    )


def test_a_changed_actor_is_found(trail, clerk):
    tampering.change(trail, 2, "actor_id = %s", clerk.pk.hex)

    assert found(trail)[0] == 2


def test_a_changed_word_is_found_though_the_chain_was_made_anew(trail):
    tampering.change(trail, 5, "details = %s", "{}")
    tampering.relink(trail)

    assert found(trail) == (5, "What entry 5 says was changed after it was written.")


def test_a_changed_commitment_is_found(trail):
    tampering.change(trail, 2, "commitment = %s", "0" * 64)

    assert found(trail) == (
        2,
        "The commitment of entry 2 was changed after it was written.",
    )


@pytest.mark.parametrize("value", ["0" * 64, "é", ""])
def test_a_changed_link_is_found(trail, value):
    tampering.change(trail, 2, "chain = %s", value)

    assert found(trail) == (2, "The link between entries 1 and 2 was changed.")


def test_a_changed_link_of_the_first_entry_is_found(trail):
    tampering.change(trail, 1, "chain = %s", "0" * 64)

    assert found(trail) == (1, "The link of entry 1 to the beginning was changed.")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "not a key"),
        ("at", "yesterday"),
        ("at", "2031-99-99"),
        ("sequence", "two"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_not_stumbled_over(trail, column, value):
    tampering.change(trail, 5, f"{column} = %s", value)

    sequence, why = found(trail)
    assert sequence == 5
    assert why.startswith("Entry 5 cannot be read")


@pytest.mark.parametrize("gone", [1, 2, 4])
def test_a_row_that_is_gone_is_found(trail, gone):
    tampering.remove(trail, gone)

    assert found(trail) == (
        gone,
        f"Entry {gone} is gone; the next that is there is entry {gone + 1}.",
    )


def test_a_row_that_is_gone_is_found_though_the_gap_was_closed(trail):
    tampering.remove(trail, 2)
    tampering.shift(trail, 2, -1)
    tampering.relink(trail)

    assert found(trail) == (
        2,
        "Entry 2 is gone: the entry written as 3 was moved up into its place.",
    )


@pytest.mark.parametrize("is_relinked", [False, True])
def test_two_rows_that_changed_places_are_found(trail, is_relinked):
    tampering.swap(trail, 2, 4)
    if is_relinked:
        tampering.relink(trail)

    assert found(trail) == (2, "Entries 2 and 4 have changed places.")


def test_a_renumbered_row_is_found(trail):
    tampering.change(trail, 2, "sequence = 77")

    assert found(trail) == (2, "Entry 2 was renumbered: it now stands at 77.")


@pytest.mark.parametrize("is_relinked", [False, True])
def test_a_row_put_in_between_is_found(trail, is_relinked):
    tampering.shift(trail, 2, 1)
    tampering.insert(trail, 3)
    if is_relinked:
        tampering.relink(trail)

    assert found(trail) == (
        3,
        "Entry 3 was put in between by somebody without the portal’s key, and the"
        " entries after it were moved down.",
    )


def test_a_copy_of_a_row_is_found(trail):
    tampering.insert_copy(trail, of=2, at=6)
    tampering.relink(trail)

    assert found(trail)[0] == 2

    tampering.remove(trail, 2)
    assert found(trail) == (2, "Entry 2 was renumbered: it now stands at 6.")


def test_a_row_added_at_the_end_is_found(trail):
    tampering.insert(trail, 6)
    tampering.relink(trail)

    assert found(trail) == (6, "What entry 6 says was changed after it was written.")


def test_a_row_added_at_the_end_by_a_key_holder_is_found_by_the_head(trail):
    head = AuditHead.objects.get(council=trail)
    tampering.insert(trail, 6)
    tampering.recompute(trail)
    tampering.set_head(trail, head.sequence, head.chain)

    assert found(trail) == (
        6,
        "Entry 6 was added by something else than the portal.",
    )


def test_a_cut_tail_is_found(trail):
    tampering.remove(trail, 4, 5)

    assert found(trail) == (
        4,
        "The trail was cut: it ends at entry 3, and entry 5 was once its last.",
    )


def test_an_emptied_trail_is_found(trail):
    tampering.remove(trail, 1, 2, 3, 4, 5)

    assert found(trail) == (
        1,
        "The trail was cut: it ends at entry 0, and entry 5 was once its last.",
    )


def test_a_head_that_is_gone_or_of_another_trail_is_found(trail):
    head = AuditHead.objects.get(council=trail)
    tampering.set_head(trail, head.sequence, "0" * 64)
    assert found(trail) == (5, "Entry 5 is not the one that was noted as the last.")

    tampering.run("DELETE FROM councils_audithead WHERE council_id = %s", trail.pk.hex)
    assert found(trail) == (5, "The note that entry 5 is the last one is gone.")
    tampering.set_head(trail, 5, head.chain)


def test_a_trail_made_anew_without_the_key_is_found(trail, settings):
    key = settings.AUDIT_KEY
    settings.AUDIT_KEY = "the key of somebody else"
    tampering.change(trail, 3, "details = %s", "{}")
    tampering.recompute(trail)

    settings.AUDIT_KEY = key
    assert found(trail) == (
        1,
        "The trail was made anew from entry 1 on by somebody without the portal’s"
        " key; or the key now in use is not the one it was written with.",
    )
    # The other trail holds, which is checked with the key that is the portal's.


def test_a_trail_made_anew_with_the_key_is_found_by_what_left_the_portal(trail):
    chains = chains_of(trail)
    first = Waypoint(2, chains[2], "the checkpoint of 3 May")
    second = Waypoint(4, chains[4], "the printed digest")
    assert first_broken(trail, through=[first, second]) is None

    tampering.change(trail, 3, "details = %s", "{}")
    tampering.recompute(trail)

    assert first_broken(trail) is None
    broken = first_broken(trail, through=[second, first])
    assert (broken.sequence, broken.why) == (
        4,
        "Entry 4 is not the one that the printed digest vouches for: the trail was"
        " made anew after entry 2 by somebody who has the portal’s key.",
    )


def test_a_tail_cut_with_its_head_is_found_by_what_left_the_portal(trail):
    chains = chains_of(trail)
    waypoint = Waypoint(4, chains[4], "the checkpoint of 3 May")
    tampering.remove(trail, 4, 5)
    tampering.set_head(trail, 3, chains[3])

    assert first_broken(trail) is None
    broken = first_broken(trail, through=[waypoint])
    assert (broken.sequence, broken.why) == (
        4,
        "The trail was cut: it ends at entry 3, and the checkpoint of 3 May shows"
        " that there was an entry 4.",
    )


def test_a_whole_trail_passes_through_any_number_of_waypoints(trail):
    waypoints = [Waypoint(n, chain, "a PDF") for n, chain in chains_of(trail).items()]

    assert first_broken(trail, through=waypoints) is None


def test_a_council_where_nothing_was_done_has_a_whole_trail(db):
    assert first_broken(CouncilFactory()) is None


def chains_of(council):
    trail = AuditEvent.objects.filter(council=council)
    return dict(trail.values_list("sequence", "chain"))
