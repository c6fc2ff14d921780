"""Bringing a file in: read by a worker, looked at, and kept whole or not at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from councils.kernel.refusals import DomainError
from protocols.document import Document, Facts
from protocols.lifecycle import Status
from protocols.models import Protocol, ProtocolImport, ProtocolVersion, SourceFile
from protocols.services.importing import (
    Answers,
    KeepAs,
    Upload,
    drop_import,
    finish_reading,
    keep_import,
    read_import,
    upload_file,
)
from protocols.services.texts import document_of
from tests.protocols.cast import a_council

pytestmark = pytest.mark.django_db

TEXT = b"""Larkmere Town Council

Protocol on relations

Adopted by the Council on 12 May 2021

1. Expectations

1.1 Councillors can expect from officers:
a) papers in good time
c) plain answers
"""


@pytest.fixture
def cast():
    return a_council()


def uploaded(cast, data=TEXT, name="protocol.txt", **wishes):
    return upload_file(
        cast.council,
        actor=wishes.pop("actor", cast.clerk),
        upload=Upload(name=name, media_type="text/plain", data=data),
        **wishes,
    )


def read(incoming):
    read_import(incoming.council_id, incoming.pk)
    incoming.refresh_from_db()
    return incoming


def answers(incoming, keep_as=KeepAs.IN_FORCE, **changes):
    document = Document.from_json(incoming.document)
    values = {"title": document.title, "facts": document.facts, **changes}
    return Answers(keep_as=keep_as, **values)


def kept(cast, incoming, **wishes):
    return keep_import(incoming, actor=cast.clerk, answers=answers(incoming, **wishes))


def test_a_file_is_read_with_its_lines(cast):
    incoming = read(uploaded(cast))

    document = Document.from_json(incoming.document)
    assert incoming.status == ProtocolImport.Status.READ
    assert document.title == "Protocol on relations"
    assert document.facts.adopted_on == date(2021, 5, 12)
    assert any("papers in good time" in words for _, words in incoming.source_lines)


def test_nothing_is_kept_before_the_clerk_says_so(cast):
    read(uploaded(cast))

    assert not Protocol.objects.exists()
    assert not SourceFile.objects.exists()


def test_kept_as_in_force_the_text_stands_as_it_was_printed(cast):
    version = kept(cast, read(uploaded(cast)))

    assert version.status == Status.RECORDED
    assert version.in_force_from == date(2021, 5, 12)
    labels = [row.label for row in document_of(version).rows]
    assert labels == ["1.", "1.1", "a)", "c)"]


def test_the_file_is_kept_byte_for_byte(cast):
    version = kept(cast, read(uploaded(cast)))

    assert bytes(version.source_file.data) == TEXT
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceFile.objects.update(data=b"other")


def test_kept_as_a_draft_the_text_can_be_edited(cast):
    version = kept(cast, read(uploaded(cast)), keep_as=KeepAs.DRAFT)

    assert version.status == Status.DRAFT
    assert [row.label for row in document_of(version).rows] == [
        "1",
        "1.1",
        "(a)",
        "(b)",
    ]


def test_what_the_clerk_put_right_is_what_is_kept(cast):
    incoming = read(uploaded(cast))
    facts = replace(Facts(), adopted_on=date(2020, 1, 14), adopted_by="Full council")

    version = kept(cast, incoming, title="Relations", facts=facts)

    assert version.title == "Relations"
    assert version.in_force_from == date(2020, 1, 14)


def test_keeping_twice_makes_one_version(cast):
    incoming = read(uploaded(cast))
    wishes = answers(incoming)

    first = keep_import(incoming, actor=cast.clerk, answers=wishes)
    second = keep_import(incoming, actor=cast.clerk, answers=wishes)

    assert first == second
    assert ProtocolVersion.objects.count() == 1


def test_once_kept_or_dropped_the_import_holds_nothing(cast):
    incoming = read(uploaded(cast))
    kept(cast, incoming)
    dropped = read(uploaded(cast))
    drop_import(dropped, actor=cast.clerk)

    for one in ProtocolImport.objects.all():
        assert one.data is None
        assert one.document is None
        assert one.source_lines == []


def test_what_is_kept_cannot_be_dropped(cast):
    incoming = read(uploaded(cast))
    kept(cast, incoming)

    with pytest.raises(DomainError, match="kept already"):
        drop_import(incoming, actor=cast.clerk)


def test_a_file_that_cannot_be_read_is_refused_in_words_and_not_kept(cast):
    incoming = read(uploaded(cast, b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "a.docx"))

    assert incoming.status == ProtocolImport.Status.REFUSED
    assert incoming.refusal.startswith("This is a picture.")
    assert incoming.data is None
    with pytest.raises(DomainError, match="nothing read"):
        keep_import(
            incoming,
            actor=cast.clerk,
            answers=Answers(keep_as=KeepAs.DRAFT, title="x", facts=Facts()),
        )


@pytest.mark.parametrize(("data", "words"), [(b"", "empty"), (None, "20 MB")])
def test_an_empty_or_huge_file_is_refused_at_the_door(cast, data, words):
    data = b"x" * (20 * 1024 * 1024 + 1) if data is None else data

    with pytest.raises(DomainError, match=words):
        uploaded(cast, data)

    assert not ProtocolImport.objects.exists()


@pytest.mark.parametrize("who", ["chair", "councillor", "officer"])
def test_only_the_clerk_or_deputy_brings_a_protocol_in(cast, who):
    with pytest.raises(PermissionDenied):
        uploaded(cast, actor=cast.user(who))


def test_the_deputy_brings_a_protocol_in(cast):
    assert uploaded(cast, actor=cast.deputy).status == ProtocolImport.Status.WAITING


def test_reading_twice_does_nothing_more(cast):
    incoming = read(uploaded(cast))
    before = incoming.document

    assert read(incoming).document == before
    assert incoming.attempts == 1


def test_what_a_killed_worker_left_half_read_is_read_by_the_next_sweep(cast):
    incoming = uploaded(cast)
    ProtocolImport.objects.filter(pk=incoming.pk).update(
        status="reading", attempts=1, leased_until=timezone.now() - timedelta(minutes=1)
    )

    finish_reading()

    incoming.refresh_from_db()
    assert incoming.status == ProtocolImport.Status.READ


def test_what_a_worker_is_reading_now_is_left_to_it(cast):
    incoming = uploaded(cast)
    ProtocolImport.objects.filter(pk=incoming.pk).update(
        status="reading", attempts=1, leased_until=timezone.now() + timedelta(minutes=1)
    )

    finish_reading()

    incoming.refresh_from_db()
    assert incoming.status == ProtocolImport.Status.READING


def test_a_file_that_ended_three_workers_is_refused(cast):
    incoming = uploaded(cast)
    ProtocolImport.objects.filter(pk=incoming.pk).update(attempts=3)

    finish_reading()

    incoming.refresh_from_db()
    assert incoming.status == ProtocolImport.Status.REFUSED
    assert "failed three times" in incoming.refusal


def test_importing_into_a_protocol_takes_its_lineages_over(cast):
    first = kept(cast, read(uploaded(cast)))
    again = read(
        uploaded(
            cast,
            TEXT.replace(b"12 May 2021", b"9 May 2023").replace(
                b"good time", b"very good time"
            ),
            protocol=first.protocol,
        )
    )

    second = kept(cast, again)

    assert second.protocol == first.protocol
    assert second.number == 2
    before = [row.lineage for row in document_of(first).rows]
    assert [row.lineage for row in document_of(second).rows] == before
