"""What is kept for ever as it was: adopted texts, signatures, printed files."""

from django.db import models

from councils.kernel.guards import Frozen
from councils.models import CouncilOwned, Person
from protocols.lifecycle import PUBLIC

_PUBLIC_SQL = ", ".join(f"'{status.value}'" for status in PUBLIC)
OF_A_PUBLIC_VERSION = (
    'EXISTS (SELECT 1 FROM "protocols_protocolversion" v'
    f' WHERE v."id" = "version_id" AND v."status" IN ({_PUBLIC_SQL}))'
)


class FrozenText(CouncilOwned):
    """An adopted text: its canonical JSON (RFC 8785) under its own SHA-256."""

    digest = models.CharField(max_length=64)
    canonical = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    guards = (Frozen(),)
    public_rows = (
        'EXISTS (SELECT 1 FROM "protocols_protocolversion" v WHERE v."frozen_text_id" ='
        f' "protocols_frozentext"."id" AND v."status" IN ({_PUBLIC_SQL}))'
    )

    class Meta(CouncilOwned.Meta):
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "digest"], name="protocols_frozentext_once"
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="protocols_frozentext_digest")]

    def __str__(self) -> str:
        return self.digest


class SourceFile(CouncilOwned):
    """The file a text was brought in from, byte for byte, for the council's people."""

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    guards = (Frozen(),)

    class Meta(CouncilOwned.Meta):
        constraints = CouncilOwned.Meta.constraints

    def __str__(self) -> str:
        return self.name


class SignOff(CouncilOwned):
    """The chair's signature: who, in which office, when, and to exactly which words."""

    version = models.OneToOneField(
        "protocols.ProtocolVersion", on_delete=models.PROTECT, related_name="sign_off"
    )
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=60)  # the council's own title, as signed
    content_digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    guards = (Frozen(),)
    public_rows = OF_A_PUBLIC_VERSION
    shows = ("signed_by",)

    class Meta(CouncilOwned.Meta):
        constraints = CouncilOwned.Meta.constraints

    def __str__(self) -> str:
        return f"Signed by {self.signed_by}, {self.office}"


class AdoptionRecord(CouncilOwned):
    """How a version came to bind the council: canonical JSON under its digest.

    Made at sign-off, or on recording from paper; an error in it gets a correction
    beside it and never a change.
    """

    version = models.OneToOneField(
        "protocols.ProtocolVersion",
        on_delete=models.PROTECT,
        related_name="adoption_record",
    )
    digest = models.CharField(max_length=64)
    canonical = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    guards = (Frozen(),)
    public_rows = OF_A_PUBLIC_VERSION

    class Meta(CouncilOwned.Meta):
        constraints = CouncilOwned.Meta.constraints

    def __str__(self) -> str:
        return self.digest


class Correction(CouncilOwned):
    """A recorded fact put right: what it said, what it should say, who says so."""

    version = models.ForeignKey(
        "protocols.ProtocolVersion",
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    fact = models.CharField(max_length=40)
    was = models.CharField(max_length=300, blank=True)
    now = models.CharField(max_length=300)
    reason = models.TextField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    guards = (Frozen(),)
    public_rows = OF_A_PUBLIC_VERSION
    shows = ("made_by",)

    class Meta(CouncilOwned.Meta):
        ordering = ["made_at"]
        constraints = CouncilOwned.Meta.constraints

    def __str__(self) -> str:
        return f"{self.fact}: {self.now}"


class StoredPdf(CouncilOwned):
    """A printed file, stored once under its SHA-256 and never printed again."""

    class Kind(models.TextChoices):
        """What was printed."""

        PROTOCOL = "protocol", "Protocol"
        RECORD = "record", "Adoption record"

    version = models.ForeignKey(
        "protocols.ProtocolVersion", on_delete=models.PROTECT, related_name="pdfs"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    sha256 = models.CharField(max_length=64, db_index=True)
    data = models.BinaryField()
    printed_at = models.DateTimeField()
    printed_with = models.CharField(max_length=60)

    guards = (Frozen(),)
    public_rows = OF_A_PUBLIC_VERSION
    swept = ("version_id", "kind")

    class Meta(CouncilOwned.Meta):
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "kind"], name="protocols_storedpdf_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sha256}"
