"""What every row that belongs to a council has in common."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from councils.kernel.guards import Guard


class CouncilOwned(models.Model):
    """A row of one council.

    The database holds that a row points only at rows of its own council: every foreign
    key between two such tables carries ``council_id`` (``councils.kernel.guards``). On
    PostgreSQL a row is there only for who works in its council; ``public_rows`` and its
    kin say in SQL what else may be read (``councils.kernel.isolation``).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    council = models.ForeignKey(
        "councils.Council", on_delete=models.PROTECT, related_name="+"
    )

    guards: ClassVar[tuple[Guard, ...]] = ()
    # What row-level security lets through beside the council's own transactions.
    public_rows: ClassVar[str] = ""
    own_rows: ClassVar[str] = ""
    shows: ClassVar[tuple[str, ...]] = ()
    swept: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["council", "id"], name="%(app_label)s_%(class)s_in_council"
            )
        ]
