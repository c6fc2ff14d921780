"""Every page of the desk answers by somebody's office and by where the text stands."""

from uuid import UUID

import pytest
from django.urls import reverse

from tests.architecture.asking import built, routes, undone
from tests.architecture.bodies import body_for
from tests.architecture.matrix import (
    ALL,
    DRAFTERS,
    GROUPS,
    IMPORTS,
    INVITATIONS,
    MANNERS,
    OWN,
    PAGES,
    READING,
    Manner,
    refusal,
    table,
)
from tests.architecture.world import (
    ACTORS,
    STATES,
    STRANGERS,
    World,
    a_world,
    with_invitations,
    with_strangers,
)
from tests.protocols.cast import a_council, signed

# Thousands of requests, and the same code on either database: once is enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
# Out of turn, one of those whose step it is is asked, and one of each other sort.
OUT_OF_TURN = {"signed out", "outsider", "councillor"}
# The public pages know of no office.
READERS = ("signed out", "outsider", "superuser", "ended", "chair", "clerk")
NO_ROW = UUID(int=7)
Row = dict[str, set[str]]
# The same wherever the text stands: ``tests.access`` says who opens them.
BY_OFFICE_ALONE = {
    *("draft_start", "protocol_review", "review_rules", "review_open"),
    *("review_record", "version_confirm"),
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with built(django_db_blocker):
        elsewhere = World(a_council("Elsewhere Parish Council", "elsewhere"), {})
        world = with_invitations(a_world(), elsewhere.cast.clerk)
        yield with_strangers(world, elsewhere)


def address_of(world: World, name: str, state: str) -> str:
    version = world.versions[state]
    more = []
    if name.startswith("clause_"):
        first = version.clauses.order_by("position").first()
        more = [first.lineage if first else NO_ROW]
    elif name.startswith("route_"):
        more = [0]
    return reverse(name, args=[world.council.slug, version.pk, *more])


def asked(world: World, actor: str, method: str, address: str, body: dict) -> int:
    client = world.visitor(actor)
    with undone():
        if method == "get":
            return client.get(address).status_code
        return client.post(address, body if method == "good" else {}).status_code


@pytest.mark.parametrize("name", MANNERS)
def test_a_page_of_the_desk_is_open_to_its_row_and_to_nobody_else(world, name):
    manner = MANNERS[name]
    answered, expected = {}, {}
    asked_of = those_asked(table(PAGES)[name], always=OUT_OF_TURN | {leader(manner)})
    for state, let_in in table(PAGES)[name].items():
        address = address_of(world, name, state)
        is_read = manner.good == 405
        body = {} if is_read else body_for(name, world, world.versions[state])
        for actor in asked_of[state]:
            for method in methods(manner, is_let_in=actor in let_in):
                case = (state, actor, method)
                answered[case] = asked(world, actor, method, address, body)
                expected[case] = (
                    getattr(manner, method) if actor in let_in else refusal(name, actor)
                )

    assert {c: a for c, a in answered.items() if a != expected[c]} == {}


def those_asked(row: Row, *, always: set[str]) -> dict[str, list[str]]:
    """Say who is asked in which state: by turns, and in one of them everybody.

    An office counts for the same in each state that lets it in, so that not each of
    them need be asked in each: a third is, and another in the state after it.
    """
    whole = next((state for state, let_in in row.items() if let_in), None)
    asked_of = {}
    for turn, (state, let_in) in enumerate(row.items()):
        in_turn = {*ACTORS[turn % 3 :: 3]} if let_in else set()
        asked_of[state] = sorted({*ACTORS} if state == whole else always | in_turn)
    return asked_of


def leader(manner: Manner) -> str:
    """Name one of those whose step it is."""
    return "clerk" if "clerk" in GROUPS[manner.right] else "chair"


def methods(manner: Manner, *, is_let_in: bool) -> tuple[str, ...]:
    """Name what is asked: what is only read is not posted, nor the other way round."""
    if manner.good == 405:
        return ("get",)
    if manner.get == 405:
        return ("empty", "good") if is_let_in else ("good",)
    # A refusal is one whatever is sent.
    return ("get", "empty", "good") if is_let_in else ("get", "good")


@pytest.mark.parametrize("name", MANNERS)
def test_what_is_only_read_is_not_posted_and_the_other_way_round(world, name):
    manner, address = MANNERS[name], address_of(world, name, "draft")

    for method in ("get", "good"):
        if getattr(manner, method) == 405:
            assert asked(world, "clerk", method, address, {}) == 405
            # To a stranger the desk's address is nothing, whatever is sent to it.
            assert asked(world, "outsider", method, address, {}) == 404


def test_every_page_of_a_version_or_a_protocol_has_its_row():
    versions, public = "/versions/<uuid:pk>/", "<slug:protocol_slug>/"
    desk = {name for name, route in routes().items() if versions in route}
    read = {name for name, route in routes().items() if public in route}

    assert set(table(PAGES)) == set(MANNERS) == desk
    assert set(table(READING)) == read - BY_OFFICE_ALONE


@pytest.mark.parametrize("state", STATES)
def test_the_next_draft_is_started_by_the_clerk_or_the_deputy(world, state):
    version = world.versions[state]
    address = reverse("draft_start", args=[world.council.slug, version.protocol.slug])
    others = {"signed out": 302, **dict.fromkeys(STRANGERS, 404)}

    answered = {a: asked(world, a, "good", address, {}) for a in ACTORS}

    assert answered == {
        actor: 302 if actor in DRAFTERS else others.get(actor, 403) for actor in ACTORS
    }


def test_the_deputy_mayor_signs_where_the_mayor_is_away(world):
    address = address_of(world, "version_sign", "adopted")
    body = body_for("version_sign", world)
    with undone():
        chair = world.cast.persons["chair"]
        type(chair).objects.filter(pk=chair.pk).update(away_from="2020-01-01")
        answers = {
            actor: asked(world, actor, "good", address, body) for actor in sorted(OWN)
        }

    assert {a for a, answer in answers.items() if answer == 302} == {
        "chair",
        "vice_chair",
    }
    assert set(answers.values()) == {302, 403}


@pytest.mark.parametrize("name", table(READING))
def test_the_public_reads_what_is_in_force_and_nobody_reads_more_there(world, name):
    answered, expected = {}, {}
    asked_of = those_asked(table(READING)[name], always={"signed out", "clerk"})
    # Its own people might think so most of what is adopted and not signed.
    asked_of["adopted"] = [*ACTORS]
    for state, let_in in table(READING)[name].items():
        version = world.versions[state]
        numbers = [version.number or 1] if name.startswith("version_") else []
        args = [world.council.slug, version.protocol.slug, *numbers]
        for actor in asked_of[state]:
            address = reverse(name, args=args)
            answered[state, actor] = asked(world, actor, "get", address, {})
            expected[state, actor] = 200 if actor in let_in else 404

    assert answered == expected


@pytest.mark.parametrize("name", [n for n in table(READING) if n.startswith("ver")])
def test_the_next_text_is_not_read_before_it_is_signed(world, name):
    following, slug = world.succeeding, world.council.slug
    address = reverse(name, args=[slug, following.protocol.slug, following.number])

    answers = {who: asked(world, who, "get", address, {}) for who in READERS}
    with undone():
        signed(world.cast, following)
        afterwards = asked(world, "signed out", "get", address, {})

    assert set(answers.values()) == {404}
    # Nothing has been printed yet.
    assert afterwards == (404 if name.endswith("pdf") else 200)


@pytest.mark.parametrize("state", IMPORTS)
def test_a_file_is_known_to_the_clerk_and_the_deputy_alone(world, state):
    args = [world.council.slug, world.imports[state].pk]
    opens, keeps_empty, keeps, drops = IMPORTS[state]
    answers = {
        ("import_detail", "get"): opens,
        ("import_keep", "empty"): keeps_empty,
        ("import_keep", "good"): keeps,
        ("import_drop", "good"): drops,
    }
    turned_away = {"signed out": 302, **dict.fromkeys(STRANGERS, 404)}
    answered, expected = {}, {}
    for (name, method), answer in answers.items():
        body = body_for(name, world) if method == "good" else {}
        is_whole = state == "read" or method == "get"
        for actor in ACTORS if is_whole else sorted(OUT_OF_TURN | {"clerk"}):
            case = (name, method, actor)
            address = reverse(name, args=args)
            answered[case] = asked(world, actor, method, address, body)
            refused = turned_away.get(actor, 403)
            expected[case] = answer if actor in DRAFTERS else refused

    assert {c: a for c, a in answered.items() if a != expected[c]} == {}


@pytest.mark.parametrize("state", INVITATIONS)
def test_an_invitation_lets_in_whoever_it_is_for_and_once(world, state):
    address = reverse("invitation_accept", args=[world.tokens[state]])
    body = body_for("invitation_accept", world)

    answered = tuple(
        tuple(asked(world, who, method, address, body) for method in ("get", "good"))
        for who in ("signed out", "councillor", "outsider")
    )

    assert answered == INVITATIONS[state]


def test_everybody_of_the_tables_is_asked():
    assert set(ACTORS) == ALL
