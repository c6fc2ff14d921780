"""What a text is made of while it is drafted, and how it comes in."""

from django.db import models
from django.db.models import Q

from councils.models import CouncilOwned, Meeting, Person
from protocols.document import MAX_DEPTH, Kind, Side
from protocols.models.frozen import OF_A_PUBLIC_VERSION
from protocols.models.protocol import Protocol, ProtocolVersion
from protocols.querysets import ImportQuerySet

KINDS = [(kind.value, kind.value.capitalize()) for kind in Kind]
SIDES = [(side.value, side.value.capitalize()) for side in Side]


class Clause(CouncilOwned):
    """One row of a draft: a heading, a clause, a list entry, a paragraph, a note.

    ``edits`` counts its changes, so that two people at one clause are told of each
    other. Its number is worked out from where it stands and is not stored.
    """

    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.CASCADE, related_name="clauses"
    )
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=KINDS)
    text = models.TextField(blank=True)
    lineage = models.UUIDField()
    holder = models.CharField(max_length=12, choices=SIDES, null=True, blank=True)
    owed_by = models.CharField(max_length=12, choices=SIDES, null=True, blank=True)
    edits = models.PositiveIntegerField(default=0)

    class Meta(CouncilOwned.Meta):
        ordering = ["position"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "lineage"], name="protocols_clause_lineage_once"
            ),
            models.CheckConstraint(
                condition=Q(depth__lt=MAX_DEPTH), name="protocols_clause_depth"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]),
                name="protocols_clause_kind",
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=True, owed_by__isnull=True)
                | Q(holder__isnull=False, owed_by__isnull=False),
                name="protocols_clause_holder_and_debtor",
            ),
        ]
        indexes = [
            models.Index(fields=["version", "position"], name="protocols_clause_order")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class DraftChange(CouncilOwned):
    """One change of a draft that can be undone: the text as it was before it."""

    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.CASCADE, related_name="changes"
    )
    sequence = models.PositiveIntegerField()
    label = models.CharField(max_length=120)  # “Move clause 1.4 down”
    before = models.JSONField()
    lineage = models.UUIDField(null=True)
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(CouncilOwned.Meta):
        ordering = ["-sequence"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "sequence"], name="protocols_draftchange_sequence"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Recommendation(CouncilOwned):
    """A committee's recommendation of a text in review; of these words only."""

    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="recommendations"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    minute_reference = models.CharField(max_length=60, blank=True)
    wording = models.TextField(blank=True)
    content_digest = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    public_rows = OF_A_PUBLIC_VERSION

    class Meta(CouncilOwned.Meta):
        ordering = ["recorded_at"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "meeting"],
                condition=Q(cancelled_at__isnull=True),
                name="protocols_recommendation_of_meeting_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Recommended by {self.meeting}"


class ProtocolImport(CouncilOwned):
    """A file on its way in: uploaded, read in a worker, shown, and kept or dropped.

    Its bytes are held here only until then. The database holds: what was refused or
    dropped keeps no bytes and no words.
    """

    class Status(models.TextChoices):
        """How far the file has come."""

        WAITING = "waiting", "Waiting to be read"
        READING = "reading", "Being read"
        READ = "read", "Read"
        REFUSED = "refused", "Could not be read"
        KEPT = "kept", "Kept"
        DROPPED = "dropped", "Not kept"

    protocol = models.ForeignKey(
        Protocol, on_delete=models.PROTECT, null=True, related_name="imports"
    )
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    data = models.BinaryField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    refusal = models.TextField(blank=True)
    document = models.JSONField(null=True)
    source_lines = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ImportQuerySet.as_manager()

    swept = ("status", "leased_until")

    class Meta(CouncilOwned.Meta):
        ordering = ["-uploaded_at"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "dropped", "kept"])
                | Q(data__isnull=True, document__isnull=True),
                name="protocols_import_holds_nothing_when_done",
            ),
            models.CheckConstraint(
                condition=Q(status="kept", version__isnull=False)
                | (~Q(status="kept") & Q(version__isnull=True)),
                name="protocols_import_kept_as_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_read(self) -> bool:
        """Say whether it waits to be looked at."""
        return self.status == self.Status.READ
