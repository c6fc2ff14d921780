"""Printing and verifying: one file of each kind, kept, and known again to the byte."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from councils.kernel.guards import flushing
from councils.models import AuditEvent
from protocols.exports import to_json_bytes
from protocols.models import StoredPdf
from protocols.services.drafting import start_draft
from protocols.services.ending import Withdrawn, withdraw_version
from protocols.services.meetings import MeetingHeld
from protocols.services.printing import (
    finish_printing,
    print_preview,
    print_version,
)
from protocols.services.texts import document_of
from protocols.services.verification import verify_digest, verify_file
from tests.protocols.cast import a_council, a_draft, adopted, signed, tabled

pytestmark = [
    pytest.mark.django_db,
    # WeasyPrint leaves its own colour profile open.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def version(cast):
    return signed(cast)


def printed(version, kind="protocol"):
    print_version(version.council_id, version.pk)
    return StoredPdf.objects.get(version=version, kind=kind)


def test_a_signed_version_is_printed_once(version):
    first = printed(version)

    again = printed(version)

    assert again.pk == first.pk
    assert bytes(again.data).startswith(b"%PDF-")
    assert StoredPdf.objects.filter(version=version).count() == 2
    assert AuditEvent.objects.filter(event="protocols.pdf.stored").count() == 2


def test_an_unsigned_version_is_not_printed(cast):
    version = adopted(cast)

    print_version(version.council_id, version.pk)

    assert not StoredPdf.objects.exists()


def test_the_sweep_prints_what_a_lost_worker_left(version):
    finish_printing()

    assert StoredPdf.objects.filter(version=version).count() == 2


def test_the_database_refuses_a_change_to_stored_bytes(version):
    printed(version)

    with pytest.raises(IntegrityError), transaction.atomic():
        StoredPdf.objects.update(data=b"%PDF-other")


def test_a_draft_can_be_previewed_and_none_of_it_is_kept(cast):
    assert print_preview(a_draft(cast)).startswith(b"%PDF-")
    assert not StoredPdf.objects.exists()


def test_the_stored_pdf_is_genuine_and_in_force(version, today):
    verdict = verify_file(bytes(printed(version).data), today=today)

    assert verdict.is_genuine
    assert verdict.is_in_force
    assert verdict.version == version


def test_the_printed_record_is_genuine_too(version, today):
    verdict = verify_file(bytes(printed(version, "record").data), today=today)

    assert verdict.is_genuine


def test_one_changed_byte_makes_a_pdf_no_copy(version, today):
    data = bytearray(printed(version).data)
    data[len(data) // 2] ^= 1

    assert not verify_file(bytes(data), today=today).is_genuine


def test_the_exported_json_is_genuine(version, today):
    data = to_json_bytes(document_of(version))

    assert verify_file(data, today=today).version == version


def test_json_with_one_word_changed_is_no_copy(version, today):
    value = document_of(version).to_json()
    value["rows"][1]["text"] = "Papers are sent out late."

    assert not verify_file(json.dumps(value).encode(), today=today).is_genuine


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b"{}",
        b"null",
        b"[" * 100_000,
        b'{"schema": 1}',
        b"%PDF-",
    ],
)
def test_what_is_no_copy_of_anything_is_said_to_be_none(db, today, data):
    assert not verify_file(data, today=today).is_genuine


def test_a_digest_is_known_whole_in_short_and_in_groups(version, today):
    digest = version.content_digest
    grouped = " ".join(digest[place : place + 8] for place in range(0, 64, 8)).upper()

    for typed in (digest, digest[:16], grouped):
        assert verify_digest(typed, today=today).version == version


@pytest.mark.parametrize(
    "typed", ["", "abc", "g" * 64, "0" * 65, "\x00" * 16, "é" * 20]
)
def test_what_is_no_digest_is_said_to_be_none(db, today, typed):
    verdict = verify_digest(typed, today=today)

    assert not verdict.is_genuine
    assert "64 letters and figures" in verdict.sentence


def test_an_unknown_digest_is_known_to_nobody(version, today):
    assert verify_digest("0" * 64, today=today).version is None


def test_a_text_that_awaits_signature_is_not_told_of(cast, today):
    version = adopted(cast)

    assert verify_digest(version.content_digest, today=today).version is None


def test_a_superseded_version_is_genuine_and_not_in_force(cast, version, today):
    first = version
    draft = start_draft(first.protocol, actor=cast.clerk, source=first)
    clause = draft.clauses.filter(kind="clause").first()
    clause.text = "Papers are sent out early."
    clause.save()
    signed(cast, adopted(cast, tabled(cast, draft), days_ago=1))

    verdict = verify_digest(first.content_digest, today=today)

    assert verdict.is_genuine
    assert not verdict.is_in_force
    assert "superseded" in verdict.sentence


def test_a_withdrawn_version_is_said_to_be_withdrawn(cast, version, today):
    held = MeetingHeld(held_on=today - timedelta(days=1))
    withdraw_version(
        version,
        actor=cast.clerk,
        withdrawn=Withdrawn(meeting=held, members_present=5),
    )

    assert "withdrawn" in verify_digest(version.content_digest, today=today).sentence


def test_nobody_but_the_suite_empties_what_is_kept(settings, db):
    settings.PORTAL_MAY_FLUSH = False

    with pytest.raises(ImproperlyConfigured), flushing(connection):
        pass
