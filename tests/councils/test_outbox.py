"""The outbox: made before it is sent, sent once, tried again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.core import mail
from django.db import connections
from django.utils import timezone

from councils import outbox
from councils.models import AccountNotice, Notice
from tests.factories import CouncilFactory, PersonFactory
from tests.smtp import mail_server, part_of


@pytest.fixture
def person(db):
    return PersonFactory(name="Ann Lee", email="ann@mail.example")


@pytest.fixture
def server(settings):
    with mail_server() as running:
        for name, value in running.settings().items():
            setattr(settings, name, value)
        yield running


def put(person, key="review/1", subject="A review is due", body="On 1 July.\n"):
    return outbox.put(person, key=key, subject=subject, body=body)


def test_the_same_key_twice_makes_one_mail_to_a_person(person):
    first, second = put(person), put(person, body="Other words.")

    assert first == second
    assert Notice.objects.get().body == "On 1 July.\n"


def test_one_key_may_go_to_several_people(person):
    put(person)
    put(PersonFactory(council=person.council))

    assert Notice.objects.count() == 2


def test_a_person_without_an_address_gets_no_mail(db):
    assert put(PersonFactory(email="")) is None
    assert not Notice.objects.exists()


def test_a_line_break_in_a_subject_makes_no_second_header(person):
    put(person, subject="A review\r\nBcc: everybody@mail.example")

    assert outbox.deliver() == 1

    [sent] = mail.outbox
    assert sent.subject == "A review Bcc: everybody@mail.example"
    assert sent.recipients() == ["ann@mail.example"]


def test_what_is_due_goes_out_over_smtp_once(person, server):
    put(person, body="Grüße und ŵ\n")

    assert [outbox.deliver(), outbox.deliver()] == [1, 0]

    [received] = server.received
    assert received["To"] == "ann@mail.example"
    assert received["Subject"] == "A review is due"
    assert received["Auto-Submitted"] == "auto-generated"
    assert part_of(received, "plain") == "Grüße und ŵ\n"
    notice = Notice.objects.get()
    assert (notice.status, notice.attempts) == ("sent", 1)
    assert notice.sent_at is not None
    assert notice.leased_until is None


def test_a_refused_mail_is_tried_again_later_under_the_same_message_id(person, server):
    server.is_willing = False
    put(person)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert outbox.deliver() == 0
        notice = Notice.objects.get()
        assert (notice.status, notice.failure) == ("pending", "not_now")
        assert notice.due_at == timezone.now() + timedelta(minutes=1)

        server.is_willing = True
        assert outbox.deliver() == 0
        clock.shift(timedelta(minutes=1))
        assert outbox.deliver() == 1

    assert len(server.refused) == len(server.received) == 1
    assert server.refused[0]["Message-ID"] == server.received[0]["Message-ID"]


def test_a_mail_that_never_goes_out_has_failed_after_six_tries(person, server):
    server.is_willing = False
    put(person)
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(6):
            outbox.deliver()
            notice = Notice.objects.get()
            waits.append(round((notice.due_at - timezone.now()).total_seconds() / 60))
            clock.shift(timedelta(days=1))
        outbox.deliver()

    assert waits[:5] == [1, 5, 30, 120, 720]
    assert Notice.objects.get().status == "failed"
    assert len(server.refused) == 6


def test_one_mail_that_no_server_can_carry_does_not_hold_up_the_others(person, server):
    bad = put(person, key="bad")
    Notice.objects.filter(pk=bad.pk).update(subject="Two\nlines")
    put(person, key="good")

    assert outbox.deliver() == 1

    bad.refresh_from_db()
    assert (bad.status, bad.failure) == ("failed", "unmailable")


def test_a_server_that_is_away_loses_nothing(person, settings):
    with mail_server() as gone:
        address = gone.settings()
    for name, value in address.items():
        setattr(settings, name, value)
    put(person)

    assert outbox.deliver() == 0

    assert Notice.objects.get().status == "pending"


def test_a_sender_that_died_is_followed_by_another_when_its_lease_has_run_out(
    person, server
):
    notice = put(person)
    lease = timezone.now() + timedelta(minutes=5)
    Notice.objects.filter(pk=notice.pk).update(leased_until=lease, attempts=1)

    assert outbox.deliver() == 0

    with time_machine.travel(lease + timedelta(seconds=1)):
        assert outbox.deliver() == 1
    assert len(server.received) == 1


def test_each_mail_has_a_message_id_of_its_own(person, server):
    put(person, key="one")
    put(person, key="two")
    put(PersonFactory(council=CouncilFactory()), key="one")

    assert outbox.deliver() == 3

    assert len({received["Message-ID"] for received in server.received}) == 3


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_every_mail_once(server):
    person = PersonFactory()
    for number in range(20):
        put(person, key=f"notice/{number}")
    start = Barrier(4)

    def deliver(_):
        start.wait()
        try:
            return outbox.deliver()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(deliver, range(4)))

    assert sum(counts) == 20
    assert len(server.received) == 20
    assert len({received["Message-ID"] for received in server.received}) == 20
    assert set(Notice.objects.values_list("status", "attempts")) == {("sent", 1)}


# ---- what is no council's


def put_at(address="ann@mail.example", key="credentials/1", account=None):
    words = {"subject": "Your account", "body": "It has changed.\n"}
    return outbox.put_at(address, key=key, account=account, **words)


def test_mail_to_an_account_goes_out_once_and_by_the_same_door(person, server):
    assert put_at() == put_at()
    put(person)

    assert [outbox.deliver(), outbox.deliver()] == [2, 0]

    assert {one["Subject"] for one in server.received} == {
        "Your account",
        "A review is due",
    }
    assert len({one["Message-ID"] for one in server.received}) == 2


def test_mail_to_an_account_is_tried_again(db, settings):
    notice = put_at()
    settings.EMAIL_BACKEND = "protocol_portal.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nobody answers there

    assert outbox.deliver() == 0

    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("pending", 1)
    assert notice.due_at > timezone.now()


def test_what_accounts_were_sent_is_dropped_after_a_month(db):
    put_at()
    outbox.forget_sent()
    assert AccountNotice.objects.count() == 1

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        outbox.forget_sent()

    assert not AccountNotice.objects.exists()
