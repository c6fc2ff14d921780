"""A new server's database: the roles, the tables of their owner, and the app's rights.

The command is the one that Compose gives to its container.
"""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.architecture.test_compose import SERVICES, filled_in

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db]

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def a_database():
    name = f"test_roles_{uuid4().hex[:8]}"
    settings = connection.settings_dict
    at = f"{settings['HOST']}:{settings['PORT'] or 5432}"
    superuser = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{at}"
    with psycopg.connect(f"{superuser}/postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield superuser, at, name
        finally:
            server.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def test_a_server_s_database_is_made_as_compose_makes_it(tmp_path):
    service = SERVICES["migrations"]
    environment = filled_in(service["environment"])
    with a_database() as (superuser, at, name):
        environment["DATABASE_URL"] = f"{superuser}/{name}"
        owner = environment["OWNER_DATABASE_URL"].partition("@")[0]
        environment["OWNER_DATABASE_URL"] = f"{owner}@{at}/{name}"
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            [part.replace("$$", "$") for part in service["command"]],
            cwd=ROOT,
            env={**environment, "PATH": path, "PORTAL_VAR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 0, done.stderr
        with psycopg.connect(f"postgres://portal_app:app-word@{at}/{name}") as app:
            owners = app.execute(
                "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            assert owners == [("portal_owner",)]
            assert app.execute("SELECT count(*) FROM councils_person").fetchone()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("DROP TABLE protocols_clause")
        address = f"postgres://portal_app:app-word@{at}/{name}"
        checked = _manage("check", "--database", "default", DATABASE_URL=address)
        assert (checked.returncode, checked.stderr) == (0, "")
        told = _manage(
            "check", "--database", "default", DATABASE_URL=f"{superuser}/{name}"
        )
        assert "row-level security does not bind" in told.stderr
        refused = _manage("database_roles", DATABASE_URL=address)
        assert refused.returncode == 1
        assert refused.stderr == (
            "Connect as a superuser of the database to make its roles.\n"
        )


def _manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
