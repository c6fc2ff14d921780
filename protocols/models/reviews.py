"""When a protocol is to be looked at again, and what came of it."""

from django.db import models
from django.db.models import Q

from councils.kernel.guards import Frozen
from councils.models import CouncilOwned, Meeting, Person
from protocols.models.protocol import Protocol, ProtocolVersion
from protocols.querysets import ReviewQuerySet

OF_A_PROTOCOL_IN_THE_REGISTER = (
    'EXISTS (SELECT 1 FROM "protocols_protocol" p'
    ' WHERE p."id" = "protocol_id" AND p."in_register")'
)


class ReviewRule(CouncilOwned):
    """One rule of when a protocol is reviewed; whichever falls first counts.

    ``months`` are counted from the adoption or the last review, back from the next
    ordinary election, or on from the last one. Written only by
    ``protocols.services.review_rules``.
    """

    class Kind(models.TextChoices):
        """What makes a review due."""

        EVERY = "every", "Every so many months"
        FIXED = "fixed", "On a date"
        BEFORE_ELECTION = "before_election", "Before the next ordinary election"
        AFTER_ELECTION = "after_election", "After an ordinary election"
        ON_ISSUES = "on_issues", "When issues arise"

    protocol = models.ForeignKey(
        Protocol, on_delete=models.PROTECT, related_name="review_rules"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    months = models.PositiveSmallIntegerField(null=True)
    is_assumed = models.BooleanField(default=False)  # the words name no months
    fixed_on = models.DateField(null=True)
    words = models.CharField(max_length=300, blank=True)  # as the text has them

    public_rows = OF_A_PROTOCOL_IN_THE_REGISTER

    class Meta(CouncilOwned.Meta):
        ordering = ["kind", "fixed_on"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="fixed", fixed_on__isnull=False, months__isnull=True)
                | Q(kind="on_issues", fixed_on__isnull=True, months__isnull=True)
                | Q(
                    kind__in=["every", "before_election", "after_election"],
                    fixed_on__isnull=True,
                    months__gte=1,
                ),
                name="protocols_reviewrule_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.protocol_id}"


class Review(CouncilOwned):
    """One review of a protocol: why it was opened, and how it ended.

    The database holds: a protocol has one open review at a time; an ended one says when
    and with what outcome, and is never changed but to name its minute. “Last reviewed”
    is the day of an outcome and never an adoption. Written only by
    ``protocols.services.reviews``.
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        NO_CHANGE = "no_change", "Reviewed, no change"
        AMENDED = "amended", "Amended"
        WITHDRAWN = "withdrawn", "Withdrawn"

    protocol = models.ForeignKey(
        Protocol, on_delete=models.PROTECT, related_name="reviews"
    )
    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="reviews"
    )
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)  # the issue that arose, where one did
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    ended_on = models.DateField(null=True)  # the day of the meeting that decided
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="+"
    )
    minute_reference = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    public_rows = f"outcome <> '' AND {OF_A_PROTOCOL_IN_THE_REGISTER}"

    guards = (Frozen(when="OLD.outcome <> ''", but=("minute_reference",)),)

    class Meta(CouncilOwned.Meta):
        ordering = ["-opened_on"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["protocol"],
                condition=Q(outcome=""),
                name="protocols_review_one_open",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_on__isnull=True, recorded_at__isnull=True)
                | (
                    ~Q(outcome="")
                    & Q(
                        ended_on__isnull=False,
                        recorded_at__isnull=False,
                        recorded_by__isnull=False,
                    )
                ),
                name="protocols_review_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {self.protocol_id}, opened {self.opened_on:%-d %B %Y}"
