"""The outbox: what must be sent, as rows that outlive any broker."""

from django.db import models
from django.db.models import Q

from councils.models.base import CouncilOwned
from councils.models.mail import Mail
from councils.models.mail_choices import MailChoice
from councils.models.people import Person
from councils.querysets import NoticeQuerySet


class Notice(CouncilOwned, Mail):
    """One mail to one person, made before anything is sent.

    ``key`` says what it is about, so that asking twice makes one row. It knows its
    subject as a name, not as a foreign key. The confidential lane belongs to concerns:
    no page, count or status shows it. Written by ``councils.outbox`` alone.
    """

    class Lane(models.TextChoices):
        """Which queue the notice goes by."""

        ORDINARY = "ordinary", "Ordinary"
        CONFIDENTIAL = "confidential", "Confidential"

    lane = models.CharField(max_length=12, choices=Lane, default=Lane.ORDINARY)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    # By which the person may stop mails like this one; most cannot be stopped.
    choice = models.ForeignKey(
        MailChoice, on_delete=models.PROTECT, null=True, related_name="notices"
    )

    objects = NoticeQuerySet.as_manager()

    swept = ("status", "due_at", "leased_until")

    class Meta(CouncilOwned.Meta):
        ordering = ["made_at"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "key", "person"], name="councils_notice_once"
            ),
            models.CheckConstraint(
                # What the portal must be able to say, nobody can stop unseen.
                condition=Q(choice__isnull=True) | Q(lane="ordinary"),
                name="councils_notice_stoppable_when_ordinary",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="councils_notice_sent_when_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status="pending"),
                name="councils_notice_pending",
            )
        ]

    @property
    def about(self) -> str:
        """Tell this mail from every other."""
        return f"{self.council_id}/{self.key}/{self.person_id}"
