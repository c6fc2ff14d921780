"""Everybody's own account: what it shows, and changing the address to sign in with."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from councils.models import AuditEvent, User
from councils.services.people import Particulars, change_person
from tests.codes import SECRET, code_of, with_app
from tests.factories import PASSWORD, UserFactory
from tests.visits import visitor, words

HOME, ADDRESS = "account_home", "account_email"
NEW = "colin@new.example"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


def ask(client, email=NEW):
    data = {"email": email, "action_add": "yes"}
    return client.post(reverse(ADDRESS), data, follow=True)


def link_in(message):
    [link] = re.findall(r"http://\S+/address/confirm/\S+", message.body)
    return link


def open_link(link, client=None):
    return (client or Client()).post(link, follow=True)


def signs_in(email):
    client = Client()
    data = {"login": email, "password": PASSWORD}
    client.post(reverse("account_login"), data)
    return client.get(reverse(HOME)).status_code == 200


def test_the_page_shows_what_an_account_signs_in_with(councillor):
    client = visitor(councillor)

    page = words(client.get(reverse(HOME)))

    assert councillor.email in page
    for name in (ADDRESS, "account_change_password", "usersessions_list"):
        assert f'href="{reverse(name)}"' in page
    assert f'href="{reverse("second_factor_needed")}"' in page


def test_the_page_says_how_many_recovery_codes_are_left(councillor):
    with_app(councillor)

    page = words(visitor(councillor).get(reverse(HOME)))

    assert "An app on your phone" in page
    assert "10 left" in page


def test_the_header_leads_to_it(councillor):
    assert f'href="{reverse(HOME)}"' in visitor(councillor).get("/").text
    assert f'href="{reverse(HOME)}"' not in Client().get("/").text


# ---- the address


def test_a_new_address_counts_once_its_mailbox_has_proved_it(councillor, council):
    old, client = councillor.email, visitor(councillor)

    page = ask(client)
    assert f"Waiting for {NEW}" in words(page)
    assert signs_in(old)
    [asked] = mail.outbox
    assert asked.recipients() == [NEW]
    assert "Use this address" in Client().get(link_in(asked)).text
    assert signs_in(old)
    open_link(link_in(asked))

    councillor.refresh_from_db()
    assert councillor.email == councillor.persons.get().email == NEW
    [address] = EmailAddress.objects.filter(user=councillor)
    assert (address.email, address.verified, address.primary) == (NEW, True, True)
    assert signs_in(NEW)
    assert not signs_in(old)
    [entry] = AuditEvent.objects.filter(council=council)
    assert (entry.event, entry.actor) == ("councils.address.changed", councillor)


def test_the_link_works_once_and_for_one_change(councillor):
    client = visitor(councillor)
    ask(client)
    first = link_in(mail.outbox[0])
    open_link(first)
    ask(client, "another@new.example")

    assert "not good any more" in Client().get(first).text
    assert Client().post(first).status_code == 404
    councillor.refresh_from_db()
    assert councillor.email == NEW


def test_a_change_that_was_called_off_is_not_made(councillor):
    old, client = councillor.email, visitor(councillor)
    ask(client)
    [asked] = mail.outbox

    client.post(reverse(ADDRESS), {"email": NEW, "action_remove": "yes"})

    assert "not good any more" in Client().get(link_in(asked)).text
    councillor.refresh_from_db()
    assert councillor.email == old
    assert [one.email for one in councillor.emailaddress_set.all()] == [old]


def test_the_password_is_asked_for_again_first(councillor):
    client = Client()
    client.force_login(councillor)

    asked = client.get(reverse(ADDRESS))
    posted = client.post(reverse(ADDRESS), {"email": NEW, "action_add": "yes"})

    for answer in (asked, posted):
        again = f"{reverse('account_reauthenticate')}?next="
        assert answer.headers["Location"].startswith(again)
    assert not mail.outbox
    shown = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert shown.headers["Location"] == reverse(ADDRESS)
    ask(client)
    assert mail.outbox


def test_with_a_second_factor_a_code_is_asked_for(councillor):
    with_app(councillor)
    client = visitor(councillor)

    asked = client.get(reverse(ADDRESS))
    assert "asks" in client.get(asked.headers["Location"]).text
    client.post(asked.headers["Location"], {"code": code_of(SECRET)})

    assert client.get(reverse(ADDRESS)).status_code == 200


def test_the_address_of_another_account_is_not_taken(councillor, clerk):
    old, client = councillor.email, visitor(councillor)
    theirs = clerk.email.upper()

    page = ask(client, theirs)
    link = link_in(mail.outbox[0])
    open_link(link)

    assert "Waiting for" in words(page)  # Nobody learns here who has an account.
    councillor.refresh_from_db()
    assert councillor.email == old
    assert signs_in(clerk.email)
    assert councillor.persons.get().email == old


def test_an_address_taken_in_the_meantime_is_not_taken_twice(councillor):
    old, client = councillor.email, visitor(councillor)
    ask(client)
    UserFactory(email=NEW)

    open_link(link_in(mail.outbox[0]))

    councillor.refresh_from_db()
    assert councillor.email == old
    assert User.objects.filter(email=NEW).count() == 1


def test_nobody_else_can_change_it(councillor, clerk, council):
    person = councillor.persons.get()
    client = visitor(clerk)

    client.post(
        reverse("person_change", args=[council.slug, person.pk]),
        {"name": person.name, "email": NEW},
    )
    ask(client, councillor.email)
    client.post(
        reverse(ADDRESS),
        {"email": councillor.email, "action_remove": "yes", "user": councillor.pk},
    )

    councillor.refresh_from_db()
    person.refresh_from_db()
    assert councillor.email == person.email == "colin.councillor@withycombe.example"


def test_the_clerk_still_changes_everything_else_of_a_person(councillor, clerk):
    person = councillor.persons.get()

    changed = change_person(
        person,
        actor=clerk,
        particulars=Particulars(name="Colin Other", email=person.email),
    )

    assert changed.name == "Colin Other"


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "\\\\e"])
def test_nobody_is_sent_off_the_site_by_any_of_it(councillor, place):
    client = visitor(councillor)
    ask(client)
    link = link_in(mail.outbox[0])

    again = client.post(
        f"{reverse('account_reauthenticate')}?next={place}", {"password": PASSWORD}
    )
    confirmed = client.post(f"{link}?next={place}", {"next": place})
    out = client.post(reverse("account_logout"), {"next": place})

    assert again.headers["Location"] == reverse("my_page", args=["withycombe"])
    assert confirmed.headers["Location"] == reverse(HOME)
    assert out.headers["Location"] == reverse("home")
