"""What anybody may read: the version in force, those before it, and their files."""

from datetime import date

import pytest
from django.utils import timezone

from protocols.document import Document
from protocols.models import StoredPdf
from protocols.services.drafting import start_draft
from protocols.services.ending import Fact, Withdrawn, correct_fact, withdraw_version
from protocols.services.importing import (
    Answers,
    KeepAs,
    Upload,
    keep_import,
    read_import,
    upload_file,
)
from protocols.services.meetings import MeetingHeld
from protocols.services.printing import print_version
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
PAGE = "/larkmere/protocol-on-relations/"
FILE = b"Protocol on visits\n\n1. Visits\n\n1.1 A visitor is met at the door.\n"


@pytest.fixture
def cast() -> Cast:
    return a_council()


@pytest.fixture
def in_force(cast):
    return signed(cast)


@pytest.fixture
def next_draft(cast, in_force):
    return start_draft(in_force.protocol, actor=cast.clerk, source=in_force)


def _kept(cast, *, as_: KeepAs = KeepAs.IN_FORCE, adopted_on: date | None = None):
    upload = Upload(name="Visits “old”.txt", media_type="text/plain", data=FILE)
    incoming = upload_file(cast.council, actor=cast.clerk, upload=upload)
    read_import(cast.council.pk, incoming.pk)
    incoming.refresh_from_db()
    facts = Document.from_json(incoming.document).facts
    return keep_import(
        incoming,
        actor=cast.clerk,
        answers=Answers(keep_as=as_, title="Protocol on visits", facts=facts),
    )


def test_anybody_reads_the_version_in_force(in_force):
    page = words(visitor().get(PAGE))

    assert "Papers are sent out in good time." in page
    assert "In force" in page
    assert "Signed by" in page
    assert "Start a new draft" not in page


def test_an_unchanged_page_is_not_sent_again(in_force):
    first = visitor().get(PAGE)

    again = visitor().get(PAGE, headers={"If-None-Match": first.headers["ETag"]})

    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_sent_again_once_a_version_awaits_signature(
    cast, in_force, next_draft
):
    before = visitor().get(PAGE).headers["ETag"]
    adopted(cast, tabled(cast, next_draft), days_ago=1)

    response = visitor().get(PAGE, headers={"If-None-Match": before})

    assert response.status_code == 200
    assert "A new version awaits signature" in words(response)


def test_a_page_is_sent_again_once_a_fact_was_corrected(cast, in_force):
    before = visitor().get(PAGE).headers["ETag"]
    correct_fact(
        in_force,
        actor=cast.clerk,
        fact=Fact.MINUTE_REFERENCE,
        was="",
        now="88/26",
        reason="The minutes were numbered later.",
    )

    response = visitor().get(PAGE, headers={"If-None-Match": before})

    assert response.status_code == 200
    assert "The minutes were numbered later." in words(response)


def test_only_who_signs_is_led_to_the_text_that_awaits_signature(
    cast, in_force, next_draft
):
    waiting = adopted(cast, tabled(cast, next_draft), days_ago=1)
    link = f'href="{desk_of(waiting, "sign")}"'

    assert link in words(visitor(cast.chair).get(PAGE))
    assert link not in words(visitor(cast.clerk).get(PAGE))
    assert link not in words(visitor().get(PAGE))


def test_an_earlier_version_stays_at_its_address_and_says_it_is_superseded(
    cast, in_force, next_draft
):
    signed(cast, adopted(cast, tabled(cast, next_draft), days_ago=0))

    earlier = words(visitor().get(f"{PAGE}v/1/"))

    assert "This version is no longer in force" in earlier
    assert f'<a href="{PAGE}v/2/">' in earlier
    assert "Papers are sent out in good time." in earlier
    assert "no longer in force" not in words(visitor().get(PAGE))


def test_the_words_of_a_text_that_awaits_signature_are_nobodys_but_its_councils(cast):
    waiting = adopted(cast, tabled(cast, a_draft(cast, a_text("Bells ring at nine."))))

    assert visitor().get(PAGE).status_code == 404
    assert visitor().get(f"{PAGE}v/1/").status_code == 404
    assert visitor().get(f"{PAGE}v/1/protocol.json").status_code == 404
    assert "Bells ring" not in words(visitor().get("/larkmere/"))
    assert "Bells ring" in words(visitor(cast.councillor).get(desk_of(waiting)))


def test_a_text_never_adopted_is_one_line_of_the_register_and_no_page(cast):
    a_draft(cast)

    register = words(visitor().get("/larkmere/"))

    assert "Protocol on relations" in register
    assert "Never adopted" in register
    assert PAGE not in register
    assert visitor().get(PAGE).status_code == 404


