"""A protocol's versions that the public may know of, in one query."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from councils.models import Council
from protocols.lifecycle import PUBLIC, Status
from protocols.models import Protocol, ProtocolVersion, StoredPdf
from protocols.querysets import last_review


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The versions that are, were or will be in force, the newest first."""

    council: Council
    protocol: Protocol
    versions: tuple[ProtocolVersion, ...]
    awaiting: ProtocolVersion | None
    printed: frozenset[UUID]  # the versions whose PDF is ready
    corrected: frozenset[UUID]  # the versions with a correction beside their record
    today: date

    @property
    def current(self) -> ProtocolVersion | None:
        """Give the version in force today, if one is."""
        return next((v for v in self.versions if v.is_in_force(self.today)), None)

    def before(self, version: ProtocolVersion) -> ProtocolVersion | None:
        """Give the version that another took the place of, if there was one."""
        place = self.versions.index(version)
        return next(iter(self.versions[place + 1 :]), None)


def shelf_of(council_slug: str, protocol_slug: str, *, today: date) -> Shelf | None:
    """Give a protocol's shelf; none where the public knows of no such protocol."""
    versions = list(
        ProtocolVersion.objects.filter(
            council__slug=council_slug,
            protocol__slug=protocol_slug,
            protocol__council__slug=council_slug,
            status__in=[*PUBLIC, Status.ADOPTED],
        )
        .select_related(
            "protocol__council",
            "page",
            "frozen_text",
            "adoption_record",
            "sign_off__signed_by",
            "withdrawn_by__meeting__committee",
            "resolution__meeting__committee",
            "resolution__presided_by",
        )
        .defer(
            "particulars",
            "numbering",
            "page__body",
            "page__contents",
            "page__expectations",
            "frozen_text__canonical",
            "adoption_record__canonical",
            "protocol__council__crest",
        )
        .annotate(
            pdf_ready=Exists(
                StoredPdf.objects.filter(version=OuterRef("pk"), kind="protocol")
            ),
            corrections_made=Count("corrections"),
            reviewed_here_on=last_review("protocol"),
        )
        .order_by("-in_force_from", "-number")
    )
    if not any(version.status in PUBLIC for version in versions):
        return None
    protocol = versions[0].protocol
    protocol.reviewed_here_on = versions[0].reviewed_here_on  # type: ignore[attr-defined]
    for version in versions:
        version.protocol = protocol
        version.council = protocol.council
    return Shelf(
        council=protocol.council,
        protocol=protocol,
        versions=tuple(v for v in versions if v.status in PUBLIC),
        printed=frozenset(v.pk for v in versions if v.pdf_ready),
        corrected=frozenset(v.pk for v in versions if v.corrections_made),
        awaiting=next((v for v in versions if v.status == Status.ADOPTED), None),
        today=today,
    )
