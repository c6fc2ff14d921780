"""A mail server on loopback, small enough to see through, for the outbox's tests."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Postman:
    """What the server was given, and whether it takes anything at all."""

    port: int = 0
    is_willing: bool = True
    received: list[EmailMessage] = field(default_factory=list)
    refused: list[EmailMessage] = field(default_factory=list)

    def settings(self) -> dict[str, object]:
        """Give Django's settings of this server."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
            "EMAIL_TIMEOUT": 10,
        }


class Conversation(socketserver.StreamRequestHandler):
    """One client's talk with the server."""

    def say(self, line: str) -> None:
        """Answer with a line."""
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 loopback")
        while line := self.rfile.readline():
            word = line.split(maxsplit=1)[0].upper()
            if word == b"QUIT":
                self.say("221 bye")
                return
            if word == b"DATA":
                self.take(self.server.postman)
            else:
                self.say("250 loopback")

    def take(self, postman: Postman) -> None:
        """Take a mail in, or refuse it after having seen it whole."""
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        if postman.is_willing:
            postman.received.append(mail)
            self.say("250 taken")
        else:
            postman.refused.append(mail)
            self.say("451 not now")


@contextmanager
def mail_server() -> Iterator[Postman]:
    """Run a mail server while a test lasts."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        server.postman = Postman(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.postman
        server.shutdown()
        thread.join()
