"""The register: a council's protocols, each with where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from councils.models import Council
from protocols.document import Facts
from protocols.importers.dates import find_dates
from protocols.lifecycle import PUBLIC, Status
from protocols.models import LONG_AGO, Protocol, ProtocolVersion
from protocols.querysets import VersionQuerySet, last_review
from protocols.review_calendar import NEVER_ADOPTED, ReviewDue
from protocols.review_saying import Said, said


@dataclass(frozen=True, kw_only=True)
class Line:
    """One protocol in the register."""

    protocol: Protocol
    current: ProtocolVersion | None
    awaiting: ProtocolVersion | None
    drafts: tuple[ProtocolVersion, ...]
    standing: str
    standing_label: str
    adopted_on: date | None
    last_reviewed_on: date | None
    review: ReviewDue | None
    review_said: Said | None
    is_public: bool  # whether there is a page that anybody may read


def register(council: Council, *, today: date, with_drafts: bool) -> list[Line]:
    """List a council's protocols, in two queries whatever their number.

    The public is told that a protocol was never adopted, and nothing of its drafts.
    """
    versions: dict[object, list[ProtocolVersion]] = {}
    known = ProtocolVersion.objects.filter(council=council)
    known = known.exclude(status=Status.DISCARDED) if with_drafts else known.known()
    for version in light_versions(known).order_by("number", "made_at"):
        versions.setdefault(version.protocol_id, []).append(version)
    return [
        line_of(protocol, versions.get(protocol.pk, []), today=today)
        for protocol in Protocol.objects.in_register()
        .filter(council=council)
        .annotate(reviewed_here_on=last_review("pk"))
    ]


def light_versions(versions: VersionQuerySet) -> VersionQuerySet:
    """Leave the words behind: what lists need of versions, in one query."""
    return versions.select_related(
        "resolution__meeting__committee", "sign_off__signed_by"
    ).defer("resolution__wording", "minor_reason", "reason", "numbering")


def line_of(
    protocol: Protocol, versions: Iterable[ProtocolVersion], *, today: date
) -> Line:
    """Say where one protocol stands, from its versions."""
    versions = tuple(versions)
    current = next((v for v in versions if v.is_in_force(today)), None)
    awaiting = next((v for v in versions if v.status == Status.ADOPTED), None)
    standing, label = _standing(versions, current, awaiting, today)
    reviewed_on = last_reviewed_on(protocol, current) if current else None
    review = None
    if current is not None:
        review = review_of(protocol, current, reviewed_on)
    elif standing == "never_adopted":
        since = _begun_on(protocol, versions)
        review = ReviewDue(day=None, reason=NEVER_ADOPTED, since=since)
    return Line(
        protocol=protocol,
        current=current,
        awaiting=awaiting,
        drafts=tuple(
            v for v in versions if v.status in {Status.DRAFT, Status.IN_REVIEW}
        ),
        standing=standing,
        standing_label=label,
        adopted_on=adopted_on(current) if current else None,
        last_reviewed_on=reviewed_on,
        review=review,
        review_said=None if review is None else said(review, today),
        is_public=any(v.status in PUBLIC for v in versions),
    )


def facts_of(version: ProtocolVersion) -> Facts:
    """Give a version's facts without reading its words."""
    value = version.particulars.get("facts") or Facts().to_json()
    day = adopted_on(version)
    return Facts.from_json({**value, "adopted_on": day and day.isoformat()})


def adopted_on(version: ProtocolVersion) -> date | None:
    """Give the day a version was adopted; none where nobody knows."""
    if version.resolution is not None:
        return version.resolution.meeting.held_on
    if version.in_force_from in {None, LONG_AGO}:
        return None
    return version.in_force_from


def last_reviewed_on(protocol: Protocol, version: ProtocolVersion) -> date | None:
    """Give the day of the last review, printed in a text or recorded here since.

    The protocol comes with ``reviewed_here_on``.
    """
    here = getattr(protocol, "reviewed_here_on", None)
    printed = facts_of(version).reviewed_on
    return max((day for day in (here, *printed) if day is not None), default=None)


def review_of(
    protocol: Protocol, version: ProtocolVersion, reviewed_on: date | None
) -> ReviewDue:
    """Give a protocol's next review as it was worked out and kept."""
    last = [day for day in (adopted_on(version), reviewed_on) if day is not None]
    return ReviewDue(
        day=protocol.review_on,
        opens_on=protocol.review_opens_on,
        reason=protocol.review_why,
        since=max(last, default=None),
    )


def _begun_on(protocol: Protocol, versions: Iterable[ProtocolVersion]) -> date:
    """Give the day since which a text waits to be adopted: printed, or begun here.

    The public is told nothing of a draft, and brings none.
    """
    lines = [
        line
        for version in versions
        for line in version.particulars.get("printed", {}).get("status", ())
    ]
    printed = [found.event() for line in lines for found in find_dates(line)]
    return min((timezone.localdate(protocol.made_at), *printed))


def standing_of(version: ProtocolVersion, today: date) -> tuple[str, str]:
    """Give a version's standing on a day: a name for the style, and words."""
    if version.status == Status.WITHDRAWN:
        return "withdrawn", "Withdrawn"
    if version.status not in PUBLIC:
        return version.status, str(version.get_status_display())
    if version.is_in_force(today):
        return "in_force", "In force"
    if version.in_force_from is not None and version.in_force_from > today:
        return "adopted", "Not yet in force"
    return "superseded", "Superseded"


def _standing(
    versions: tuple[ProtocolVersion, ...],
    current: ProtocolVersion | None,
    awaiting: ProtocolVersion | None,
    today: date,
) -> tuple[str, str]:
    if current is not None:
        return "in_force", "In force"
    if awaiting is not None:
        return "adopted", "Adopted, awaiting signature"
    last = next((v for v in reversed(versions) if v.status in PUBLIC), None)
    if last is not None:
        return standing_of(last, today)
    return "never_adopted", "Never adopted"
