"""Stored pages: the same page as a rendered one, and never one that is out of date."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.audit import record
from protocols.models import PublicPage
from protocols.services.drafting import start_draft
from protocols.services.ending import Fact, correct_fact
from protocols.services.public_pages import publish_pages, stored_page
from tests.protocols.cast import a_council, adopted, signed, tabled

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def version(cast):
    return signed(cast, days_ago=20)


@pytest.fixture
def address(version):
    return version.protocol.get_absolute_url()


def test_the_stored_page_is_the_rendered_one(client, address):
    rendered = client.get(address)

    publish_pages()

    stored = client.get(address)
    assert stored.content == rendered.content
    assert stored["ETag"] == rendered["ETag"]


def test_a_stored_page_is_one_query(client, address, at_most_queries):
    publish_pages()

    with at_most_queries(1):
        assert client.get(address).status_code == 200


def test_who_is_signed_out_never_touches_the_trail(client, version, address):
    number = f"{address}v/{version.number}/"
    pages = ["/", f"/{version.council.slug}/", address, number, f"{number}record/"]
    pages += [f"{number}protocol.json", f"/verify/{version.content_digest}/"]
    with CaptureQueriesContext(connection) as asked:
        for page in pages:
            assert client.get(page).status_code == 200
        publish_pages()
        for page in pages:
            assert client.get(page).status_code == 200

    assert len(asked) > len(pages)
    assert not [q for q in asked if "councils_auditevent" in q["sql"]]


def test_reading_stores_nothing(client, address):
    client.get(address)

    assert not PublicPage.objects.exists()


def test_who_has_the_page_already_is_sent_nothing(client, address):
    publish_pages()
    etag = client.get(address)["ETag"]

    answer = client.get(address, headers={"If-None-Match": etag})

    assert answer.status_code == 304
    assert not answer.content


def test_an_earlier_version_has_its_own_page(client, cast, version):
    draft = start_draft(version.protocol, actor=cast.clerk, source=version)
    signed(cast, adopted(cast, tabled(cast, draft), days_ago=2))
    publish_pages()

    earlier = client.get(version.get_absolute_url())

    assert b"no longer in force" in earlier.content
    assert PublicPage.objects.count() == 3


@pytest.mark.parametrize("what", ["a correction", "anything recorded"])
def test_what_happens_in_the_council_makes_a_stored_page_void(cast, version, what):
    address = version.protocol.get_absolute_url()
    publish_pages()
    assert stored_page(address) is not None

    if what == "a correction":
        correct_fact(
            version,
            actor=cast.clerk,
            fact=Fact.MINUTE_REFERENCE,
            was="",
            now="19.193",
            reason="The minutes have been written since.",
        )
    else:
        record("anything", cast.council, council=cast.council, actor=None)

    assert stored_page(address) is None


def test_a_correction_is_on_the_page_at_once(client, cast, version, address):
    publish_pages()
    correct_fact(
        version,
        actor=cast.clerk,
        fact=Fact.MINUTE_REFERENCE,
        was="",
        now="19.193",
        reason="The minutes have been written since.",
    )

    assert b"19.193" in client.get(address).content


def test_another_council_keeps_its_pages(cast, version, address):
    other = a_council("Other Council", "other").council
    publish_pages()

    record("anything", other, council=other, actor=None)

    assert stored_page(address) is not None


def test_a_page_is_no_longer_good_on_the_day_another_version_takes_effect(
    client, cast, version, address, time_machine
):
    later = timezone.localdate() + timedelta(days=3)
    draft = start_draft(version.protocol, actor=cast.clerk, source=version)
    signed(cast, adopted(cast, tabled(cast, draft), effective_on=later))
    publish_pages()
    assert b"Version 1" in client.get(address).content

    time_machine.move_to(timezone.now() + timedelta(days=3))

    assert stored_page(address) is None
    assert b"<span>Version 2" in client.get(address).content


def test_whoever_is_signed_in_gets_a_page_of_their_own(client, cast, address):
    publish_pages()
    client.force_login(cast.clerk)

    answer = client.get(address)

    assert b"Start a new draft" in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert not answer.has_header("ETag")


def test_publishing_again_makes_nothing_again(version, address):
    publish_pages()
    before = PublicPage.objects.values_list("etag", flat=True)[0]

    publish_pages()

    assert PublicPage.objects.values_list("etag", flat=True)[0] == before
    assert PublicPage.objects.count() == 2


def test_a_tag_that_was_made_weak_on_its_way_is_known_all_the_same(client, address):
    publish_pages()
    etag = client.get(address)["ETag"]

    answer = client.get(address, headers={"If-None-Match": f"W/{etag}"})

    assert answer.status_code == 304


@pytest.mark.parametrize("stored", [True, False])
def test_a_page_says_that_it_depends_on_who_is_signed_in(client, address, stored):
    if stored:
        publish_pages()

    assert "Cookie" in client.get(address)["Vary"]


def test_signed_in_the_page_takes_few_queries_whatever_is_on_it(
    client, cast, version, at_most_queries
):
    correct_fact(
        version,
        actor=cast.clerk,
        fact=Fact.MINUTE_REFERENCE,
        was="",
        now="19.193",
        reason="The minutes have been written since.",
    )
    draft = start_draft(version.protocol, actor=cast.clerk, source=version)
    adopted(cast, tabled(cast, draft), days_ago=2)

    for reader in (cast.clerk, cast.chair, cast.vice_chair, cast.officer):
        client.force_login(reader)
        client.get("/")  # Notes that the session is in use.
        with at_most_queries(8):
            answer = client.get(version.protocol.get_absolute_url())
        assert b"19.193" in answer.content


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_made_again_by_the_reader(client, address):
    publish_pages()
    client.get(address)
    connection.connection.close()

    assert client.get(address).status_code == 200
