"""Invitations: how a new person gets an account, by mail and once."""

from django.db import models

from councils.kernel.isolation import THIS_INVITATION
from councils.models.base import CouncilOwned
from councils.models.people import Person


class Invitation(CouncilOwned):
    """A way in for one person, good once and for a time; only its digest is kept."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="invitations"
    )
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    own_rows = f'"token_digest" = {THIS_INVITATION}'

    class Meta(CouncilOwned.Meta):
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Invitation of {self.person}"
