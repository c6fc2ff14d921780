"""A mail server on loopback, small enough to see through, for the outbox's tests."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Postman:
    """What the server was given, and whether it takes anything at all."""

    port: int = 0
    is_willing: bool = True
    most: int = 0  # mails over one connection; 0 for as many as come
    addresses: dict[str, str] = field(default_factory=dict)  # what it answers to some
    letter_by_letter: float = 0  # seconds between two letters of an answer
    taken: Callable[[], None] = lambda: None  # called before it says so
    connections: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    refused: list[EmailMessage] = field(default_factory=list)

    def settings(self) -> dict[str, object]:
        """Give Django's settings of this server."""
        return {
            "EMAIL_BACKEND": "protocol_portal.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
            "EMAIL_TIMEOUT": 10,
        }


class Conversation(socketserver.StreamRequestHandler):
    """One client's talk with the server."""

    def say(self, line: str) -> None:
        """Answer with a line, at once or letter by letter."""
        postman = self.server.postman
        words = f"{line}\r\n".encode()
        for start in range(len(words)) if postman.letter_by_letter else (0,):
            time.sleep(postman.letter_by_letter)
            last = start + 1 if postman.letter_by_letter else len(words)
            self.wfile.write(words[start:last])

    def handle(self) -> None:
        postman, mails = self.server.postman, 0
        postman.connections += 1
        try:
            self.say("220 loopback")
            while line := self.rfile.readline():
                word = line.split(maxsplit=1)[0].upper()
                if word == b"QUIT":
                    self.say("221 bye")
                    return
                if word == b"MAIL" and postman.most and mails == postman.most:
                    self.say("421 that is enough")
                    return
                if word == b"RCPT":
                    address = line.decode().partition("<")[2].partition(">")[0]
                    self.say(postman.addresses.get(address, "250 loopback"))
                elif word == b"DATA":
                    self.take(postman)
                    mails += 1
                else:
                    self.say("250 loopback")
        except OSError:
            return  # Whoever spoke to it has gone.

    def take(self, postman: Postman) -> None:
        """Take a mail in, or refuse it after having seen it whole."""
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        if postman.is_willing:
            postman.received.append(mail)
            postman.taken()
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
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        yield server.postman
        server.shutdown()
        thread.join()


def part_of(mail: EmailMessage, kind: str) -> str:
    """Give one part of a mail as it reads: ``plain`` or ``html``."""
    part = mail.get_body(preferencelist=(kind,))
    assert part is not None, f"no {kind} part"
    return str(part.get_content()).replace("\r", "")
