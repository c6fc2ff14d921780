"""The rows of the ground floor."""

from councils.models.audit import AuditEvent, AuditHead
from councils.models.base import CouncilOwned
from councils.models.calendars import CalendarAddress
from councils.models.council import Council, Nation, PrincipalAuthority
from councils.models.deadlines import Deadline, Reminder
from councils.models.factor_resets import FactorReset
from councils.models.invitations import Invitation
from councils.models.mail import AccountNotice
from councils.models.mail_choices import MailChoice, MailKind
from councils.models.meetings import Election, Meeting, Resolution
from councils.models.notices import Notice
from councils.models.people import Committee, Membership, Person
from councils.models.sent_forms import SentForm
from councils.models.sweeps import Sweep
from councils.models.tries import Tries
from councils.models.user import User

__all__ = [
    "AccountNotice",
    "AuditEvent",
    "AuditHead",
    "CalendarAddress",
    "Committee",
    "Council",
    "CouncilOwned",
    "Deadline",
    "Election",
    "FactorReset",
    "Invitation",
    "MailChoice",
    "MailKind",
    "Meeting",
    "Membership",
    "Nation",
    "Notice",
    "Person",
    "PrincipalAuthority",
    "Reminder",
    "Resolution",
    "SentForm",
    "Sweep",
    "Tries",
    "User",
]
