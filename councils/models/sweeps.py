"""Sweeps: when the portal last looked for what is due, and whether it could."""

from django.db import models


class Sweep(models.Model):
    """One kind of sweep: when it last began and ended, and what holds it up.

    ``boot`` and ``uptime`` (seconds since this machine started) tell a clock that was
    put forward from a machine that was off. Written only by
    ``councils.services.sweeps``.
    """

    of_no_council = "A sweep looks at every council."

    name = models.CharField(max_length=40, primary_key=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    held_up = models.CharField(max_length=200, blank=True)  # why it does nothing now
    boot = models.CharField(max_length=40, blank=True)
    uptime = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """Say what it looks for."""
        return {
            "plan-reminders": "For what somebody is to be reminded of",
            "deliver-mail": "For mail that is to go out",
        }.get(self.name, self.name)
