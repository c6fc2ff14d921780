"""What every test stands on."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction
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
OF_THE_MODELS = {"django_content_type", "auth_permission"}
pytest_plugins = ["tests.browser", "tests.one_server"]


# What takes long goes first, so that no worker is left alone with it in the end.
LONG = ("browser", "vera")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser and the validator; the rest stays in its order."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, LONG)))


def pytest_configure() -> None:
    """Have every request served as the role that a server connects as."""
    settings.MIDDLEWARE = ["tests.as_the_app.as_the_app", *settings.MIDDLEWARE]


@pytest.fixture(scope="session", autouse=True)
def kept_tables_are_emptied_between_tests() -> Iterator[None]:
    """Let the suite, and nothing else, empty the tables that are kept.

    For the whole run: a test's own database is emptied after its own fixtures end.
    Django's own way would put every guard of the database in place anew each time,
    and what Django keeps of its models.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


def empty_tables(_: TransactionTestCase) -> None:
    """Empty every table but those that say which models there are."""
    tables = connection.introspection.django_table_names(only_existing=True)
    # In one transaction, so that no order of the tables is asked for.
    with flushing(connection), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # There the guards let a table be emptied whole, which takes far longer.
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in {*tables} - OF_THE_MODELS:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables


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
