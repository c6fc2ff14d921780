"""Bringing a protocol in: uploaded, waited for, looked at, kept, or let go."""

import subprocess
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from protocols import tasks
from protocols.models import LONG_AGO, Protocol, ProtocolImport, ProtocolVersion
from protocols.services.drafting import discard_version
from protocols.services.importing import LARGEST_FILE, read_import
from tests.protocols.cast import Cast, a_council, a_draft, a_text, signed
from tests.visits import visitor, words

pytestmark = pytest.mark.django_db
UPLOAD = "/larkmere/desk/import/"
TEXT = b"""Protocol on visits

1. Visits

1.1 A visitor is met at the door.

1.2 Nobody is kept waiting.

Page 1 of 1
"""


@pytest.fixture
def cast() -> Cast:
    return a_council()


def upload(account, data: bytes = TEXT, name: str = "visits.txt", **changes):
    posted = {"file": SimpleUploadedFile(name, data, "text/plain"), "protocol": "new"}
    return visitor(account).post(UPLOAD, {**posted, **changes})


@pytest.fixture
def waiting(cast) -> ProtocolImport:
    upload(cast.clerk)
    return ProtocolImport.objects.get()


@pytest.fixture
def read(cast, waiting) -> ProtocolImport:
    read_import(cast.council.pk, waiting.pk)
    waiting.refresh_from_db()
    return waiting


def page_of(incoming: ProtocolImport, step: str = "") -> str:
    return f"{UPLOAD}{incoming.pk}/{step}"


def answers(**changes: object) -> dict[str, object]:
    return {"keep_as": "draft", "title": "Protocol on visits", **changes}


# ---- uploading


def test_a_file_is_taken_in_and_its_reading_awaited(cast):
    response = upload(cast.clerk)

    incoming = ProtocolImport.objects.get()
    assert response.headers["Location"] == page_of(incoming)
    assert bytes(incoming.data) == TEXT
    assert incoming.uploaded_by == cast.persons["clerk"]
    assert "Waiting to be read" in words(visitor(cast.deputy).get(page_of(incoming)))


def test_a_worker_reads_the_file_and_no_page_does(
    cast, monkeypatch, django_capture_on_commit_callbacks
):
    started, start = [], subprocess.Popen

    def watched(*args, **options):
        started.append(args)
        return start(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", watched)
    with django_capture_on_commit_callbacks(execute=True):
        upload(cast.clerk)
    incoming = ProtocolImport.objects.get()
    visitor(cast.clerk).get(page_of(incoming))
    assert started == []

    tasks.read_import(str(cast.council.pk), str(incoming.pk))

    assert len(started) == 1
    assert "Nobody is kept waiting." in words(
        visitor(cast.clerk).get(page_of(incoming))
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The submitted file is empty."),
        (b"0" * (LARGEST_FILE + 1), "The file is larger than 20 MB."),
    ],
)
def test_a_file_of_no_or_too_many_bytes_is_not_taken_in(cast, data, sentence):
    assert sentence in words(upload(cast.clerk, data))
    assert not ProtocolImport.objects.exists()


def test_no_file_is_asked_for(cast):
    response = visitor(cast.clerk).post(UPLOAD, {"protocol": "new"})

    assert "Choose a file." in words(response)


def test_a_file_cannot_be_of_another_council_s_protocol(cast):
    theirs = signed(a_council("Elsewhere Parish Council", "elsewhere")).protocol
    signed(cast)

    response = upload(cast.clerk, protocol=theirs.pk)

    assert "Select a valid choice" in words(response)
    assert not ProtocolImport.objects.exists()


def test_a_protocol_of_which_nothing_is_left_is_not_offered(cast):
    kept = a_draft(cast, a_text(title="Protocol on visits")).protocol
    left = a_draft(cast, a_text(title="Protocol on nothing"))
    discard_version(left, actor=cast.clerk, reason="Never needed.")

    page = visitor(cast.clerk).get(UPLOAD)

    assert str(kept.pk) in page.text
    assert str(left.protocol_id) not in page.text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "n" * 250 + ".txt", "<b>.txt", "a\u202eb.txt"]
)
def test_a_hostile_name_is_only_words_on_the_page(cast, name):
    upload(cast.clerk, name=name)

    page = visitor(cast.clerk).get(page_of(ProtocolImport.objects.get()))
    assert page.status_code == 200
    assert "<b>.txt" not in page.content.decode()


# ---- looking


def test_the_page_shows_the_source_beside_what_was_read(cast, read):
    page = words(visitor(cast.clerk).get(page_of(read)))

    assert page.count("A visitor is met at the door.") == 2
    assert "left out" in page
    assert "Page 1 of 1" in page
    assert "Keep it" in page


def test_a_file_that_cannot_be_read_says_why_and_keeps_nothing(cast):
    upload(cast.clerk, b"PK\x03\x04 broken", name="visits.docx")
    incoming = ProtocolImport.objects.get()
    read_import(cast.council.pk, incoming.pk)
    incoming.refresh_from_db()

    page = words(visitor(cast.clerk).get(page_of(incoming)))

    assert "This file could not be read" in page
    assert incoming.refusal in page
    assert incoming.data is None


