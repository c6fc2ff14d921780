"""The audit trail: whole, in order, and nobody's to change."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Barrier

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, connections, transaction

from councils.audit import first_broken, record
from councils.events import Event
from councils.models import AuditEvent, AuditHead
from tests.councils.tampering import run
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


def test_the_head_stands_at_the_last_entry_of_its_council_alone(db):
    one, other = CouncilFactory(), CouncilFactory()
    *_, last = three_entries(one)
    [elsewhere] = three_entries(other)[:1]

    heads = {
        head.council: (head.sequence, head.chain) for head in AuditHead.objects.all()
    }

    assert heads.pop(one) == (3, last.chain)
    assert heads.pop(other)[0] == 3
    assert not heads
    assert elsewhere.sequence == 1


def test_what_is_undone_is_not_in_the_head_either(council):
    three_entries(council)

    with contextlib.suppress(KeyError), transaction.atomic():
        record(Event.COUNCIL_CHANGED, council, council=council, actor=None)
        raise KeyError

    assert AuditHead.objects.get().sequence == 3
    assert first_broken(council) is None


@pytest.mark.parametrize(
    "change",
    [
        "sequence = sequence - 1",
        "sequence = sequence + 2",
        "chain = 'f'",
        "sequence = sequence, chain = 'f'",
    ],
)
def test_the_database_lets_a_head_step_forward_only(council, change):
    three_entries(council)

    with pytest.raises(IntegrityError), transaction.atomic():
        run(f"UPDATE councils_audithead SET {change}")  # noqa: S608 - listed above
    with pytest.raises(IntegrityError), transaction.atomic():
        run("DELETE FROM councils_audithead")

    assert AuditHead.objects.get().sequence == 3


def test_an_entry_is_written_in_three_questions(council, django_assert_num_queries):
    record(Event.COUNCIL_CHANGED, council, council=council, actor=None)

    with django_assert_num_queries(3):
        record(Event.COUNCIL_CHANGED, council, council=council, actor=None)


def test_the_heads_of_councils_that_were_there_before_are_filled_in(council, unguarded):
    *_, last = three_entries(council)
    without = CouncilFactory()
    run("DELETE FROM councils_audithead")

    fill_heads = import_module("councils.migrations.0003_audit_head").fill_heads
    fill_heads(apps, connection.schema_editor())

    head = AuditHead.objects.get()
    assert (head.council, head.sequence) == (council, 3)
    assert head.chain == last.chain
    assert head.council != without


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
