"""Tries: how often somebody has guessed at an account, or from one place."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest


class TriesQuerySet(models.QuerySet["Tries"]):
    """Questions about tries."""

    def one_fewer(self) -> int:
        """Take one try back."""
        return self.update(number=Greatest(F("number") - 1, 0))


class Tries(models.Model):
    """How often in a row one thing was tried on one account, or from one place.

    A row begins anew once nothing was tried for as long as its limit says. ``whom`` is
    a keyed digest: what people type here by mistake may be a password. Written by
    ``councils.services.tries`` alone.
    """

    of_no_council = "Whoever tries is nobody yet."

    what = models.CharField(max_length=20)
    whom = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    objects = TriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "whom"], name="councils_tries_one_row"
            )
        ]
        indexes = [models.Index(fields=["last_at"], name="councils_tries_last")]

    def __str__(self) -> str:
        return f"{self.number} of {self.what}"
