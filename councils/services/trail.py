"""Reading a council's trail: whether it holds, and all of it for an auditor."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from councils.audit import Broken, first_broken, record
from councils.checkpoints import read_folder, signing_key
from councils.events import Event
from councils.models import AuditEvent, AuditHead, Council, User
from councils.permissions import may_read_trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a walk along a trail found: its length, its witnesses, what is broken."""

    entries: int
    checkpoints: int
    broken: Broken | None


def check_trail(council: Council, *, actor: User) -> Verdict:
    """Walk a council's trail now, through every checkpoint that is kept here.

    Raises:
        PermissionDenied: the actor may not read the trail.
    """
    may_read_trail(actor, council).require()
    key = signing_key(settings.CHECKPOINT_KEY).public_key()
    folder = read_folder(settings.CHECKPOINT_DIR, key)
    waypoints = folder.waypoints().get(council.pk, [])
    broken = first_broken(council, through=waypoints)
    head = AuditHead.objects.filter(council=council).first()
    return Verdict(
        entries=head.sequence if head else 0, checkpoints=len(waypoints), broken=broken
    )


@transaction.atomic
def export_trail(council: Council, *, actor: User) -> list[AuditEvent]:
    """Give a council's whole trail, and record that it was given.

    Raises:
        PermissionDenied: the actor may not read the trail.
    """
    may_read_trail(actor, council).require()
    entries = AuditEvent.objects.filter(council=council).count() + 1
    record(
        Event.TRAIL_EXPORTED,
        council,
        council=council,
        actor=actor,
        details={"entries": entries},
    )
    return list(AuditEvent.objects.filter(council=council))
