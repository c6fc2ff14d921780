"""Asks the web server beside it whether it is ready; for a container's health check."""

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException


def is_ready(port: int = 8000) -> bool:
    """Ask by a name that the server answers to, or it would refuse the question."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz/ready", headers={"Host": host.lstrip(".")})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(not is_ready())
