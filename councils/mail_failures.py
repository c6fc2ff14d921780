"""Why a mail was not delivered: names that are kept, and plain words for a clerk.

What a mail server answers may repeat an address or a name, so its words are not kept.
"""

import ssl
from enum import StrEnum
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.core.mail import BadHeaderError

# RFC 5321, 4.2.3: too little storage, or too much of it used.
FULL = {452, 552}
FOR_GOOD = 500  # RFC 5321, 4.2.1: from here on, asking again will not help


class Failure(StrEnum):
    """What went wrong; rows keep it, so it is never renamed."""

    ADDRESS_REFUSED = "address_refused"
    MAILBOX_FULL = "mailbox_full"
    WRONG_ADDRESS = "wrong_address"
    MAIL_REFUSED = "mail_refused"
    UNMAILABLE = "unmailable"
    NOT_NOW = "not_now"
    NO_ANSWER = "no_answer"
    NO_ENCRYPTION = "no_encryption"
    SENDER_REFUSED = "sender_refused"
    SIGN_IN_REFUSED = "sign_in_refused"
    UNSUITABLE_SERVER = "unsuitable_server"
    OTHER = "other"


_HOST = "Whoever hosts the portal can mend that."
SENTENCES = {
    Failure.ADDRESS_REFUSED: "The mail server refused the address: perhaps it is"
    " spelled wrongly, or the mailbox is gone.",
    Failure.MAILBOX_FULL: "The mailbox is full.",
    Failure.WRONG_ADDRESS: "No mail can go to this address as it is written.",
    Failure.MAIL_REFUSED: "The mail server took the address and refused the mail:"
    " perhaps it was taken for junk.",
    Failure.UNMAILABLE: "The mail could not be put together.",
    Failure.NOT_NOW: "The mail server asked to be tried again later.",
    Failure.NO_ANSWER: "The portal’s mail server did not answer.",
    Failure.NO_ENCRYPTION: f"The mail server could not be spoken to safely. {_HOST}",
    Failure.SENDER_REFUSED: "The mail server takes no mail from the portal’s own"
    f" address. {_HOST}",
    Failure.SIGN_IN_REFUSED: f"The mail server did not let the portal in. {_HOST}",
    Failure.UNSUITABLE_SERVER: f"The mail server does not work as it should. {_HOST}",
    Failure.OTHER: "It could not be delivered.",
}
# What another try would not mend: it fails at once, and somebody has to look at it.
LASTING = {
    Failure.ADDRESS_REFUSED,
    Failure.WRONG_ADDRESS,
    Failure.MAIL_REFUSED,
    Failure.UNMAILABLE,
}


def failure_of(error: Exception) -> Failure:
    """Name what went wrong."""
    if isinstance(error, SMTPException):
        return _said_by_server(error)
    if isinstance(error, ssl.SSLError):
        return Failure.NO_ENCRYPTION
    if isinstance(error, BadHeaderError):
        return Failure.UNMAILABLE
    if isinstance(error, ValueError):
        return Failure.WRONG_ADDRESS
    return Failure.NO_ANSWER if isinstance(error, OSError) else Failure.OTHER


def in_words(failure: str) -> str:
    """Say in a sentence what went wrong."""
    is_known = failure in set(Failure)
    return SENTENCES[Failure(failure) if is_known else Failure.OTHER]


def code_of(error: Exception) -> int | None:
    """Give the three digits that the server answered with, if it did."""
    if isinstance(error, SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, SMTPResponseException) else None


def _said_by_server(error: SMTPException) -> Failure:
    if isinstance(error, SMTPAuthenticationError):
        return Failure.SIGN_IN_REFUSED
    if isinstance(error, (SMTPHeloError, SMTPNotSupportedError)):
        return Failure.UNSUITABLE_SERVER
    if isinstance(error, (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)):
        return _of_code(error, code_of(error) or 0)
    # Cut off, or turned away at the door.
    return Failure.NO_ANSWER


def _of_code(error: SMTPException, code: int) -> Failure:
    if isinstance(error, SMTPRecipientsRefused) and code in FULL:
        return Failure.MAILBOX_FULL
    if code < FOR_GOOD:
        return Failure.NOT_NOW
    if isinstance(error, SMTPRecipientsRefused):
        return Failure.ADDRESS_REFUSED
    if isinstance(error, SMTPSenderRefused):
        return Failure.SENDER_REFUSED
    return Failure.MAIL_REFUSED
