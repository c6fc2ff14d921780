"""Makes the portal's four roles in PostgreSQL; run by a superuser of the database."""

import os
from argparse import ArgumentParser
from typing import Any

from django.db import connection
from psycopg import sql

from councils.kernel import isolation
from councils.kernel.commands import PlainCommand, Refused
from councils.kernel.scopes import APP

# Who signs in to the database, and where their password stands.
PASSWORDS = {
    isolation.OWNER: "DATABASE_OWNER_PASSWORD",
    APP: "DATABASE_APP_PASSWORD",
    isolation.BACKUP: "DATABASE_BACKUP_PASSWORD",
}
_TAKEN_OVER = """
    DO $taken$ DECLARE thing record; BEGIN
      FOR thing IN SELECT oid::regclass AS name FROM pg_class
          WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
      LOOP EXECUTE format('ALTER TABLE %%s OWNER TO {owner}', thing.name); END LOOP;
      FOR thing IN SELECT p.oid::regprocedure AS name FROM pg_proc p
          WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS
            (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      LOOP EXECUTE format('ALTER FUNCTION %%s OWNER TO {owner}', thing.name); END LOOP;
    END $taken$"""


class Command(PlainCommand):
    """Make the roles, give them their passwords, and the tables to their owner."""

    help = "Makes the four roles of the database, and gives its tables to their owner."
    example = "database_roles"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            message = "Only PostgreSQL has roles; a SQLite file has one owner."
            raise Refused(message)
        if isolation.is_bound(connection):
            message = "Connect as a superuser of the database to make its roles."
            raise Refused(message)
        isolation.make_roles(connection)
        passwords = {role: os.environ.get(name, "") for role, name in PASSWORDS.items()}
        _hand_over(passwords)
        if options["json"]:
            self.say_json({role: bool(word) for role, word in passwords.items()})
            return
        for role, word in passwords.items():
            does = "signs in" if word else "has no password, so does not sign in"
            self.stdout.write(f"{role} {does}.")


def _hand_over(passwords: dict[str, str]) -> None:
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        for role, word in passwords.items():
            if word:
                statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
                cursor.execute(
                    statement.format(sql.Identifier(role), sql.Literal(word))
                )
        statement = sql.SQL("ALTER DATABASE {} OWNER TO {}")
        cursor.execute(
            statement.format(sql.Identifier(name), sql.Identifier(isolation.OWNER))
        )
        cursor.execute(_TAKEN_OVER.format(owner=isolation.OWNER))
