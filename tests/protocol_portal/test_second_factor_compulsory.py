"""A second factor is compulsory by office; what binds asks for it once more."""

import time

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.kernel.scopes import is_control
from councils.roles import Role
from tests.builders import invited
from tests.codes import SECRET, code_of, recovery_codes, with_app
from tests.factories import PASSWORD, CommitteeFactory, MembershipFactory
from tests.signing_in import is_signed_in, set_up, signed_in
from tests.visits import visitor

DESK = "/withycombe/desk/"
NEEDED = "/accounts/second-factor/needed/"
# Spelled out by hand: who may change what binds a council.
OF_COMMITTEES = {"committee_chair", "committee_member"}
COMPULSORY = {"clerk", "acting_clerk", "deputy_clerk", "chair", "vice_chair"}


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def compulsory(settings):
    settings.SECOND_FACTOR_COMPULSORY = True


# ---- compulsory by office


@pytest.mark.parametrize("role", Role)
def test_the_offices_that_bind_a_council_need_one_and_no_others(
    council, compulsory, role
):
    committee = CommitteeFactory(council=council) if role in OF_COMMITTEES else None
    term = MembershipFactory(council=council, role=role, committee=committee)
    account = term.person.user

    answer = signed_in(account).get(DESK)

    if role in COMPULSORY:
        assert answer.headers["Location"] == f"{NEEDED}?next=%2Fwithycombe%2Fdesk%2F"
    else:
        assert answer.status_code == 200


def test_the_operator_needs_one(superuser, compulsory):
    answer = signed_in(superuser).get(reverse("home"))

    assert answer.headers["Location"].startswith(NEEDED)


def test_an_office_that_has_ended_needs_none(council, clerk, compulsory):
    clerk.persons.get().memberships.update(ends_on="2024-01-01")

    assert signed_in(clerk).get(reverse("home")).status_code == 200


def test_in_a_try_out_it_is_offered_and_not_forced(clerk):
    client = signed_in(clerk)

    assert django_settings.SECOND_FACTOR_COMPULSORY is False
    assert client.get(DESK).status_code == 200
    assert reverse("second_factor_needed") in client.get(reverse("account_home")).text


def test_without_it_only_the_way_to_it_and_out_is_open(clerk, compulsory):
    client = signed_in(clerk)

    for address in ("/", "/withycombe/", DESK, reverse("account_change_password")):
        assert client.get(address).headers["Location"].startswith(NEEDED)
    posted = client.post("/withycombe/desk/people/add/", {"name": "Ann"})
    assert posted.headers["Location"] == f"{NEEDED}?next=%2F"
    page = client.get(NEEDED, {"next": DESK})
    assert "nothing else opens" in page.text
    assert f"{reverse('mfa_activate_totp')}?next={DESK}" in page.text
    assert client.get("/healthz/ready").status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert not is_signed_in(client)


def test_a_part_of_a_page_sends_the_whole_page_there(clerk, compulsory):
    answer = signed_in(clerk).get(DESK, headers={"hx-request": "true"})

    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith(NEEDED)


def test_the_way_through_ends_where_somebody_was_going(clerk, compulsory):
    client = signed_in(clerk)

    _, answer = set_up(client, next=DESK)

    on = f"{reverse('mfa_view_recovery_codes')}?next={DESK}"
    assert answer.headers["Location"] == on
    assert f'href="{DESK}"' in client.get(on).text
    assert client.get(DESK).status_code == 200


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "\\\\e"])
def test_nobody_is_sent_off_the_site_on_the_way(clerk, compulsory, place):
    client = signed_in(clerk)

    page = client.get(NEEDED, {"next": place})
    _, answer = set_up(client, next=place)
    codes = client.get(reverse("mfa_view_recovery_codes"), {"next": place})
    again = client.post(
        f"{reverse('mfa_reauthenticate')}?next={place}",
        {"code": recovery_codes(clerk)[0]},
    )

    assert page.context["set_up_url"] == reverse("mfa_activate_totp")
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert codes.context["next_url"] == reverse("account_home")
    assert again.headers["Location"] == DESK


def test_a_session_that_never_showed_its_code_is_asked_for_it(clerk, compulsory):
    with_app(clerk)
    client = Client()
    client.force_login(clerk)

    answer = client.get(DESK)

    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_whoever_removes_it_sets_up_the_next_one(clerk, compulsory):
    with_app(clerk)
    client = signed_in(clerk, code_of(SECRET))
    assert client.get(DESK).status_code == 200

    client.post(reverse("mfa_deactivate_totp"))

    assert client.get(DESK).headers["Location"].startswith(NEEDED)


def test_an_invited_clerk_comes_straight_to_setting_it_up(council, clerk, compulsory):
    person, token = invited(council, by=clerk)
    person.memberships.create(
        council=council, role=Role.DEPUTY_CLERK, starts_on="2020-01-01"
    )
    client = Client()
    link = reverse("invitation_accept", args=[token])

    page = client.post(link, {"password": PASSWORD}, follow=True)

    assert page.redirect_chain[-1][0].startswith(NEEDED)
    assert client.get(page.context["set_up_url"]).status_code == 200


def questions(captured):
    return sum(not is_control(query["sql"]) for query in captured)


def test_proving_it_once_costs_no_query_and_needing_none_costs_one(
    clerk, councillor, compulsory, settings
):
    with_app(clerk)
    for account, code, extra in (
        (clerk, code_of(SECRET), 0),
        (councillor, None, 1),
    ):
        client = signed_in(account, code)
        client.get("/")
        settings.SECOND_FACTOR_COMPULSORY = False
        with CaptureQueriesContext(connection) as without:
            client.get("/")
        settings.SECOND_FACTOR_COMPULSORY = True
        with CaptureQueriesContext(connection) as forced:
            client.get("/")

        assert questions(forced) - questions(without) == extra


# ---- showing once more that it is you


def test_what_binds_asks_again_right_after_signing_in_too(councillor, clerk):
    with_app(clerk)
    for client, asked_at in (
        (signed_in(councillor), "account_reauthenticate"),
        (signed_in(clerk, code_of(SECRET)), "mfa_reauthenticate"),
    ):
        asked = client.get(reverse("account_email"))

        assert asked.headers["Location"].startswith(f"{reverse(asked_at)}?")


def test_with_a_second_factor_the_password_alone_shows_nothing(councillor):
    with_app(councillor)
    client = signed_in(councillor, code_of(SECRET))
    address = f"{reverse('account_reauthenticate')}?next=/"

    asked = client.get(address)
    client.post(address, {"password": PASSWORD})

    assert asked.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    shown = client.session["account_authentication_methods"]
    assert not any(record.get("reauthenticated") for record in shown)


def test_a_password_typed_before_the_second_factor_came_is_not_enough(councillor):
    client = visitor(councillor)
    assert client.get(reverse("account_email")).status_code == 200
    with_app(councillor)

    asked = client.get(reverse("account_email"))

    assert asked.headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_what_another_account_showed_in_this_browser_counts_for_nobody_else(
    councillor, clerk
):
    client = visitor(councillor)
    session = client.session
    session["account_authentication_methods_user"] = str(clerk.pk)
    session["account_authentication_methods"][-1]["at"] = time.time()
    session.save()

    asked = client.get(reverse("account_email"))

    assert asked.status_code == 302
