"""An address, a query or a field that makes no sense is a 400 or a 404, never a 500."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.access import ACCESS, POSTED
from tests.architecture.asking import built, held, routes, undone
from tests.architecture.bodies import COUNCIL, VERSION, body_for
from tests.architecture.world import World, a_world, with_strangers
from tests.protocols.cast import a_council

# Thousands of requests, and the same code on either database: once is enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
ARABIC = "\u0661\u0662"  # figures, but not in an address
WORDS = ["\0", "a\0b", "z" * 3000, "..", "larkmere.", "Ünïcode", ARABIC, "%", "{{7*7}}"]
NUMBERS = ["-1", "1.5", "9" * 20, "9" * 400, ARABIC, "1\0", "0x1", "+1", "0"]
IDS = [
    "00000000-0000-0000-0000-000000000000",
    "6B1F2C06-0000-4000-8000-00000000000A",
    "6b1f2c06-0000-4000-8000-00000000000",
    "{6b1f2c06-0000-4000-8000-000000000000}",
    "urn:uuid:6b1f2c06-0000-4000-8000-000000000000",
    *WORDS,
]
NONSENSE = {"slug": WORDS, "uuid": IDS, "int": NUMBERS, "str": [*WORDS, "9" * 64]}
WITH_A_PART = sorted(name for name, route in routes().items() if "<" in route)

# Of any word an invitation, a digest or a key is said not to be good; of a row or a
# route that is not there the editor says so. There is a route at 0, and one to add.
SAID_IN_WORDS = {
    "invitation_accept": {410},
    "verify_address": {200},
    "account_reset_password_from_key": {200},
    "account_confirm_email": {200},
    "version_sign": {403},  # who never signs is told so, whatever is named
    "clause_revise": {302},
    "clause_autosave": {302},
    "route_remove": {302},
    "route_alternate": {302},
    "route_change": {200},
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with built(django_db_blocker):
        elsewhere = World(a_council("Elsewhere Parish Council", "elsewhere"), {})
        yield with_strangers(a_world(), elsewhere)


@pytest.fixture
def told(world) -> Client:
    """The clerk's browser, which is told of an error as a person would be."""
    client = world.visitor("clerk")
    client.raise_request_exception = False
    return client


# What a database or a number has no room for is tried everywhere, the rest by turns:
# all addresses with a part of a kind read it alike.
WORST = {"\0", "a\0b", "Ünïcode", "9" * 20, "9" * 400, IDS[0]}


def by_turns(words: list[str], turn: int) -> list[str]:
    """Give the worst words, and a third of the others."""
    others = [word for word in words if word not in WORST]
    return [*(word for word in words if word in WORST), *others[turn % 3 :: 3]]


def nonsense(world: World, name: str) -> Iterator[str]:
    """Give an address with each of its parts in turn made senseless."""
    turn = WITH_A_PART.index(name)
    address = reverse(name, args=ACCESS[name][0](world))
    parts = address.split("/")
    for place, part in enumerate(routes()[name].split("/"), start=1):
        name_of_part, _, ending = part.partition(">")
        kind, found, _ = name_of_part.strip("<").partition(":")
        if not (found and part.startswith("<")):
            continue
        for word in by_turns(NONSENSE[kind], turn):
            yield "/".join(
                [*parts[:place], f"{quote(word)}{ending}", *parts[place + 1 :]]
            )


@pytest.mark.parametrize("name", WITH_A_PART)
def test_an_address_that_makes_no_sense_has_nothing_at_it(world, told, name):
    before = held()

    answers = {}
    for address in nonsense(world, name):
        if name in POSTED:
            answers[address] = told.post(address, {}).status_code
        else:
            answers[address] = told.get(address).status_code

    allowed = {400, 404, *SAID_IN_WORDS.get(name, ())}
    assert {a: s for a, s in answers.items() if s not in allowed} == {}
    assert held() == before


QUERIES = ["page", "office", "open", "menu", "undo", "next", "row", "q"]


@pytest.mark.parametrize(
    "name", ["home", "draft_edit", "office_handover", "account_login"]
)
def test_a_query_that_makes_no_sense_is_passed_over(world, told, name):
    address = reverse(name, args=ACCESS[name][0](world))

    for word in {*WORDS, *NUMBERS, *IDS, "abc"}:
        query = "&".join(f"{field}={quote(word)}" for field in QUERIES)
        client = Client() if name == "account_login" else told
        response = client.get(f"{address}?{query}")

        assert response.status_code in {200, 302, 400, 404}, word
        assert response.status_code != 302 or response.url.startswith("/")


@pytest.mark.parametrize("name", sorted({*COUNCIL, *VERSION} - {"crest_remove"}))
def test_an_answer_that_makes_no_sense_is_refused_or_taken_as_words(world, told, name):
    actor = "chair" if name == "version_sign" else "clerk"
    address = reverse(name, args=ACCESS[name][0](world))
    plausible = body_for(name, world)
    client = world.visitor(actor)
    client.raise_request_exception = False

    answers = {}
    for word in ("\0", "9" * 400):
        for field in plausible:
            with undone():
                response = client.post(address, {**plausible, field: word})
            answers[field, word[:9]] = response.status_code

    assert {k: s for k, s in answers.items() if s >= 500} == {}


@pytest.mark.parametrize(
    "cookie", [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"]
)
@pytest.mark.parametrize(
    "value", ['"\\000abcdefgh"', '"\\377"', "z" * 3000, "{}", ":::"]
)
def test_a_cookie_that_makes_no_sense_is_nobody_s(world, cookie, value):
    client = Client(
        headers={"cookie": f"{cookie}={value}"}, raise_request_exception=False
    )

    for name in ("home", "desk", "protocol_detail", "account_login"):
        address = reverse(name, args=ACCESS[name][0](world))
        with undone():
            assert client.get(address).status_code in {200, 302, 400}, name
