"""Sessions end with an office; an address is followed by the account's persons."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from councils.audit import first_broken
from councils.models import AuditEvent, Membership, Person
from councils.roles import Role
from councils.services.addresses import follow_address
from councils.services.people import Handover, Particulars, end_office, hand_over
from councils.services.sessions import end_sessions, sign_out_everywhere
from councils.tasks import end_sessions as end_sessions_task
from protocol_portal.celery import app
from tests.builders import holder
from tests.factories import CouncilFactory, MembershipFactory

# Half past twelve at night in summer: in UTC it is still the day before.
NIGHT = datetime.fromisoformat("2027-06-02T00:30:00+01:00")
EVENING = NIGHT - timedelta(hours=3)
LAST_DAY = date(2027, 6, 1)


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def is_signed_in(client):
    return client.get("/accounts/").status_code == 200


def term_of(account):
    return account.persons.get().memberships.get()


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def test_a_session_is_good_for_as_long_as_nobody_ends_it(councillor):
    client, elsewhere = signed_in(councillor), signed_in(councillor)
    assert is_signed_in(client)

    sign_out_everywhere(councillor)

    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(signed_in(councillor))


def test_nobody_else_is_signed_out_with_somebody(councillor, clerk):
    client = signed_in(clerk)

    sign_out_everywhere(councillor)

    assert is_signed_in(client)


def test_a_new_key_of_the_portal_signs_nobody_out_while_the_old_one_is_known(
    councillor, settings
):
    client, elsewhere = signed_in(councillor), signed_in(councillor)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough for anybody"

    assert is_signed_in(client)
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_signed_in(elsewhere)


def test_the_end_of_an_office_signs_its_holder_out(clerk, councillor):
    client = signed_in(councillor)

    end_office(term_of(councillor), actor=clerk, ends_on=yesterday())

    assert not is_signed_in(client)


def test_whoever_holds_another_office_too_signs_in_again(clerk, councillor):
    person = councillor.persons.get()
    other = MembershipFactory(council=person.council, person=person, role=Role.OFFICER)
    client = signed_in(councillor)

    end_office(other, actor=clerk, ends_on=yesterday())

    assert not is_signed_in(client)
    councillor.refresh_from_db()
    assert is_signed_in(signed_in(councillor))


def test_a_last_day_to_come_signs_nobody_out_yet(clerk, councillor):
    client = signed_in(councillor)

    end_office(term_of(councillor), actor=clerk, ends_on=timezone.localdate())

    assert is_signed_in(client)


def test_an_office_handed_over_signs_out_who_held_it(council, clerk, chair):
    client = signed_in(chair)
    to = Particulars(name="Ann Lee", email="ann@mail.example")

    hand_over(
        council,
        actor=clerk,
        handover=Handover(role=Role.CHAIR, to=to, starts_on=timezone.localdate()),
    )

    assert not is_signed_in(client)


def test_a_handover_to_come_signs_nobody_out_yet(council, clerk, chair):
    client = signed_in(chair)
    to = Particulars(name="Ann Lee", email="ann@mail.example")
    tomorrow = timezone.localdate() + timedelta(days=1)

    hand_over(
        council,
        actor=clerk,
        handover=Handover(role=Role.CHAIR, to=to, starts_on=tomorrow),
    )

    assert is_signed_in(client)


def test_the_end_of_a_person_s_office_who_has_no_account_is_recorded(clerk, council):
    person = Person.objects.create(council=council, name="Ann Lee")
    term = MembershipFactory(council=council, person=person)

    ended = end_office(term, actor=clerk, ends_on=yesterday())

    assert ended.ends_on == yesterday()


# ---- the sweep of the night


@pytest.fixture(autouse=True)
def nobody_is_signed_out_for_being_away(settings):
    settings.SESSION_LONGEST_UNUSED = settings.SESSION_LONGEST


def ends_on(account, day):
    Membership.objects.filter(person__user=account).update(ends_on=day)


def test_the_night_after_the_last_day_signs_the_holder_out(councillor):
    ends_on(councillor, LAST_DAY)
    with time_machine.travel(EVENING, tick=False):
        client = signed_in(councillor)
        end_sessions()
        assert is_signed_in(client)

    with time_machine.travel(NIGHT, tick=False):
        end_sessions_task()

        assert not is_signed_in(client)


def test_a_night_on_which_nothing_ran_is_made_up_for(councillor):
    ends_on(councillor, LAST_DAY)
    with time_machine.travel(EVENING, tick=False):
        client = signed_in(councillor)

    with time_machine.travel(EVENING + timedelta(hours=11), tick=False):
        end_sessions()

        assert not is_signed_in(client)


def test_whoever_signed_in_again_afterwards_stays_signed_in(councillor):
    ends_on(councillor, LAST_DAY)

    with time_machine.travel(NIGHT, tick=False):
        client = signed_in(councillor)
        end_sessions()

        assert is_signed_in(client)


def test_whoever_is_still_in_office_stays_signed_in(councillor, clerk):
    ends_on(councillor, LAST_DAY)
    with time_machine.travel(EVENING, tick=False):
        client = signed_in(clerk)

    with time_machine.travel(NIGHT, tick=False):
        end_sessions()

        assert is_signed_in(client)


def test_the_sweep_is_on_the_schedule():
    plan = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert "councils.end_sessions" in plan


# ---- the address


def test_the_persons_of_an_account_follow_its_address_and_the_trails_say_so(
    council, councillor
):
    elsewhere = CouncilFactory()
    other = Person.objects.create(council=elsewhere, name="Colin", user=councillor)
    stranger = holder(council, Role.OFFICER, "Somebody Else").persons.get()
    councillor.email = "new@mail.example"
    councillor.save()

    follow_address(councillor)

    for person in (councillor.persons.get(council=council), other):
        person.refresh_from_db()
        assert person.email == "new@mail.example"
        [entry] = AuditEvent.objects.filter(
            council=person.council, event="councils.address.changed"
        )
        assert (entry.actor, entry.subject_id) == (councillor, person.pk)
        assert "new@mail.example" not in str(entry.details)
        assert first_broken(person.council) is None
    stranger.refresh_from_db()
    assert stranger.email == "somebody.else@withycombe.example"


def test_an_address_that_did_not_change_is_recorded_nowhere(councillor):
    follow_address(councillor)

    assert not AuditEvent.objects.exists()


pytestmark = pytest.mark.django_db
