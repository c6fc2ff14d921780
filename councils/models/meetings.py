"""Meetings, what they resolved, and elections."""

from django.db import models
from django.db.models import F, Q

from councils.kernel.guards import Frozen
from councils.models.base import CouncilOwned
from councils.models.people import Committee, Person
from councils.querysets import ElectionQuerySet, MeetingQuerySet


class Meeting(CouncilOwned):
    """A meeting of the council, or of a committee where ``committee`` names one."""

    class Kind(models.TextChoices):
        """What kind of meeting it was."""

        ORDINARY = "ordinary", "Ordinary meeting"
        ANNUAL = "annual", "Annual meeting"
        EXTRAORDINARY = "extraordinary", "Extraordinary meeting"

    class Format(models.TextChoices):
        """How it was held; hybrid is usual in Wales, not open in England since 2021."""

        IN_PERSON = "in_person", "In person"
        HYBRID = "hybrid", "Hybrid"
        REMOTE = "remote", "Remote"

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, null=True, blank=True
    )
    held_on = models.DateField()
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.ORDINARY)
    format = models.CharField(max_length=10, choices=Format, default=Format.IN_PERSON)

    objects = MeetingQuerySet.as_manager()

    # LGA 1972, Sch. 12, para. 10: the public is given notice of each.
    public_rows = "true"

    class Meta(CouncilOwned.Meta):
        ordering = ["-held_on"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["committee", "held_on", "kind"],
                name="councils_meeting_of_committee_once",
            ),
            models.UniqueConstraint(
                fields=["council", "held_on", "kind"],
                condition=Q(committee__isnull=True),
                name="councils_meeting_of_council_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.held_on:%-d %B %Y}"

    @property
    def body(self) -> str:
        """Name who met: the committee, or the council."""
        return str(self.committee) if self.committee_id else "Full council"


class Resolution(CouncilOwned):
    """What a meeting resolved, as its minutes have it.

    The database holds: it is never changed or deleted; it may be voided once, as a
    clerical error, with who, when and why; votes are no more than the members present.
    Written only by ``protocols.services`` and by nobody else.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="resolutions"
    )
    wording = models.TextField(blank=True)
    minute_reference = models.CharField(max_length=60, blank=True)
    presided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    seconded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    members_present = models.PositiveSmallIntegerField()
    votes_for = models.PositiveSmallIntegerField(null=True)
    votes_against = models.PositiveSmallIntegerField(null=True)
    votes_abstained = models.PositiveSmallIntegerField(null=True)
    # LGA 1972, Sch. 12, para. 39: the person presiding has a second vote on a tie.
    casting_vote = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    voided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(null=True)

    guards = (Frozen(once=("voided_by_id", "voided_at", "void_reason")),)
    shows = ("presided_by", "proposed_by", "seconded_by")

    class Meta(CouncilOwned.Meta):
        ordering = ["recorded_at"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(votes_for__isnull=True)
                | Q(
                    members_present__gte=F("votes_for")
                    + F("votes_against")
                    + F("votes_abstained")
                ),
                name="councils_resolution_votes_within_members_present",
            ),
            models.CheckConstraint(
                condition=Q(
                    votes_for__isnull=True,
                    votes_against__isnull=True,
                    votes_abstained__isnull=True,
                )
                | Q(
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    votes_abstained__isnull=False,
                ),
                name="councils_resolution_vote_recorded_whole",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True)
                | Q(
                    voided_at__isnull=False,
                    voided_by__isnull=False,
                    void_reason__isnull=False,
                ),
                name="councils_resolution_voided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Resolution of {self.meeting}"


class Election(CouncilOwned):
    """An election of the council's members; the council's own data, never computed.

    There is no single English cycle, and dates move.
    """

    class Kind(models.TextChoices):
        """Which sort of election."""

        ORDINARY = "ordinary", "Ordinary election"
        BY_ELECTION = "by_election", "By-election"

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ORDINARY)
    held_on = models.DateField()

    objects = ElectionQuerySet.as_manager()

    public_rows = "true"

    class Meta(CouncilOwned.Meta):
        ordering = ["held_on"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "kind", "held_on"], name="councils_election_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.held_on:%-d %B %Y}"
