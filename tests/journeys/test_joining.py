"""New people come: by keyboard on a telephone, and on a page without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from councils.models import Election, Invitation, Membership, Person
from protocols.services.demonstration import PASSWORD
from tests.journeys.hands import Hands, Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEATS = 4  # of the demonstration council; one went, and one came


def test_a_clerk_adds_two_people_with_nothing_but_a_keyboard(make_page, demonstration):
    hands = Keyboard(make_page(390))
    hands.open("/ashcombe/desk/people/")
    sign_in(hands)
    hands.follow("Add several people")

    for box, words in (("Day", "12"), ("Month", "5"), ("Year", "2026")):
        hands.write(box, words)
    fill(hands, 0, name="Ann Lee", email="ann@mail.example", office="Councillor")
    fill(hands, 1, name="Ben Moor", office="Town Mayor")
    hands.press("Check these people")
    expect(hands.page.get_by_text("Person 2: Cllr Ruth Penhale is")).to_be_visible()

    fill(hands, 1, name="Ben Moor", office="Officer")
    hands.press("Check these people")
    assert not Person.objects.filter(name="Ann Lee").exists()
    hands.press("Add these people")

    expect(hands.page.get_by_text("2 people are added.")).to_be_visible()
    assert Invitation.objects.filter(person__name="Ann Lee").count() == 1


def test_a_clerk_records_an_election_without_scripts(make_page, demonstration):
    held_on = timezone.localdate() - timedelta(days=10)
    Election.objects.create(council=demonstration, held_on=held_on)
    hands = Hands(make_page(390, js=False), js=False)
    hands.open("/ashcombe/desk/meetings/")
    sign_in(hands)
    hands.page.get_by_role("link", name="After the election").first.click()

    stays = hands.page.get_by_label("Re-elected", exact=True)
    for place in range(stays.count() - 1):
        stays.nth(place).check()
    hands.page.get_by_label("Not returned", exact=True).last.check()
    fill(hands, 0, name="Ann Lee", email="ann@mail.example", prefix="new")
    hands.press("Add five more rows")
    expect(hands.page.locator("[name=new-0-name]")).to_have_value("Ann Lee")
    hands.press("Check what will happen")
    expect(hands.page.get_by_text("Ann Lee at ann@mail.example.")).to_be_visible()
    hands.press("Record all of this")

    expect(hands.page.get_by_text("What the election changed is")).to_be_visible()
    began = held_on + timedelta(days=4)
    assert Membership.objects.filter(starts_on=began).count() == SEATS


def sign_in(hands: Hands) -> None:
    hands.write("E-mail address", "clerk@ashcombe.example")
    hands.write("Password", PASSWORD)
    hands.press("Sign in")


def fill(hands: Hands, row: int, *, prefix: str = "row", **words: str) -> None:
    for place, word in words.items():
        box = hands.page.locator(f"[name={prefix}-{row}-{place}]")
        hands.reach(box)
        if not isinstance(hands, Keyboard):
            box.fill(word)
        elif place == "office":
            hands.page.keyboard.type(word)
            assert box.locator("option:checked").inner_text() == word
        else:
            hands.page.keyboard.press("ControlOrMeta+a")
            hands.page.keyboard.type(word)
