"""One connection serves one visitor after another, whatever went wrong before."""

import itertools

import pytest
from django.db import connection
from django.test import Client

from councils.models import Council
from councils.roles import Role
from tests.builders import holder
from tests.factories import CouncilFactory
from tests.protocols.cast import a_council, a_draft
from tests.visits import visitor

pytestmark = [
    pytest.mark.postgresql_only,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.isolation.addresses"),
]


@pytest.fixture
def casts():
    casts = [a_council(), a_council("Elsewhere Parish Council", "elsewhere")]
    for cast in casts:
        a_draft(cast)
    return casts


def quiet(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def told(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("how", ["python", "database", "swallowed"])
def test_after_an_error_in_mid_transaction_the_next_visitor_finds_nothing(casts, how):
    ours, theirs = casts
    first = told(visitor(ours.clerk), "/larkmere/tells/")
    assert first["drafts_of"] == [str(ours.council.pk)]

    answer = quiet(visitor(ours.clerk)).get("/larkmere/breaks/", {"how": how})

    assert answer.status_code == 500
    nobody = told(Client(), "/tells/")
    assert nobody == {
        "council": "",
        "account": "",
        "role": "portal_app",
        "drafts_of": [],
        "connection": first["connection"],
    }
    second = told(visitor(theirs.clerk), "/elsewhere/tells/")
    assert second["drafts_of"] == [str(theirs.council.pk)]
    assert second["connection"] == first["connection"]
    assert not Council.objects.filter(name="Half done").exists()


def test_whoever_comes_in_whatever_order_finds_their_own(casts):
    ours, theirs = casts
    both = holder(ours.council, Role.COUNCILLOR, "Both Ways")
    own = {
        ours.clerk: {"larkmere": ours},
        theirs.clerk: {"elsewhere": theirs},
        both: {"larkmere": ours},
    }
    visits = [(account, slug) for account in own for slug in ("larkmere", "elsewhere")]

    for first, second in itertools.permutations(visits, 2):
        for account, slug in (first, second):
            answer = visitor(account).get(f"/{slug}/tells/")
            cast = own[account].get(slug)
            if cast is None:
                assert answer.status_code == 404
            else:
                assert answer.json()["drafts_of"] == [str(cast.council.pk)]
                assert answer.json()["account"] == str(account.pk)
        assert told(Client(), "/tells/")["drafts_of"] == []


def test_a_person_of_no_council_in_the_address_turns_to_none(db):
    CouncilFactory(slug="larkmere")
    account = holder(CouncilFactory(slug="elsewhere"), Role.CLERK, "Oriel Outsider")

    assert visitor(account).get("/larkmere/tells/").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.council', true)")
        assert cursor.fetchone()[0] in {None, ""}
