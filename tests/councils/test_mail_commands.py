"""The commands about mail, typed as an operator types them, and what they answer."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, load_command_class

from councils import outbox
from councils.models import Notice
from protocol_portal import environment
from protocol_portal.house.machine import ROOT
from protocol_portal.house.rehearsal import like_a_server
from tests.factories import CouncilFactory, PersonFactory
from tests.smtp import mail_server, part_of


@pytest.fixture
def server(settings):
    with mail_server() as running:
        for name, value in running.settings().items():
            setattr(settings, name, value)
        yield running


@pytest.fixture
def due(db):
    """Three ordinary mails of two councils, one about an account, two confidential."""
    larkmere = PersonFactory(council=CouncilFactory(slug="larkmere"))
    elsewhere = PersonFactory(council=CouncilFactory(slug="elsewhere"))
    quiet = PersonFactory(council=CouncilFactory(slug="quiet"))
    for number in range(2):
        outbox.put(larkmere, key=f"due/{number}", subject="Due", body="It is.")
    outbox.put(elsewhere, key="due/1", subject="Due", body="It is.")
    news = {"subject": "News", "body": "There is news.", "lane": "confidential"}
    outbox.put(quiet, key="news", **news)
    outbox.put(larkmere, key="news", **news)
    outbox.put_at("a@mail.example", key="a", subject="A", body="B", account=None)


def said(capsys, *words):
    call_command(*words)
    return capsys.readouterr().out


def test_a_dry_run_counts_by_council_and_the_confidential_lane_nowhere(
    due, server, capsys
):
    lines = said(capsys, "deliver_mail", "--dry-run").splitlines()
    counted = json.loads(said(capsys, "deliver_mail", "--dry-run", "--json"))

    assert lines == ["elsewhere: 1 due", "larkmere: 2 due", "about accounts: 1 due"]
    assert counted == {"councils": {"elsewhere": 1, "larkmere": 2}, "accounts": 1}
    assert not server.received
    assert not Notice.objects.exclude(attempts=0).exists()


def test_all_that_is_due_goes_out_and_what_is_confidential_is_not_counted(
    due, server, capsys
):
    assert json.loads(said(capsys, "deliver_mail", "--json")) == {
        "sent": 4,
        "put_off": 0,
        "failed": 0,
    }
    assert len(server.received) == 6
    assert said(capsys, "deliver_mail") == (
        "0 sent, 0 to be tried again later, 0 could not be delivered.\n"
    )


def test_a_limit_holds_for_what_is_counted(due, server, capsys):
    assert said(capsys, "deliver_mail", "--limit", "2").startswith("2 sent,")
    assert said(capsys, "deliver_mail", "--limit", "9").startswith("2 sent,")
    assert len(server.received) == 6


def test_what_fails_is_told_apart_from_what_waits(due, server, capsys):
    server.is_willing = False
    server.addresses["a@mail.example"] = "550 no"

    assert said(capsys, "deliver_mail") == (
        "0 sent, 3 to be tried again later, 1 could not be delivered.\n"
    )


def typed(*words, **more):
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words],
        cwd=ROOT,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_test_mail_says_what_the_server_answered(tmp_path):
    with mail_server() as server:
        address = f"smtp://127.0.0.1:{server.port}/"
        as_server = {**like_a_server(), "EMAIL_URL": address}
        server.addresses["gone@mail.example"] = "550 5.1.1 nobody\x1b[31m here"

        taken = typed("send_test_mail", "ann@mail.example", "--json", **as_server)
        refused = typed("send_test_mail", "gone@mail.example", **as_server)

    assert taken.returncode == 0, taken.stderr
    assert json.loads(taken.stdout)["taken"] is True
    assert "test" in part_of(server.received[0], "plain")
    assert refused.returncode == 1
    assert not refused.stdout
    assert refused.stderr.splitlines() == [
        "127.0.0.1: The mail server refused the address: perhaps it is spelled wrongly,"
        " or the mailbox is gone. It answered 550: 5.1.1 nobody [31m here"
    ]


def test_wrong_usage_bad_input_and_a_server_that_is_away(tmp_path):
    with mail_server() as gone:
        address = f"smtp://127.0.0.1:{gone.port}/"
    as_server = {**like_a_server(), "EMAIL_URL": address}

    away = typed("send_test_mail", "ann@mail.example", "--json", **as_server)

    assert away.returncode == 1
    assert json.loads(away.stdout)["failure"] == "no_answer"
    assert away.stderr == "127.0.0.1: The portal’s mail server did not answer.\n"


@pytest.mark.parametrize(
    "words",
    [("send_test_mail",), ("deliver_mail", "--limit", "0"), ("deliver_mail", "x")],
)
def test_wrong_usage_ends_in_two(words):
    with pytest.raises(SystemExit) as end:
        _run(*words)

    assert end.value.code == 2


def test_what_is_no_address_ends_in_one(capsys):
    with pytest.raises(SystemExit) as end:
        _run("send_test_mail", "ann\r\nBcc: x")

    assert end.value.code == 1
    assert capsys.readouterr().err == "“ann Bcc: x” is no e-mail address.\n"


def test_a_try_out_sends_nothing_and_says_where_it_is(settings, tmp_path, capsys):
    settings.EMAIL_BACKEND = "protocol_portal.kept_mail.KeptMailBackend"
    settings.VAR_DIR = tmp_path

    assert "a try-out sends nothing" in said(capsys, "send_test_mail", "a@mail.example")
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def _run(*words):
    load_command_class("councils", words[0]).run_from_argv(["manage.py", *words])


# ---- EMAIL_URL


def read(address):
    return environment.mail({"PORTAL_MODE": "server", "EMAIL_URL": address})


@pytest.mark.parametrize(
    ("address", "host", "port", "tls", "ssl"),
    [
        ("smtp://localhost", "localhost", 25, False, False),
        ("smtp://relay.example:2525/", "relay.example", 2525, False, False),
        ("smtp://relay.example:587/?tls=true", "relay.example", 587, True, False),
        ("smtp://relay.example:465/?ssl=true", "relay.example", 465, False, True),
        ("smtps://relay.example", "relay.example", 465, False, True),
        ("smtp+starttls://relay.example", "relay.example", 587, True, False),
        ("smtp+starttls://[::1]:25", "::1", 25, True, False),
    ],
)
def test_a_mail_server_is_named_by_one_address(address, host, port, tls, ssl):
    made = read(address)

    assert (made["EMAIL_HOST"], made["EMAIL_PORT"]) == (host, port)
    assert (made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (tls, ssl)
    assert made["EMAIL_TIMEOUT"] == 20


def test_what_is_escaped_in_a_password_is_read_as_it_was():
    made = read("smtps://ann%40mail.example:a%2Fb%3Ac%25d%20e@relay.example?timeout=5")

    assert made["EMAIL_HOST_USER"] == "ann@mail.example"
    assert made["EMAIL_HOST_PASSWORD"] == "a/b:c%d e"
    assert made["EMAIL_TIMEOUT"] == 5


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "A server needs EMAIL_URL"),
        ("relay.example", "must begin with"),
        ("http://relay.example", "must begin with"),
        ("smtp:///", "name a host"),
        ("smtp://u:a/b@relay.example", "port that is none"),
        ("smtps://relay.example?tls=true", "two ways"),
        ("smtp://u:p@relay.example", "unencrypted"),
        ("smtp://u:p@relay.example:587/?tls=yes", "unencrypted"),
        ("smtps://relay.example?timeout=0", "timeout"),
        ("smtps://relay.example?timeout=31", "timeout"),
        ("smtps://relay.example?timeout=soon", "timeout"),
    ],
)
def test_what_cannot_be_meant_or_would_tell_a_password_is_refused(address, reason):
    with pytest.raises(ImproperlyConfigured, match=reason):
        read(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_password_may_go_in_the_clear_to_this_machine_alone(host):
    assert read(f"smtp://u:p@{host}:25")["EMAIL_HOST_PASSWORD"] == "p"
