"""The printed protocol: an archival, accessible PDF of one text and how it was adopted.

It knows no model: a service fills in a ``PrintedProtocol`` or a ``PrintedRecord`` and
gets bytes back, the same bytes for the same value.
"""

from protocols.pdf.printed import (
    Adoption,
    Amendment,
    CouncilLook,
    Crest,
    HistoryEntry,
    PrintedProtocol,
    PrintedRecord,
    Recommendation,
    SignedOff,
    VersionBefore,
    Vote,
)
from protocols.pdf.printing import (
    PressError,
    print_protocol,
    print_record,
    printed_with,
)

__all__ = [
    "Adoption",
    "Amendment",
    "CouncilLook",
    "Crest",
    "HistoryEntry",
    "PressError",
    "PrintedProtocol",
    "PrintedRecord",
    "Recommendation",
    "SignedOff",
    "VersionBefore",
    "Vote",
    "print_protocol",
    "print_record",
    "printed_with",
]
