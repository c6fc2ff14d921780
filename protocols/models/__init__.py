"""The rows of the documents' floor."""

from protocols.models.drafting import (
    Clause,
    DraftChange,
    ProtocolImport,
    Recommendation,
)
from protocols.models.frozen import (
    AdoptionRecord,
    Correction,
    FrozenText,
    SignOff,
    SourceFile,
    StoredPage,
    StoredPdf,
)
from protocols.models.protocol import LONG_AGO, Protocol, ProtocolVersion

__all__ = [
    "LONG_AGO",
    "AdoptionRecord",
    "Clause",
    "Correction",
    "DraftChange",
    "FrozenText",
    "Protocol",
    "ProtocolImport",
    "ProtocolVersion",
    "Recommendation",
    "SignOff",
    "SourceFile",
    "StoredPage",
    "StoredPdf",
]
