"""How mail goes to its server: in time, over one line, and named when it does not."""

import multiprocessing
import os
import signal
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from councils import outbox, posting
from councils.models import Notice
from protocol_portal import smtp
from tests.councils.test_outbox import put
from tests.factories import CouncilFactory, PersonFactory
from tests.smtp import mail_server, part_of


@pytest.fixture
def person(db):
    council = CouncilFactory(name="Larkmere <b>Town</b> Council", colour="#6b1f2a")
    return PersonFactory(council=council, name="Ann Lee", email="ann@mail.example")


@pytest.fixture
def server(settings):
    with mail_server() as running:
        for name, value in running.settings().items():
            setattr(settings, name, value)
        yield running


def test_a_mail_has_two_parts_of_the_same_words_in_the_council_s_name(person, server):
    put(person, subject="Grüße <b>", body="Grüße und ŵ <script>.\n")

    outbox.deliver()

    [received] = server.received
    assert received.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in received.iter_parts()]
    assert parts == ["text/plain", "text/html"]
    assert {part.get_content_charset() for part in received.iter_parts()} == {"utf-8"}
    assert part_of(received, "plain") == "Grüße und ŵ <script>.\n"
    page = part_of(received, "html")
    assert "Grüße und ŵ &lt;script&gt;." in page
    assert "Larkmere &lt;b&gt;Town&lt;/b&gt; Council" in page
    assert "background-color:#6b1f2a" in page
    assert received["Content-Language"] == "en-GB"
    assert received["Reply-To"] is None
    assert received["List-Unsubscribe"] is None


def test_a_mail_from_before_letters_goes_out_in_two_parts_too(person, server):
    notice = put(person, body="Hello.\n\nWe meet on Monday.\n")
    Notice.objects.filter(pk=notice.pk).update(letter=None)

    outbox.deliver()

    assert part_of(server.received[0], "plain") == "Hello.\n\nWe meet on Monday.\n"
    assert ">We meet on Monday.</p>" in part_of(server.received[0], "html")


def test_a_batch_goes_over_one_connection(person, server):
    for number in range(5):
        put(person, key=f"notice/{number}")

    assert outbox.deliver() == 5

    assert server.connections == 1


def test_a_server_that_takes_two_at_a_time_is_called_again(person, server):
    server.most = 2
    for number in range(5):
        put(person, key=f"notice/{number}")

    assert outbox.deliver() == 5

    assert server.connections == 3
    assert len({received["Message-ID"] for received in server.received}) == 5
    assert set(Notice.objects.values_list("status", "attempts")) == {("sent", 1)}


REFUSED = [
    ("550 no such person", "failed", "address_refused"),
    ("553 ann@mail.example is secret", "failed", "address_refused"),
    ("552 full", "pending", "mailbox_full"),
    ("452 full", "pending", "mailbox_full"),
    ("450 come back", "pending", "not_now"),
]


@pytest.mark.parametrize(("answer", "status", "failure"), REFUSED)
def test_what_a_server_says_of_an_address_is_named_and_not_kept(
    person, server, answer, status, failure
):
    server.addresses["ann@mail.example"] = answer
    refused = put(person)
    taken = put(PersonFactory(council=person.council))

    assert outbox.deliver() == 1

    refused.refresh_from_db()
    taken.refresh_from_db()
    assert (refused.status, refused.failure) == (status, failure)
    assert refused.tried_at is not None
    assert taken.status == "sent"


def test_an_address_that_no_mail_can_go_to_fails_at_once(person, server):
    bad = put(person)
    Notice.objects.filter(pk=bad.pk).update(
        address="ann@" + "x" * 70 + "\u3002.example"
    )

    assert outbox.deliver() == 0

    bad.refresh_from_db()
    assert (bad.status, bad.failure, bad.attempts) == ("failed", "wrong_address", 1)


def test_a_server_that_answers_letter_by_letter_is_cut_off_in_time(
    person, server, monkeypatch
):
    monkeypatch.setattr(smtp, "LONGEST", 0.3)
    server.letter_by_letter = 0.1
    put(person)
    began = time.monotonic()

    assert outbox.deliver() == 0

    # Its greeting alone would take longer; how long this machine takes is not asked.
    assert time.monotonic() - began < 10
    notice = Notice.objects.get()
    assert (notice.status, notice.failure) == ("pending", "no_answer")
    assert notice.leased_until is None


def test_nothing_more_is_claimed_when_a_batch_has_taken_its_time(
    person, server, monkeypatch
):
    monkeypatch.setattr(outbox, "PATIENCE", 0.0)
    for number in range(3):
        put(person, key=f"notice/{number}")

    assert outbox.deliver() == 1

    assert Notice.objects.filter(attempts=0, leased_until=None).count() == 2


def test_the_times_fit_into_one_another():
    a_worker_s_time = 120.0  # CELERY_TASK_SOFT_TIME_LIMIT

    assert a_worker_s_time > outbox.PATIENCE + smtp.LONGEST
    assert timedelta(seconds=2 * smtp.LONGEST) < outbox.LEASE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_sender_killed_after_the_server_took_it_repeats_once_as_the_same_mail(
    server, end
):
    put(PersonFactory())
    connections.close_all()  # The child opens its own.
    sender = multiprocessing.get_context("fork").Process(target=outbox.deliver)

    def kill():
        server.taken = lambda: None
        os.kill(sender.pid, end)

    server.taken = kill
    sender.start()
    sender.join(timeout=30)

    assert sender.exitcode == -end
    notice = Notice.objects.get()
    assert (notice.status, notice.attempts) == ("pending", 1)
    assert outbox.deliver() == 0  # The lease of the dead holds.
    with time_machine.travel(timezone.now() + outbox.LEASE + timedelta(seconds=1)):
        assert [outbox.deliver(), outbox.deliver()] == [1, 0]
    first, second = server.received
    assert first["Message-ID"] == second["Message-ID"]
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("sent", 2)


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("portal@larkmere.example", "larkmere.example"),
        ("Larkmere <portal@larkmere.example>", "larkmere.example"),
        ("portal", "localhost"),
    ],
)
def test_a_message_id_ends_in_the_portal_s_own_domain(settings, sender, domain):
    settings.DEFAULT_FROM_EMAIL = sender

    assert posting.own_domain() == domain


def test_an_operator_is_warned_of_mail_in_the_clear_and_from_nobody(settings):
    settings.TRY_OUT = False
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = (
        "mail.example",
        "portal@localhost",
    )

    found = {warning.id for warning in posting.mail_is_sent_safely()}

    assert found == {"councils.W005", "councils.W006"}
    settings.EMAIL_USE_TLS, settings.DEFAULT_FROM_EMAIL = True, "portal@council.example"
    assert posting.mail_is_sent_safely() == []
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST = False, "127.0.0.1"
    assert posting.mail_is_sent_safely() == []
