"""Signing in, out and in again; and the mail of a try-out."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.models import Membership, Person, User
from councils.outbox import deliver
from councils.roles import Role
from protocol_portal.kept_mail import with_links
from protocol_portal.landing import places_of
from tests.builders import holder
from tests.factories import PASSWORD, CouncilFactory

LOGIN = "account_login"
MISMATCH = "not correct"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def kept(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.EMAIL_BACKEND = "protocol_portal.kept_mail.KeptMailBackend"


def sign_in(client, email, password=PASSWORD, **more):
    data = {"login": email, "password": password, **more}
    return client.post(reverse(LOGIN), data)


def test_a_person_signs_in_by_address_whatever_its_capitals(client, councillor):
    answer = sign_in(client, councillor.email.upper())

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("my_page", args=["withycombe"]),
    )
    assert client.get(reverse("home")).context["user"] == councillor


def test_the_clerk_lands_on_the_desk(client, clerk):
    answer = sign_in(client, clerk.email)

    assert answer.headers["Location"] == reverse("desk", args=["withycombe"])


def test_who_serves_two_councils_chooses_and_each_leads_where_one_works(
    client, councillor
):
    person = holder(CouncilFactory(name="Ashby", slug="ashby"), Role.CLERK, "Ann")
    Person.objects.filter(user=person).update(user=councillor)

    answer = sign_in(client, councillor.email)

    assert answer.headers["Location"] == reverse("home")
    assert [place.url for place in places_of(councillor)] == [
        reverse("desk", args=["ashby"]),
        reverse("my_page", args=["withycombe"]),
    ]


def test_who_holds_no_office_any_more_lands_on_the_home_page(client, councillor):
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person__user=councillor).update(ends_on=yesterday)

    answer = sign_in(client, councillor.email)

    assert answer.headers["Location"] == reverse("home")
    assert "You hold no office today" in client.get(reverse("home")).text


def test_a_page_that_was_asked_for_comes_before_the_landing(client, councillor):
    answer = sign_in(client, councillor.email, next="/withycombe/desk/")

    assert answer.headers["Location"] == "/withycombe/desk/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client, councillor
):
    wrong = sign_in(client, councillor.email, "not the password")
    unknown = sign_in(client, "nobody@mail.example", "not the password")

    def words(answer):
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text)
        return re.sub(r'value="[^"]*@[^"]*"', "", page)

    assert wrong.status_code == unknown.status_code == 200
    assert MISMATCH in wrong.text
    assert words(wrong) == words(unknown)


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\e"]
)
def test_nobody_is_sent_off_the_site(client, councillor, place):
    answer = sign_in(client, councillor.email, next=place)

    assert answer.headers["Location"] == reverse("my_page", args=["withycombe"])


def test_signing_out_takes_a_post(client, councillor):
    client.force_login(councillor)

    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("home")).context["user"].is_authenticated
    client.post(reverse("account_logout"))

    assert not client.get(reverse("home")).context["user"].is_authenticated


def test_a_new_password_signs_everybody_else_out(client, councillor):
    elsewhere = Client()
    elsewhere.force_login(councillor)
    sign_in(client, councillor.email)
    new = "another four unlike words"

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    councillor.refresh_from_db()
    assert councillor.check_password(new)
    assert client.get(reverse("home")).context["user"].is_authenticated
    assert not elsewhere.get(reverse("home")).context["user"].is_authenticated


def test_a_forgotten_password_is_set_anew_by_mail(client, councillor):
    client.post(reverse("account_reset_password"), {"email": councillor.email})
    deliver()
    [sent] = mail.outbox
    assert sent.subject == "Choose a new password"
    [link] = re.findall(r"http://\S+/reset/key/\S+", sent.body)
    new = "another four unlike words"

    page = client.get(link, follow=True)
    assert "Choose a new password" in page.text
    [(form_address, _)] = page.redirect_chain
    client.post(form_address, {"password1": new, "password2": new})

    councillor.refresh_from_db()
    assert councillor.check_password(new)
    assert "not good any more" in Client().get(link, follow=True).text


def test_an_unknown_address_is_told_so_by_mail_and_not_on_the_page(client, councillor):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (councillor.email, "nobody@mail.example")
    ]

    known, unknown = (
        re.sub(r'value="\w{64}"', "", answer.content.decode()) for answer in answers
    )
    assert known == unknown
    deliver()
    assert [message.subject for message in mail.outbox] == [
        "Choose a new password",
        "There is no account for this address",
    ]


def test_nobody_can_sign_up(client, db):
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/social/login/"):
        assert client.get(path).status_code == 404

    assert not User.objects.exists()


# ---- the try-out's mail


def test_what_a_try_out_would_send_is_kept_and_shown_newest_first(client, db, kept):
    for subject in ("First", "Second"):
        mail.send_mail(subject, "Grüße\n", None, ["ann@mail.example"])

    text = client.get(reverse("kept_mail")).text

    assert text.index("Second") < text.index("First")
    assert "Grüße" in text
    assert "ann@mail.example" in text
    assert not getattr(mail, "outbox", [])


def test_before_the_first_mail_the_page_says_so(client, db, kept):
    assert "No mail yet" in client.get(reverse("kept_mail")).text


def test_a_server_has_no_page_of_its_mail(client, db, kept, settings):
    mail.send_mail("Subject", "Words", None, ["ann@mail.example"])
    settings.TRY_OUT = False

    assert client.get(reverse("kept_mail")).status_code == 404


def test_addresses_in_a_mail_are_links_and_everything_else_is_words():
    shown = with_links('<b>Go to</b> http://a.example/?a=1&b=2 "now"')

    assert shown == (
        "&lt;b&gt;Go to&lt;/b&gt;"
        ' <a href="http://a.example/?a=1&amp;b=2">http://a.example/?a=1&amp;b=2</a>'
        " &quot;now&quot;"
    )
