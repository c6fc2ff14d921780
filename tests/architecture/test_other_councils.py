"""Another council's id is the id of nothing: in an address, in a form, in a query."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from tests.access import ACCESS, POSTED
from tests.architecture.asking import built, held, routes, told_by, undone
from tests.architecture.bodies import COUNCIL, VERSION, Body, body_for
from tests.architecture.world import (
    World,
    a_world,
    with_strangers,
)

# Thousands of requests, and the same code on either database: once is enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
ACTORS = ("signed out", "outsider", "superuser", "councillor", "chair", "clerk")
# What is sent is first refused by who sends it, as what is only fetched is.
SENDERS = ("signed out", "outsider", "clerk")
# What an address names beside its council.
WITH_AN_ID = sorted(
    name
    for name, route in routes().items()
    if route.startswith("<slug:council_slug>/") and route.count("<") > 1
)

# Where a form takes the id of something, by hand; `do` and `open` name rows.
IDS = {
    ("person_add", "line_manager"),
    ("person_add", "committee"),
    ("person_change", "line_manager"),
    ("office_begin", "committee"),
    ("office_handover", "person"),
    ("after_election", "chair"),
    ("after_election", "vice_chair"),
    ("meeting_add", "committee"),
    ("meeting_change", "committee"),
    ("import_upload", "protocol"),
    ("review_record", "which"),
    ("review_record", "body"),
    ("readers_paper", "persons"),
    ("version_recommend", "body"),
    ("version_adopt", "body"),
    ("version_adopt", "presided_by"),
    ("version_adopt", "proposed_by"),
    ("version_adopt", "seconded_by"),
    ("draft_edit", "do"),
}
# What waits for the chair, and for nobody else.
OF_THE_CHAIR = {"version_sign", "factor_reset_agree", "calendar_deadline"}
# What a page sends along unseen: what it showed, and how far it had come.
UNSEEN = {
    ("version_table", "content_digest"),
    ("version_adopt", "content_digest"),
    ("version_sign", "content_digest"),
    ("version_confirm", "content_digest"),
    ("draft_edit", "sequence"),
    ("route_change", "stage-TOTAL_FORMS"),
    ("route_change", "stage-INITIAL_FORMS"),
    ("route_change", "stage-MIN_NUM_FORMS"),
    ("route_change", "stage-MAX_NUM_FORMS"),
}


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker) -> Iterator[tuple[World, World]]:
    with built(django_db_blocker):
        theirs = a_world("Elsewhere Parish Council", "elsewhere", "birch ")
        theirs.committee.may_adopt = True
        theirs.committee.save()
        ours = a_world(word="alder ")
        ours.committee.may_adopt = True
        ours.committee.save()
        yield with_strangers(ours, theirs), theirs


def test_every_address_with_an_id_is_asked():
    assert len(WITH_AN_ID) > 40
    assert set(WITH_AN_ID) <= set(ACCESS)


@pytest.mark.parametrize("name", WITH_AN_ID)
def test_another_council_s_id_is_answered_as_one_of_nothing(worlds, name):
    ours, theirs = worlds
    arguments = ACCESS[name][0]
    mine, other = list(arguments(ours)), list(arguments(theirs))
    nothing = [mine[0], *map(of_nothing, other[1:])]
    nothing_there = [other[0], *map(of_nothing, mine[1:])]
    pairs = [([mine[0], *other[1:]], nothing, ACTORS)]
    pairs += [([other[0], *mine[1:]], nothing_there, ("outsider", "clerk"))]
    if len(mine) > 2 and isinstance(mine[2], UUID):  # a row of a draft
        pairs += [([*mine[:2], other[2]], [*mine[:2], uuid4()], ("deputy", "clerk"))]
    before, told = held(), []

    for asked, unknown, actors in pairs:
        for method in methods_of(name):
            for actor in actors:
                if method == "post" and name not in POSTED and actor not in SENDERS:
                    continue
                told_of = answer(ours, actor, method, name, asked)
                if told_of != answer(ours, actor, method, name, unknown):
                    told.append((actor, method, asked))
                # Who never signs is told so, whatever the address names.
                nothing_at_it = {404, 409} | (
                    {403} if name == "version_sign" else set()
                )
                if actor in {"clerk", "outsider"} and told_of[0] not in nothing_at_it:
                    told.append((actor, method, told_of[0]))

    assert told == []
    assert held() == before


def of_nothing(argument: object) -> object:
    """Give an id like another that nothing has, and that is as long."""
    if isinstance(argument, UUID):
        return uuid4()
    return argument if isinstance(argument, int) else "z" * len(str(argument))


def methods_of(name: str) -> tuple[str, ...]:
    """Name how an address is asked."""
    if name in POSTED:
        return ("post",)
    return ("get", "post") if name in COUNCIL or name in VERSION else ("get",)


def answer(world: World, actor: str, method: str, name: str, args: list) -> Any:
    """Give all that somebody is answered, up to the address that they asked for."""
    client, address = world.visitor(actor), reverse(name, args=args)
    body = body_for(name, world) if method == "post" else {}
    with undone():
        return told_by(getattr(client, method)(address, body), *args)


def test_one_s_own_id_is_found_at_each_address(worlds):
    ours, _ = worlds

    found = {}
    for name in WITH_AN_ID:
        of_the_chair = name in OF_THE_CHAIR
        actor = "chair" if of_the_chair else "clerk"
        method = methods_of(name)[-1]
        args = list(ACCESS[name][0](ours))
        found[name] = answer(ours, actor, method, name, args)[0]

    assert {name: status for name, status in found.items() if status >= 400} == {}


# ---- forms


class Fields(HTMLParser):
    """The fields of a page: those that hold an id, and those that nobody sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.unseen: set[str] = set()
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "select":
            self._select = name
        if name in {"form_key", "seen"}:  # of no row
            return
        if tag in {"option", "input", "button"} and is_id(said.get("value", "")):
            self.ids.add(self._select if tag == "option" else name)
        if said.get("type") == "hidden" and name != "csrfmiddlewaretoken":
            self.unseen.add(name)


