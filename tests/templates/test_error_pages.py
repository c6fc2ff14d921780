"""The pages for when something is wrong."""

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.urls("tests.look.urls")


@pytest.mark.django_db
def test_a_refusal_gives_its_reason(client):
    answer = client.get("/specimens/refused/")

    assert answer.status_code == 403
    assert "Only the clerk can record an adoption." in answer.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_says_so(client):
    answer = client.get("/specimens/nowhere/at/all/")

    assert answer.status_code == 404
    assert "Nothing at this address" in answer.content.decode()


def test_a_failure_asks_nothing_of_the_database_and_gives_a_number(client):
    client.raise_request_exception = False

    answer = client.get("/specimens/broken/")

    assert answer.status_code == 500
    assert answer.context["reference"] in answer.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_what_an_error_page_repeats_is_escaped(name):
    page = render_to_string(
        f"{name}.html", {"reason": "<b>no</b>", "reference": "<b>no</b>"}
    )

    assert "<b>" not in page
