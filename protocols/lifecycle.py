"""The states of a version and the steps between them.

Being in force is not a state: it is answered from dates, so that no sweep changes
anything (``protocols.services.force``).
"""

from django.db.models import TextChoices

from councils.kernel.lifecycles import Lifecycle


class Status(TextChoices):
    """Where a version of a protocol stands."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    ADOPTED = "adopted", "Adopted, awaiting signature"
    SIGNED = "signed", "Signed"
    RECORDED = "recorded", "Recorded from paper"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DISCARDED = "discarded", "Discarded"


# The text is frozen in these; in the others it is rows that a clerk may edit.
FROZEN = (Status.ADOPTED, Status.SIGNED, Status.RECORDED, Status.WITHDRAWN)
# The public may read these.
PUBLIC = (Status.SIGNED, Status.RECORDED, Status.WITHDRAWN)

VERSION = Lifecycle(
    noun="version",
    states=Status,
    steps={
        Status.DRAFT: {Status.IN_REVIEW, Status.DISCARDED},
        Status.IN_REVIEW: {Status.DRAFT, Status.ADOPTED, Status.DISCARDED},
        Status.ADOPTED: {Status.SIGNED, Status.IN_REVIEW},
        Status.SIGNED: {Status.WITHDRAWN},
        Status.RECORDED: {Status.WITHDRAWN},
        Status.WITHDRAWN: set(),
        Status.DISCARDED: set(),
    },
)
