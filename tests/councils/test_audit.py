"""The audit trail: whole, in order, and nobody's to change."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction

from councils.audit import first_broken, record
from councils.events import Event
from councils.kernel import guards
from councils.models import AuditEvent
from tests.factories import CouncilFactory


def three_entries(council):
    return [
        record(
            Event.COUNCIL_CHANGED,
            council,
            council=council,
            actor=None,
            details={"changed": [f"title-{number}"]},
        )
        for number in (1, 2, 3)
    ]


@pytest.fixture
def unguarded(db):
    """Somebody who holds the database and has taken its guards away."""
    app = apps.get_app_config("councils")
    with connection.cursor() as cursor:
        for statement in guards.statements_of(app, connection.vendor):
            if "frozen" in statement.name:
                for sql in statement.drop:
                    cursor.execute(sql)


def test_entries_are_numbered_and_chained_for_each_council_alone(db):
    one, other = CouncilFactory(), CouncilFactory()

    entries = three_entries(one)
    elsewhere = three_entries(other)

    assert [entry.sequence for entry in entries + elsewhere] == [1, 2, 3, 1, 2, 3]
    assert len({entry.chain for entry in entries + elsewhere}) == 6
    assert first_broken(one) is None
    assert first_broken(other) is None


def test_the_same_act_twice_gives_two_commitments(council):
    first, second = (
        record(Event.COUNCIL_CHANGED, council, council=council, actor=None)
        for _ in range(2)
    )

    assert first.commitment != second.commitment


@pytest.mark.parametrize(
    "change",
    [
        {"details": {"changed": ["title-9"]}},
        {"event": "councils.council.created"},
        {"salt": "0" * 32},
        {"commitment": "0" * 64},
        {"chain": "0" * 64},
        {"sequence": 9},
    ],
)
def test_a_changed_entry_is_found(council, unguarded, change):
    _, second, _ = three_entries(council)

    AuditEvent.objects.filter(pk=second.pk).update(**change)

    broken = first_broken(council)
    assert broken is not None
    assert broken.sequence in {2, 3}


def test_an_entry_taken_out_is_found(council, unguarded):
    _, second, third = three_entries(council)

    AuditEvent.objects.filter(pk=second.pk)._raw_delete("default")

    assert first_broken(council) == third


def test_two_entries_that_changed_places_are_found(council, unguarded):
    _, second, third = three_entries(council)

    AuditEvent.objects.filter(pk=second.pk).update(sequence=99)
    AuditEvent.objects.filter(pk=third.pk).update(sequence=2)
    AuditEvent.objects.filter(pk=second.pk).update(sequence=3)

    assert first_broken(council) == third


def test_nobody_without_the_key_can_make_an_entry(council, unguarded, settings):
    three_entries(council)
    settings.AUDIT_KEY = "another key"

    record(Event.COUNCIL_CHANGED, council, council=council, actor=None)

    settings.AUDIT_KEY = "yet another"
    assert first_broken(council).sequence == 1


def test_the_command_says_which_entry_is_broken(council, unguarded):
    three_entries(council)
    out, err = StringIO(), StringIO()
    call_command("verify_audit", council=council.slug, stdout=out, stderr=err)
    assert out.getvalue() == "Whole: 1 audit trails.\n"
    assert err.getvalue() == ""

    AuditEvent.objects.filter(sequence=2).update(details={})
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", council=council.slug, stdout=out, stderr=err)

    assert end.value.code == 1
    assert err.getvalue() == "withycombe: entry 2 does not hold.\n"


@pytest.mark.django_db(transaction=True)
def test_people_who_act_at_once_get_one_chain(settings):
    council = CouncilFactory()
    start = Barrier(4)

    def act(_):
        start.wait()
        try:
            for _ in range(5):
                with transaction.atomic():
                    record(Event.COUNCIL_CHANGED, council, council=council, actor=None)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))

    sequences = AuditEvent.objects.values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, 21))
    assert first_broken(council) is None
