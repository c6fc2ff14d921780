"""Chasing a signature that has waited seven days after adoption."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from councils import outbox
from councils.audit import record
from councils.kernel.scopes import sweeping, within
from councils.models import AuditEvent, Person
from councils.roles import Role
from protocols.events import Event
from protocols.models import ProtocolVersion

PATIENCE = timedelta(days=7)


def chase_signatures() -> None:
    """Remind the chair, and tell the clerk, of each text that waits to be signed.

    No actor: the calendar does this. One reminder for each week of waiting.
    """
    with sweeping():
        unsigned = ProtocolVersion.objects.awaiting_signature().order_by("pk")
        waiting = list(unsigned.values_list("council_id", "pk"))
    for council_id, version_id in waiting:
        with within(council_id):
            _chase(version_id)


@transaction.atomic
def _chase(version_id: UUID) -> None:
    today = timezone.localdate()
    version = (
        ProtocolVersion.objects.awaiting_signature()
        .select_related("council", "protocol", "resolution__meeting")
        .filter(pk=version_id)
        .first()
    )
    if version is None or (resolution := version.resolution) is None:
        return
    if today - resolution.meeting.held_on < PATIENCE:
        return
    week = (today - resolution.meeting.held_on).days // 7
    council = version.council
    key = f"signature:{version.pk}:{week}"
    address = settings.PORTAL_BASE_URL + reverse(
        "version_desk", args=[council.slug, version.pk]
    )
    people = Person.objects.filter(council=council).holding(
        Role.CHAIR, Role.CLERK, Role.ACTING_CLERK, day=today
    )
    made = [
        outbox.put(
            person,
            key=key,
            subject=f"A protocol awaits the {council.chair_title}’s signature",
            body=(
                f"Dear {person.name},\n\n"
                f"{council.name} adopted “{version.title}” on"
                f" {resolution.meeting.held_on:%-d %B %Y}. It still awaits the"
                f" {council.chair_title}’s signature. Until it is signed, the public"
                " page shows the version before it.\n\n"
                f"Read it and sign it here:\n{address}\n"
            ),
        )
        for person in people
    ]
    if any(made) and not _chased(version, week):
        record(
            Event.SIGNATURE_CHASED,
            version,
            council=council,
            actor=None,
            details={"week": week},
        )


def _chased(version: ProtocolVersion, week: int) -> bool:
    return AuditEvent.objects.filter(
        council=version.council,
        event=Event.SIGNATURE_CHASED,
        subject_id=version.pk,
        details__week=week,
    ).exists()
