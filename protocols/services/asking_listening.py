"""When people are asked: as a text comes into force, and as somebody joins or leaves.

What is heard in the trail is a hint to a worker: whoever signs waits for nobody. By
night every council is looked at, for what happens by its date alone: a text that takes
effect later, an office that begins or ends on a day to come.
"""

from uuid import UUID

from councils.audit import when
from councils.events import Event as OnTheGround
from councils.kernel.scopes import within
from councils.later import later
from councils.models import AuditEvent, Council
from protocols.events import Event
from protocols.services.asking import ask
from protocols.services.review_sweep import councils_with_texts


@when(
    Event.VERSION_SIGNED,
    Event.VERSION_RECORDED,
    Event.VERSION_WITHDRAWN,
    OnTheGround.OFFICE_BEGUN,
    OnTheGround.OFFICE_ENDED,
)
def _something_moved(entry: AuditEvent) -> None:
    later("protocols.ask_people", entry.council_id, entry.subject_id)


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
