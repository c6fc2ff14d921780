"""The cache on a server: Redis, and nothing at all while Redis is away.

It only counts how often pages are sent to. Whoever signs in or asks for a password
does so whether or not it can be reached; wrong passwords and codes are counted in the
database (``councils/services/tries.py``).
"""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as TooSlow

logger = logging.getLogger(__name__)

USUAL = 300.0  # seconds, as Django has it


class PatientRedisCache(RedisCache):
    """Redis, which forgets instead of failing while it cannot be reached."""

    def get(
        self, key: str, default: object = None, version: int | None = None
    ) -> object:
        with _Forgetting():
            return super().get(key, default, version)
        return default

    def set(
        self,
        key: str,
        value: object,
        timeout: float | None = USUAL,
        version: int | None = None,
    ) -> None:
        with _Forgetting():
            super().set(key, value, timeout, version)

    def add(
        self,
        key: str,
        value: object,
        timeout: float | None = USUAL,
        version: int | None = None,
    ) -> bool:
        with _Forgetting():
            return super().add(key, value, timeout, version)
        # As if it were there for the first time: nobody waits for a lock.
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        with _Forgetting():
            return super().delete(key, version)
        return False


class _Forgetting:
    """Passes over that Redis is away, once it has said so in the log."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        if kind is None or not issubclass(kind, (Unreachable, TooSlow)):
            return False
        logger.warning("cache: away", extra={"error": kind.__name__})
        return True
