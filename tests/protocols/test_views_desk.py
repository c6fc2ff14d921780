"""The desk: what waits for whom, and where a protocol begins."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from protocols.document import Facts
from protocols.models import ProtocolVersion
from protocols.services.drafting import new_protocol
from protocols.services.importing import Upload, read_import, upload_file
from protocols.services.paper import record_from_paper
from tests.protocols.cast import (
    Cast,
    a_council,
    a_draft,
    a_text,
    adopted,
    signed,
    tabled,
)
from tests.visits import desk_of, visitor, words

pytestmark = pytest.mark.django_db
DESK = "/larkmere/desk/"
START = f"{DESK}protocols/new/"


@pytest.fixture
def cast() -> Cast:
    return a_council()


def desk(account) -> str:
    response = visitor(account).get(DESK)
    assert response.status_code == 200
    return words(response)


def a_file(cast, data: bytes = b"1. Visits\n\nA visitor is met at the door.\n"):
    upload = Upload(name="visits.txt", media_type="text/plain", data=data)
    return upload_file(cast.council, actor=cast.clerk, upload=upload)


def test_an_empty_desk_offers_the_clerk_a_beginning_and_others_none(cast):
    of_clerk, of_councillor = desk(cast.clerk), desk(cast.councillor)

    assert "Nothing waits for you." in of_clerk
    assert f'href="{DESK}import/"' in of_clerk
    assert f'href="{START}"' in of_clerk
    assert "The clerk brings it in." in of_councillor
    assert f'href="{DESK}import/"' not in of_councillor
    assert f'href="{START}"' not in of_councillor


def test_what_awaits_signature_waits_for_the_mayor_alone(cast):
    version = adopted(cast)
    task = "Sign Protocol on relations"

    assert task in desk(cast.chair)
    assert desk_of(version, "sign") in desk(cast.chair)
    for account in (cast.clerk, cast.deputy, cast.councillor, cast.vice_chair):
        assert task not in desk(account)


def test_everybody_finds_the_text_that_awaits_signature(cast):
    version = adopted(cast)

    for account in (cast.clerk, cast.councillor, cast.officer):
        assert f'<a href="{desk_of(version)}">' in desk(account)


def test_the_clerk_and_the_deputy_record_what_was_resolved(cast):
    tabled(cast)
    task = "Record what the council resolved on Protocol on relations"

    assert task in desk(cast.clerk)
    assert task in desk(cast.deputy)
    assert task not in desk(cast.councillor)


def test_an_overdue_review_waits_for_the_clerk(cast):
    text = a_text(title="Protocol on bells")
    facts = Facts(adopted_on=date(2019, 3, 5), review_cycle_months=12)
    record_from_paper(
        new_protocol(cast.council, actor=cast.clerk, title="Protocol on bells"),
        actor=cast.clerk,
        document=replace(text, facts=facts),
        source_file=None,
    )

    assert "It was due on 5 March 2020." in desk(cast.clerk)
    assert "It was due on" not in desk(cast.officer)


def test_a_file_on_its_way_is_the_clerk_s_and_is_named_once(cast):
    incoming = a_file(cast)

    assert "Waiting to be read" in desk(cast.clerk)
    assert "visits.txt" not in desk(cast.councillor)

    read_import(cast.council.pk, incoming.pk)

    assert desk(cast.clerk).count("visits.txt") == 1
    assert "Look at what was read from visits.txt" in desk(cast.clerk)


def test_the_desk_of_fifty_documents_asks_no_more_of_the_database_than_that_of_one(
    cast, at_most_queries
):
    visit = visitor(cast.clerk)
    for number in range(50):
        a_draft(cast, a_text(title=f"Protocol {number} " + "on very long names " * 12))

    with at_most_queries(20):
        response = visit.get(DESK)

    assert words(response).count("Never adopted") == 50


# ---- starting


def test_a_protocol_starts_from_the_starter_text(cast):
    response = visitor(cast.deputy).post(
        START, {"title": "Protocol on bells", "begin": "starter"}, follow=True
    )

    draft = ProtocolVersion.objects.get()
    assert response.status_code == 200
    assert draft.title == "Protocol on bells"
    assert draft.clauses.count() > 10
    assert draft.protocol.council == cast.council


def test_a_protocol_starts_from_a_blank_page(cast):
    visitor(cast.clerk).post(START, {"title": "Protocol on bells", "begin": "blank"})

    assert not ProtocolVersion.objects.get().clauses.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Enter the title."),
        ({"title": "x" * 301}, "at most 300 characters"),
        ({"title": "Bells\0"}, "Null characters are not allowed."),
        ({"begin": "thin air"}, "Select a valid choice"),
    ],
)
def test_a_start_that_makes_no_sense_starts_nothing(cast, changes, sentence):
    posted = {"title": "Protocol on bells", "begin": "blank", **changes}

    response = visitor(cast.clerk).post(START, posted)

    assert sentence in words(response)
    assert not ProtocolVersion.objects.exists()


def test_a_form_sent_twice_starts_one_protocol(cast):
    posted = {"title": "Bells", "begin": "blank"}

    visitor(cast.clerk).post(START, posted)
    again = visitor(cast.clerk).post(START, posted)

    assert "The council already has a protocol of this name." in words(again)
    assert ProtocolVersion.objects.count() == 1


def test_fields_that_the_form_does_not_have_start_nothing_elsewhere(cast):
    elsewhere = a_council("Elsewhere Parish Council", "elsewhere").council

    visitor(cast.clerk).post(
        START,
        {
            "title": "Bells",
            "begin": "blank",
            "council": elsewhere.pk,
            "status": "signed",
            "number": 9,
            "in_force_from": timezone.localdate(),
        },
    )

    version = ProtocolVersion.objects.get()
    assert (version.council, version.status) == (cast.council, "draft")
    assert (version.number, version.in_force_from) == (None, None)


# ---- a version's page


def test_each_person_is_offered_the_steps_they_may_take(cast):
    draft = a_draft(cast)

    of_clerk = words(visitor(cast.clerk).get(desk_of(draft)))
    of_deputy = words(visitor(cast.deputy).get(desk_of(draft)))
    of_officer = words(visitor(cast.officer).get(desk_of(draft)))

    assert desk_of(draft, "discard") in of_clerk
    assert desk_of(draft, "table") in of_deputy
    assert desk_of(draft, "discard") not in of_deputy
    assert desk_of(draft, "table") not in of_officer
    assert "The clerk is working on this draft." in of_officer


def test_the_mayor_is_led_from_the_version_to_the_page_that_signs_it(cast):
    version = adopted(cast)

    assert desk_of(version, "sign") in words(visitor(cast.chair).get(desk_of(version)))
    page = words(visitor(cast.clerk).get(desk_of(version)))
    assert "Only the Mayor can sign what the council adopted." in page
    assert desk_of(version, "void") in page


def test_a_signed_version_s_page_leads_to_the_public_one(cast):
    version = signed(cast)

    page = words(visitor(cast.clerk).get(desk_of(version)))

    assert version.get_absolute_url() in page
