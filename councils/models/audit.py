"""The audit trail: what was done, by whom, when, as a chain for each council."""

from django.conf import settings
from django.db import models

from councils.kernel.guards import Frozen
from councils.models.base import CouncilOwned
from councils.querysets import AuditQuerySet


class AuditEvent(CouncilOwned):
    """One thing that was done; never changed, never deleted.

    ``commitment`` is a keyed digest of the entry, so that nobody without the key can
    guess at words from it; ``chain`` binds the entry to the one before it. Written by
    ``councils.audit.record`` alone.
    """

    sequence = models.PositiveIntegerField()
    event = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    guards = (Frozen(),)

    class Meta(CouncilOwned.Meta):
        ordering = ["sequence"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "sequence"], name="councils_auditevent_sequence"
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id"], name="councils_audit_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event}"


class AuditHead(CouncilOwned):
    """Where a council's trail stands: its last entry, known without opening the trail.

    It is also the lock that puts entries in a row. The database lets it step forward
    by one and nothing else. Written by ``councils.audit.record`` alone.
    """

    sequence = models.PositiveIntegerField()
    chain = models.CharField(max_length=64)

    public_rows = "true"

    guards = (
        Frozen(
            unless='NEW."sequence" = OLD."sequence" + 1'
            ' AND NEW."id" = OLD."id" AND NEW."council_id" = OLD."council_id"'
        ),
    )

    class Meta(CouncilOwned.Meta):
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council"], name="councils_audithead_one_a_council"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.chain}"
