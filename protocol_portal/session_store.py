"""Sessions in the database, asked for by nothing but a key that could be one."""

import re

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

KEY = re.compile(r"[0-9a-z]{8,40}", re.ASCII)


class SessionStore(DatabaseSessions):
    """A cookie may carry any words; PostgreSQL answers a NUL with an error."""

    def _validate_session_key(self, key: str | None) -> bool:
        return key is not None and KEY.fullmatch(key) is not None
