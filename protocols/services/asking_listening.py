"""When people are asked: as a text comes into force, and as somebody joins or leaves.

Most of it is heard in the trail. What happens by its date alone (a text that takes
effect later, an office that begins or ends on a day to come) is found by night.
"""

from uuid import UUID

from councils.audit import when
from councils.events import Event as OnTheGround
from councils.kernel.scopes import within
from councils.models import AuditEvent, Council
from protocols.events import Event
from protocols.models import ProtocolVersion
from protocols.services.asking import ask
from protocols.services.review_sweep import councils_with_texts


@when(Event.VERSION_SIGNED, Event.VERSION_RECORDED, Event.VERSION_WITHDRAWN)
def _a_text_moved(entry: AuditEvent) -> None:
    versions = ProtocolVersion.objects.filter(council=entry.council)
    protocol_id = versions.values_list("protocol_id", flat=True).get(
        pk=entry.subject_id
    )
    ask(entry.council, only=protocol_id)


@when(OnTheGround.OFFICE_BEGUN, OnTheGround.OFFICE_ENDED)
def _an_office_moved(entry: AuditEvent) -> None:
    ask(entry.council)


def ask_everywhere() -> None:
    """Ask in every council whoever is to be asked today, and let go of the others.

    No actor: the calendar does this.
    """
    for council_id in councils_with_texts():
        ask_council(council_id)


def ask_council(council_id: UUID) -> int:
    """Ask in one council; say how many were asked anew."""
    with within(council_id):
        return ask(Council.objects.get(pk=council_id))
