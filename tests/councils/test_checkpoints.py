"""Checkpoints: signed, chained, written whole, and a witness against the database."""

import hashlib
import json
import resource
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from threading import Barrier

import pytest
import rfc8785
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from councils import tasks
from councils.checkpoints import Fault, read_folder, signing_key, write_whole
from councils.kernel.commands import Refused
from councils.models import AuditEvent
from councils.services.checkpoints import (
    NoCheckpoint,
    last_checkpoint,
    make_checkpoint,
    make_daily_checkpoint,
    public_key,
)
from protocol_portal.celery import app
from tests.councils import tampering
from tests.factories import CouncilFactory


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.CHECKPOINT_DIR = tmp_path / "outside" / "checkpoints"
    return settings.CHECKPOINT_DIR


@pytest.fixture
def trail(council):
    tampering.entries(council, 3)
    return council


@pytest.fixture
def three(trail, folder):
    """Three checkpoints, with something done before each."""
    for _ in range(3):
        make_checkpoint()
        tampering.entries(trail, 2)
    return sorted(folder.glob("*.json"))


def looked_at(folder, settings):
    return read_folder(folder, signing_key(settings.CHECKPOINT_KEY).public_key())


def verified(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_checkpoint_says_where_every_trail_stands(trail, folder):
    elsewhere = CouncilFactory(slug="elsewhere")
    tampering.entries(elsewhere, 1)
    CouncilFactory(slug="nothing-done")

    make_checkpoint()

    [path] = folder.glob("*.json")
    body = json.loads(path.read_bytes())["body"]
    assert path.name == "checkpoint-000001.json"
    assert (body["schema"], body["number"]) == ("protocol-portal/checkpoint/1", 1)
    assert body["before"] is None
    assert {head["slug"]: head["sequence"] for head in body["heads"]} == {
        "withycombe": 3,
        "elsewhere": 1,
    }
    last = AuditEvent.objects.get(council=trail, sequence=3)
    assert [h["chain"] for h in body["heads"] if h["slug"] == "withycombe"] == [
        last.chain
    ]


def test_an_outsider_can_check_one_with_the_public_key_alone(trail, folder):
    make_checkpoint()

    # By the words of the README, with nothing of the portal's.
    file = json.loads((folder / "checkpoint-000001.json").read_bytes())
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key()))
    key.verify(bytes.fromhex(file["signature"]), rfc8785.dumps(file["body"]))


def test_each_carries_the_digest_of_the_one_before(three):
    first, second, third = (json.loads(path.read_bytes())["body"] for path in three)

    assert second["before"] == hashlib.sha256(rfc8785.dumps(first)).hexdigest()
    assert third["before"] == hashlib.sha256(rfc8785.dumps(second)).hexdigest()
    assert third["number"] == 3


def test_a_folder_as_the_portal_left_it_holds(three, folder, settings):
    found = looked_at(folder, settings)

    assert len(found.checkpoints) == 3
    assert found.faults == ()
    code, out, err = verified("--checkpoints", str(folder))
    assert (code, err) == (0, "")
    assert "Checkpoints read: 3" in out
    assert "Whole: 1 audit trail.\n" in out


def test_a_missing_one_is_named(three, folder, settings):
    three[1].unlink()

    found = looked_at(folder, settings)

    assert found.faults == (
        Fault(
            "checkpoint-000003.json",
            "Checkpoint 2, which came before it, is missing.",
        ),
    )
    assert verified("--checkpoints", str(folder))[0] == 1


def test_the_first_ones_missing_are_named(three, folder, settings):
    three[0].unlink()
    three[1].unlink()

    [fault] = looked_at(folder, settings).faults

    assert fault.why == "Checkpoints 1 to 2, which came before it, are missing."


@pytest.mark.parametrize("kept", [0, 1, 100, -2])
def test_one_cut_short_is_named(three, folder, settings, kept):
    three[1].write_bytes(three[1].read_bytes()[:kept])

    assert looked_at(folder, settings).faults == (
        Fault("checkpoint-000002.json", "It does not hold: it is not whole."),
    )


def test_an_edited_one_is_named(three, folder, settings):
    value = json.loads(three[1].read_bytes())
    value["body"]["heads"][0]["sequence"] = 1
    three[1].write_text(json.dumps(value))

    assert looked_at(folder, settings).faults == (
        Fault(
            "checkpoint-000002.json",
            "It does not hold: the signature is not of this text and the portal’s key.",
        ),
    )


