"""Tells the settings, before they are read, that the suite runs.

pytest loads this first, as ``pyproject.toml`` asks, since Django's settings are read
before any ``conftest.py`` is.
"""

import os
from urllib.parse import urlsplit

REDIS_DATABASES = 16

os.environ.setdefault("PORTAL_TESTING", "true")
# Playwright's own event loop makes Django take every test for an asynchronous one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Two workers of one run would count each other's tries, and empty each other's cache.
if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and os.environ.get("REDIS_URL"):
    address = urlsplit(os.environ["REDIS_URL"])
    number = int(address.path.strip("/") or 0) + int(worker.removeprefix("gw"))
    os.environ["REDIS_URL"] = address._replace(
        path=f"/{number % REDIS_DATABASES}"
    ).geturl()
