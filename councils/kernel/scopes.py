"""Scopes: of which council, and of whose own rows, the database answers just now.

On PostgreSQL every table of a council has row-level security (``kernel/isolation.py``).
It asks settings that hold for one transaction and are gone with it, so that nothing of
one request reaches the next user of a pooled connection. Without a scope the public's
rows are all there is. SQLite has no such security: there ``visible_to`` stands alone,
and a scope does nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

COUNCIL = "portal.council"
ACCOUNT = "portal.account"
INVITATION = "portal.invitation"
ROLE = "role"

_CONTROL = (
    *("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ROLE", "RESET ROLE"),
    *("SELECT SET_CONFIG(", "SELECT CURRENT_SETTING("),
)

APP = "portal_app"
SWEEPER = "portal_sweeper"


@contextmanager
def within(council_id: UUID) -> Iterator[None]:
    """Work on one council's rows, and on no other's."""
    with _set({ROLE: APP, COUNCIL: str(council_id)}):
        yield


@contextmanager
def on_behalf_of(account_id: UUID) -> Iterator[None]:
    """Find out who an account is: its own persons and terms, in every council."""
    with _set({ROLE: APP, ACCOUNT: str(account_id), COUNCIL: ""}):
        yield


@contextmanager
def holding_invitation(token_digest: str) -> Iterator[None]:
    """See the one invitation whose token somebody brings."""
    with _set({ROLE: APP, INVITATION: token_digest}):
        yield


@contextmanager
def sweeping() -> Iterator[None]:
    """Look for what is due in every council: dates and ids, and nothing else."""
    with _set({ROLE: SWEEPER}):
        yield


def enter(council_id: UUID) -> None:
    """Turn to a council for the rest of a scope that is open."""
    if connection.vendor == "postgresql":
        _apply({COUNCIL: str(council_id)})


def is_control(sql: str) -> bool:
    """Say whether a statement only opens, closes or turns a scope, and reads nothing.

    What counts queries leaves these out: they are the same few on every page.
    """
    return sql.upper().startswith(_CONTROL)


@contextmanager
def _set(settings: Mapping[str, str]) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    is_inside = connection.in_atomic_block
    with transaction.atomic():
        # A setting goes with its transaction, and with a savepoint only on failure.
        before = _read(settings) if is_inside else {}
        _apply(settings)
        yield
        if connection.connection.info.transaction_status == TransactionStatus.INERROR:
            # PostgreSQL would take the commit, and quietly roll back.
            message = "An error of the database was passed over."
            raise transaction.TransactionManagementError(message)
        if before:
            _apply(before)


def _read(settings: Mapping[str, str]) -> dict[str, str]:
    asked = ", ".join("current_setting(%s, true)" for _ in settings)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", list(settings))
        return {
            name: value or ""
            for name, value in zip(settings, cursor.fetchone(), strict=True)
        }


def _apply(settings: Mapping[str, str]) -> None:
    asked = ", ".join("set_config(%s, %s, true)" for _ in settings)
    pairs = [word for pair in settings.items() for word in pair]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", pairs)
