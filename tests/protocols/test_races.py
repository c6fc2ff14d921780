"""Two people at once: exactly one outcome, on either database."""

import pytest

from councils.audit import first_broken
from councils.models import AuditEvent, Resolution
from protocols.lifecycle import Status
from protocols.models import ProtocolVersion, SignOff
from protocols.services.adoption import record_resolution
from protocols.services.drafting import discard_version, start_protocol
from protocols.services.review import table_version, take_back_version
from protocols.services.sign_off import sign_version
from tests.protocols.cast import (
    a_council,
    a_draft,
    a_text,
    adopted,
    resolved,
    shown,
    tabled,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return a_council()


def test_twelve_recordings_of_one_resolution_leave_one(cast):
    version = tabled(cast)
    what, digest = resolved(cast), shown(version)

    outcomes = at_once(
        *[
            lambda: record_resolution(
                version, actor=cast.clerk, resolved=what, content_digest=digest
            )
        ]
        * 12
    )

    version.refresh_from_db()
    assert outcomes == {"done": 1, "refused": 11}
    assert version.status == Status.ADOPTED
    assert Resolution.objects.count() == 1
    recorded = AuditEvent.objects.filter(event="protocols.resolution.recorded")
    assert recorded.count() == 1


def test_chair_and_vice_chair_signing_together_leave_one_signature(cast):
    version = adopted(cast, presided_by=cast.persons["vice_chair"])
    digest = shown(version)

    outcomes = at_once(
        lambda: sign_version(version, actor=cast.chair, content_digest=digest),
        lambda: sign_version(version, actor=cast.vice_chair, content_digest=digest),
    )

    assert outcomes == {"done": 1, "refused": 1}
    assert SignOff.objects.count() == 1
    assert ProtocolVersion.objects.filter(status=Status.SIGNED).count() == 1


def test_the_same_form_twice_makes_one_protocol(cast):
    def start() -> object:
        return start_protocol(
            cast.council, actor=cast.clerk, title="Media protocol", document=a_text()
        )

    assert at_once(start, start) == {"done": 1, "refused": 1}
    assert ProtocolVersion.objects.count() == 1


def test_tabling_and_discarding_one_draft_together_do_one_or_both_in_order(cast):
    draft = a_draft(cast)
    digest = shown(draft)

    at_once(
        lambda: table_version(draft, actor=cast.clerk, content_digest=digest),
        lambda: discard_version(draft, actor=cast.clerk, reason="Not needed."),
    )

    draft.refresh_from_db()
    assert draft.status == Status.DISCARDED


def test_taking_a_text_back_and_adopting_it_together_leave_one_of_them(cast):
    version = tabled(cast)
    what, digest = resolved(cast), shown(version)

    outcomes = at_once(
        lambda: take_back_version(version, actor=cast.clerk, reason="A slip."),
        lambda: record_resolution(
            version, actor=cast.clerk, resolved=what, content_digest=digest
        ),
    )

    version.refresh_from_db()
    assert outcomes == {"done": 1, "refused": 1}
    assert version.status in {Status.DRAFT, Status.ADOPTED}


def test_many_entries_at_once_keep_the_audit_chain_whole(cast):
    drafts = [a_draft(cast, a_text(title=f"Protocol {place}")) for place in range(6)]

    at_once(
        *[
            lambda draft=draft: discard_version(
                draft, actor=cast.clerk, reason="Not needed."
            )
            for draft in drafts
        ]
    )

    assert first_broken(cast.council) is None
    entries = AuditEvent.objects.filter(council=cast.council)
    sequences = list(entries.values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))
