"""The council that every page is asked about."""

from tests.architecture.test_access import people, world

__all__ = ["people", "world"]
