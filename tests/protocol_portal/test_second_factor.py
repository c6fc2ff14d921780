"""A second factor: set up, asked for, used once, and compulsory by office."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.roles import Role
from protocol_portal.accounts import SecondFactorAdapter
from tests.builders import invited
from tests.codes import SECRET, code_of, recovery_codes, with_app
from tests.factories import PASSWORD, CommitteeFactory, MembershipFactory
from tests.visits import visitor

LOGIN, CODE, DESK = "account_login", "mfa_authenticate", "/withycombe/desk/"
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


def give_password(client, account, **more):
    return client.post(
        reverse(LOGIN), {"login": account.email, "password": PASSWORD, **more}
    )


def give_code(client, code):
    return client.post(reverse(CODE), {"code": code})


def signed_in(account, code=None):
    client = Client()
    give_password(client, account)
    if code is not None:
        give_code(client, code)
    return client


def is_signed_in(client):
    return client.get(reverse("account_home")).status_code == 200


def offered_secret(page):
    [fours] = re.findall(r"<code>([A-Z2-7 ]+)</code>", page.text)
    return fours.replace(" ", "")


def set_up(client, **query):
    address = reverse("mfa_activate_totp")
    secret = offered_secret(client.get(address, query))
    return secret, client.post(address, {"code": code_of(secret)}, query_params=query)


def aged(client, seconds):
    """Let some time pass since this browser showed who uses it."""
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - seconds}
        for record in session["account_authentication_methods"]
    ]
    session.save()


# ---- setting it up


def test_an_app_is_set_up_with_the_code_that_it_shows(councillor):
    client = signed_in(councillor)

    secret, answer = set_up(client)

    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    page = client.get(answer.headers["Location"])
    assert all(code in page.text for code in recovery_codes(councillor))
    assert is_signed_in(signed_in(councillor, code_of(secret, steps=1)))


def test_an_app_is_not_set_up_with_any_other_code(councillor):
    client = signed_in(councillor)
    address = reverse("mfa_activate_totp")
    secret = offered_secret(client.get(address))
    wrong = f"{(int(code_of(secret)) + 1) % 10**6:06}"

    answer = client.post(address, {"code": wrong})

    assert "That code is not right" in answer.text
    assert offered_secret(answer) == secret
    assert not Authenticator.objects.exists()


def test_the_square_to_scan_comes_with_the_page_and_says_whose_code_it_is(councillor):
    page = signed_in(councillor).get(reverse("mfa_activate_totp"))

    assert 'src="data:image/svg+xml;base64,' in page.text
    assert page.context["totp_url"].startswith(
        f"otpauth://totp/{councillor.email.replace('@', '%40')}?secret="
    )
    assert "issuer=Protocol%20portal" in page.context["totp_url"]


def test_setting_up_asks_who_it_is_when_signing_in_is_long_ago(councillor):
    client = signed_in(councillor)
    aged(client, 301)

    answer = client.get(reverse("mfa_activate_totp"))

    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_no_secret_lies_in_the_database_in_the_clear(councillor):
    client = signed_in(councillor)
    secret = offered_secret(client.get(reverse("mfa_activate_totp")))

    waiting = str([session.get_decoded() for session in Session.objects.all()])
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    left = str([session.get_decoded() for session in Session.objects.all()])

    codes = recovery_codes(councillor)
    assert len(codes) == 10
    for text in (waiting, kept, left):
        assert not any(word in text for word in [secret, *codes])


def test_what_is_encrypted_opens_under_its_own_key_alone(settings):
    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt("a secret")

    assert adapter.decrypt(sealed) == "a secret"
    assert adapter.encrypt("a secret") != sealed
    settings.SECRET_KEY = "another"
    assert adapter.decrypt(sealed) == "a secret"
    settings.ACCOUNT_KEY = "another"
    with pytest.raises(Exception, match=r"^$"):
        adapter.decrypt(sealed)


def test_a_second_factor_that_cannot_be_read_signs_nobody_in(councillor, settings):
    with_app(councillor)
    client = signed_in(councillor)
    settings.ACCOUNT_KEY = "another"

    answer = give_code(client, code_of(SECRET))

    assert "cannot be read any more" in answer.text
    assert not is_signed_in(client)


# ---- signing in


def test_the_password_alone_opens_nothing(councillor):
    with_app(councillor)
    client = Client()

    answer = give_password(client, councillor)

    assert answer.headers["Location"] == reverse(CODE)
    for address in (DESK, reverse("account_home"), reverse("mfa_index")):
        assert client.get(address).headers["Location"].startswith(reverse(LOGIN))
    for name in ("mfa_view_recovery_codes", "mfa_activate_totp", "account_email"):
        assert client.get(reverse(name)).status_code == 302
    assert not client.get(reverse("home")).context["user"].is_authenticated


def test_password_and_code_sign_in_and_go_where_somebody_was_going(councillor):
    with_app(councillor)
    client = Client()
    give_password(client, councillor, next=DESK)

    answer = give_code(client, code_of(SECRET))

    assert answer.headers["Location"] == DESK
    assert client.get(DESK).status_code == 200


def test_a_wrong_code_signs_nobody_in(councillor):
    with_app(councillor)
    wrong = f"{(int(code_of(SECRET)) + 1) % 10**6:06}"

    assert not is_signed_in(signed_in(councillor, wrong))


def test_a_code_is_good_once_whatever_the_cache_forgets(councillor):
    with_app(councillor)
    code = code_of(SECRET)

    assert is_signed_in(signed_in(councillor, code))
    cache.clear()
    assert not is_signed_in(signed_in(councillor, code))
    cache.clear()
    assert is_signed_in(signed_in(councillor, code_of(SECRET, steps=1)))


def test_a_code_before_the_last_one_used_is_not_good_any_more(councillor):
    with_app(councillor)

    assert is_signed_in(signed_in(councillor, code_of(SECRET)))
    assert not is_signed_in(signed_in(councillor, code_of(SECRET, steps=-1)))


def test_the_code_that_set_the_app_up_signs_nobody_in(councillor):
    secret, _ = set_up(signed_in(councillor))

    assert not is_signed_in(signed_in(councillor, code_of(secret)))


def test_a_recovery_code_works_once(councillor):
    with_app(councillor)
    code, another, *_ = recovery_codes(councillor)

    assert is_signed_in(signed_in(councillor, code))
    assert not is_signed_in(signed_in(councillor, code))
    assert is_signed_in(signed_in(councillor, another))
    assert len(recovery_codes(councillor)) == 8


def test_another_s_code_signs_nobody_in(councillor, clerk):
    with_app(councillor)
    with_app(clerk, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")

    assert not is_signed_in(signed_in(councillor, recovery_codes(clerk)[0]))


def test_whoever_has_no_code_can_start_again(councillor):
    with_app(councillor)
    client = signed_in(councillor)

    answer = client.post(reverse("account_logout"), {"next": reverse(LOGIN)})

    assert answer.headers["Location"] == reverse(LOGIN)
    assert client.get(reverse(LOGIN)).status_code == 200
    assert client.get(reverse(CODE)).headers["Location"] == reverse(LOGIN)


# ---- recovery codes, and the end of it


def test_recovery_codes_are_downloaded_as_plain_text(councillor):
    with_app(councillor)
    client = signed_in(councillor, code_of(SECRET))

    answer = client.get(reverse("mfa_download_recovery_codes"))

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert all(code in answer.text for code in recovery_codes(councillor))


@pytest.mark.parametrize(
    "name",
    [
        *("mfa_view_recovery_codes", "mfa_download_recovery_codes"),
        *("mfa_generate_recovery_codes", "mfa_deactivate_totp"),
    ],
)
def test_what_weakens_a_second_factor_asks_for_a_code_again(councillor, name):
    with_app(councillor)
    client = signed_in(councillor, code_of(SECRET))
    aged(client, 301)

    asked = client.get(reverse(name))

    again = f"{reverse('mfa_reauthenticate')}?next="
    assert asked.headers["Location"].startswith(again)
    answer = client.post(asked.headers["Location"], {"code": code_of(SECRET, steps=1)})
    assert answer.headers["Location"] == reverse(name)
    assert client.get(reverse(name)).status_code == 200


def test_new_recovery_codes_end_the_old_ones(councillor):
    with_app(councillor)
    old = recovery_codes(councillor)
    client = signed_in(councillor, code_of(SECRET))

    client.post(reverse("mfa_generate_recovery_codes"))

    assert not set(old) & set(recovery_codes(councillor))
    assert is_signed_in(client)


def test_without_a_second_factor_the_password_is_enough_again(councillor):
    with_app(councillor)
    client = signed_in(councillor, code_of(SECRET))

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert is_signed_in(client)
    assert is_signed_in(signed_in(councillor))


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
    assert again.headers["Location"] == reverse("home")


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

        assert len(forced) - len(without) == extra


# ---- showing once more that it is you


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
