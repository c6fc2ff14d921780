"""The clerk follows up who has not confirmed a text, with nothing but a keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from protocols.models import Acknowledgement, ProtocolVersion
from tests.journeys.hands import Keyboard
from tests.journeys.test_adopting import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("js", [True, False])
def test_a_clerk_reminds_two_and_records_the_third_on_paper(
    make_page, demonstration, js
):
    version = ProtocolVersion.objects.in_force().get(title__contains="relations")
    hands = Keyboard(make_page(390, js=js), js=js)
    page, today = hands.page, timezone.localdate()

    hands.open("/ashcombe/")
    sign_in(hands, "clerk")
    hands.open(f"/ashcombe/desk/versions/{version.pk}/")
    hands.follow("Who has confirmed it")
    hands.press("Remind 3 people")
    expect(page.get_by_text("3 people are reminded by mail.")).to_be_visible()
    hands.follow("Not yet")
    expect(page.get_by_role("cell", name="Town Mayor")).to_have_count(0)
    hands.follow("Record signatures on paper")
    hands.press("Record these signatures")
    expect(page.get_by_role("link", name="Tick everybody who has")).to_be_visible()
    hands.tick("Cllr Idris Fenn, Councillor")
    for box, number in (("Day", today.day), ("Month", today.month)):
        hands.write(box, str(number))
    hands.write("Year", str(today.year))
    hands.press("Record these signatures")

    expect(page.get_by_text("1 signature is recorded.")).to_be_visible()
    recorded = Acknowledgement.objects.get(
        person__name="Cllr Idris Fenn", version=version
    )
    assert recorded.recorded_by.name == "Hester Vale"


@pytest.mark.parametrize("width", [1280, 320])
def test_what_the_clerk_follows_up_fits_and_can_be_read_by_everybody(
    make_page, demonstration, width
):
    version = ProtocolVersion.objects.in_force().get(title__contains="relations")
    hands = Keyboard(make_page(width))

    hands.open("/ashcombe/")
    sign_in(hands, "clerk")
    desk = f"/ashcombe/desk/versions/{version.pk}/readers"
    for address in ("/", "/?standing=declined", "/sheet/", "/paper/"):
        hands.open(f"{desk}{address}")
    for address in ("/ashcombe/desk/year/", "/ashcombe/calendar/", "/ashcombe/mine/"):
        hands.open(address)
