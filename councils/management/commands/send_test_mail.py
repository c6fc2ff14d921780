"""Sends one mail at once, past the outbox, and says what the mail server answered."""

from argparse import ArgumentParser
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from councils.kernel.commands import PlainCommand, Refused
from councils.kernel.typed import on_one_line
from councils.letters import PORTAL, Head, Letter
from councils.mail_failures import code_of, failure_of, in_words
from councils.posting import Line, own_domain, written_out

LONGEST_ANSWER = 200  # characters of what a server said


class Command(PlainCommand):
    """Try the mail server that EMAIL_URL names; nothing of it is kept."""

    help = "Sends a mail at once and says what the mail server answered."
    example = "send_test_mail you@example.org"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="ADDRESS", help="whom to send it to")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        address: str = options["address"].strip()
        try:
            validate_email(address)
        except ValidationError as error:
            message = f"“{on_one_line(address)}” is no e-mail address."
            raise Refused(message) from error
        try:
            with Line() as line:
                line.post(_test_mail(address))
        except (OSError, SMTPException, ValueError) as error:
            self._refuse(error, address, as_json=options["json"])
            return
        words = f"{settings.EMAIL_HOST} took the mail for {address}."
        if settings.TRY_OUT:
            words = (
                f"Kept at {settings.PORTAL_BASE_URL}/mail/: a try-out sends nothing."
            )
        if options["json"]:
            taken = {"address": address, "taken": True, "failure": None, "code": None}
            self.say_json({**taken, "words": words})
        else:
            self.stdout.write(words)

    def _refuse(self, error: Exception, address: str, *, as_json: bool) -> None:
        """Say what went wrong, with the server's own words, for whoever runs it.

        Raises:
            Refused: always; its sentence is on stderr.
        """
        failure, code = failure_of(error), code_of(error)
        words = in_words(failure)
        if as_json:
            value = {"address": address, "taken": False, "failure": failure.value}
            self.say_json({**value, "code": code, "words": words})
        said = f" It answered {code}: {_said(error)}" if code else ""
        message = f"{settings.EMAIL_HOST}: {words}{said}"
        raise Refused(message) from error


def _test_mail(address: str) -> EmailMultiAlternatives:
    letter = Letter(
        paragraphs=(
            "This is a test. If you can read it, the protocol portal can send mail.",
            "You need do nothing.",
        ),
        link_words="The portal is here",
        link=f"{settings.PORTAL_BASE_URL}/",
        sign_off=PORTAL,
        why="Whoever hosts the portal sent this mail to your address by hand.",
    )
    return written_out(
        letter,
        to=address,
        subject="A test from the protocol portal",
        head=Head(),
        headers={"Message-ID": f"<{uuid4()}@{own_domain()}>"},
    )


def _said(error: Exception) -> str:
    said: bytes | str = b""
    if isinstance(error, SMTPRecipientsRefused):
        said = next(iter(error.recipients.values()))[1]
    elif isinstance(error, SMTPResponseException):
        said = error.smtp_error
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return on_one_line(words)[:LONGEST_ANSWER]
