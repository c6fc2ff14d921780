"""Chasing: a signature that is missing after seven days is asked for, once a week."""

from datetime import timedelta

import pytest
from django.utils import timezone

from councils.models import Deadline, Person, Reminder
from councils.services.reminders import plan
from protocols.services.adoption import void_resolution
from protocols.services.chasing import chase_signatures
from tests.protocols.cast import a_council, adopted, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cast = a_council()
    for person in Person.objects.all():
        person.email = person.user.email
        person.save()
    return cast


def asked(days_on: int = 0) -> set[str]:
    """Plan a day, and name those who are told of a signature on it."""
    before = set(Reminder.objects.values_list("pk", flat=True))
    plan(timezone.localdate() + timedelta(days=days_on))
    told = Reminder.objects.filter(deadline__kind="signature").exclude(pk__in=before)
    return set(told.values_list("person__name", flat=True))


def test_nobody_is_asked_before_seven_days(cast):
    adopted(cast, days_ago=6)

    assert asked() == set()


def test_the_chair_and_the_clerks_are_told_after_seven_days(cast):
    adopted(cast, days_ago=7)

    assert asked() == {"Chair", "Clerk", "Deputy"}


def test_each_week_asks_once_however_often_the_clock_strikes(cast):
    adopted(cast, days_ago=7)

    assert len(asked()) == 3
    assert asked() == set()
    assert asked(days_on=6) == set()
    assert len(asked(days_on=7)) == 3


def test_a_signed_version_is_not_chased(cast):
    signed(cast, days_ago=30)

    assert asked() == set()
    assert not Deadline.objects.filter(kind="signature").open().exists()


def test_nor_is_one_whose_record_was_voided(cast):
    version = adopted(cast, days_ago=30)
    void_resolution(version, actor=cast.clerk, reason="A slip.")

    assert asked() == set()


def test_what_was_adopted_before_there_were_deadlines_is_found(cast):
    version = adopted(cast, days_ago=7)
    Deadline.objects.all().delete()
    assert asked() == set()

    chase_signatures()

    assert Deadline.objects.get(kind="signature").subject_id == version.pk
    assert len(asked()) == 3
