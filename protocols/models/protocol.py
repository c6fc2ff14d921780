"""A protocol through time, and each text it has had."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from councils.kernel.guards import Frozen, NoOverlap
from councils.models import CouncilOwned, Person, Resolution
from protocols.lifecycle import FROZEN, PUBLIC, Status
from protocols.models.frozen import FrozenText, SourceFile
from protocols.querysets import ProtocolQuerySet, VersionQuerySet

# An adoption that nobody can date counts as long ago.
LONG_AGO = date(1, 1, 1)
_FROZEN_SQL = ", ".join(f"'{status.value}'" for status in FROZEN)
_KNOWN_SQL = ", ".join(f"'{status.value}'" for status in (*PUBLIC, Status.ADOPTED))


class Protocol(CouncilOwned):
    """One document of a council, through all its versions.

    Written only by ``protocols.services``.
    """

    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    last_number = models.PositiveIntegerField(default=0)
    in_register = models.BooleanField(default=True)  # not where all was discarded
    # Worked out by ``protocols.services.review_rules`` and kept, so that what is due
    # is found without reading a rule; none where nothing says a day.
    review_opens_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    review_why = models.CharField(max_length=300, blank=True)
    # Until the clerk sets other rules, those follow the words of the text in force.
    sets_own_review_rules = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ProtocolQuerySet.as_manager()

    # The register is public: that there is a protocol, and where it stands.
    public_rows = '"in_register"'

    class Meta(CouncilOwned.Meta):
        ordering = ["title"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "slug"], name="protocols_protocol_slug_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("protocol_detail", args=[self.council.slug, self.slug])


class ProtocolVersion(CouncilOwned):
    """One text of a protocol, from first draft to the day another replaces it.

    While it is drafted its words are ``Clause`` rows; from adoption on they are one
    frozen text. The database holds: at most one version is in force on any day; at
    most one is in review or awaits signature; an adoption is recorded whole; from
    adoption on, nothing but how it came into force and went out of it can change.
    Written only by ``protocols.services``.
    """

    protocol = models.ForeignKey(
        Protocol, on_delete=models.PROTECT, related_name="versions"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    number = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=300)
    # A document less its title and rows: reference, facts, routes, policies, findings.
    particulars = models.JSONField(default=dict)
    numbering = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    made_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="drafts_made"
    )
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    open_for_comment = models.BooleanField(default=False)
    tabled_at = models.DateTimeField(null=True)
    recorded_from_paper = models.BooleanField(default=False)
    source_file = models.ForeignKey(
        SourceFile, on_delete=models.PROTECT, null=True, related_name="+"
    )
    frozen_text = models.ForeignKey(
        FrozenText, on_delete=models.PROTECT, null=True, related_name="versions"
    )
    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, null=True, related_name="versions"
    )
    effective_on = models.DateField(null=True)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)  # the first day it no longer is
    withdrawn_by = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, null=True, related_name="withdrawals"
    )
    is_material = models.BooleanField(null=True)
    minor_reason = models.TextField(blank=True)
    reason = models.TextField(blank=True)  # why taken back or discarded

    objects = VersionQuerySet.as_manager()

    # That a text awaits its signature is public; its words are not yet.
    public_rows = f"status IN ({_KNOWN_SQL})"
    shows = ("resolution", "withdrawn_by")
    swept = ("status", "in_force_from", "in_force_until")

    guards = (
        Frozen(
            when=f"OLD.status IN ({_FROZEN_SQL})",
            unless="OLD.status = 'adopted' AND NEW.status = 'in_review'",
            but=("status", "in_force_until"),
            once=("in_force_from", "withdrawn_by_id"),
        ),
        NoOverlap(
            over=("protocol_id",),
            starts="in_force_from",
            ends="in_force_until",
            bounds="[)",
            where="in_force_from IS NOT NULL",
        ),
    )

    class Meta(CouncilOwned.Meta):
        ordering = ["made_at"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["protocol", "number"], name="protocols_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["protocol"],
                condition=Q(in_force_from__isnull=False, in_force_until__isnull=True),
                name="protocols_version_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["protocol"],
                condition=Q(status__in=[Status.IN_REVIEW, Status.ADOPTED]),
                name="protocols_version_one_on_its_way",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=FROZEN, frozen_text__isnull=False, number__isnull=False
                )
                | (~Q(status__in=FROZEN) & Q(frozen_text__isnull=True)),
                name="protocols_version_frozen_from_adoption_on",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.ADOPTED, Status.SIGNED])
                | Q(resolution__isnull=False),
                name="protocols_version_adopted_by_resolution",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PUBLIC, in_force_from__isnull=False)
                | (
                    ~Q(status__in=PUBLIC)
                    & Q(in_force_from__isnull=True, in_force_until__isnull=True)
                ),
                name="protocols_version_force_from_signature_on",
            ),
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True)
                | Q(in_force_until__gte=F("in_force_from")),
                name="protocols_version_force_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="protocols_version_status"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN)
                | Q(withdrawn_by__isnull=False, in_force_until__isnull=False),
                name="protocols_version_withdrawn_by_resolution",
            ),
        ]

    def __str__(self) -> str:
        if self.number is None or self.status not in FROZEN:
            return f"{self.title}, {self.get_status_display().lower()}"
        return f"{self.title}, version {self.number}"

    def get_absolute_url(self) -> str:
        if self.status in PUBLIC:
            return reverse(
                "version_detail",
                args=[self.council.slug, self.protocol.slug, self.number],
            )
        return reverse("version_desk", args=[self.council.slug, self.pk])

    @property
    def is_frozen(self) -> bool:
        """Say whether the text can no longer be changed."""
        return self.status in FROZEN

    @property
    def is_draft(self) -> bool:
        """Say whether the text may be edited."""
        return self.status == Status.DRAFT

    @property
    def content_digest(self) -> str:
        """Give the digest of the frozen text; of a draft there is none yet."""
        return "" if self.frozen_text is None else self.frozen_text.digest

    def is_in_force(self, day: date) -> bool:
        """Say whether this text binds the council on a day."""
        if self.in_force_from is None or day < self.in_force_from:
            return False
        return self.in_force_until is None or day < self.in_force_until