def test_a_withdrawn_protocol_stays_readable_and_says_so(cast, in_force):
    held = MeetingHeld(held_on=timezone.localdate())
    withdraw_version(
        in_force,
        actor=cast.clerk,
        withdrawn=Withdrawn(meeting=held, members_present=7),
    )

    page = words(visitor().get(PAGE))

    assert "The council has withdrawn this protocol" in page
    assert "Papers are sent out in good time." in page
    assert "Withdrawn" in words(visitor().get("/larkmere/"))
    assert visitor().get(f"{PAGE}protocol.json").status_code == 404
    assert visitor().get(f"{PAGE}v/1/protocol.json").status_code == 200


def test_a_text_recorded_from_paper_claims_no_signature(cast):
    version = _kept(cast)

    page = words(visitor().get(version.get_absolute_url()))
    record = words(visitor().get(f"{version.get_absolute_url()}record/"))

    assert "recorded from paper" in page
    assert "carries no signature of this portal" in page
    assert "Not signed here: recorded from paper" in record


def test_the_adoption_record_says_who_what_and_when(cast):
    version = signed(cast, minute_reference="104/26", wording="Resolved to adopt it.")

    record = words(visitor().get(f"{PAGE}v/1/record/"))

    for fact in ("104/26", "Resolved to adopt it.", "Chair", "Second Councillor"):
        assert fact in record
    assert version.frozen_text.digest in record
    assert version.adoption_record.digest in record


def test_a_numbered_pdf_may_be_kept_for_good_and_the_current_one_may_not(
    cast, in_force
):
    print_version(cast.council.pk, in_force.pk)
    stored = StoredPdf.objects.get(version=in_force, kind="protocol")

    numbered = visitor().get(f"{PAGE}v/1/protocol.pdf")
    current = visitor().get(f"{PAGE}protocol.pdf")
    again = visitor().get(
        f"{PAGE}v/1/protocol.pdf", headers={"If-None-Match": f'"{stored.sha256}"'}
    )

    assert numbered.content == current.content == bytes(stored.data)
    assert numbered.headers["Content-Type"] == "application/pdf"
    assert "immutable" in numbered.headers["Cache-Control"]
    assert current.headers["Cache-Control"] == "no-cache"
    assert again.status_code == 304


def test_before_it_is_printed_the_pdf_s_page_says_that_it_is_to_come(in_force):
    response = visitor().get(f"{PAGE}v/1/protocol.pdf")

    assert response.status_code == 404
    assert "The PDF is being printed" in words(response)


def test_the_json_is_the_text_that_was_adopted(in_force):
    response = visitor().get(f"{PAGE}v/1/protocol.json")

    document = Document.from_json(response.json())

    assert document.content_digest() == in_force.frozen_text.digest
    assert response.headers["Content-Type"] == "application/json"
    assert "immutable" in response.headers["Cache-Control"]


def test_the_file_it_came_from_goes_to_the_council_s_own_people_as_a_download(cast):
    version = _kept(cast)
    stranger = a_council("Elsewhere Parish Council", "elsewhere").clerk

    response = visitor(cast.officer).get(desk_of(version, "source"))

    assert response.content == FILE
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert visitor(stranger).get(desk_of(version, "source")).status_code == 404
    assert visitor().get(desk_of(version, "source")).status_code == 302


def test_a_version_drafted_here_has_no_file_to_give(cast, in_force):
    assert visitor(cast.clerk).get(desk_of(in_force, "source")).status_code == 404


def test_the_deputy_is_not_offered_what_only_the_clerk_records(cast, in_force):
    of_clerk = words(visitor(cast.clerk).get(PAGE))
    of_deputy = words(visitor(cast.deputy).get(PAGE))

    assert "Record a withdrawal" in of_clerk
    assert "Correct a recorded fact" in of_clerk
    assert "Start a new draft" in of_deputy
    assert "Record a withdrawal" not in of_deputy
    assert "Correct a recorded fact" not in of_deputy


@pytest.mark.parametrize(
    "address",
    [
        f"{PAGE}v/2/",
        f"{PAGE}v/0/",
        f"{PAGE}v/99999999999999999999999999/",
        "/larkmere/nothing-of-the-kind/",
        "/larkmere/nothing%00/",
        "/no-such-council/",
    ],
)
def test_what_is_not_there_is_not_found(in_force, address):
    assert visitor().get(address).status_code == 404


def test_words_of_a_text_never_become_part_of_the_page(cast):
    hostile = "<script>alert(1)</script> **bold** [x](javascript:alert(1))"
    signed(cast, adopted(cast, tabled(cast, a_draft(cast, a_text(hostile)))))

    page = visitor().get(PAGE).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert 'href="javascript' not in page
