"""A form that comes without its token: refused calmly, and nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

WORDS = "A visitor is met at the door </textarea><script>alert(1)</script>."
HERE = {"origin": "http://testserver"}


@pytest.fixture
def form(db):
    client = Client(enforce_csrf_checks=True)
    fields = {
        "words": WORDS,
        "short": "Welcome",
        "password": "a bell, a river, a hill, and a long way home",
    }

    def send(**headers):
        return client.post(reverse("account_login"), fields, headers=headers)

    return send


def test_a_form_without_its_token_is_refused_and_what_was_typed_given_back(form):
    answer = form(**HERE)

    assert answer.status_code == 403
    assert answer.context["typed"] == [WORDS]
    page = answer.content.decode()
    assert "gone stale" in page
    assert "A visitor is met at the door &lt;/textarea&gt;&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_no_password_is_given_back(form):
    assert "a bell" not in form(**HERE).content.decode()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_what_another_site_sent_is_not_shown_as_typed_here(form, origin):
    answer = form(origin=origin) if origin else form()

    assert answer.status_code == 403
    assert answer.context["typed"] == []
    assert "met at the door" not in answer.content.decode()
