"""What somebody does who holds the database itself, with its guards switched off."""

from typing import Any

from django.db import connection
from django.utils import timezone

from councils.audit import GENESIS, commitment, link, record
from councils.events import Event
from councils.models import AuditEvent, Council


def entries(council: Council, many: int = 5) -> None:
    """Let the portal write some entries."""
    for number in range(1, many + 1):
        record(
            Event.COUNCIL_CHANGED,
            council,
            council=council,
            actor=None,
            details={"changed": [f"title-{number}"]},
        )


def run(sql: str, *values: Any) -> None:
    """Say something to the database over the portal's head."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def switch_guards_off() -> None:
    """Take away what holds the trail, as the database's superuser can."""
    if connection.vendor == "postgresql":
        run("SET LOCAL session_replication_role = replica")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name LIKE 'councils_audit%%'"
        )
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute(f'DROP TRIGGER "{name}"')
    run("PRAGMA ignore_check_constraints = ON")


def change(council: Council, sequence: int, assignment: str, *values: Any) -> None:
    """Change one row of the trail."""
    run(
        f"UPDATE councils_auditevent SET {assignment}"  # noqa: S608 - the tests' own
        " WHERE council_id = %s AND sequence = %s",
        *values,
        council.pk.hex,
        sequence,
    )


def remove(council: Council, *sequences: int) -> None:
    """Take rows out."""
    for sequence in sequences:
        run(
            "DELETE FROM councils_auditevent WHERE council_id = %s AND sequence = %s",
            council.pk.hex,
            sequence,
        )


def swap(council: Council, one: int, other: int) -> None:
    """Let two rows change places."""
    change(council, one, "sequence = 999")
    change(council, other, "sequence = %s", one)
    change(council, 999, "sequence = %s", other)


def shift(council: Council, after: int, by: int) -> None:
    """Renumber the rows after a place."""
    places = list(
        AuditEvent.objects.filter(council=council, sequence__gt=after)
        .order_by("-sequence" if by > 0 else "sequence")
        .values_list("sequence", flat=True)
    )
    for place in places:
        change(council, place, "sequence = %s", place + by)


def insert(council: Council, sequence: int) -> None:
    """Put in a row of one's own."""
    made_up = AuditEvent(
        council=council,
        sequence=sequence,
        event=Event.COUNCIL_CHANGED,
        subject_type="councils.council",
        subject_id=council.pk,
        details={"changed": ["clerk_title"]},
        at=timezone.now(),
        salt="5" * 32,
        commitment="c" * 64,
        chain="d" * 64,
    )
    made_up.save(force_insert=True)


def insert_copy(council: Council, of: int, at: int) -> None:
    """Put in a row a second time, under a number and key of its own."""
    copied = AuditEvent.objects.get(council=council, sequence=of)
    copied.sequence = at
    # Its key is part of what was committed to, so the first must make way.
    change(council, of, "id = %s", "0" * 32)
    copied.save(force_insert=True)


def relink(council: Council) -> None:
    """Work out every chain value anew, and the head: for that no key is needed."""
    before, sequence = GENESIS, 0
    for entry in AuditEvent.objects.filter(council=council).order_by("sequence"):
        before, sequence = link(before, entry.commitment), entry.sequence
        change(council, sequence, "chain = %s", before)
    set_head(council, sequence, before)


def recompute(council: Council) -> None:
    """Work out every commitment anew, with the key now in the settings."""
    for entry in AuditEvent.objects.filter(council=council):
        change(council, entry.sequence, "commitment = %s", commitment(entry))
    relink(council)


def set_head(council: Council, sequence: int, chain: str) -> None:
    """Note another entry as the last."""
    run(
        "UPDATE councils_audithead SET sequence = %s, chain = %s WHERE council_id = %s",
        sequence,
        chain,
        council.pk.hex,
    )
