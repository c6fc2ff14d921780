"""A second factor that its owner has lost: who asked to reset it, and who agreed."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from councils.kernel.guards import Frozen
from councils.models.user import User
from councils.querysets import FactorResetQuerySet


class FactorReset(models.Model):
    """A request to reset the second factor of an account; it takes two to do it.

    The database holds: nobody agrees to their own request, or takes part in resetting
    their own; an account has one open request at a time; what has been agreed to or
    dropped is never changed. Written by ``councils.services.factor_resets`` alone.
    """

    of_no_council = "An account may be one person in each of several councils."

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="factor_resets"
    )
    reason = models.TextField()
    identity_checked = models.TextField("how it was checked who asks")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = FactorResetQuerySet.as_manager()

    guards = (
        Frozen(when='(OLD."agreed_at" IS NOT NULL OR OLD."dropped_at" IS NOT NULL)'),
    )

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(agreed_at__isnull=True, dropped_at__isnull=True),
                name="councils_factorreset_one_open",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(
                    agreed_by__isnull=False,
                    agreed_at__isnull=False,
                    dropped_at__isnull=True,
                ),
                name="councils_factorreset_agreed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("account")),
                name="councils_factorreset_asked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True)
                | (~Q(agreed_by=F("account")) & ~Q(agreed_by=F("asked_by"))),
                name="councils_factorreset_agreed_by_a_third",
            ),
        ]

    def __str__(self) -> str:
        return f"Reset of the second factor of {self.account}"

    def is_open(self, now: datetime) -> bool:
        """Say whether somebody can still agree to it."""
        is_undone = self.agreed_at is None and self.dropped_at is None
        return is_undone and now < self.expires_at