def test_another_council_s_clerk_finds_no_file_here(cast, read):
    stranger = a_council("Elsewhere Parish Council", "elsewhere").clerk
    elsewhere = page_of(read).replace("/larkmere/", "/elsewhere/")

    for address in (page_of(read), elsewhere):
        assert visitor(stranger).get(address).status_code == 404
        assert visitor(stranger).post(f"{address}keep/", answers()).status_code == 404
        assert visitor(stranger).post(f"{address}drop/").status_code == 404


# ---- keeping


def test_a_text_is_kept_as_a_draft_with_its_file_beside_it(cast, read):
    response = visitor(cast.clerk).post(page_of(read, "keep/"), answers(), follow=True)

    version = ProtocolVersion.objects.get()
    assert version.status == "draft"
    assert version.clauses.filter(text="A visitor is met at the door.").exists()
    assert bytes(version.source_file.data) == TEXT
    assert "A visitor is met at the door." in words(response)


def test_a_text_is_kept_as_in_force_from_paper_with_the_facts_confirmed(cast, read):
    visitor(cast.clerk).post(
        page_of(read, "keep/"),
        answers(
            keep_as="in_force",
            adopted_on_day="12",
            adopted_on_month="July",
            adopted_on_year="2022",
            adopted_by="Full council",
            minute_reference="22/71",
            review_cycle_months="24",
        ),
    )

    version = ProtocolVersion.objects.get()
    page = words(visitor().get("/larkmere/protocol-on-visits/"))
    assert version.recorded_from_paper
    assert version.in_force_from == date(2022, 7, 12)
    assert "12 July 2022" in page
    assert "Was due on 12 July 2024" in page
    assert "22/71" in words(visitor().get(f"{version.get_absolute_url()}record/"))


def test_a_day_of_adoption_that_nobody_knows_is_long_ago(cast, read):
    visitor(cast.clerk).post(page_of(read, "keep/"), answers(keep_as="in_force"))

    assert ProtocolVersion.objects.get().in_force_from == LONG_AGO
    assert "Not known" in words(visitor().get("/larkmere/"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"keep_as": ""}, "Say what this text is."),
        ({"keep_as": "signed"}, "Select a valid choice"),
        ({"title": ""}, "Enter the title."),
        ({"review_cycle_months": "-3"}, "greater than or equal to 1"),
        ({"review_cycle_months": "soon"}, "Enter a whole number."),
        ({"keep_as": "history"}, "Give the day it stopped being in force"),
        ({"keep_as": "in_force", "adopted_on_day": "12"}, "must include"),
        (
            {
                "keep_as": "in_force",
                "adopted_on_day": "1",
                "adopted_on_month": "1",
                "adopted_on_year": "2999",
            },
            "in the future",
        ),
    ],
)
def test_a_refused_answer_keeps_nothing_and_loses_nothing_typed(
    cast, read, changes, sentence
):
    posted = answers(minute_reference="22/71", **changes)

    response = visitor(cast.clerk).post(page_of(read, "keep/"), posted)

    page = words(response)
    assert response.status_code == 200
    assert sentence in page
    assert 'value="22/71"' in page
    assert not ProtocolVersion.objects.exists()


def test_a_form_sent_twice_keeps_one(cast, read):
    first = visitor(cast.clerk).post(page_of(read, "keep/"), answers())
    second = visitor(cast.clerk).post(page_of(read, "keep/"), answers())

    assert (first.status_code, second.status_code) == (302, 302)
    assert ProtocolVersion.objects.count() == 1
    assert Protocol.objects.count() == 1


def test_what_is_not_read_yet_cannot_be_kept(cast, waiting):
    response = visitor(cast.clerk).post(page_of(waiting, "keep/"), answers())

    assert response.headers["Location"] == page_of(waiting)
    assert not ProtocolVersion.objects.exists()


def test_fields_that_the_form_does_not_have_are_not_kept(cast, read):
    elsewhere = a_council("Elsewhere Parish Council", "elsewhere").council

    visitor(cast.clerk).post(
        page_of(read, "keep/"),
        answers(council=elsewhere.pk, status="signed", number=9, protocol="x"),
    )

    version = ProtocolVersion.objects.get()
    assert (version.council, version.status) == (cast.council, "draft")
    assert version.number is None


# ---- letting go


def test_a_file_let_go_leaves_neither_bytes_nor_words(cast, read):
    visitor(cast.clerk).post(page_of(read, "drop/"))

    read.refresh_from_db()
    assert (read.status, read.data, read.document) == ("dropped", None, None)
    assert read.source_lines == []
    assert "Nothing was kept" in words(visitor(cast.clerk).get(page_of(read)))


def test_what_was_kept_is_not_let_go_afterwards(cast, read):
    visitor(cast.clerk).post(page_of(read, "keep/"), answers())

    response = visitor(cast.clerk).post(page_of(read, "drop/"))

    version = ProtocolVersion.objects.get()
    assert response.status_code == 302
    assert bytes(version.source_file.data) == TEXT


def test_the_form_on_the_page_is_sent_to_where_the_text_is_kept(cast, read):
    page = visitor(cast.clerk).get(page_of(read)).content.decode()

    assert f'action="{page_of(read, "keep/")}"' in page
