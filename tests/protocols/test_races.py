"""Two people at once: exactly one outcome, on either database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from councils import later
from councils.audit import first_broken
from councils.models import AuditEvent, Meeting, Resolution
from protocols.lifecycle import Status
from protocols.models import (
    AdoptionRecord,
    FrozenText,
    ProtocolImport,
    ProtocolVersion,
    SignOff,
)
from protocols.services.adoption import record_resolution, void_resolution
from protocols.services.drafting import discard_version, start_draft, start_protocol
from protocols.services.ending import Withdrawn, withdraw_version
from protocols.services.meetings import MeetingHeld
from protocols.services.review import table_version, take_back_version
from protocols.services.sign_off import sign_version
from tests.protocols.answers import a_resolution
from tests.protocols.cast import (
    a_council,
    a_draft,
    a_text,
    adopted,
    resolved,
    shown,
    signed,
    tabled,
)
from tests.protocols.sent_forms import FORMS
from tests.threads import at_once, together
from tests.visits import desk_of, visitor, words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def asked(settings):
    """Give what was asked for later, in a try-out: what it is and of which council."""
    settings.CELERY_BROKER_URL = None
    while not later.waiting.empty():
        later.waiting.get()
    return lambda: [later.waiting.get() for _ in range(later.waiting.qsize())]


# ---- adoption


def test_fifty_adoptions_at_once_leave_one(cast):
    version = tabled(cast)
    what, digest = resolved(cast), shown(version)

    outcomes = at_once(
        *[
            lambda: record_resolution(
                version, actor=cast.clerk, resolved=what, content_digest=digest
            )
        ]
        * 50
    )

    version.refresh_from_db()
    assert outcomes == {"done": 1, "refused": 49}
    assert_adopted_once(version)


def test_forms_of_adoption_sent_at_once_record_one_and_refuse_the_others(cast):
    version = tabled(cast)
    address, answers = desk_of(version, "adopt"), a_resolution(cast, version)
    visits = [visitor(account) for account in (cast.clerk, cast.deputy) for _ in "abcd"]

    pages = together(*[lambda v=v: v.post(address, answers) for v in visits])

    version.refresh_from_db()
    assert sorted(page.status_code for page in pages) == [302] + [403] * 7
    for page in pages:
        if page.status_code == 403:
            assert "This version is adopted, awaiting signature" in words(page)
    assert_adopted_once(version)


def assert_adopted_once(version):
    assert version.status == Status.ADOPTED
    assert (version.number, version.protocol.last_number) == (1, 1)
    assert FrozenText.objects.count() == Resolution.objects.count() == 1
    recorded = AuditEvent.objects.filter(event="protocols.resolution.recorded")
    assert recorded.count() == 1


def test_two_protocols_adopted_at_once_at_one_meeting_share_it(cast):
    versions = [
        tabled(cast, a_draft(cast, a_text(title=f"Protocol {place}")))
        for place in range(4)
    ]
    what = resolved(cast, minute_reference="26/14")

    outcomes = at_once(
        *[
            lambda version=version: record_resolution(
                version,
                actor=cast.clerk,
                resolved=what,
                content_digest=shown(version),
            )
            for version in versions
        ]
    )

    assert outcomes == {"done": 4}
    assert Meeting.objects.count() == 1
    assert Resolution.objects.count() == 4
    assert first_broken(cast.council) is None


# ---- signing


def test_chair_and_vice_chair_signing_together_leave_one_signature(cast):
    version = adopted(cast, presided_by=cast.persons["vice_chair"])
    digest = shown(version)

    outcomes = at_once(
        lambda: sign_version(version, actor=cast.chair, content_digest=digest),
        lambda: sign_version(version, actor=cast.vice_chair, content_digest=digest),
    )

    assert outcomes == {"done": 1, "refused": 1}
    assert_signed_once()


def test_chair_and_vice_chair_pressing_sign_together_are_both_told_calmly(cast, asked):
    version = adopted(cast, presided_by=cast.persons["vice_chair"])
    address = desk_of(version, "sign")
    answers = {"content_digest": shown(version), "confirm": "on"}
    visits = [visitor(cast.chair), visitor(cast.vice_chair)]

    pages = together(*[lambda v=v: v.post(address, answers) for v in visits])

    assert sorted(page.status_code for page in pages) == [302, 403]
    late = next(page for page in pages if page.status_code == 403)
    assert "This version is signed" in words(late)
    assert "Nothing was changed." in words(late)
    assert_signed_once()
    # Each once, though two pressed.
    assert sorted(name for name, *_ in asked()) == [
        "protocols.ask_people",
        "protocols.print_version",
    ]


def assert_signed_once():
    assert SignOff.objects.count() == 1
    assert AdoptionRecord.objects.count() == 1
    assert ProtocolVersion.objects.filter(status=Status.SIGNED).count() == 1
    assert AuditEvent.objects.filter(event="protocols.version.signed").count() == 1


def test_a_record_voided_while_the_chair_signs_is_void_or_signed(cast):
    version = adopted(cast)
    digest = shown(version)

    outcomes = at_once(
        lambda: sign_version(version, actor=cast.chair, content_digest=digest),
        lambda: void_resolution(version, actor=cast.clerk, reason="A slip."),
    )

    version.refresh_from_db()
    is_signed = version.status == Status.SIGNED
    assert outcomes == {"done": 1, "refused": 1}
    assert is_signed or version.status == Status.IN_REVIEW
    assert SignOff.objects.exists() is is_signed
    assert version.clauses.exists() is not is_signed
    assert (Resolution.objects.get().voided_at is None) is is_signed
    assert shown(version) == digest


def test_a_withdrawal_while_a_successor_is_signed_leaves_at_most_one_in_force(cast):
    first = signed(cast, days_ago=30)
    draft = start_draft(first.protocol, actor=cast.clerk, source=first)
    second = adopted(cast, tabled(cast, draft), days_ago=3)
    held = MeetingHeld(held_on=timezone.localdate() - timedelta(days=1))
    digest = shown(second)

    at_once(
        lambda: sign_version(second, actor=cast.chair, content_digest=digest),
        lambda: withdraw_version(
            first,
            actor=cast.clerk,
            withdrawn=Withdrawn(meeting=held, members_present=5),
        ),
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert second.status == Status.SIGNED
    assert second.in_force_until is None
    assert first.in_force_until == second.in_force_from
    assert (first.withdrawn_by is None) is (first.status == Status.SIGNED)
    assert first_broken(cast.council) is None


# ---- drafts and files


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


def test_two_clerks_starting_a_draft_together_have_one_each_whole(cast):
    source = signed(cast)

    drafts = together(
        *[
            lambda actor=actor: start_draft(source.protocol, actor=actor, source=source)
            for actor in (cast.clerk, cast.deputy)
        ]
    )

    assert len({draft.pk for draft in drafts}) == 2
    for draft in drafts:
        assert draft.clauses.count() == 4
    assert AuditEvent.objects.filter(event="protocols.draft.started").count() == 3


def test_an_import_kept_by_two_at_once_is_one_version(cast):
    form = FORMS["import_keep"](cast)
    visits = [visitor(cast.clerk), visitor(cast.deputy)]

    pages = together(*[lambda v=v: v.post(form.address, form.answers) for v in visits])

    [version] = ProtocolVersion.objects.all()
    assert [page.status_code for page in pages] == [302, 302]
    assert {page.headers["Location"] for page in pages} == {desk_of(version)}
    assert AuditEvent.objects.filter(event="protocols.import.kept").count() == 1


def test_an_import_kept_and_dropped_at_once_is_one_or_the_other(cast):
    form = FORMS["import_keep"](cast)
    drop = form.address.replace("/keep/", "/drop/")
    visits = [visitor(cast.clerk), visitor(cast.deputy)]

    pages = together(
        lambda: visits[0].post(form.address, form.answers),
        lambda: visits[1].post(drop),
    )

    incoming = ProtocolImport.objects.get()
    assert all(page.status_code in {200, 302} for page in pages)
    assert incoming.status in {"kept", "dropped"}
    assert ProtocolVersion.objects.exists() is (incoming.status == "kept")
    assert incoming.data is None


# ---- the trail


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
