"""What anybody reads is made of public rows: with those alone, nothing is different."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.kernel.scopes import is_control
from tests.isolation.two import as_role

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db]

PAGES = [
    "/",
    "/larkmere/",
    "/larkmere/protocol-on-relations/",
    "/larkmere/protocol-on-relations/v/1/",
    "/larkmere/protocol-on-relations/v/1/record/",
    "/larkmere/protocol-on-relations/v/1/record.pdf",
    "/larkmere/protocol-on-relations/protocol.pdf",
    "/larkmere/protocol-on-relations/protocol.json",
    "/larkmere/colours.css",
    "/larkmere/desk/",
    "/larkmere/protocol-on-drafts/",
    "/larkmere/protocol-on-drafts/v/1/",
    "/verify/",
]


def words(answer):
    return re.sub(rb'value="\w{64}"', b"", answer.content)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_the_same_made_of_public_rows_alone(two, address):
    of_all_rows = Client().get(address)

    as_role("portal_app")
    of_public_rows = Client().get(address)

    assert of_public_rows.status_code == of_all_rows.status_code
    assert words(of_public_rows) == words(of_all_rows)


def test_the_stored_page_is_one_question_to_public_rows(two):
    as_role("portal_app")

    with CaptureQueriesContext(connection) as captured:
        answer = Client().get("/larkmere/protocol-on-relations/")

    asked = [q["sql"] for q in captured if not is_control(q["sql"])]
    assert answer.status_code == 200
    assert len(asked) == 1
