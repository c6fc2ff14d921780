"""What moves the dates of reviews: heard as it is written in the trail.

A step with one text looks at its protocol alone, whose turn it has taken already. What
is the whole council's looks at all of them, and leaves those that somebody is working
on to the worker: they may be waiting for this very entry.

A new administration comes with an ordinary election. A new chair or clerk moves no
date; that they are looked at then as well costs little, and nothing is left to hope.
A version is superseded only by one that is signed or recorded, so that is enough.
"""

from councils.audit import when
from councils.events import Event as OnTheGround
from councils.models import AuditEvent, Council, Membership
from councils.roles import Role
from protocols.events import Event
from protocols.models import ProtocolVersion
from protocols.services.review_rules import recompute
from protocols.services.reviews import end_by_signature, end_by_withdrawal

WHO_MATTERS = (Role.CHAIR, Role.CLERK, Role.ACTING_CLERK)


@when(
    Event.VERSION_SIGNED,
    Event.VERSION_RECORDED,
    Event.VERSION_WITHDRAWN,
    Event.FACT_CORRECTED,
)
def _a_text_moved(entry: AuditEvent) -> None:
    version = ProtocolVersion.objects.select_related(
        "protocol", "council", "resolution__meeting", "withdrawn_by__meeting"
    ).get(council=entry.council, pk=entry.subject_id)
    if entry.actor is not None and entry.event == Event.VERSION_SIGNED:
        end_by_signature(version, actor=entry.actor)
    if entry.actor is not None and entry.event == Event.VERSION_WITHDRAWN:
        end_by_withdrawal(version, actor=entry.actor)
    recompute(entry.council, only=version.protocol_id)


@when(
    OnTheGround.ELECTION_RECORDED,
    OnTheGround.ELECTION_CHANGED,
    OnTheGround.ELECTION_REMOVED,
    OnTheGround.MEETING_RECORDED,
    OnTheGround.MEETING_CHANGED,
)
def _the_council_moved(entry: AuditEvent) -> None:
    # Read anew: its clear days may be what has just been changed.
    council = Council.objects.get(pk=entry.council_id)
    recompute(council, leaves_taken=True)


@when(OnTheGround.COUNCIL_CHANGED)
def _the_settings_moved(entry: AuditEvent) -> None:
    if "clear_days" in entry.details.get("changed", ()):
        _the_council_moved(entry)


@when(OnTheGround.OFFICE_BEGUN, OnTheGround.OFFICE_ENDED)
def _an_office_moved(entry: AuditEvent) -> None:
    terms = Membership.objects.filter(council=entry.council, pk=entry.subject_id)
    if terms.filter(role__in=WHO_MATTERS).exists():
        _the_council_moved(entry)
