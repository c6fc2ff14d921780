"""What every mail in the outbox has in common, whomever it is to."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from councils.models.user import User


class Mail(models.Model):
    """One mail, made before anything is sent; ``key`` says what it is about.

    ``failure`` is a name of ``councils.mail_failures``, never the words of a server.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        PENDING = "pending", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not delivered"
        STOPPED = "stopped", "Stopped by whom it was to"

    key = models.CharField(max_length=200)
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    # What is read out of the letter; of a mail from before letters, all there is.
    body = models.TextField()
    letter = models.JSONField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.subject} to {self.address}"


class AccountNotice(Mail):
    """One mail to an account, or to an address that turned out to have none.

    No council's: an account may be a person in several, or in none. Written by
    ``councils.outbox`` alone.
    """

    of_no_council = "An account may be one person in each of several councils."

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="notices"
    )

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "address"], name="councils_accountnotice_once"
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="councils_accountnotice_sent_when_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status="pending"),
                name="councils_accountnotice_pending",
            )
        ]

    @property
    def about(self) -> str:
        """Tell this mail from every other."""
        return f"{self.key}/{self.address}"
