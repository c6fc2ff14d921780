"""Leaves out of the suite's second pass what asks no database.

A reader of files, a check of a text or a print is the same on either database.
"""

import pytest

ONLY_ASKING = "--asking-the-database"
# What a test has among its fixtures, however far below, if it asks the database.
FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the option that leaves out what never asks the database."""
    parser.addoption(
        ONLY_ASKING, action="store_true", help="leave out tests that ask no database"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what never asks the database, if the option says so."""
    if not config.getoption(ONLY_ASKING):
        return
    left_out = [item for item in items if not asks_the_database(item)]
    items[:] = [item for item in items if asks_the_database(item)]
    config.hook.pytest_deselected(items=left_out)


def asks_the_database(item: pytest.Item) -> bool:
    """Say whether a test asks the database, or is marked for both all the same."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marks = {mark.name for mark in item.iter_markers()}
    return bool(fixtures & FIXTURES or marks & {"django_db", "everywhere"})
