"""Who is asked to confirm a text: everyone in office, once, and nobody for nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from councils.later import waiting
from councils.models import Deadline, Person
from councils.services.people import Particulars, Term, add_person, end_office
from protocols.models import AcknowledgementRequest, ProtocolVersion
from protocols.services.adoption import record_resolution
from protocols.services.answering import confirm
from protocols.services.asking import ask
from protocols.services.asking_listening import ask_everywhere
from protocols.services.drafting import start_draft
from tests.protocols.cast import (
    OFFICES,
    a_council,
    adopted,
    resolved,
    shown,
    signed,
    tabled,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


def open_for(version: ProtocolVersion) -> set[str]:
    """Ask, as a worker does, and name who is waited for."""
    ask(version.council)
    waiting = Deadline.objects.open().filter(
        kind="confirmation", subject_id=version.protocol_id
    )
    return set(waiting.values_list("person__name", flat=True))


def everybody(cast) -> set[str]:
    return {person.name for person in cast.persons.values()}


def next_version(cast, before: ProtocolVersion, minor_reason: str | None = None):
    draft = start_draft(before.protocol, actor=cast.clerk, source=before)
    clause = draft.clauses.last()
    clause.text = f"{clause.text} Again."
    clause.save()
    version = tabled(cast, draft)
    version = record_resolution(
        version,
        actor=cast.clerk,
        resolved=resolved(cast, days_ago=1),
        content_digest=shown(version),
        minor_reason=minor_reason,
    )
    return signed(cast, version)


def test_everyone_in_office_is_asked_as_it_comes_into_force(cast):
    version = signed(cast)

    assert open_for(version) == everybody(cast)
    request = AcknowledgementRequest.objects.first()
    assert request.due_on == timezone.localdate() + timedelta(days=28)
    assert request.why == "in_force"


def test_nothing_is_asked_of_what_awaits_its_signature(cast):
    version = adopted(cast)

    assert open_for(version) == set()


def test_asked_again_it_asks_nobody_twice(cast):
    version = signed(cast)

    assert ask(cast.council) == len(OFFICES)
    assert ask(cast.council) == 0
    ask_everywhere()

    assert AcknowledgementRequest.objects.count() == len(OFFICES)
    assert open_for(version) == everybody(cast)


def test_who_joins_later_is_asked_on_joining(cast, time_machine):
    version = signed(cast)
    time_machine.move_to(timezone.now() + timedelta(days=9))

    add_person(
        cast.council,
        actor=cast.clerk,
        particulars=Particulars(name="Newcomer"),
        term=Term(role="councillor", starts_on=timezone.localdate()),
    )

    assert "Newcomer" in open_for(version)
    request = AcknowledgementRequest.objects.get(person__name="Newcomer")
    assert request.why == "joined"


def test_who_begins_on_a_day_to_come_is_asked_then(cast, time_machine):
    version = signed(cast)
    tomorrow = timezone.localdate() + timedelta(days=1)
    add_person(
        cast.council,
        actor=cast.clerk,
        particulars=Particulars(name="Newcomer"),
        term=Term(role="councillor", starts_on=tomorrow),
    )

    assert "Newcomer" not in open_for(version)
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert "Newcomer" in open_for(version)


def test_who_left_is_asked_no_more(cast):
    version = signed(cast)
    officer = cast.persons["officer"]
    yesterday = timezone.localdate() - timedelta(days=1)

    end_office(officer.memberships.get(), actor=cast.clerk, ends_on=yesterday)

    assert open_for(version) == everybody(cast) - {officer.name}


def test_a_material_version_asks_everyone_again(cast):
    first = signed(cast)
    ask(cast.council)
    confirm(first.protocol, actor=cast.councillor, content_digest=shown(first))

    second = next_version(cast, first)

    assert second.is_material is True
    assert open_for(second) == everybody(cast)


def test_a_minor_version_asks_nobody_who_has_answered(cast):
    first = signed(cast)
    ask(cast.council)
    confirm(first.protocol, actor=cast.councillor, content_digest=shown(first))
    ask(cast.council)
    due = Deadline.objects.get(person=cast.persons["officer"], kind="confirmation")

    second = next_version(cast, first, minor_reason="A word put right.")

    assert second.is_material is False
    assert open_for(second) == everybody(cast) - {"Councillor"}
    # Nor is anybody told anew: the day is the one it was, and so is the deadline.
    assert Deadline.objects.get(pk=due.pk).due_on == due.due_on
    carried = AcknowledgementRequest.objects.get(version=second, person=due.person)
    assert carried.due_on == due.due_on


def test_a_later_material_version_asks_whoever_answered_a_minor_one(cast):
    first = signed(cast)
    minor = next_version(cast, first, minor_reason="A word put right.")
    confirm(first.protocol, actor=cast.officer, content_digest=shown(minor))

    third = next_version(cast, minor)

    assert open_for(third) == everybody(cast)


def test_asking_takes_as_many_queries_for_many_people(
    cast, django_assert_max_num_queries
):
    ask(signed(cast).council)
    for name in ("A", "B", "C", "D"):
        person = Person.objects.create(council=cast.council, name=name)
        person.memberships.create(
            council=cast.council, role="councillor", starts_on=timezone.localdate()
        )

    with django_assert_max_num_queries(16):
        assert ask(cast.council) == 4


@pytest.mark.parametrize("step", ["sign", "join", "leave"])
def test_a_worker_is_asked_once_the_step_is_done(
    cast, step, settings, django_capture_on_commit_callbacks
):
    settings.CELERY_BROKER_URL = ""  # as in a try-out
    version = adopted(cast)
    with django_capture_on_commit_callbacks(execute=True):
        if step == "sign":
            signed(cast, version)
        elif step == "join":
            add_person(
                cast.council,
                actor=cast.clerk,
                particulars=Particulars(name="Newcomer"),
                term=Term(role="councillor", starts_on=timezone.localdate()),
            )
        else:
            end_office(
                cast.persons["officer"].memberships.get(),
                actor=cast.clerk,
                ends_on=timezone.localdate(),
            )

    asked_for = set()
    while not waiting.empty():
        asked_for.add(waiting.get()[:2])
    assert ("protocols.ask_people", str(cast.council.pk)) in asked_for
