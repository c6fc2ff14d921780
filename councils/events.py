"""Names of what the audit trail records; they are stored, so never renamed."""

from enum import StrEnum


class Event(StrEnum):
    """What happened on the ground floor."""

    COUNCIL_CREATED = "councils.council.created"
    COUNCIL_CHANGED = "councils.council.changed"
    PERSON_ADDED = "councils.person.added"
    PERSON_CHANGED = "councils.person.changed"
    ADDRESS_CHANGED = "councils.address.changed"
    CREDENTIALS_CHANGED = "councils.credentials.changed"
    FACTOR_RESET_ASKED = "councils.factor_reset.asked"
    FACTOR_RESET_AGREED = "councils.factor_reset.agreed"
    FACTOR_RESET_DROPPED = "councils.factor_reset.dropped"
    PERSON_INVITED = "councils.person.invited"
    INVITATION_ACCEPTED = "councils.invitation.accepted"
    OFFICE_BEGUN = "councils.office.begun"
    OFFICE_ENDED = "councils.office.ended"
    COMMITTEE_FORMED = "councils.committee.formed"
    MEETING_RECORDED = "councils.meeting.recorded"
    MEETING_CHANGED = "councils.meeting.changed"
    ELECTION_RECORDED = "councils.election.recorded"
    ELECTION_CHANGED = "councils.election.changed"
    ELECTION_REMOVED = "councils.election.removed"
    NOTICE_FAILED = "councils.notice.failed"
    NOTICE_TRIED_AGAIN = "councils.notice.tried_again"
    MAIL_STOPPED = "councils.mail.stopped"
    MAIL_STARTED = "councils.mail.started"
    CALENDAR_ADDRESS_MADE = "councils.calendar_address.made"
    CALENDAR_ADDRESS_REVOKED = "councils.calendar_address.revoked"
    TRAIL_EXPORTED = "councils.trail.exported"