def is_id(words: str) -> bool:
    return any(
        re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-.{12}", w) for w in words.split()
    )


def test_the_fields_that_take_an_id_are_those_in_the_lists(worlds):
    ours, _ = worlds
    ids, unseen = set(), set()
    for name in sorted(ACCESS):
        if name.startswith("account_") or name in POSTED:
            continue
        actor = "chair" if name == "version_sign" else "clerk"
        address = reverse(name, args=ACCESS[name][0](ours))
        response = ours.visitor(actor).get(address)
        if response.status_code == 200 and "html" in response.headers["Content-Type"]:
            fields = Fields(response.content.decode())
            ids |= {(name, field) for field in fields.ids}
            unseen |= {(name, field) for field in fields.unseen}

    assert ids == IDS
    assert unseen == UNSEEN


def a_row(world: World) -> UUID:
    return world.draft.clauses.earliest("position").lineage


def ids_of(world: World) -> dict[str, object]:
    """Give the id that each field takes."""
    persons = world.cast.persons
    return {
        "line_manager": persons["officer"].pk,
        "committee": world.committee.pk,
        "person": persons["councillor"].pk,
        "persons": persons["councillor"].pk,
        "chair": persons["councillor"].pk,
        "vice_chair": persons["councillor"].pk,
        "protocol": world.draft.protocol_id,
        "body": world.committee.pk,
        "which": world.withdrawn.withdrawn_by.meeting_id,
        "presided_by": persons["chair"].pk,
        "proposed_by": persons["councillor"].pk,
        "seconded_by": persons["second_councillor"].pk,
    }


@pytest.mark.parametrize(("name", "field"), sorted(IDS - {("draft_edit", "do")}))
def test_another_council_s_id_in_a_form_is_one_of_nothing(worlds, name, field):
    ours, theirs = worlds
    theirs_id, nobody = ids_of(theirs)[field], uuid4()
    is_office = field == "committee" and not name.startswith("meeting")
    needs = {"role": "committee_member"} if is_office else {}
    before = held()

    refused = post(ours, name, {**needs, field: theirs_id})
    unknown = post(ours, name, {**needs, field: nobody})
    taken = post(ours, name, {**needs, field: ids_of(ours)[field]}, is_kept=True)

    assert refused == unknown
    assert refused[0] == 200
    assert taken == 302
    assert held() == before


def post(world: World, name: str, changes: Body, *, is_kept: bool = False) -> Any:
    """Send a form as the clerk; give what is said to a refusal, and 302 to success."""
    args = ACCESS[name][0](world)
    body = {**body_for(name, world), **changes}
    address = reverse(name, args=args)
    if is_kept:
        with undone():
            return world.visitor("clerk").post(address, body).status_code
    response = world.visitor("clerk").post(address, body)
    return told_by(response, *changes.values())


@pytest.mark.parametrize("do", ["up", "down", "remove", "add-clause", "place"])
@pytest.mark.parametrize("field", ["do", "beside", "open"])
def test_another_council_s_row_is_no_row_of_one_s_draft(worlds, do, field):
    ours, theirs = worlds
    before = held()
    said = {}
    for whose, row in (("theirs", a_row(theirs)), ("nobody's", uuid4())):
        asked = {
            "do": {"do": f"{do} {row}"},
            "beside": {"do": f"place {a_row(ours)} {row}"},
            "open": {"do": f"{do} {uuid4()}", "open": row},
        }[field]
        address = reverse("draft_step", args=[ours.council.slug, ours.draft.pk])
        with undone():
            response = ours.visitor("clerk").post(address, asked, headers=HTMX)
            changed = held() != before
        said[whose] = (
            told_by(response, row, *re.findall(r"\S{36}", asked["do"])),
            changed,
        )

    assert said["theirs"] == said["nobody's"]


HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("parameter", ["open", "menu"])
def test_another_council_s_row_in_a_query_is_one_of_nothing(worlds, parameter):
    ours, theirs = worlds
    address = reverse("draft_edit", args=[ours.council.slug, ours.draft.pk])

    def shown(row: UUID) -> Any:
        response = ours.visitor("clerk").get(address, {parameter: row})
        return told_by(response, row)

    assert shown(a_row(theirs)) == shown(uuid4())
    assert shown(a_row(ours)) != shown(uuid4())


@pytest.mark.parametrize(
    ("name", "field"), [pair for pair in sorted(UNSEEN) if pair[1] == "content_digest"]
)
def test_the_digest_of_another_council_s_text_is_one_of_nothing(worlds, name, field):
    ours, theirs = worlds
    actor = "chair" if name == "version_sign" else "clerk"
    known = body_for(name, theirs)[field]
    address = reverse(name, args=ACCESS[name][0](ours))
    before = held()

    def sent(digest: str) -> Any:
        body = {**body_for(name, ours), field: digest}
        return told_by(ours.visitor(actor).post(address, body), digest)

    assert sent(known) == sent("f" * 64)
    assert held() == before
