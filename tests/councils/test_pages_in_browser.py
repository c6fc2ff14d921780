"""The clerk's pages in a real browser: wide, narrow, by keyboard, without a script."""

from datetime import date

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from councils import outbox
from councils.audit import record
from councils.events import Event
from councils.models import Membership, Person
from councils.roles import Role
from councils.services.people import Handover, Particulars, hand_over
from tests.browser import assert_nothing_sticks_out, axe
from tests.builders import holder, invited
from tests.factories import (
    PASSWORD,
    CommitteeFactory,
    ElectionFactory,
    MeetingFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OF_THE_COUNCIL = [
    "council_settings",
    "person_list",
    "person_add",
    "people_several",
    "office_handover",
    "meeting_list",
    "trail",
    "meeting_add",
    "committee_add",
    "election_add",
]
OF_A_PERSON = [
    *("person_detail", "person_change", "office_begin", "person_away"),
    "person_leave",
]
OF_NOBODY = ["account_login", "account_reset_password", "account_reset_password_done"]
OF_AN_ACCOUNT = ["account_change_password", "account_reauthenticate", "account_logout"]


@pytest.fixture
def busy_council(council, clerk):
    """A council with long names, somebody to come, somebody gone, a meeting held."""
    mayor = holder(council, Role.CHAIR, "Gwenllian Featherstonehaugh-Llewellyn")
    hand_over(
        council,
        actor=clerk,
        handover=Handover(
            role=Role.CHAIR,
            to=Particulars(name="Ann Lee", email="ann@mail.example"),
            starts_on=date(2040, 5, 12),
        ),
    )
    Person.objects.create(council=council, name="Former Officer")
    committee = CommitteeFactory(council=council, name="Policy and Resources Committee")
    MeetingFactory(council=council, committee=committee, held_on=date(2040, 1, 8))
    MeetingFactory(council=council, held_on=date(2024, 1, 8))
    ElectionFactory(council=council)
    return council, mayor.persons.get()


@pytest.fixture
def sign_in(live_server):
    """Give a page the session of somebody who signed in elsewhere."""

    def hand_over_the_cookie(page, account):
        client = Client()
        client.force_login(account)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value}
        page.context.add_cookies([{**cookie, "url": live_server.url}])

    return hand_over_the_cookie


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_fits_and_can_be_read_by_everybody(
    busy_council, clerk, make_page, sign_in, width
):
    council, person = busy_council
    page = make_page(width)
    addresses = [reverse(name) for name in OF_NOBODY]
    for address in addresses:
        page.goto(address)
        axe(page)
        assert_nothing_sticks_out(page)
    sign_in(page, clerk)
    addresses = [reverse(name) for name in OF_AN_ACCOUNT]
    addresses += [reverse(name, args=[council.slug]) for name in OF_THE_COUNCIL]
    addresses += [reverse(name, args=[council.slug, person.pk]) for name in OF_A_PERSON]
    addresses.append(
        reverse("office_end", args=[council.slug, person.memberships.get().pk])
    )
    for address in addresses:
        page.goto(address)
        assert page.locator("h1").count() == 1
        axe(page)
        assert_nothing_sticks_out(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_trail_of_long_names_fits_and_can_be_read_by_everybody(
    council, clerk, make_page, sign_in, width
):
    name = f"Gwenllian {'Featherstonehaugh' * 6}"
    person = Person.objects.create(council=council, name=name)
    mayor = holder(council, Role.CHAIR, "Llywelyn" * 14)
    for _ in range(60):
        record(Event.PERSON_ADDED, person, council=council, actor=mayor)
    page = make_page(width)
    sign_in(page, clerk)
    address = reverse("trail", args=[council.slug])
    for asked in ("", "?verify=1", "?page=2"):
        page.goto(f"{address}{asked}")
        assert page.locator("h1").count() == 1
        axe(page)
        assert_nothing_sticks_out(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_with_mistakes_can_be_read_too(
    council, clerk, make_page, sign_in, width
):
    page = make_page(width)
    sign_in(page, clerk)
    for name in ("person_add", "office_handover", "meeting_add", "election_add"):
        page.goto(reverse(name, args=[council.slug]))
        page.locator("main form button[type=submit]").last.click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        axe(page)
        assert_nothing_sticks_out(page)


def test_a_person_is_added_by_keyboard_alone(council, clerk, make_page, sign_in):
    page = make_page()
    sign_in(page, clerk)
    page.goto(reverse("person_add", args=[council.slug]))

    page.get_by_label("Full name").focus()
    page.keyboard.type("Ann Lee")
    page.keyboard.press("Tab")
    page.keyboard.type("ann@mail.example")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Councillor")
    for part in ("12", "5", "2026"):
        page.keyboard.press("Tab")
        page.keyboard.type(part)
    page.keyboard.press("Enter")
    page.get_by_text("Ann Lee is added and has been invited.").wait_for()

    term = Membership.objects.get(person__name="Ann Lee")
    assert (term.role, term.starts_on) == (Role.COUNCILLOR, date(2026, 5, 12))


def test_an_office_is_handed_over_and_the_mail_opened_without_a_script(
    council, clerk, chair, make_page, sign_in
):
    page = make_page(390, js=False)
    sign_in(page, clerk)
    page.goto(reverse("office_handover", args=[council.slug]))

    page.get_by_label("Mayor", exact=True).check()
    page.get_by_label("Somebody new").check()
    page.get_by_label("Full name").fill("Ann Lee")
    page.get_by_label("E-mail address").fill("ann@mail.example")
    page.get_by_label("Day").fill("12")
    page.get_by_label("Month").fill("May")
    page.get_by_label("Year").fill("2020")
    page.get_by_label("Elected", exact=True).check()
    page.get_by_role("button", name="Hand the office over").click()
    page.get_by_text("Ann Lee is Mayor from 12 May 2020.").wait_for()

    assert Membership.objects.get(person=chair.persons.get()).ends_on == date(
        2020, 5, 11
    )
    outbox.deliver()
    [path] = [
        "/" + word.split("/", 3)[3]
        for word in mail.outbox[0].body.split()
        if "/accounts/invitation/" in word
    ]
    newcomer = make_page(390, js=False)
    newcomer.goto(path)
    newcomer.get_by_label("Choose a password").fill(PASSWORD)
    newcomer.get_by_role("button", name="Make my account").click()
    newcomer.get_by_text("Welcome. You can now sign in").wait_for()
    newcomer.get_by_role("link", name="Desk").click()
    assert newcomer.url.endswith(reverse("desk", args=[council.slug]))


def test_an_invitation_looks_as_considered_as_the_rest(council, clerk, make_page):
    _, token = invited(council, by=clerk)
    page = make_page(390)
    page.goto(reverse("invitation_accept", args=[token]))

    axe(page)
    assert_nothing_sticks_out(page)
    assert page.get_by_label("Choose a password").get_attribute("autocomplete") == (
        "new-password"
    )


def test_the_councils_own_colour_reaches_the_page(council, clerk, make_page):
    council.colour = "#5b2c83"
    council.save()
    page = make_page()
    page.goto(council.get_absolute_url())

    shown = page.evaluate(
        "getComputedStyle(document.documentElement)"
        ".getPropertyValue('--council-colour').trim()"
    )
    assert shown == "#5b2c83"
