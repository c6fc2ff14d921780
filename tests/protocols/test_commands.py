"""The commands: one sentence for bad input, an honest exit code, JSON alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from councils.models import AuditEvent
from protocols.exports import json_schema
from protocols.models import ProtocolVersion
from tests.protocols.cast import a_council, a_draft, signed

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "Larkmere Town Council\n\nProtocol on relations\n\n1. Papers\n\n1.1 Sent early.\n"
)

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def manage(*arguments, database="sqlite:////nowhere/at/all.sqlite3"):
    """Run a command as a person does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DATABASE_URL": database},
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "protocol.txt"
    path.write_text(TEXT)
    return path


def test_a_dry_run_needs_no_database_and_prints_one_document(file):
    done = manage("import_protocol", file, "--dry-run", "--json")

    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    Draft202012Validator(json_schema()).validate(value)
    assert value["title"] == "Protocol on relations"


def test_several_files_give_a_list(file):
    done = manage("import_protocol", file, file, "--dry-run", "--json")

    assert [one["council"] for one in json.loads(done.stdout)] == [
        "Larkmere Town Council"
    ] * 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["import_protocol", "nowhere.docx", "--dry-run"],
        ["check_protocol", "nowhere.docx"],
        ["verify_protocol", "nowhere.pdf"],
    ],
)
def test_bad_input_is_one_sentence_and_exit_1(arguments):
    done = manage(*arguments)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip().endswith(".")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    ["import_protocol", "export_protocol", "check_protocol", "verify_protocol"],
)
def test_wrong_usage_is_exit_2_and_help_has_an_example(command):
    assert manage(command, "--no-such-wish").returncode == 2
    assert f"example:\n  python manage.py {command}" in manage(command, "--help").stdout


def test_check_lists_what_a_clerk_should_look_at(tmp_path):
    path = tmp_path / "protocol.txt"
    path.write_text(TEXT + "\n1.1 Sent late.\n")

    done = manage("check_protocol", path, "--json")

    assert done.returncode == 0, done.stderr
    assert "duplicate-number" in {
        finding["code"] for finding in json.loads(done.stdout)
    }


@pytest.fixture
def version(db):
    return signed(a_council())


@pytest.mark.parametrize("file_format", ["pdf", "json", "md"])
def test_a_version_is_exported(version, tmp_path, file_format):
    path = tmp_path / f"out.{file_format}"

    call_command(
        "export_protocol",
        "larkmere",
        version.protocol.slug,
        "--version",
        "1",
        "--format",
        file_format,
        "--output",
        str(path),
    )

    assert path.stat().st_size > 100
    if file_format == "json":
        Draft202012Validator(json_schema()).validate(json.loads(path.read_text()))


def test_a_draft_is_exported_only_when_asked_for_and_says_so(db, tmp_path):
    draft = a_draft(a_council())
    path = tmp_path / "out.md"

    call_command(
        "export_protocol",
        "larkmere",
        draft.protocol.slug,
        "--draft",
        "--format",
        "md",
        "--output",
        str(path),
    )

    assert "DRAFT" in path.read_text()


def test_what_was_exported_verifies(version, tmp_path, capsys):
    path = tmp_path / "out.json"
    call_command(
        "export_protocol",
        "larkmere",
        version.protocol.slug,
        "--format",
        "json",
        "--output",
        str(path),
    )
    capsys.readouterr()

    call_command("verify_protocol", str(path), "--json")

    assert json.loads(capsys.readouterr().out)["in_force"] is True


def test_what_was_changed_does_not_verify(version, tmp_path):
    path = tmp_path / "out.json"
    path.write_text(json.dumps({"schema": "protocol-portal/document/1"}))

    with pytest.raises(SystemExit) as ended:
        call_command("verify_protocol", str(path))

    assert ended.value.code == 1


def test_the_audit_trail_is_walked_and_a_break_is_named(version, capsys):
    call_command("verify_audit")
    assert "Whole" in capsys.readouterr().out

    entry = AuditEvent.objects.order_by("sequence")[2]
    AuditEvent.objects.create(
        council=entry.council,
        sequence=AuditEvent.objects.count() + 1,
        event="forged",
        subject_type="x",
        subject_id=entry.subject_id,
        at=entry.at,
        salt="0",
        commitment="0" * 64,
        chain="0" * 64,
    )

    with pytest.raises(SystemExit):
        call_command("verify_audit", "--council", "larkmere")
    assert "does not hold" in capsys.readouterr().err


def test_the_demonstration_is_made_once(db, capsys):
    call_command("demo")
    made = ProtocolVersion.objects.count()

    call_command("demo")

    assert ProtocolVersion.objects.count() == made
    assert "clerk@ashcombe.example" in capsys.readouterr().out


def test_the_demonstration_has_a_document_in_every_state(db):
    call_command("demo", "--json")

    assert {"draft", "in_review", "adopted", "signed", "recorded", "withdrawn"} == set(
        ProtocolVersion.objects.values_list("status", flat=True)
    )
