"""The rows of the documents' floor."""

from protocols.models.acknowledgements import (
    Acknowledgement,
    AcknowledgementRequest,
)
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
    StoredPdf,
)
from protocols.models.pages import PublicPage, StoredPage
from protocols.models.protocol import LONG_AGO, Protocol, ProtocolVersion
from protocols.models.reviews import Review, ReviewRule

__all__ = [
    "LONG_AGO",
    "Acknowledgement",
    "AcknowledgementRequest",
    "AdoptionRecord",
    "Clause",
    "Correction",
    "DraftChange",
    "FrozenText",
    "Protocol",
    "ProtocolImport",
    "ProtocolVersion",
    "PublicPage",
    "Recommendation",
    "Review",
    "ReviewRule",
    "SignOff",
    "SourceFile",
    "StoredPage",
    "StoredPdf",
]
