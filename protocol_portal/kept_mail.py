"""The try-out's post: each mail is kept as a file here, and none is sent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MOST_SHOWN = 200


class KeptMailBackend(BaseEmailBackend):
    """Keeps what Django would send, one file a mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            # Named by the moment, so that the newest sorts last.
            moment = timezone.now().astimezone(UTC)
            name = f"{moment:%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}.eml"
            half_written = folder() / f".{name}"
            half_written.write_bytes(mail.message().as_bytes())
            half_written.rename(folder() / name)
        return len(email_messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """One kept mail as the page shows it."""

    subject: str
    to: str
    at: datetime
    body: SafeString


def folder() -> Path:
    """Name the folder that the mail is kept in."""
    return Path(settings.VAR_DIR) / "mail"


def kept_mail() -> list[KeptMail]:
    """Give the kept mail, newest first."""
    files = sorted(folder().glob("*.eml"), reverse=True)[:MOST_SHOWN]
    return [_read(file) for file in files]


def _read(file: Path) -> KeptMail:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(mail, Parsed)  # noqa: S101 - what the default policy makes
    part = mail.get_body(preferencelist=("plain",))
    return KeptMail(
        subject=str(mail["Subject"]),
        to=str(mail["To"]),
        at=datetime.strptime(file.name[:21], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        body=with_links(part.get_content() if part else ""),
    )


def with_links(words: str) -> SafeString:
    """Escape plain words, and make their addresses links."""
    # The pattern's group keeps the addresses: every second piece is one.
    pieces = re.split(r"(https?://[^\s<>\"]+)", words)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<a href="{0}">{0}</a>', piece) if place % 2 else piece,)
            for place, piece in enumerate(pieces)
        ),
    )
