"""Asking for offices: each time for what is done, once for a page that only shows."""

import pytest

from councils.models import User
from councils.permissions import ask_once, may_manage_council, roles_of
from councils.roles import Role
from tests.factories import CouncilFactory, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_offices_are_asked_for_each_time(council, clerk, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert may_manage_council(clerk, council)
        assert may_manage_council(clerk, council)


def test_a_page_asks_for_offices_once(council, clerk, django_assert_num_queries):
    with django_assert_num_queries(1):
        ask_once(clerk, council)
        assert may_manage_council(clerk, council)
        assert roles_of(clerk, council) == {Role.CLERK}


def test_what_one_page_asked_is_not_known_to_the_next(council, outsider):
    ask_once(outsider, council)
    person = PersonFactory(council=council, user=outsider)
    MembershipFactory(person=person, council=council, role=Role.OFFICER)

    assert roles_of(outsider, council) == set()
    assert roles_of(User.objects.get(pk=outsider.pk), council) == {Role.OFFICER}


def test_offices_asked_for_in_one_council_are_none_in_another(council, clerk):
    ask_once(clerk, council)

    assert roles_of(clerk, CouncilFactory()) == set()
