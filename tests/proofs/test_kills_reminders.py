"""Worker groups killed at random moments: every reminder arrives, and nearly once.

PostgreSQL, Redis, Celery and a mail server on loopback are the real ones. What strikes
here is what beat sends, each thing twice as from two beats.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from councils.models import Council, Deadline, Notice, Person, Reminder
from councils.models.people import Membership
from councils.services.deadlines import Due, set_deadlines
from protocol_portal.celery import app
from protocol_portal.house.rehearsal import like_a_server
from tests.smtp import Postman, mail_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql_only,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds until everything must have arrived


@pytest.fixture
def queue():
    """Give the address of a queue of this test's own."""
    if not settings.REDIS_URL:
        pytest.skip("no Redis here")
    url = settings.REDIS_URL.rpartition("/")[0] + "/13"
    with redis.Redis.from_url(url) as broker:
        broker.flushdb()
        yield url
        broker.flushdb()


def people_with_deadlines(councils: int, people: int) -> int:
    """Make councils whose every person has something to do; say how many those are."""
    today = timezone.localdate()
    for number in range(councils):
        council = Council.objects.create(name=f"Parish {number}", slug=f"p-{number}")
        persons = Person.objects.bulk_create(
            Person(
                council=council,
                name=f"Councillor {place}",
                email=f"councillor-{place}@p-{number}.example",
            )
            for place in range(people)
        )
        Membership.objects.bulk_create(
            Membership(
                council=council, person=person, role="councillor", starts_on=today
            )
            for person in persons
        )
        protocol = uuid4()
        dues = [
            Due(
                kind=Deadline.Kind.CONFIRMATION,
                subject_id=protocol,
                due_on=today + timedelta(days=28),
                title="Read the protocol and confirm it",
                path="/",
                audience=Deadline.Audience.PERSON,
                person=person,
            )
            for person in persons
        ]
        set_deadlines(council, dues)
    return councils * people


def a_worker(queue: str, postman: Postman) -> subprocess.Popen[bytes]:
    """Start a worker with two processes, in a group of its own."""
    there = connection.settings_dict
    secret = f":{there['PASSWORD']}" if there["PASSWORD"] else ""
    host, port = there["HOST"], there["PORT"] or 5432
    database = f"postgres://{there['USER']}{secret}@{host}:{port}/{there['NAME']}"
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "-A", "tests.proofs.reminding_worker"),
            *("worker", "--concurrency", "2", "--loglevel", "ERROR"),
            *("--without-gossip", "--without-mingle"),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            **like_a_server(),
            "DATABASE_URL": database,
            "REDIS_URL": with_a_password(queue),
            "EMAIL_URL": f"smtp://127.0.0.1:{postman.port}",
        },
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def with_a_password(queue: str) -> str:
    """Name a queue as a server must; a Redis that asks for no word takes any."""
    return queue if "@" in queue else queue.replace("://", "://default:any-word@")


def strike(queue: str) -> None:
    """Send what beat sends, as two beats at once would."""
    with app.connection_for_write(queue) as line:
        for _ in range(2):
            app.send_task(
                "proof.plan_a_day", [timezone.localdate().isoformat()], connection=line
            )
            app.send_task("councils.deliver_mail", connection=line)


def kill(worker: subprocess.Popen[bytes]) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    # A lease outlives its worker; the next sweep comes when it has run out.
    Notice.objects.filter(status="pending").update(leased_until=None)


def prove(queue: str, *, councils: int, people: int, kills: int) -> None:
    """Kill workers while they work, let the last one finish, and count what came."""
    chance = random.Random(11)  # noqa: S311 - which moment matters not
    reminded = people_with_deadlines(councils, people)
    with ExitStack() as stack:
        postman = stack.enter_context(mail_server())
        taken = []
        for _ in range(kills):
            worker = a_worker(queue, postman)
            before, most = len(postman.received), chance.randint(1, reminded // kills)
            until = time.monotonic() + 20
            while len(postman.received) < before + most and time.monotonic() < until:
                strike(queue)
                time.sleep(chance.uniform(0.05, 0.3))
            kill(worker)
            taken.append(len(postman.received))
        worker = a_worker(queue, postman)
        stack.callback(kill, worker)
        until = time.monotonic() + PATIENCE
        while _is_undone() and time.monotonic() < until:
            strike(queue)
            time.sleep(1)
        mails = Counter(str(mail["Message-ID"]) for mail in postman.received)
        addresses = Counter(str(mail["To"]) for mail in postman.received)

    repeats = sum(mails.values()) - len(mails)
    sys.stdout.write(
        f"{len(mails)} of {reminded} arrived, {repeats} of them again; {kills} kills\n"
    )
    assert len(addresses) == reminded  # nobody is lost
    assert len(mails) == reminded  # and what came twice had the same Message-ID
    assert max(mails.values()) <= 1 + kills
    assert repeats <= kills
    assert Reminder.objects.count() == reminded
    assert any(one < other for one, other in pairwise([0, *taken]))


def _is_undone() -> bool:
    return (
        Deadline.objects.filter(reminders__isnull=True).exists()
        or Reminder.objects.filter(notice__isnull=True).exists()
        or Notice.objects.exclude(status="sent").exists()
    )


def test_two_kills_lose_nothing(queue):
    prove(queue, councils=4, people=25, kills=2)


@pytest.mark.proof
def test_ten_kills_lose_none_of_fifteen_hundred_reminders(queue):
    prove(queue, councils=30, people=50, kills=10)