@pytest.mark.parametrize(
    "forged",
    [
        b"{}",
        b"[]",
        b"null",
        b'{"body": {}}',
        b'{"body": {}, "signature": 5}',
        b"[" * 100_000,
        b'{"body": NaN, "signature": ""}',
    ],
)
def test_an_unsigned_one_is_named(three, folder, settings, forged):
    three[2].write_bytes(forged)

    [fault] = looked_at(folder, settings).faults

    assert fault.file == "checkpoint-000003.json"


def test_one_signed_by_another_portal_is_named(three, folder, settings):
    key = settings.CHECKPOINT_KEY
    settings.CHECKPOINT_KEY = "the key of another portal"
    make_checkpoint()

    settings.CHECKPOINT_KEY = key
    [fault] = looked_at(folder, settings).faults
    assert fault.file == "checkpoint-000004.json"


def test_two_that_changed_places_are_named(three, folder, settings):
    first, second = three[0].read_bytes(), three[1].read_bytes()
    three[0].write_bytes(second)
    three[1].write_bytes(first)

    assert looked_at(folder, settings).faults[:2] == (
        Fault("checkpoint-000001.json", "It holds checkpoint 2, under another’s name."),
        Fault("checkpoint-000002.json", "It holds checkpoint 1, under another’s name."),
    )


def test_one_from_another_series_is_named(three, folder, settings):
    for path in (three[1], three[2]):
        path.rename(path.with_suffix(".kept"))
    tampering.entries(CouncilFactory(), 1)
    make_checkpoint()
    (folder / "checkpoint-000003.kept").rename(three[2])

    assert looked_at(folder, settings).faults == (
        Fault(
            "checkpoint-000003.json",
            "It does not follow from the checkpoint before it.",
        ),
    )


def test_an_emptied_folder_does_not_pass(trail, folder):
    folder.mkdir(parents=True)

    code, _, err = verified("--checkpoints", str(folder))

    assert code == 1
    assert "There is no checkpoint in it." in err


def test_a_folder_that_is_not_there_is_refused(trail, folder):
    with pytest.raises(Refused, match="is not a folder"):
        verified("--checkpoints", str(folder))


def test_the_series_goes_on_after_one_that_does_not_hold(three, folder, settings):
    three[2].write_bytes(b"rubbish")

    make_checkpoint()

    found = looked_at(folder, settings)
    assert [checkpoint.number for checkpoint in found.checkpoints] == [1, 2, 4]
    assert [fault.file for fault in found.faults] == ["checkpoint-000003.json"]


def test_a_trail_made_anew_with_the_key_is_named_by_a_checkpoint(
    trail, folder, unguarded
):
    make_checkpoint()
    tampering.entries(trail, 3)
    make_checkpoint()

    tampering.change(trail, 5, "details = %s", "{}")
    tampering.recompute(trail)

    assert verified()[0] == 0
    code, _, err = verified("--checkpoints", str(folder))
    assert code == 1
    assert err.startswith(
        "withycombe: entry 6 does not hold. Entry 6 is not the one that checkpoint 2 of"
    )
    assert "made anew after entry 3" in err


def test_a_tail_cut_with_its_head_is_named_by_a_checkpoint(trail, folder, unguarded):
    make_checkpoint()
    chain = AuditEvent.objects.get(sequence=2).chain
    tampering.remove(trail, 3)
    tampering.set_head(trail, 2, chain)

    code, _, err = verified("--checkpoints", str(folder), "--council", trail.slug)

    assert code == 1
    assert "entry 3 does not hold. The trail was cut" in err


def test_a_council_that_is_gone_is_named(trail, folder, unguarded):
    gone = CouncilFactory(slug="gone-in-the-night")
    tampering.entries(gone, 1)
    make_checkpoint()
    for table in ("councils_auditevent", "councils_audithead"):
        tampering.run(
            f"DELETE FROM {table} WHERE council_id = %s",  # noqa: S608 - listed above
            gone.pk.hex,
        )
    tampering.run("DELETE FROM councils_council WHERE id = %s", gone.pk.hex)

    code, _, err = verified("--checkpoints", str(folder))

    assert code == 1
    assert "The council gone-in-the-night, which it names, is not here any more" in err


