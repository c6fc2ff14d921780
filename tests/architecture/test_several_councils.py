"""Somebody of several councils has in each the rights of their office there alone."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from councils.models import Person, User
from tests.access import ACCESS, PERSONAS, POSTED
from tests.architecture.asking import built, held, routes, undone
from tests.architecture.bodies import body_for
from tests.architecture.world import World, a_world
from tests.factories import PASSWORD
from tests.visits import words

pytestmark = pytest.mark.django_db
# Who the one person is in each council, and whose row of the table is theirs there.
COUNCILS = {
    "alder": ("clerk", "clerk"),
    "birch": ("councillor", "councillor"),
    "cedar": ("chair", "chair"),
    "dogwood": ("ended", "outsider"),  # until yesterday
}
OF_A_COUNCIL = sorted(n for n, r in routes().items() if r.startswith("<slug:council"))


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker) -> Iterator[dict[str, World]]:
    with built(django_db_blocker):
        account = User.objects.create_user("many@mail.example", PASSWORD)
        worlds = {}
        for slug, (person, _) in COUNCILS.items():
            worlds[slug] = a_world(f"{slug.title()} Town Council", slug, f"{slug}-")
            theirs = Person.objects.filter(pk=worlds[slug].cast.persons[person].pk)
            theirs.update(user=account)
            worlds[slug].accounts = {"many": account}
            worlds[slug].sign_in()
        yield worlds


@pytest.mark.parametrize("slug", COUNCILS)
def test_rights_come_from_the_council_in_the_address_alone(worlds, slug):
    place = PERSONAS.index(COUNCILS[slug][1])
    answered, expected = {}, {}
    for name in OF_A_COUNCIL:
        arguments, row = ACCESS[name]
        address = reverse(name, args=arguments(worlds[slug]))
        client = worlds[slug].visitor("many")
        ask = client.post if name in POSTED else client.get
        with undone():
            answered[name] = ask(address).status_code
        expected[name] = row[place]

    assert {n: a for n, a in answered.items() if a != expected[n]} == {}


@pytest.mark.parametrize("slug", ["birch", "cedar"])
def test_nothing_of_one_council_stands_on_the_pages_of_another(worlds, slug):
    others = set(COUNCILS) - {slug}
    found = []
    for name in OF_A_COUNCIL:
        address = reverse(name, args=ACCESS[name][0](worlds[slug]))
        page = worlds[slug].visitor("many").get(address).content.decode("latin-1")
        found += [(name, other) for other in others if other in page.lower()]

    assert found == []


def test_the_home_page_lists_the_councils_where_one_is_in_office_today(worlds):
    page = words(worlds["alder"].visitor("many").get("/"))

    own = {slug for slug in COUNCILS if re.search(f'href="/{slug}/(desk|mine)/"', page)}

    assert own == {"alder", "birch", "cedar"}


@pytest.mark.parametrize("name", ["version_table", "draft_title", "version_discard"])
def test_a_step_in_one_council_with_the_id_of_another_is_none(worlds, name):
    here, there = worlds["alder"], worlds["birch"]
    address = reverse(name, args=[here.council.slug, there.draft.pk])
    own = reverse(name, args=[here.council.slug, here.draft.pk])
    before = held()

    answer = here.visitor("many").post(address, body_for(name, there))

    assert answer.status_code == 404
    assert held() == before
    done = here.visitor("many").post(own, body_for(name, here))
    assert done.status_code == 302


def test_what_was_done_in_one_council_is_not_said_on_the_pages_of_another(worlds):
    client = worlds["alder"].visitor("many")
    address = reverse("committee_add", args=["alder"])
    client.post(address, body_for("committee_add", worlds["alder"]))

    elsewhere = [words(client.get(page)) for page in ("/birch/desk/", "/birch/", "/")]
    here = words(client.get("/alder/desk/"))
    again = words(client.get("/alder/desk/"))

    assert not any("Staffing is added." in page for page in elsewhere)
    assert "Staffing is added." in here
    assert "Staffing is added." not in again


def test_what_is_said_of_no_council_is_said_on_the_next_page(worlds):
    client = worlds["alder"].visitor("many")
    client.post(reverse("account_logout"))

    assert "signed out" in words(client.get("/birch/")).lower()


def test_what_was_done_is_not_said_to_whoever_comes_after_one_has_signed_out(worlds):
    client = worlds["alder"].visitor("many")
    address = reverse("committee_add", args=["alder"])
    client.post(address, body_for("committee_add", worlds["alder"]))

    client.post(reverse("account_logout"), follow=True)

    assert "Staffing is added." not in words(client.get("/alder/"))
