"""From a draft to a signed protocol in force, as two people live through it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from protocols.models import ProtocolVersion
from protocols.services.demonstration import PASSWORD
from protocols.services.printing import print_version
from tests.journeys.hands import Hands, Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROTOCOL = "/ashcombe/protocol-on-councillor-and-officer-relations/"
NEW_WORDS = "papers five clear days ahead"


@pytest.mark.parametrize(
    ("made_for", "width", "js"),
    [
        pytest.param(Hands, 1280, True, id="wide", marks=pytest.mark.everywhere),
        pytest.param(Hands, 390, False, id="narrow-without-scripts"),
        pytest.param(Keyboard, 1280, True, id="keyboard-alone"),
    ],
)
def test_a_council_adopts_a_new_version_and_its_mayor_signs_it(
    make_page, demonstration, made_for, width, js
):
    hands = made_for(make_page(width, js=js), js=js)

    draft = clerk_tables_a_draft(hands)
    clerk_records_the_resolution(hands)
    public_reads_the_version_before(hands)
    mayor_signs(hands)
    public_reads_the_new_version_and_the_one_before(hands)

    print_version(draft.council_id, draft.pk)
    hands.open(PROTOCOL)
    copy = hands.page.get_by_role("link", name="Download as PDF")
    answer = hands.page.request.get(copy.get_attribute("href"))
    assert answer.body().startswith(b"%PDF-")


def clerk_tables_a_draft(hands: Hands) -> ProtocolVersion:
    hands.open("/ashcombe/")
    sign_in(hands, "clerk")
    hands.follow("Ashcombe Town Council")
    hands.follow("Desk")
    hands.follow("Start a new one")
    hands.write("Title", "Protocol on gifts")
    hands.press("Start the draft")
    expect(hands.page.get_by_text("The draft is ready to edit.")).to_be_visible()
    assert ProtocolVersion.objects.filter(title="Protocol on gifts").exists()

    slug = PROTOCOL.split("/")[2]
    draft = ProtocolVersion.objects.get(status="draft", protocol__slug=slug)
    hands.open(f"/ashcombe/desk/versions/{draft.pk}/")
    hands.follow("Table it")
    hands.press("Lock the text for its meeting")
    return draft


def clerk_records_the_resolution(hands: Hands) -> None:
    hands.follow("Record the council’s resolution")
    today = timezone.localdate()
    hands.write("Day", str(today.day))
    hands.write("Month", str(today.month))
    hands.write("Year", str(today.year))
    hands.choose("Who presided", "Cllr Ruth Penhale")
    hands.write("Members present", "8")
    hands.choose("Proposed by", "Cllr Bea Thornley")
    hands.choose("Seconded by", "Cllr Idris Fenn")
    hands.write("Minute reference (optional)", "150/26")
    hands.press("Record the resolution")
    said = hands.page.get_by_text("awaits the Town Mayor’s signature")
    expect(said).to_be_visible()
    hands.press("Sign out")


def public_reads_the_version_before(hands: Hands) -> None:
    hands.open(PROTOCOL)
    notice = hands.page.get_by_text("A new version awaits signature")
    expect(notice).to_be_visible()
    expect(the_new_words(hands)).to_have_count(0)


def mayor_signs(hands: Hands) -> None:
    sign_in(hands, "mayor")
    hands.follow("Ashcombe Town Council")
    hands.follow("Desk")
    hands.follow("Sign Protocol on councillor and officer relations")
    expect(hands.page).to_have_url(re.compile("/accounts/reauthenticate/"))
    hands.write("Password", PASSWORD)
    hands.press("Go on")
    expect(the_new_words(hands)).to_be_visible()
    hands.tick("I have read this text. It is what the council adopted.")
    hands.press("Sign this version")
    hands.press("Sign out")


def public_reads_the_new_version_and_the_one_before(hands: Hands) -> None:
    hands.open(PROTOCOL)
    expect(the_new_words(hands)).to_be_visible()
    expect(hands.page.get_by_text("In force", exact=True)).to_be_visible()
    hands.follow("Version 3")
    expect(hands.page).to_have_url(re.compile(f"{PROTOCOL}v/3/$"))
    notice = hands.page.get_by_text("This version is no longer in force")
    expect(notice).to_be_visible()
    expect(the_new_words(hands)).to_have_count(0)


def the_new_words(hands: Hands) -> Locator:
    return hands.page.get_by_role("article").get_by_text(NEW_WORDS)


def sign_in(hands: Hands, who: str) -> None:
    hands.follow("Sign in")
    hands.write("E-mail address", f"{who}@ashcombe.example")
    hands.write("Password", PASSWORD)
    hands.press("Sign in")
