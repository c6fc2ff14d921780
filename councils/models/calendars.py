"""The private address of a person's calendar."""

from django.db import models
from django.db.models import Q

from councils.kernel.isolation import THIS_INVITATION
from councils.models.base import CouncilOwned
from councils.models.people import Person


class CalendarAddress(CouncilOwned):
    """An address at which one person's dates can be read, and nothing else done.

    Good until it is revoked, and one a person; only its digest is kept. Written only by
    ``councils.services.calendars`` and ``councils.services.leaving``.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="calendar_addresses"
    )
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    own_rows = f'"token_digest" = {THIS_INVITATION}'

    class Meta(CouncilOwned.Meta):
        ordering = ["-made_at"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="councils_calendaraddress_one_good",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
