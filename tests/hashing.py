"""A password hasher as on a server, only quicker, that counts what it works out."""

from threading import Lock
from typing import ClassVar

from django.contrib.auth.hashers import Argon2PasswordHasher


class CountingHasher(Argon2PasswordHasher):
    """Counts every hash that is worked out, whatever for."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1

    worked_out: ClassVar[list[str]] = []
    _lock: ClassVar[Lock] = Lock()

    def encode(self, password, salt):
        self._note(password)
        return super().encode(password, salt)

    def verify(self, password, encoded):
        self._note(password)
        return super().verify(password, encoded)

    def _note(self, password):
        with self._lock:
            self.worked_out.append(password)
