"""The Compose file gives a server what its settings ask for, and nothing else."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
OURS = ["migrations", "web", "worker", "beat"]
REQUIRED = {
    *("PORTAL_MODE", "SECRET_KEY", "AUDIT_KEY", "ACCOUNT_KEY", "ALLOWED_HOSTS"),
    "PORTAL_BASE_URL",
    *("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAIL_FROM"),
    *("CHECKPOINT_KEY", "CHECKPOINT_DIR", "CHECKPOINT_MAIL_TO"),
}
# What makes the database's roles, and nothing that serves a page, is given these.
OF_THE_ROLES = {
    *("OWNER_DATABASE_URL", "DATABASE_OWNER_PASSWORD", "DATABASE_APP_PASSWORD"),
    "DATABASE_BACKUP_PASSWORD",
}
OPTIONAL = {"READ_FILES_WITHOUT_SANDBOX"}
# The others have a value to fall back on that is safe, if not what anybody wants.
REFUSED_WITHOUT = REQUIRED - {
    *("PORTAL_BASE_URL", "MAIL_FROM", "DATABASE_URL", "CHECKPOINT_MAIL_TO")
}
# What a council may leave empty.
LEFT_TO_CHOICE = {"CHECKPOINT_MAIL_TO"}
SAMPLE = {
    "SECRET_KEY": "s" * 60,
    "AUDIT_KEY": "a" * 60,
    "ACCOUNT_KEY": "c" * 60,
    "CHECKPOINT_KEY": "k" * 60,
    "POSTGRES_PASSWORD": "database-word",
    "DATABASE_OWNER_PASSWORD": "owner-word",
    "DATABASE_APP_PASSWORD": "app-word",
    "DATABASE_BACKUP_PASSWORD": "backup-word",
    "REDIS_PASSWORD": "queue-word",
    "ALLOWED_HOSTS": "portal.example.org",
    "PORTAL_BASE_URL": "https://portal.example.org",
    "EMAIL_URL": "smtp://portal:word@mail.example.org:587/?tls=true",
    "MAIL_FROM": "portal@example.org",
}
ASKED = re.compile(r"\$\{(\w+):\?[^}]*\}")


def filled_in(environment):
    return {
        name: ASKED.sub(lambda asked: SAMPLE[asked[1]], value)
        for name, value in environment.items()
    }


def read_by_the_settings():
    sources = [
        (ROOT / "protocol_portal" / name).read_text("utf-8")
        for name in ("settings.py", "environment.py")
    ]
    return set(re.findall(r'"([A-Z]+_[A-Z_]+)"', "\n".join(sources)))


def start_with(environment):
    """Read the settings in a process of their own, as a container does."""
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup(); print('started')"],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "protocol_portal.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_are_the_services_that_a_council_needs():
    assert set(SERVICES) == {"database", "queue", *OURS}


@pytest.mark.parametrize("name", OURS)
def test_a_service_gets_every_setting_of_a_server_and_no_other(name):
    given = SERVICES[name]["environment"]

    expected = REQUIRED | OPTIONAL
    assert set(given) - (OF_THE_ROLES if name == "migrations" else set()) == expected
    assert read_by_the_settings() >= expected
    assert given["PORTAL_MODE"] == "server"


def test_the_settings_start_with_what_a_service_is_given():
    done = start_with(filled_in(SERVICES["web"]["environment"]))

    assert done.stdout == "started\n", done.stderr


@pytest.mark.parametrize("name", sorted(REFUSED_WITHOUT))
def test_the_settings_do_not_start_when_one_is_missing(name):
    environment = filled_in(SERVICES["web"]["environment"])
    del environment[name]
    # Without its mode it would be a try-out, which knows no other host than this one.
    if name == "PORTAL_MODE":
        environment["PORTAL_MODE"] = "production"

    done = start_with(environment)

    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr


def test_every_word_that_compose_asks_for_stands_in_the_example_and_has_no_secret():
    asked = set(ASKED.findall((ROOT / "docker-compose.yml").read_text("utf-8")))
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    example = dict(
        line.split("=", 1) for line in lines if line and not line.startswith("#")
    )

    assert asked == set(example) - OPTIONAL - LEFT_TO_CHOICE == set(SAMPLE)
    assert not any(
        value
        for name, value in example.items()
        if name.endswith(("_KEY", "_PASSWORD")) or name == "EMAIL_URL"
    )


@pytest.mark.parametrize("name", OURS)
def test_checkpoints_are_kept_in_a_volume_of_their_own(name):
    volume, _, place = SERVICES[name]["volumes"][0].partition(":")

    assert SERVICES[name]["volumes"] == [f"{volume}:{place}"]
    assert place == SERVICES[name]["environment"]["CHECKPOINT_DIR"]
    assert volume in COMPOSE["volumes"]
    assert volume != "database"
    # A new volume belongs to whom its place in the image belongs to.
    assert f"--owner=portal --mode=0750 {place}" in (ROOT / "Dockerfile").read_text()


def test_redis_asks_for_the_password_that_the_portal_gives():
    command = SERVICES["queue"]["command"]
    word = command[command.index("--requirepass") + 1]

    assert ASKED.fullmatch(word)[1] == "REDIS_PASSWORD"
    assert "${REDIS_PASSWORD" in SERVICES["web"]["environment"]["REDIS_URL"]


def test_a_superuser_makes_the_roles_the_owner_migrates_and_the_app_serves():
    given = SERVICES["database"]["environment"]
    migrations = filled_in(SERVICES["migrations"]["environment"])
    at = f"@database:5432/{given['POSTGRES_DB']}"

    first = f"postgres://{given['POSTGRES_USER']}:database-word{at}"
    assert migrations["DATABASE_URL"] == first
    owner = f"postgres://portal_owner:owner-word{at}"
    assert migrations["OWNER_DATABASE_URL"] == owner
    for name in ("web", "worker", "beat"):
        environment = filled_in(SERVICES[name]["environment"])
        assert environment["DATABASE_URL"] == f"postgres://portal_app:app-word{at}"


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_by_version(name):
    assert re.search(r":\d+\.\d+(\.\d+)?(-\w+)?$", SERVICES[name]["image"])


def test_the_images_of_the_dockerfile_are_pinned_and_it_does_not_run_as_root():
    text = (ROOT / "Dockerfile").read_text("utf-8")

    stages = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert len(stages) == 3
    assert all(re.search(r":\d+\.\d+\.\d+-", stage) for stage in stages)
    assert text.rindex("\nUSER portal") < text.rindex("\nCMD")


@pytest.mark.parametrize("name", OURS)
def test_a_command_runs_something_that_is_there(name):
    command = SERVICES[name]["command"]
    modules = re.findall(r"\bprotocol_portal\.\w+", " ".join(command))

    assert command[0] in {"sh", "gunicorn", "celery"}
    assert modules or "python manage.py migrate" in command[-1]
    assert all(importlib.util.find_spec(module) for module in modules)


def test_only_the_web_server_is_reached_from_outside_and_only_on_loopback():
    reached = {
        name: entry["ports"] for name, entry in SERVICES.items() if "ports" in entry
    }

    assert reached == {"web": ["127.0.0.1:8000:8000"]}


def test_gunicorn_opens_no_control_socket():
    assert "--no-control-socket" in SERVICES["web"]["command"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_tables_are_there(name):
    waits = SERVICES[name]["depends_on"]

    assert waits["migrations"]["condition"] == "service_completed_successfully"
    assert waits["database"]["condition"] == "service_healthy"
    assert waits["queue"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["database", "queue", "web", "worker"])
def test_a_server_says_whether_it_is_well(name):
    assert SERVICES[name]["healthcheck"]["test"][0].startswith("CMD")
