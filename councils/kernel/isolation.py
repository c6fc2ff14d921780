"""Isolation: row-level security, which keeps councils apart inside PostgreSQL.

The second line behind ``visible_to``. Every table of a council has it, forced, so that
it binds the tables' owner too. A row is there for a transaction that works within its
council (``kernel/scopes.py``); beside that, a model names conditions under which its
rows are anybody's to read (``public_rows``) or the account's own (``own_rows``), and
which of its columns a sweep may see of every council (``swept``).

Four roles: the owner migrates, the app works, the sweeper sees due dates and ids only,
the backup reads all and changes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from councils.kernel.scopes import ACCOUNT, APP, COUNCIL, INVITATION, SWEEPER

OWNER = "portal_owner"
BACKUP = "portal_backup"
PREFIX = "apart_"
MIGRATING = "portal.migrating"

ROLES = {
    OWNER: "NOLOGIN",
    # Without inheritance: it becomes the sweeper by saying so, and never by accident.
    APP: "NOLOGIN NOINHERIT",
    SWEEPER: "NOLOGIN",
    BACKUP: "NOLOGIN BYPASSRLS",
}

_THIS_COUNCIL = f"(SELECT NULLIF(current_setting('{COUNCIL}', true), '')::uuid)"
THIS_ACCOUNT = f"(SELECT NULLIF(current_setting('{ACCOUNT}', true), '')::uuid)"
_IS_MIGRATING = f"current_setting('{MIGRATING}', true) = 'on'"
THIS_INVITATION = f"(SELECT NULLIF(current_setting('{INVITATION}', true), ''))"


@dataclass(frozen=True, slots=True)
class Policy:
    """One reason for which a row of a table is there."""

    name: str
    sql: str  # what follows CREATE POLICY … ON …


def is_kept_apart(model: type[models.Model]) -> bool:
    """Say whether a model's rows belong to a council each."""
    return hasattr(model, "council_id") and hasattr(model, "public_rows")


def policies_of(model: type[models.Model]) -> list[Policy]:
    """List the policies of a council's table."""
    mine = f'"council_id" = {_THIS_COUNCIL}'
    listed = [
        Policy(f"{PREFIX}council", f"TO {APP} USING ({mine}) WITH CHECK ({mine})"),
        # Only while it migrates: at any other time nobody sees what the owner would.
        Policy(f"{PREFIX}owner", f"TO {OWNER} USING ({_IS_MIGRATING})"),
    ]
    listed += [
        Policy(f"{PREFIX}{name}", f"FOR SELECT TO {APP} USING ({condition})")
        for name in ("public_rows", "own_rows")
        if (condition := getattr(model, name))
    ]
    if shown := " OR ".join(_shown(model)):
        listed.append(Policy(f"{PREFIX}shown", f"FOR SELECT TO {APP} USING ({shown})"))
    if getattr(model, "swept", ()):
        listed.append(Policy(f"{PREFIX}swept", f"FOR SELECT TO {SWEEPER} USING (true)"))
    return listed


def install(app: AppConfig, connection: BaseDatabaseWrapper) -> None:
    """Put an app's tables behind row-level security; what stands is made anew.

    Raises:
        ImproperlyConfigured: the roles are not there, and may not be made.
    """
    if connection.vendor != "postgresql":
        return
    make_roles(connection)
    with connection.cursor() as cursor:
        for sql in _statements(app):
            cursor.execute(sql)


def set_migrating(connection: BaseDatabaseWrapper, *, on: bool) -> None:
    """Let the owner see every council's rows while it migrates, and not after."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config(%s, %s, false)", [MIGRATING, "on" if on else ""]
            )


def make_roles(connection: BaseDatabaseWrapper) -> None:
    """Make the four roles where they are not there yet; they hold for all databases.

    Raises:
        ImproperlyConfigured: they are not there, and may not be made.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)]
        )
        there = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"
        )
        [may_make] = cursor.fetchone()
        if there < set(ROLES) and not may_make:
            message = (
                "The database lacks the portal's roles. Run “manage.py database_roles”"
                " as a superuser of the database."
            )
            raise ImproperlyConfigured(message)
        for role, attributes in ROLES.items():
            if role not in there:
                cursor.execute(_made_once(f"CREATE ROLE {role} {attributes}"))
        cursor.execute(
            "SELECT pg_has_role(%s, %s, 'MEMBER')",
            [APP, SWEEPER],
        )
        if not cursor.fetchone()[0]:
            cursor.execute(_made_once(f"GRANT {SWEEPER} TO {APP}"))


def missing(app: AppConfig, connection: BaseDatabaseWrapper) -> list[str]:
    """Name the tables and policies of an app that a database should have and does not.

    Every table with a ``council_id`` counts, whatever its model says of itself.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        )
        forced = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT tablename, policyname FROM pg_policies")
        policies = set(cursor.fetchall())
    lost = []
    for model in app.get_models():
        table = model._meta.db_table
        if table not in there or not hasattr(model, "council_id"):
            continue
        if table not in forced:
            lost.append(f"{table}: row-level security")
        if is_kept_apart(model):
            lost += [
                f"{table}: {policy.name}"
                for policy in policies_of(model)
                if (table, policy.name) not in policies
            ]
    return lost


def unsaid(of: Iterable[type[models.Model]]) -> list[str]:
    """Name the models that neither belong to a council nor say why not."""
    return [
        model._meta.label
        for model in of
        if not is_kept_apart(model) and not getattr(model, "of_no_council", "")
    ]


def is_bound(connection: BaseDatabaseWrapper) -> bool:
    """Say whether row-level security binds whoever the portal connects as."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles"
            " WHERE rolname = session_user"
        )
        return bool(cursor.fetchone()[0])


def _shown(model: type[models.Model]) -> Iterator[str]:
    """Give, for each public row that shows one of the model's, the condition for it.

    What is inside is asked under row-level security too: a row that may not be seen
    shows nothing.
    """
    table = model._meta.db_table
    for other in apps.get_models():
        for name in getattr(other, "shows", ()):
            field = other._meta.get_field(name)
            if isinstance(field, models.ForeignKey) and field.related_model is model:
                yield (
                    f'EXISTS (SELECT 1 FROM "{other._meta.db_table}" shower WHERE'
                    f' shower."{field.column}" = "{table}"."id")'
                )


def _statements(app: AppConfig) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {APP}, {SWEEPER}, {BACKUP}"
    for model in app.get_models(include_auto_created=True):
        table = model._meta.db_table
        # TRUNCATE is nobody's: what is kept can only be emptied by the owner.
        yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP}'
        yield f'GRANT SELECT ON "{table}" TO {BACKUP}'
        if not is_kept_apart(model):
            continue
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
        for policy in policies_of(model):
            yield f'DROP POLICY IF EXISTS "{policy.name}" ON "{table}"'
            yield f'CREATE POLICY "{policy.name}" ON "{table}" {policy.sql}'
        yield f'REVOKE ALL ON "{table}" FROM {SWEEPER}'
        if swept := getattr(model, "swept", ()):
            columns = ", ".join(f'"{c}"' for c in ("id", "council_id", *swept))
            yield f'GRANT SELECT ({columns}) ON "{table}" TO {SWEEPER}'
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {BACKUP}"


def _made_once(sql: str) -> str:
    # Another database of the same server may be making it at this moment.
    return (
        f"DO $made$ BEGIN {sql}; EXCEPTION WHEN duplicate_object OR unique_violation"
        " THEN NULL; END $made$"
    )
