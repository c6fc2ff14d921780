"""Choices: which mail of a kind that may be stopped somebody wants."""

from django.db import models

from councils.kernel.isolation import THIS_ACCOUNT, THIS_INVITATION
from councils.models.base import CouncilOwned
from councils.models.people import Person


class MailKind(models.TextChoices):
    """What may be stopped: nothing that anybody waits for an answer to."""

    REMINDERS = "reminders", "Reminders"


class MailChoice(CouncilOwned):
    """Whether one person gets mails of one kind, and the link by which they stop them.

    The link's token is worked out from the row by a key kept outside; only its digest
    is here. Written by ``councils.outbox`` and ``services.mail_choices`` alone.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="mail_choices"
    )
    kind = models.CharField(max_length=12, choices=MailKind)
    token_digest = models.CharField(max_length=64, unique=True)
    stopped_at = models.DateTimeField(null=True)

    own_rows = (
        f'"token_digest" = {THIS_INVITATION} OR "person_id" IN (SELECT p."id" FROM'
        f' "councils_person" p WHERE p."user_id" = {THIS_ACCOUNT})'
    )

    class Meta(CouncilOwned.Meta):
        # Not by the person, whom nobody sees who only holds a link.
        ordering = ["kind"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "person", "kind"], name="councils_mailchoice_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=MailKind.values),
                name="councils_mailchoice_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.person}"
