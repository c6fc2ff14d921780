"""The only door into the audit trail.

Each council has a chain of its own: an entry's ``chain`` is the SHA-256 of the chain
before it and of the entry's ``commitment``, which is an HMAC under a key that is kept
outside the database. So the entries can be shown to be whole and in order, and nobody
who reads a digest can try out guesses at what it stands for.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

import rfc8785
from django.conf import settings
from django.db import models
from django.utils import timezone

from councils.audit.listening import tell
from councils.models import AuditEvent, AuditHead, Council, User

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
    head = _take_turn(council)
    entry = AuditEvent(
        council=council,
        sequence=head.sequence + 1,
        event=str(event),
        actor=actor,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        details=dict(details or {}),
        at=timezone.now(),
        salt=secrets.token_hex(16),
    )
    entry.commitment = commitment(entry)
    entry.chain = link(head.chain, entry.commitment)
    entry.save(force_insert=True)
    head.sequence, head.chain = entry.sequence, entry.chain
    head.save(update_fields=["sequence", "chain"])
    tell(entry)
    return entry


def commitment(entry: AuditEvent, place: int | None = None) -> str:
    """Give the keyed digest of an entry's own words, at its own or another place."""
    words = {
        "id": str(entry.pk),
        "council": str(entry.council_id),
        "sequence": entry.sequence if place is None else place,
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


def _take_turn(council: Council) -> AuditHead:
    # One entry at a time. On PostgreSQL the head's row is the lock, and its unique
    # council the lock of the first entry; on SQLite transactions are IMMEDIATE.
    head, _ = AuditHead.objects.select_for_update(no_key=True).get_or_create(
        council=council, defaults={"sequence": 0, "chain": GENESIS}
    )
    return head
