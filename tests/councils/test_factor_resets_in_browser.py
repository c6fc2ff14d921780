"""The pages of a reset, and the warnings, in a real browser: wide and narrow."""

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from councils.roles import Role
from tests.browser import assert_nothing_sticks_out, axe
from tests.builders import asked_to_reset, holder, operator
from tests.factories import PASSWORD
from tests.visits import visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(live_server, make_page):
    """Give a page of somebody who has just shown that it is them."""

    def of(account, width):
        page = make_page(width)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": visitor(account).cookies[name].value}
        page.context.add_cookies([{**cookie, "url": live_server.url}])
        return page

    return of


def looked_at(page, address):
    page.goto(address)
    assert page.locator("h1").count() == 1
    axe(page)
    assert_nothing_sticks_out(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_fits_and_can_be_read_by_everybody(
    council, clerk, chair, superuser, signed_in, width
):
    loser = holder(council, Role.OFFICER, "Office")
    reset = asked_to_reset(loser, by=operator())
    person = loser.persons.get()
    of_council = [council.slug, person.pk]

    for account, addresses in {
        superuser: [
            reverse("factor_resets"),
            reverse("factor_reset", args=[reset.pk]),
            reverse("account_home"),
        ],
        chair: [reverse("factor_reset_agree", args=[council.slug, reset.pk])],
        loser: [reverse("factor_reset", args=[reset.pk]), reverse("account_home")],
        clerk: [
            reverse("person_detail", args=of_council),
            reverse("person_change", args=of_council),
        ],
    }.items():
        page = signed_in(account, width)
        for address in addresses:
            looked_at(page, address)


def test_a_closed_account_says_so_on_a_page_that_everybody_can_read(clerk, make_page):
    page = make_page(320)
    page.goto(reverse("account_login"))
    for _ in range(11):
        page.get_by_label("E-mail address").fill(clerk.email)
        page.get_by_label("Password", exact=True).fill(f"not {PASSWORD}")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="There is a problem").wait_for()

    assert "closed for now" in page.locator("main").inner_text()
    axe(page)
    assert_nothing_sticks_out(page)
