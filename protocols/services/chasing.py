"""A text that the council adopted is signed within seven days, or chased."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from councils.audit import when
from councils.kernel.scopes import sweeping, within
from councils.models import AuditEvent, Deadline
from councils.services.deadlines import Due, meet_deadlines, set_deadlines
from protocols.events import Event
from protocols.models import ProtocolVersion

PATIENCE = timedelta(days=7)


def chase_signatures() -> None:
    """Set a deadline for each text that awaits its signature and has none yet.

    No actor: the calendar does this. It finds what was adopted before there were
    deadlines; what is adopted now has one from then on.
    """
    with sweeping():
        unsigned = ProtocolVersion.objects.awaiting_signature().order_by("pk")
        waiting = list(unsigned.values_list("council_id", "pk"))
    for council_id, version_id in waiting:
        with within(council_id):
            _await_signature(version_id)


@when(Event.RESOLUTION_RECORDED)
def _adopted(entry: AuditEvent) -> None:
    _await_signature(entry.subject_id)


@when(Event.VERSION_SIGNED, Event.RESOLUTION_VOIDED)
def _waits_no_more(entry: AuditEvent) -> None:
    meet_deadlines(
        entry.council,
        kind=Deadline.Kind.SIGNATURE,
        subject_ids=[entry.subject_id],
    )


@transaction.atomic
def _await_signature(version_id: UUID) -> None:
    version = (
        ProtocolVersion.objects.awaiting_signature()
        .select_related("council", "resolution__meeting")
        .filter(pk=version_id)
        .first()
    )
    if version is None or (resolution := version.resolution) is None:
        return
    held_on = resolution.meeting.held_on
    due = Due(
        kind=Deadline.Kind.SIGNATURE,
        subject_id=version.pk,
        due_on=held_on + PATIENCE,
        title=f"Sign {version.title}",
        path=reverse("version_desk", args=[version.council.slug, version.pk]),
        audience=Deadline.Audience.CHAIR,
        why=(
            f"The council adopted it on {held_on:%-d %B %Y}. Until it is signed, the"
            " public page shows the version before it."
        ),
    )
    set_deadlines(version.council, [due])
