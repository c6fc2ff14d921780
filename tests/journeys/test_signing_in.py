"""A clerk with a telephone and no pointer comes to a second factor, and in with it."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.codes import code_of
from tests.factories import PASSWORD
from tests.journeys.hands import Hands, Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/withycombe/desk/"


@pytest.fixture(autouse=True)
def compulsory(settings):
    settings.SECOND_FACTOR_COMPULSORY = True
    cache.clear()


def test_a_clerk_sets_up_a_second_factor_and_signs_in_with_it(make_page, clerk):
    hands = Keyboard(make_page(390))
    hands.open(DESK)
    give_password(hands, clerk)
    expect(hands.page).to_have_url(re.compile("/second-factor/needed/"))

    hands.follow("Set it up")
    secret = hands.page.locator("code").inner_text().replace(" ", "")
    expect(hands.page.get_by_role("img", name="Square to scan")).to_be_visible()
    hands.write("Code", code_of(secret))
    hands.press("Go on")
    codes = hands.page.locator("li > code")
    expect(codes).to_have_count(10)
    recovery_code = codes.first.inner_text()
    hands.follow("I have kept them")
    expect(hands.page).to_have_url(re.compile(f"{DESK}$"))

    for code in (code_of(secret, steps=1), recovery_code):
        hands.press("Sign out")
        hands.open(DESK)
        give_password(hands, clerk)
        hands.write("Code", code)
        hands.press("Sign in")
        expect(hands.page).to_have_url(re.compile(f"{DESK}$"))


def test_the_pages_of_an_account_fit_and_can_be_read_by_everybody(
    make_page, councillor
):
    hands = Hands(make_page(320))
    hands.open("/accounts/")
    give_password(hands, councillor)

    hands.follow("See Signed in")
    hands.open("/accounts/")
    hands.follow("Set up Second factor")
    hands.follow("Set it up")
    secret = hands.page.locator("code").inner_text().replace(" ", "")
    hands.write("Code", "000000")
    hands.press("Go on")
    expect(hands.page.get_by_text("There is a problem")).to_be_visible()
    hands.write("Code", code_of(secret))
    hands.press("Go on")
    hands.follow("Make new ones")
    hands.follow("Keep the ones I have")
    hands.follow("Remove this one first")
    hands.open("/accounts/address/")
    hands.write("Code", code_of(secret, steps=1))
    hands.press("Go on")
    hands.write("New e-mail address", "colin@new.example")
    hands.press("Send me a link there")
    expect(hands.page.get_by_text("Waiting for colin@new.example")).to_be_visible()


def give_password(hands, account):
    hands.write("E-mail address", account.email)
    hands.write("Password", PASSWORD)
    hands.press("Sign in")
