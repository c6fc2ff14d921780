"""The only door to the audit trail.

Each council has a chain of its own: an entry's ``chain`` is the SHA-256 of the chain
before it and of the entry's ``commitment``, which is an HMAC under a key that is kept
outside the database. So the entries can be shown to be whole and in order, and nobody
who reads a digest can try out guesses at what it stands for.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from uuid import UUID

import rfc8785
from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from councils.models import AuditEvent, Council, User

GENESIS = "0" * 64


def record(
    event: str,
    subject: models.Model,
    *,
    council: Council,
    actor: User | None,
    details: Mapping[str, object] | None = None,
) -> AuditEvent:
    """Write down what was done; call it inside the transaction that does it.

    ``actor`` is none only where the calendar acted. ``details`` are facts for people
    who may read the trail, never the words of a text.
    """
    _take_turn(council.pk)
    last = (
        AuditEvent.objects.filter(council=council)
        .order_by("-sequence")
        .values_list("sequence", "chain")
        .first()
    )
    sequence, before = last or (0, GENESIS)
    entry = AuditEvent(
        council=council,
        sequence=sequence + 1,
        event=str(event),
        actor=actor,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        details=dict(details or {}),
        at=timezone.now(),
        salt=secrets.token_hex(16),
    )
    entry.commitment = commitment(entry)
    entry.chain = link(before, entry.commitment)
    entry.save(force_insert=True)
    return entry


def first_broken(council: Council) -> AuditEvent | None:
    """Walk a council's chain and give the first entry that does not hold, if any."""
    before = GENESIS
    entries = AuditEvent.objects.filter(council=council).iterator()
    for sequence, entry in enumerate(entries, start=1):
        whole = (
            entry.sequence == sequence
            and hmac.compare_digest(entry.commitment, commitment(entry))
            and hmac.compare_digest(entry.chain, link(before, entry.commitment))
        )
        if not whole:
            return entry
        before = entry.chain
    return None


def commitment(entry: AuditEvent) -> str:
    """Give the keyed digest of an entry's own words."""
    words = {
        "id": str(entry.pk),
        "council": str(entry.council_id),
        "sequence": entry.sequence,
        "event": entry.event,
        "actor": None if entry.actor_id is None else str(entry.actor_id),
        "subject": [entry.subject_type, str(entry.subject_id)],
        "details": entry.details,
        "at": entry.at.isoformat(),
        "salt": entry.salt,
    }
    key = settings.AUDIT_KEY.encode()
    return hmac.new(key, rfc8785.dumps(words), hashlib.sha256).hexdigest()


def link(before: str, commitment: str) -> str:
    """Bind an entry to the one before it."""
    return hashlib.sha256(f"{before}{commitment}".encode()).hexdigest()


def _take_turn(council_id: UUID) -> None:
    # One entry at a time: SQLite's transactions are IMMEDIATE, so it is our turn.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            key = int.from_bytes(council_id.bytes[:8], "big", signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
