"""Who was asked to read a version, and who has confirmed it."""

from django.db import models
from django.db.models import Q

from councils.kernel.guards import Frozen
from councils.models import CouncilOwned, Person
from protocols.models.protocol import ProtocolVersion
from protocols.querysets import AcknowledgementQuerySet, RequestQuerySet


class AcknowledgementRequest(CouncilOwned):
    """That a person is asked to confirm a version by a day, and why.

    The database holds: once a person and version. Written only by
    ``protocols.services.asking``.
    """

    class Why(models.TextChoices):
        """What they are asked on."""

        IN_FORCE = "in_force", "It came into force"
        JOINED = "joined", "They came to hold an office"

    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="requests"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="acknowledgement_requests"
    )
    why = models.CharField(max_length=8, choices=Why)
    asked_on = models.DateField()
    due_on = models.DateField()

    objects = RequestQuerySet.as_manager()

    class Meta(CouncilOwned.Meta):
        ordering = ["due_on"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "person"],
                name="protocols_acknowledgementrequest_once",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("asked_on")),
                name="protocols_acknowledgementrequest_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} is asked to confirm {self.version_id}"


class Acknowledgement(CouncilOwned):
    """A person's answer to a version: confirmed as read, or that they cannot accept it.

    ``content_digest`` is that of the text they were shown; ``expectations`` holds the
    digest of each expectation that bound them, by its lineage. The database holds that
    no answer is changed or deleted, and that each is given once: it is only superseded
    by the answer to a later version. Written only by
    ``protocols.services.answering``.
    """

    class Answer(models.TextChoices):
        """What the person says."""

        CONFIRMED = "confirmed", "Confirmed"
        NOT_ACCEPTED = "not_accepted", "Cannot accept this"

    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    answer = models.CharField(max_length=12, choices=Answer)
    offices = models.CharField(max_length=300)  # in the council's words, as held then
    content_digest = models.CharField(max_length=64)
    expectations = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    given_on = models.DateField()  # on paper, the day beside the signature
    # The clerk, where it was signed on paper; else nobody but the person.
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = AcknowledgementQuerySet.as_manager()

    guards = (Frozen(),)

    class Meta(CouncilOwned.Meta):
        ordering = ["recorded_at"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "person", "answer"],
                name="protocols_acknowledgement_once",
            ),
            models.CheckConstraint(
                condition=Q(answer="confirmed")
                | Q(answer="not_accepted") & ~Q(reason=""),
                name="protocols_acknowledgement_reason_where_not_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}: {self.person_id}, {self.version_id}"
