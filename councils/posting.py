"""Posts one mail after another over one connection to the mail server.

A connection is opened when it is first needed, and anew after anything went wrong. How
long a server may take over a mail is the mail backend's business
(``protocol_portal.smtp``); how long a batch may take is the outbox's.
"""

from contextlib import suppress
from email.utils import parseaddr
from ipaddress import ip_address
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core import checks
from django.core.mail import EmailMultiAlternatives, get_connection

from councils.letters import Head, Letter, as_html, as_text

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

# RFC 3834: no machine answers it, least of all to say who is on holiday.
FROM_A_MACHINE = {"Auto-Submitted": "auto-generated", "Content-Language": "en-GB"}


class Line:
    """One connection to the mail server, for as long as a batch takes."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def post(self, mail: EmailMultiAlternatives) -> None:
        """Hand one mail to the server.

        Raises:
            OSError, SMTPException, ValueError: it was not taken.
        """
        if self._backend is None:
            self._backend = get_connection()
        try:
            self._backend.open()
            self._backend.send_messages([mail])
        except BaseException:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        if self._backend is not None:
            # Whatever it was about has been sent, or has failed already.
            with suppress(OSError, SMTPException):
                self._backend.close()
            self._backend = None


def written_out(
    letter: Letter, *, to: str, subject: str, head: Head, headers: dict[str, str]
) -> EmailMultiAlternatives:
    """Write a letter out as a mail of two parts that say the same.

    There is no Reply-To: the clerk often keeps the mailboxes, and what answers a mail
    about a clerk's own account must not go to them by itself.
    """
    mail = EmailMultiAlternatives(
        subject,
        as_text(letter, head),
        to=[to],
        headers={**FROM_A_MACHINE, **_to_stop(head), **headers},
    )
    mail.attach_alternative(as_html(letter, subject, head), "text/html")
    return mail


def own_domain() -> str:
    """Give the domain that the portal's mail comes from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"


def mail_is_sent_safely(**_: Any) -> list[checks.CheckMessage]:
    """Warn an operator whose mail crosses a network in the clear, or comes from nobody.

    Mails carry links that let somebody in once.
    """
    if settings.TRY_OUT:
        return []
    found: list[checks.CheckMessage] = []
    if not (
        settings.EMAIL_USE_TLS
        or settings.EMAIL_USE_SSL
        or is_this_machine(settings.EMAIL_HOST)
    ):
        found.append(
            checks.Warning(
                "Mail goes to its server without encryption.",
                hint="Name the server as smtps://… or smtp+starttls://… in EMAIL_URL.",
                id="councils.W005",
            )
        )
    if own_domain() == "localhost":
        found.append(
            checks.Warning(
                "Mail comes from an address that nobody can know.",
                hint="Set MAIL_FROM to an address of your own domain.",
                id="councils.W006",
            )
        )
    return found


def is_this_machine(host: str) -> bool:
    """Say whether a mail server is on the machine that the portal runs on."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _to_stop(head: Head) -> dict[str, str]:
    if not head.stop_link:
        return {}
    headers = {"List-Unsubscribe": f"<{head.stop_link}>"}
    if head.stop_link.startswith("https://"):  # RFC 8058, 3.1: nothing less will do.
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
