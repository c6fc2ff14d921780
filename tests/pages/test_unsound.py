"""What no page could answer is refused before any page sees it."""

import io

import pytest
from django.test import Client
from django.test.client import FakePayload
from django.urls import reverse

from tests.visits import visitor

LARGEST = 25 * 1024 * 1024


class Unread(io.RawIOBase):
    """A body that fails the test if anybody reads it."""

    def read(self, size: int = -1) -> bytes:
        pytest.fail("The body was read.")


@pytest.mark.parametrize("query", ["page=%00", "a%00b=1", "next=/%00", "page=\0"])
def test_a_nul_in_a_query_is_a_bad_request_on_every_page(db, query):
    for name in ("home", "account_login", "verify"):
        response = Client().get(f"{reverse(name)}?{query}")

        assert response.status_code == 400, name
        assert "<h1>" in response.text


def test_the_same_query_without_it_is_answered(db):
    assert Client().get(f"{reverse('home')}?page=0").status_code == 200


def test_a_body_larger_than_any_form_is_refused_unread(council, clerk):
    address = reverse("import_upload", args=[council.slug])

    response = visitor(clerk).generic(
        "POST", address, CONTENT_LENGTH=str(LARGEST + 1), **{"wsgi.input": Unread()}
    )

    assert response.status_code == 413
    assert "<h1>" in response.text


@pytest.mark.parametrize("length", ["", "x", "-1", "1e9", "\u0661"])
def test_a_length_that_is_no_number_breaks_nothing(council, clerk, length):
    address = reverse("import_upload", args=[council.slug])

    response = visitor(clerk).generic(
        "POST", address, CONTENT_LENGTH=length, **{"wsgi.input": FakePayload(b"")}
    )

    assert response.status_code in {200, 400, 403}
