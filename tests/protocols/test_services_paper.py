"""Recording from paper: what a council adopted before it kept its protocols here."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from councils.kernel.refusals import DomainError
from protocols.document import Document, Facts
from protocols.lifecycle import Status
from protocols.models import LONG_AGO, ProtocolVersion, SignOff
from protocols.services.drafting import new_protocol, start_draft
from protocols.services.force import version_in_force
from protocols.services.paper import record_from_paper
from protocols.services.texts import document_of
from tests.protocols.cast import a_council, a_text, adopted, signed, tabled

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def protocol(cast):
    return new_protocol(cast.council, actor=cast.clerk, title="Protocol on relations")


def on_paper(adopted_on: date | None = None, *labels: str) -> Document:
    """Make a printed text, with the labels that were printed."""
    text = a_text()
    printed = labels or ("1.", "1.1", "1.1", "j")
    rows = tuple(
        replace(row, label=label) for row, label in zip(text.rows, printed, strict=True)
    )
    return replace(text, rows=rows, facts=Facts(adopted_on=adopted_on))


def recorded(protocol, cast, adopted_on=None, **wishes):
    return record_from_paper(
        protocol,
        actor=cast.clerk,
        document=on_paper(adopted_on),
        source_file=None,
        **wishes,
    )


def test_a_text_from_paper_is_in_force_from_the_day_it_was_adopted(cast, protocol):
    version = recorded(protocol, cast, date(2019, 5, 7))

    assert version.status == Status.RECORDED
    assert version.in_force_from == date(2019, 5, 7)
    assert version_in_force(protocol, date(2019, 5, 6)) is None
    assert version_in_force(protocol, timezone.localdate()) == version


def test_there_is_no_pretence_of_a_signature(cast, protocol):
    recorded(protocol, cast, date(2019, 5, 7))

    assert not SignOff.objects.exists()


def test_an_unknown_date_of_adoption_counts_as_long_ago(cast, protocol):
    version = recorded(protocol, cast)

    assert version.in_force_from == LONG_AGO
    assert version_in_force(protocol, date(1974, 4, 1)) == version
    assert document_of(version).facts.adopted_on is None


def test_printed_labels_are_kept_with_their_mistakes(cast, protocol):
    version = recorded(protocol, cast)

    labels = [row.label for row in document_of(version).rows]

    assert labels == ["1.", "1.1", "1.1", "j"]


def test_the_next_draft_is_numbered_anew(cast, protocol):
    version = recorded(protocol, cast)

    draft = start_draft(protocol, actor=cast.clerk, source=version)

    labels = [row.label for row in document_of(draft).rows]
    assert labels[1:3] == ["1.1", "1.2"]
    assert [row.lineage for row in document_of(draft).rows] == [
        row.lineage for row in document_of(version).rows
    ]


def test_history_goes_beneath_the_version_in_force(cast, protocol):
    current = recorded(protocol, cast, date(2019, 5, 7))
    older = recorded(protocol, cast, date(2015, 5, 12), as_history=True)

    current.refresh_from_db()
    assert older.number == 2
    assert older.in_force_until == date(2019, 5, 7)
    assert version_in_force(protocol, date(2016, 1, 1)) == older
    assert version_in_force(protocol, timezone.localdate()) == current


def test_history_of_an_unknown_day_goes_beneath_a_text_of_an_unknown_day(
    cast, protocol
):
    current = recorded(protocol, cast)
    older = recorded(protocol, cast, as_history=True)

    assert older.in_force_from == older.in_force_until == LONG_AGO
    assert version_in_force(protocol, timezone.localdate()) == current


def test_history_between_two_versions_ends_the_first_of_them(cast, protocol):
    first = recorded(protocol, cast, date(2011, 1, 11))
    current = recorded(protocol, cast, date(2019, 5, 7))

    between = recorded(protocol, cast, date(2015, 5, 12), as_history=True)

    first.refresh_from_db()
    assert first.in_force_until == date(2015, 5, 12)
    assert between.in_force_until == current.in_force_from


def test_an_older_text_cannot_be_recorded_as_in_force(cast, protocol):
    recorded(protocol, cast, date(2019, 5, 7))

    with pytest.raises(DomainError, match="only be kept as history"):
        recorded(protocol, cast, date(2015, 5, 12))

    assert ProtocolVersion.objects.count() == 1


def test_history_that_nothing_follows_needs_the_day_it_ended(cast, protocol):
    with pytest.raises(DomainError, match="Nothing here came after"):
        recorded(protocol, cast, date(2015, 5, 12), as_history=True)

    version = recorded(
        protocol, cast, date(2015, 5, 12), as_history=True, until=date(2018, 1, 1)
    )
    assert version_in_force(protocol, date(2018, 1, 1)) is None
    assert version_in_force(protocol, date(2017, 12, 31)) == version


def test_history_cannot_end_before_it_began(cast, protocol):
    with pytest.raises(DomainError, match="before it began"):
        recorded(
            protocol, cast, date(2015, 5, 12), as_history=True, until=date(2015, 5, 11)
        )


def test_nothing_is_recorded_that_was_adopted_in_the_future(cast, protocol):
    with pytest.raises(DomainError, match="in the future"):
        recorded(protocol, cast, timezone.localdate() + timedelta(days=1))


def test_an_empty_text_is_not_recorded(cast, protocol):
    with pytest.raises(DomainError, match="no text"):
        record_from_paper(
            protocol, actor=cast.clerk, document=Document(), source_file=None
        )


@pytest.mark.parametrize("who", ["chair", "councillor", "officer"])
def test_only_the_clerk_or_deputy_records_from_paper(cast, protocol, who):
    with pytest.raises(PermissionDenied):
        record_from_paper(
            protocol, actor=cast.user(who), document=on_paper(), source_file=None
        )


def test_a_version_signed_here_supersedes_the_one_from_paper(cast, protocol):
    paper = recorded(protocol, cast, date(2019, 5, 7))
    draft = start_draft(protocol, actor=cast.clerk, source=paper)

    from_here = signed(cast, adopted(cast, tabled(cast, draft)))

    paper.refresh_from_db()
    assert paper.in_force_until == from_here.in_force_from
    before = json.loads(from_here.adoption_record.canonical)["before"]
    assert before["content_digest"] == paper.frozen_text.digest
