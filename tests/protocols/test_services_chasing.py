"""Chasing: a signature that is missing after seven days is asked for, once a week."""

from datetime import timedelta

import pytest
from django.utils import timezone

from councils.models import AuditEvent, Notice, Person
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


def asked():
    return set(Notice.objects.values_list("address", flat=True))


def test_nobody_is_asked_before_seven_days(cast):
    adopted(cast, days_ago=6)

    chase_signatures()

    assert not Notice.objects.exists()


def test_the_chair_and_the_clerk_are_told_after_seven_days(cast):
    adopted(cast, days_ago=7)

    chase_signatures()

    assert asked() == {"chair@larkmere.example", "clerk@larkmere.example"}


def test_each_week_asks_once_however_often_the_clock_strikes(cast):
    adopted(cast, days_ago=7)

    chase_signatures()
    chase_signatures()

    assert Notice.objects.count() == 2
    assert AuditEvent.objects.filter(event="protocols.signature.chased").count() == 1


def test_the_next_week_asks_again(cast, time_machine):
    adopted(cast, days_ago=7)
    chase_signatures()

    time_machine.move_to(timezone.now() + timedelta(days=7))
    chase_signatures()

    assert Notice.objects.count() == 4


def test_a_signed_version_is_not_chased(cast):
    signed(cast, days_ago=30)

    chase_signatures()

    assert not Notice.objects.exists()
