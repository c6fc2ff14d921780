"""Guards: what the database itself refuses, on PostgreSQL and on SQLite alike.

A model lists its guards in ``guards``. One more is worked out: a foreign key between
two tables that belong to councils carries the council with it, so that no row can
point into another council. Guards are put in place after every migration, since a
changed field on SQLite makes the table anew and drops its triggers without a word.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import truncate_name

LONGEST_NAME = 63  # PostgreSQL cuts longer names off without a word.
PREFIX = "guard_"

_flushing = Event()


@dataclass(frozen=True, slots=True)
class Statement:
    """One named object of the database, and how to make it and take it away."""

    name: str
    create: tuple[str, ...]
    drop: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Rows that may not be changed or deleted, and tables that may not be emptied.

    ``when`` is a condition on the row as it stands, in SQL, with ``OLD``; ``unless``
    one on a change, with ``NEW`` too, that is let through. ``but`` names columns that
    may change all the same, ``once`` those that may be filled in where they are empty,
    and never after.
    """

    when: str = "1 = 1"
    unless: str = "1 = 0"
    but: tuple[str, ...] = ()
    once: tuple[str, ...] = ()

    def statements(self, model: type[models.Model], vendor: str) -> list[Statement]:
        """Give the triggers for one table."""
        table = model._meta.db_table
        name = _name(table, "frozen")
        columns = [field.column for field in model._meta.concrete_fields]
        fixed = [c for c in columns if c not in {*self.but, *self.once}]
        changed = " OR ".join(
            [f'NEW."{c}" {_differs(vendor)} OLD."{c}"' for c in fixed]
            + [
                f'(OLD."{c}" IS NOT NULL AND NEW."{c}" {_differs(vendor)} OLD."{c}")'
                for c in self.once
            ]
        )
        if vendor == "postgresql":
            return [self._postgresql(table, name, changed)]
        return [
            _sqlite_trigger(
                f"{name}_update",
                f'BEFORE UPDATE ON "{table}"',
                f"({self.when}) AND NOT ({self.unless}) AND ({changed})",
                f"{table}: this row is frozen",
            ),
            _sqlite_trigger(
                f"{name}_delete",
                f'BEFORE DELETE ON "{table}"',
                f"({self.when}) AND portal_flushing() = 0",
                f"{table}: this row is kept",
            ),
        ]

    def _postgresql(self, table: str, name: str, changed: str) -> Statement:
        body = f"""
            CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger
            LANGUAGE plpgsql AS $guard$
            BEGIN
              IF TG_OP = 'TRUNCATE' THEN
                IF coalesce(current_setting('portal.flushing', true), '') <> 'on' THEN
                  RAISE EXCEPTION '{table}: this table is kept'
                    USING ERRCODE = '23514';
                END IF;
                RETURN NULL;
              ELSIF TG_OP = 'DELETE' THEN
                IF {self.when} THEN
                  RAISE EXCEPTION '{table}: this row is kept' USING ERRCODE = '23514';
                END IF;
                RETURN OLD;
              END IF;
              IF ({self.when}) AND NOT ({self.unless}) AND ({changed}) THEN
                RAISE EXCEPTION '{table}: this row is frozen' USING ERRCODE = '23514';
              END IF;
              RETURN NEW;
            END $guard$"""
        return Statement(
            name,
            (
                body,
                f'CREATE TRIGGER "{name}" BEFORE UPDATE OR DELETE ON "{table}"'
                f' FOR EACH ROW EXECUTE FUNCTION "{name}"()',
                f'CREATE TRIGGER "{name}_all" BEFORE TRUNCATE ON "{table}"'
                f' FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
            ),
            (
                f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
                f'DROP TRIGGER IF EXISTS "{name}_all" ON "{table}"',
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOverlap:
    """Periods that may not overlap among rows that agree in ``over``.

    ``starts`` and ``ends`` are date columns, an empty end meaning still running;
    ``bounds`` says whether the end day belongs to the period (``[]``) or is the first
    day after it (``[)``). ``where`` limits the rule to some rows, in SQL.
    """

    over: tuple[str, ...]
    starts: str
    ends: str
    bounds: str
    where: str = "1 = 1"

    def statements(self, model: type[models.Model], vendor: str) -> list[Statement]:
        """Give the exclusion constraint, or the triggers that stand for it."""
        table = model._meta.db_table
        name = _name(table, f"{self.starts}_overlap")
        if vendor == "postgresql":
            same = ", ".join(f'"{column}" WITH =' for column in self.over)
            span = f'daterange("{self.starts}", "{self.ends}", \'{self.bounds}\')'
            return [
                Statement(
                    name,
                    (
                        "CREATE EXTENSION IF NOT EXISTS btree_gist",
                        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" EXCLUDE USING'
                        f" gist ({same}, {span} WITH &&) WHERE ({self.where})",
                    ),
                    (f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"',),
                )
            ]
        before = "<=" if self.bounds == "[]" else "<"
        same = " AND ".join(f't."{c}" = NEW."{c}"' for c in self.over)
        overlaps = (
            f'EXISTS (SELECT 1 FROM "{table}" t WHERE t.rowid <> NEW.rowid'
            f" AND {same} AND ({self.where})"
            f' AND (NEW."{self.ends}" IS NULL'
            f' OR t."{self.starts}" {before} NEW."{self.ends}")'
            f' AND (t."{self.ends}" IS NULL'
            f' OR NEW."{self.starts}" {before} t."{self.ends}")'
            f"{self._not_empty('t')}{self._not_empty('NEW')})"
        )
        # After, not before: only then does the new row have its rowid and its words.
        mine = f'EXISTS (SELECT 1 FROM "{table}" WHERE rowid = NEW.rowid'
        return [
            _sqlite_trigger(
                f"{name}_{verb.lower()}",
                f'AFTER {verb} ON "{table}"',
                f"{mine} AND ({self.where})) AND {overlaps}",
                f"{table}: the periods overlap",
            )
            for verb in ("INSERT", "UPDATE")
        ]

    def _not_empty(self, row: str) -> str:
        if self.bounds == "[]":
            return ""
        return (
            f' AND ({row}."{self.ends}" IS NULL'
            f' OR {row}."{self.starts}" < {row}."{self.ends}")'
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SameCouncil:
    """A foreign key that carries the council with it; worked out, never listed."""

    column: str
    to_table: str

    def statements(self, model: type[models.Model], vendor: str) -> list[Statement]:
        """Give the composite key, or the triggers that stand for it."""
        table = model._meta.db_table
        name = _name(table, f"{self.column}_council")
        if vendor == "postgresql":
            return [
                Statement(
                    name,
                    (
                        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY'
                        f' ("council_id", "{self.column}") REFERENCES'
                        f' "{self.to_table}" ("council_id", "id")'
                        " DEFERRABLE INITIALLY DEFERRED",
                    ),
                    (f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"',),
                )
            ]
        stranger = (
            f'NEW."{self.column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM'
            f' "{self.to_table}" p WHERE p."id" = NEW."{self.column}"'
            ' AND p."council_id" = NEW."council_id")'
        )
        return [
            _sqlite_trigger(
                f"{name}_{verb.split()[0].lower()}",
                f'BEFORE {verb} ON "{table}"',
                stranger,
                f"{table}.{self.column}: of another council",
            )
            for verb in ("INSERT", f'UPDATE OF "{self.column}", "council_id"')
        ]


Guard = Frozen | NoOverlap | SameCouncil


def guards_of(model: type[models.Model]) -> list[Guard]:
    """List a model's guards: those it names, and its keys that carry the council."""
    named: list[Guard] = list(getattr(model, "guards", ()))
    if not hasattr(model, "council_id"):
        return named
    for field in model._meta.concrete_fields:
        to, column = field.related_model, str(field.column)
        if (
            isinstance(to, type)
            and field.name != "council"
            and hasattr(to, "council_id")
        ):
            named.append(SameCouncil(column=column, to_table=to._meta.db_table))
    return named


def statements_of(
    app: AppConfig, vendor: str, *, tables: Collection[str] | None = None
) -> list[Statement]:
    """List every object that an app's guards are made of, on all tables or on some."""
    return [
        statement
        for model in app.get_models()
        if tables is None or model._meta.db_table in tables
        for guard in guards_of(model)
        for statement in guard.statements(model, vendor)
    ]


def install(app: AppConfig, connection: BaseDatabaseWrapper) -> None:
    """Put an app's guards in place; those that stand are made anew."""
    with connection.cursor() as cursor:
        for statement in statements_of(app, connection.vendor):
            for sql in (*statement.drop, *statement.create):
                cursor.execute(sql)


def remove(app: AppConfig, connection: BaseDatabaseWrapper) -> None:
    """Take an app's triggers away while SQLite makes its tables anew.

    SQLite refuses to rename a table while a trigger names one that is gone.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for statement in statements_of(app, connection.vendor):
            for sql in statement.drop:
                cursor.execute(sql)


def missing(app: AppConfig, connection: BaseDatabaseWrapper) -> list[str]:
    """Name the guards that the tables of a database should have and do not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger UNION SELECT conname FROM pg_constraint"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
        tables = connection.introspection.table_names(cursor)
    wanted = statements_of(app, connection.vendor, tables=tables)
    return [statement.name for statement in wanted if statement.name not in there]


def register_functions(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give SQLite the function that its triggers ask; hears ``connection_created``."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_flushing", 0, _is_flushing)


@contextmanager
def flushing(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the test suite, and nothing else, empty the kept tables between tests.

    Raises:
        ImproperlyConfigured: this is not a test run.
    """
    if not settings.PORTAL_MAY_FLUSH:
        message = "Kept tables are emptied by nobody."
        raise ImproperlyConfigured(message)
    _flushing.set()
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET portal.flushing = 'on'")
        yield
    finally:
        _flushing.clear()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("RESET portal.flushing")


def _is_flushing() -> int:
    return int(_flushing.is_set())


def _differs(vendor: str) -> str:
    return "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"


def _name(table: str, what: str) -> str:
    return truncate_name(f"{PREFIX}{table}_{what}", LONGEST_NAME - 7)


def _sqlite_trigger(name: str, on: str, when: str, message: str) -> Statement:
    return Statement(
        name,
        (
            f'CREATE TRIGGER "{name}" {on} FOR EACH ROW WHEN {when}'
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ),
        (f'DROP TRIGGER IF EXISTS "{name}"',),
    )
