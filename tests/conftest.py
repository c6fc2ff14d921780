"""What every test stands on."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext

from councils.kernel.guards import flushing
from councils.kernel.scopes import is_control
from councils.models import Council, User
from councils.roles import Role
from tests.builders import holder
from tests.councils import tampering
from tests.factories import PASSWORD, CouncilFactory

# One browser for the whole run: two at once would share a loop, and cannot.
pytest_plugins = ["tests.browser"]


def pytest_configure() -> None:
    """Have every request served as the role that a server connects as."""
    settings.MIDDLEWARE = ["tests.as_the_app.as_the_app", *settings.MIDDLEWARE]


@pytest.fixture(scope="session", autouse=True)
def kept_tables_are_emptied_between_tests() -> Iterator[None]:
    """Let the suite, and nothing else, empty the tables that are kept.

    For the whole run: a test's own database is emptied after its own fixtures end.
    """
    tear_down = TransactionTestCase._fixture_teardown

    def with_leave(self: TransactionTestCase) -> None:
        with flushing(connection):
            tear_down(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", with_leave)
        yield


@pytest.fixture
def at_most_queries(db) -> Callable[[int], AbstractContextManager[None]]:
    """Count what is asked of the database, and fail on more."""

    @contextmanager
    def counted(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        asked = [q["sql"] for q in captured if not is_control(q["sql"])]
        assert len(asked) <= most, "\n".join(sql[:200] for sql in asked)

    return counted


@pytest.fixture
def council(db) -> Council:
    """A council with the titles that many towns use."""
    return CouncilFactory(name="Withycombe Town Council", slug="withycombe")


@pytest.fixture
def clerk(council: Council) -> User:
    """The clerk's account."""
    return holder(council, Role.CLERK, "Carys Clerk")


@pytest.fixture
def deputy(council: Council) -> User:
    """The deputy clerk's account."""
    return holder(council, Role.DEPUTY_CLERK, "Dilys Deputy")


@pytest.fixture
def officer(council: Council) -> User:
    """An officer's account."""
    return holder(council, Role.OFFICER, "Owen Officer")


@pytest.fixture
def councillor(council: Council) -> User:
    """A councillor's account."""
    return holder(council, Role.COUNCILLOR, "Colin Councillor")


@pytest.fixture
def chair(council: Council) -> User:
    """The mayor's account."""
    return holder(council, Role.CHAIR, "Megan Mayor")


@pytest.fixture
def vice_chair(council: Council) -> User:
    """The deputy mayor's account."""
    return holder(council, Role.VICE_CHAIR, "Victor Vice")


@pytest.fixture
def outsider(db) -> User:
    """The clerk of another council."""
    elsewhere = CouncilFactory(name="Elsewhere Parish Council", slug="elsewhere")
    return holder(elsewhere, Role.CLERK, "Oriel Outsider")


@pytest.fixture
def superuser(db) -> User:
    """Whoever operates the portal; holds no office anywhere."""
    return User.objects.create_superuser("operator@portal.example", PASSWORD)


@pytest.fixture
def unguarded(db: None) -> Iterator[None]:
    """Somebody who holds the database and has switched its guards off."""
    tampering.switch_guards_off()
    yield
    if connection.vendor == "sqlite":
        tampering.run("PRAGMA ignore_check_constraints = OFF")
