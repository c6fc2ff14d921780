"""Whether what a page showed still stands when its form arrives.

A page that shows how things stand gives its form the digest of that; the service works
it out again once it is its turn. Whoever saw nothing, such as a command, says nothing.
"""

import hashlib

from councils.kernel.refusals import OutOfDate

MOVED_ON = (
    "Something has changed here since you opened this page, so nothing was done. Open"
    " the page again to see how things stand now."
)


def seen_as(*facts: object) -> str:
    """Give the digest of how things stand."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def require_seen(seen: str, now: str) -> None:
    """Go on only where things stand as the person saw them.

    Raises:
        OutOfDate: they do not any more.
    """
    if seen and seen != now:
        raise OutOfDate(MOVED_ON)