def test_the_answer_as_json_names_all_of_it(three, folder, unguarded, trail):
    three[0].write_bytes(b"")
    tampering.change(trail, 2, "salt = %s", "1" * 32)

    code, out, err = verified("--json", "--checkpoints", str(folder))

    assert (code, err) == (1, "")
    answer = json.loads(out)
    assert answer["whole"] is False
    assert answer["first_broken"]["withycombe"]["sequence"] == 2
    assert answer["checkpoints"] == 2
    assert [fault["file"] for fault in answer["faults"]] == ["checkpoint-000001.json"]


def test_todays_is_made_once_however_often_it_is_asked_for(trail, folder):
    tasks.make_checkpoint()
    tasks.make_checkpoint()
    assert len(list(folder.glob("*.json"))) == 1

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        tasks.make_checkpoint()
    assert len(list(folder.glob("*.json"))) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("make", "made"), [(make_checkpoint, 4), (make_daily_checkpoint, 1)]
)
def test_those_made_at_once_stand_in_one_row(folder, settings, make, made):
    start = Barrier(4)

    def act(_):
        start.wait()
        try:
            make()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))

    found = looked_at(folder, settings)
    assert len(found.checkpoints) == made
    assert found.faults == ()


@contextmanager
def a_disk_with_room_for(count):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_no_half_file_and_the_old_one_as_it_was(tmp_path):
    path = tmp_path / "checkpoint-000001.json"
    write_whole(path, b"the old one")

    with a_disk_with_room_for(4096), pytest.raises(OSError, match="too large"):
        write_whole(path, b"x" * 8192)

    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]

    write_whole(path, b"the new one")
    assert path.read_bytes() == b"the new one"


def test_what_a_killed_writer_left_is_no_checkpoint_and_is_cleared_away(
    three, folder, settings
):
    left_over = folder / ".unfinished-checkpoint-000004.json"
    left_over.write_bytes(b'{"body": {"num')
    assert looked_at(folder, settings).faults == ()

    make_checkpoint()

    assert not left_over.exists()
    assert len(looked_at(folder, settings).checkpoints) == 4


def test_a_folder_that_cannot_be_written_is_said(trail, folder):
    folder.parent.mkdir()
    folder.write_text("a file is in the way")

    with pytest.raises((NoCheckpoint, OSError)):
        make_checkpoint()


def test_one_is_mailed_once_where_somebody_is_to_have_it(trail, folder, settings):
    make_daily_checkpoint()
    assert not mail.outbox

    settings.CHECKPOINT_MAIL_TO = ["auditor@audit.example", "chair@council.example"]
    make_daily_checkpoint()
    make_daily_checkpoint()

    [sent] = mail.outbox
    assert sent.to == ["auditor@audit.example", "chair@council.example"]
    [(name, content, media_type)] = sent.attachments
    assert (name, media_type) == ("checkpoint-000001.json", "application/json")
    assert content == (folder / name).read_bytes()
    assert public_key() in sent.body


def test_one_that_could_not_be_mailed_is_kept_and_mailed_when_it_can(
    trail, folder, settings
):
    settings.CHECKPOINT_MAIL_TO = ["auditor@audit.example"]
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # Nobody listens there.

    with pytest.raises(NoCheckpoint, match=r"is made, but could not be mailed"):
        make_daily_checkpoint()
    assert last_checkpoint().number == 1

    settings.EMAIL_BACKEND = backend
    make_daily_checkpoint()
    assert len(mail.outbox) == 1
    assert last_checkpoint().number == 1


def test_the_command_makes_one_and_prints_the_key(trail, folder, capsys):
    call_command("make_checkpoint")
    assert capsys.readouterr().out == (
        "checkpoint-000001.json is made: 1 audit trail.\n"
    )

    call_command("make_checkpoint", "--json")
    made = json.loads(capsys.readouterr().out)
    assert (made["name"], made["councils"]) == ("checkpoint-000002.json", 1)
    assert made["digest"] == last_checkpoint().digest

    call_command("make_checkpoint", "--public-key")
    assert capsys.readouterr().out == f"{public_key()}\n"
    assert len(list(folder.glob("*.json"))) == 2


def test_the_schedule_asks_for_one_a_day(db):
    assert [
        entry["schedule"].__class__.__name__
        for entry in app.conf.beat_schedule.values()
        if entry["task"] == tasks.make_checkpoint.name
    ] == ["crontab"]
