"""Somebody on a telephone, without a pointer, reads what binds them and answers."""

import pytest
from playwright.sync_api import expect

from protocols.services.asking import ask
from tests.journeys.hands import Keyboard
from tests.journeys.test_adopting import PROTOCOL, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READ_IT = "Read Protocol on councillor and officer relations and confirm it"
REASON = "Clause 4.2(d) leaves nothing of an evening."


@pytest.mark.parametrize("js", [True, False])
def test_two_councillors_answer_with_the_keyboard_alone(make_page, demonstration, js):
    ask(demonstration)  # as the worker does
    hands = Keyboard(make_page(390, js=js), js=js)
    page = hands.page

    hands.open("/ashcombe/")
    sign_in(hands, "councillor")
    hands.open("/ashcombe/")
    hands.follow(READ_IT)
    changed = page.get_by_role("heading", name="What changed for you since")
    expect(changed).to_contain_text("version 2 on 4 July 2023")
    hands.press("I have read this")
    expect(page.get_by_text("Thank you. You have confirmed")).to_be_visible()
    expect(page.get_by_text("nothing more for you to do")).to_be_visible()
    hands.press("Sign out")

    hands.open("/ashcombe/")
    sign_in(hands, "second-councillor")
    hands.open(f"{PROTOCOL}confirm/")
    summary = page.locator("summary", has_text="I cannot accept this")
    hands.reach(summary)
    page.keyboard.press("Enter")
    hands.press("Send this to the Town Clerk")
    expect(page.get_by_role("link", name="Say what you cannot accept")).to_be_visible()
    hands.write("What you cannot accept, and why", REASON)
    hands.press("Send this to the Town Clerk")
    expect(page.get_by_text("Thank you for saying so.")).to_be_visible()
    expect(page.get_by_text(REASON)).to_be_visible()
