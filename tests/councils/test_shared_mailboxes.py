"""Mailboxes that several people read are seen, and warned of, and refused nowhere."""

import pytest
from django.urls import reverse

from councils.models import Person
from councils.roles import Role
from councils.services.invitations import invite
from councils.shared_mailboxes import is_shared
from tests.builders import holder
from tests.factories import PersonFactory
from tests.visits import visitor, words

WARNED = "This looks like a shared mailbox"


@pytest.mark.parametrize(
    "name",
    [
        *("clerk", "townclerk", "town.clerk", "parish.clerk", "Parish-Clerk", "office"),
        *("info", "admin", "enquiries", "council", "deputyclerk", "mayor", "the.clerk"),
        *("deputy_mayor", "clerk2", "clerk+protocols", "clerk.withycombe", "no-reply"),
        *("withycombe.clerk", "withycombetowncouncil", "Vice.Chair", " clerk"),
    ],
)
def test_a_mailbox_of_an_office_is_seen(name):
    assert is_shared(f"{name}@withycombe-tc.example")


@pytest.mark.parametrize(
    "name",
    [
        *("carys.clerk-jones", "megan.mayor.jones", "j.clerk", "a.mayor", "ann.lee"),
        *("clerkson", "informer", "administra.tor.jones", "councilman.jones", ""),
        *("ann+clerk", "o.ffice-jones", "chairmaine"),
    ],
)
def test_a_persons_own_mailbox_is_not(name):
    assert not is_shared(f"{name}@withycombe-tc.example")


def test_the_domain_says_nothing():
    assert not is_shared("ann.lee@clerk.example")
    assert not is_shared("ann.lee@office")


def added(clerk, council, email):
    data = {
        "name": "Ann Lee",
        "email": email,
        "role": Role.COUNCILLOR,
        "starts_on_day": "1",
        "starts_on_month": "5",
        "starts_on_year": "2025",
        "origin": "elected",
        "invite": "on",
    }
    address = reverse("person_add", args=[council.slug])
    return visitor(clerk).post(address, data, follow=True)


def test_whoever_is_added_with_one_is_added_and_their_page_warns(clerk, council):
    page = words(added(clerk, council, "enquiries@withycombe.example"))

    assert Person.objects.filter(email="enquiries@withycombe.example").exists()
    assert "Ann Lee is added and has been invited." in page
    assert WARNED in page
    assert "use an address that only Ann Lee reads" in page


def test_whoever_is_added_with_their_own_is_not_warned_of(clerk, council):
    page = words(added(clerk, council, "ann.lee@withycombe.example"))

    assert "Ann Lee is added and has been invited." in page
    assert WARNED not in page


def test_a_form_that_comes_back_warns_of_what_stands_in_it(clerk, council):
    address = reverse("person_add", args=[council.slug])
    client = visitor(clerk)

    page = words(client.post(address, {"email": "clerk@withycombe.example"}))

    assert "There is a problem" in page
    assert WARNED in page
    assert WARNED not in words(client.post(address, {"email": "ann@home.example"}))


def test_the_page_to_change_one_warns_before_and_lets_it_be(clerk, council):
    person = PersonFactory(council=council, email="office@withycombe.example")
    address = reverse("person_change", args=[council.slug, person.pk])
    client = visitor(clerk)

    assert WARNED in words(client.get(address))
    data = {"name": person.name, "email": "info@withycombe.example"}
    assert WARNED in words(client.post(address, data, follow=True))
    person.refresh_from_db()
    assert person.email == "info@withycombe.example"


def test_a_handover_to_one_is_done_and_warned_of(clerk, council, chair):
    data = {
        "role": Role.CHAIR,
        "to": "new",
        "name": "Ann Lee",
        "email": "mayor@withycombe.example",
        "origin": "elected",
        "starts_on_day": "1",
        "starts_on_month": "5",
        "starts_on_year": "2040",
    }
    address = reverse("office_handover", args=[council.slug])

    page = words(visitor(clerk).post(address, data, follow=True))

    assert "Ann Lee is Mayor from 1 May 2040." in page
    assert WARNED in page


@pytest.mark.parametrize(
    ("email", "is_warned"),
    [("clerk@withycombe.example", True), ("ann.lee@withycombe.example", False)],
)
def test_the_invited_are_warned_themselves(clerk, council, client, email, is_warned):
    person = PersonFactory(council=council, email=email)
    token = invite(person, actor=clerk)
    address = reverse("invitation_accept", args=[token])

    page = words(client.get(address))
    assert (WARNED in page) is is_warned
    client.post(address, {"password": "four words that do not rhyme"})

    person.refresh_from_db()
    assert person.user is not None


def test_the_owners_of_one_are_warned_on_their_own_page(council, councillor):
    account = holder(council, Role.OFFICER, "Office")

    assert WARNED in words(visitor(account).get(reverse("account_home")))
    assert WARNED not in words(visitor(councillor).get(reverse("account_home")))
