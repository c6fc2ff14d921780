"""Tells the settings, before they are read, that the suite runs.

pytest loads this first, as ``pyproject.toml`` asks, since Django's settings are read
before any ``conftest.py`` is.
"""

import os

os.environ.setdefault("PORTAL_TESTING", "true")
# Playwright's own event loop makes Django take every test for an asynchronous one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
