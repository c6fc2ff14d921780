"""Sends mail by SMTP, and takes no longer over one than its lease can wait.

A time-out holds for one answer of the server; a server that sends its answers letter by
letter could take for ever. So whatever one mail takes is cut off after ``LONGEST``.
"""

import smtplib
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from threading import Timer
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

LONGEST = 45.0  # seconds; see ``councils.outbox``: the lease is five minutes
DONE = 250  # RFC 5321, 4.2.3
CLOSING = 421  # RFC 5321, 3.8: the server closes the line, and has taken nothing


class Watch:
    """Knows which connection to cut when the time is up."""

    def __init__(self) -> None:
        self.client: smtplib.SMTP | None = None
        self.is_over = False

    def cut(self) -> None:
        """End what is being said on the connection, whoever's turn it is."""
        self.is_over = True
        line = getattr(self.client, "sock", None)
        if line is not None:
            with suppress(OSError):
                # Not as an encrypted line would, which asks the other side first.
                socket.socket.shutdown(line, socket.SHUT_RDWR)


class _Watched:
    """A client of a mail server that is known before the server says a word."""

    def __init__(self, *args: Any, watch: Watch, **kwargs: Any) -> None:
        watch.client = self  # type: ignore[assignment]
        super().__init__(*args, **kwargs)


class Client(_Watched, smtplib.SMTP):
    """Speaks to the server plainly, until it is asked to encrypt."""


class EncryptedClient(_Watched, smtplib.SMTP_SSL):
    """Speaks to the server encrypted from the first word."""


class EmailBackend(smtp.EmailBackend):
    """Django's own, which keeps one connection, and to a time for each mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch = Watch()

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:  # type: ignore[override]
        client = EncryptedClient if self.use_ssl else Client
        return partial(client, watch=self.watch)

    def open(self) -> bool | None:
        if self.connection is not None:
            return False
        with self._in_time():
            return super().open()

    def close(self) -> None:
        with self._in_time():
            super().close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        is_used = self.connection is not None
        if not self._is_open():
            self._drop()
        with self._in_time():
            try:
                return super().send_messages(email_messages) or 0
            except smtplib.SMTPSenderRefused as refusal:
                if not is_used or refusal.smtp_code != CLOSING:
                    raise
        # Some servers take so many mails over one connection, and then no more.
        self._drop()
        with self._in_time():
            return super().send_messages(email_messages) or 0

    def _is_open(self) -> bool:
        if self.connection is None:
            return False
        try:
            with self._in_time():
                return self.connection.noop()[0] == DONE
        except (OSError, smtplib.SMTPException):
            return False

    def _drop(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self.close()
        self.connection = None

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        self.watch.is_over = False
        timer = Timer(LONGEST, self.watch.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if self.watch.is_over and self.watch.client is not None:
                # It cannot be spoken over any more, so nobody says good-bye.
                self.watch.client.close()
                self.connection = None
