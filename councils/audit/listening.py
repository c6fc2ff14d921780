"""Who hears of what was done, in the same transaction.

What happens on the ground floor moves dates above it: an election makes reviews due, a
new office asks somebody to read. The floors above say here what they want to hear of,
so that nothing below has to know that they exist.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from councils.models import AuditEvent

Listener = Callable[[AuditEvent], None]
AnyListener = TypeVar("AnyListener", bound=Listener)

_listeners: dict[str, list[Listener]] = defaultdict(list)


def when(*events: str) -> Callable[[AnyListener], AnyListener]:
    """Have a function called with each entry of some kinds, as it is written down.

    It works in the transaction of the step itself: what it refuses, refuses the step.
    """

    def listen(listener: AnyListener) -> AnyListener:
        for event in events:
            if listener not in _listeners[str(event)]:
                _listeners[str(event)].append(listener)
        return listener

    return listen


def tell(entry: AuditEvent) -> None:
    """Tell whoever wants to hear of an entry."""
    for listener in _listeners.get(entry.event, ()):
        listener(entry)
