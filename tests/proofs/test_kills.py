"""Workers killed at random moments: no half record, and all is done in the end."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from protocols.models import ProtocolImport, StoredPdf
from protocols.services.importing import Upload, finish_reading, upload_file
from protocols.services.printing import finish_printing
from tests.protocols.cast import a_council, a_draft, a_text, adopted, signed, tabled

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.proof,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROOT = Path(__file__).resolve().parents[2]
KILLS = 12
WORK = (
    "from protocols.services.importing import finish_reading;"
    "from protocols.services.printing import finish_printing;"
    "finish_reading(); finish_printing()"
)


def a_worker() -> subprocess.Popen[bytes]:
    """Start what a worker does, in a process and a group of its own."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite://{Path(settings['NAME']).resolve()}"
    else:
        host, port = settings["HOST"], settings["PORT"] or 5432
        secret = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
        user = f"{settings['USER']}{secret}"
        address = f"postgres://{user}@{host}:{port}/{settings['NAME']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", WORK],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_killed_workers_leave_nothing_half_done():
    cast, chance = a_council(), random.Random(7)  # noqa: S311 - which moment matters not
    versions = [
        signed(
            cast,
            adopted(cast, tabled(cast, a_draft(cast, a_text(title=f"Protocol {n}")))),
        )
        for n in range(6)
    ]
    words = b"Protocol on visits\n\n1. Visits\n\n1.1 A visitor is met at the door.\n"
    for place in range(6):
        upload = Upload(name=f"{place}.txt", media_type="text/plain", data=words)
        upload_file(cast.council, actor=cast.clerk, upload=upload)

    for _ in range(KILLS):
        worker = a_worker()
        time.sleep(chance.uniform(0.3, 3.0))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        # A lease outlives its worker; the next sweep comes when it has run out.
        ProtocolImport.objects.filter(status="reading").update(leased_until=None)
        ProtocolImport.objects.filter(status="reading").update(
            status="waiting", attempts=0
        )
    finish_reading()
    finish_printing()

    assert set(ProtocolImport.objects.values_list("status", flat=True)) == {"read"}
    for version in versions:
        kinds = StoredPdf.objects.filter(version=version).values_list("kind", flat=True)
        assert sorted(kinds) == ["protocol", "record"]
    for stored in StoredPdf.objects.all():
        assert bytes(stored.data).rstrip().endswith(b"%%EOF")
