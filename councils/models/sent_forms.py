"""Forms that were sent, so that the same one sent twice is taken once."""

from uuid import uuid4

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """A form that somebody sent, and the page that answered it.

    The database holds: one row for one person's one form, however many copies of it
    arrive together. Kept for a day. Written only by ``councils.sent_once``.
    """

    of_no_council = "An account sends forms to several councils, and to none."

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    digest = models.CharField(max_length=64)
    answer = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "digest"], name="councils_sentform_once"
            )
        ]

    def __str__(self) -> str:
        return f"Form answered at {self.answer}"
