"""The outbox: what must be sent, as rows that outlive any broker."""

from django.db import models
from django.db.models import Q

from councils.models.base import CouncilOwned
from councils.models.people import Person
from councils.querysets import NoticeQuerySet


class Notice(CouncilOwned):
    """One mail to one person, made before anything is sent.

    ``key`` says what it is about, so that asking twice makes one row. It knows its
    subject as a name, not as a foreign key. The confidential lane belongs to concerns:
    no page, count or status shows it. Written by ``councils.outbox`` alone.
    """

    class Lane(models.TextChoices):
        """Which queue the notice goes by."""

        ORDINARY = "ordinary", "Ordinary"
        CONFIDENTIAL = "confidential", "Confidential"

    class Status(models.TextChoices):
        """How far it has come."""

        PENDING = "pending", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not delivered"

    key = models.CharField(max_length=200)
    lane = models.CharField(max_length=12, choices=Lane, default=Lane.ORDINARY)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

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

    def __str__(self) -> str:
        return f"{self.subject} to {self.address}"
