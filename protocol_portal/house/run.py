"""``make run``: from a fresh clone to a page in the browser."""

from __future__ import annotations

import os
import socket

from protocol_portal.house.bootstrap import prepare
from protocol_portal.house.machine import Trouble, become, plain_words

HOST = "127.0.0.1"
PORT = "8000"


def main() -> None:
    """Make ready, then serve the portal on this machine alone."""
    with plain_words():
        port = os.environ.get("PORT") or PORT
        require_free(port)
        prepare()
        os.environ["PORT"] = port
        os.environ.setdefault("PORTAL_BASE_URL", f"http://{HOST}:{port}")
        become("protocol_portal.house.serve")


def require_free(port: str) -> None:
    """Refuse a port that is no port, or that another program listens on.

    Raises:
        Trouble: it is one of the two.
    """
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 2**16):
        raise Trouble(f"PORT is “{port}”; it must be a number such as {PORT}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(port)))
        except OSError as error:
            raise Trouble(
                f"Port {port} is taken or not allowed ({error.strerror})."
                f" Take another: make run PORT={(int(port) + 1) % 2**16}"
            ) from error


if __name__ == "__main__":
    main()
