"""Names of what the audit trail records; they are stored, so never renamed."""

from enum import StrEnum


class Event(StrEnum):
    """What happened to a protocol or one of its versions."""

    PROTOCOL_STARTED = "protocols.protocol.started"
    IMPORT_UPLOADED = "protocols.import.uploaded"
    IMPORT_KEPT = "protocols.import.kept"
    IMPORT_DROPPED = "protocols.import.dropped"
    DRAFT_STARTED = "protocols.draft.started"
    DRAFT_OPENED = "protocols.draft.opened_for_comment"
    DRAFT_CLOSED = "protocols.draft.closed_for_comment"
    VERSION_TABLED = "protocols.version.tabled"
    VERSION_TAKEN_BACK = "protocols.version.taken_back"
    RECOMMENDATION_RECORDED = "protocols.recommendation.recorded"
    RESOLUTION_RECORDED = "protocols.resolution.recorded"
    RESOLUTION_VOIDED = "protocols.resolution.voided"
    VERSION_SIGNED = "protocols.version.signed"
    VERSION_SUPERSEDED = "protocols.version.superseded"
    VERSION_RECORDED = "protocols.version.recorded_from_paper"
    VERSION_WITHDRAWN = "protocols.version.withdrawn"
    VERSION_DISCARDED = "protocols.version.discarded"
    FACT_CORRECTED = "protocols.fact.corrected"
    REVIEW_RULES_CHANGED = "protocols.review_rules.changed"
    REVIEW_OPENED = "protocols.review.opened"
    REVIEW_ENDED = "protocols.review.ended"
    REVIEW_MINUTED = "protocols.review.minuted"
    REVIEW_MOVED = "protocols.review.moved"
    PDF_STORED = "protocols.pdf.stored"
    SIGNATURE_CHASED = "protocols.signature.chased"
