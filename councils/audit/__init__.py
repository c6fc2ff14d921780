"""The audit trail: writing it, walking it, and saying it in plain words."""

from councils.audit.entries import GENESIS, commitment, link, record
from councils.audit.listening import when
from councils.audit.walking import Broken, Waypoint, first_broken

__all__ = [
    "GENESIS",
    "Broken",
    "Waypoint",
    "commitment",
    "first_broken",
    "link",
    "record",
    "when",
]
