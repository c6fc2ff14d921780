"""Somebody leaves: all their offices end on one day, and nothing waits for them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from councils.kernel.refusals import DomainError, OutOfDate
from councils.models import AuditEvent, CalendarAddress, Deadline, Membership
from councils.permissions import is_in_office
from councils.roles import Role
from councils.services.deadlines import Due, set_deadlines
from councils.services.leaving import leave
from councils.services.people import (
    Handover,
    Particulars,
    Term,
    appoint,
    end_office,
    hand_over,
)
from councils.services.standing import offices_seen
from councils.tasks import end_sessions
from tests.builders import holder
from tests.factories import LONG_SINCE
from tests.visits import visitor

YESTERDAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def mayor(council, clerk, chair):
    """The mayor, who is a councillor too, with something to read and a calendar."""
    person = chair.persons.get()
    appoint(person, actor=clerk, term=Term(role="councillor", starts_on=LONG_SINCE))
    waiting_for(person)
    return person


def waiting_for(person):
    """Let something wait for a person, and give them a calendar address."""
    due = Due(
        kind=Deadline.Kind.CONFIRMATION,
        subject_id=uuid4(),
        due_on=date(2030, 1, 1),
        title="Read it",
        path="/",
        audience=Deadline.Audience.PERSON,
        person=person,
    )
    set_deadlines(person.council, [due])
    CalendarAddress.objects.create(
        council=person.council,
        person=person,
        token_digest=uuid4().hex,
        made_at=timezone.now(),
    )


def is_let_go(person):
    """Say whether nothing waits for a person, nor tells them of dates."""
    waits = Deadline.objects.open().filter(person=person).exists()
    told = CalendarAddress.objects.filter(person=person, revoked_at__isnull=True)
    assert waits == told.exists()
    return not waits


def test_all_offices_end_that_day_and_with_them_the_rights(mayor, clerk, chair, today):
    council, other = mayor.council, holder(mayor.council, Role.OFFICER, "Ola Other")
    waiting_for(other.persons.get())

    ended = leave(mayor, actor=clerk, last_day=today - YESTERDAY)

    assert {term.role for term in ended} == {"chair", "councillor"}
    assert not is_in_office(chair, council)
    assert is_let_go(mayor)
    assert not is_let_go(other.persons.get())
    events = AuditEvent.objects.filter(event="councils.office.ended")
    assert events.count() == 2
    chair.refresh_from_db()
    assert visitor(chair).get(reverse("desk", args=[council.slug])).status_code == 404


def test_whoever_leaves_today_is_asked_for_nothing_and_in_office_until_midnight(
    mayor, clerk, chair, today
):
    leave(mayor, actor=clerk, last_day=today)

    assert is_in_office(chair, mayor.council)
    assert is_let_go(mayor)


def test_whoever_leaves_later_is_let_go_when_the_day_has_come(mayor, clerk, today):
    leave(mayor, actor=clerk, last_day=today + timedelta(days=20))
    end_sessions()
    assert not is_let_go(mayor)

    Membership.objects.filter(person=mayor).update(ends_on=today)
    end_sessions()

    assert is_let_go(mayor)


def test_an_office_that_remains_keeps_what_waits(mayor, clerk, today):
    councillor = mayor.memberships.get(role="councillor")
    end_office(mayor.memberships.get(role="chair"), actor=clerk, ends_on=today)
    assert not is_let_go(mayor)

    end_office(councillor, actor=clerk, ends_on=today)

    assert is_let_go(mayor)


def test_whoever_hands_their_last_office_over_is_let_go(council, clerk, chair, today):
    person = chair.persons.get()
    waiting_for(person)
    handover = Handover(role="chair", to=Particulars(name="New"), starts_on=today)

    hand_over(council, actor=clerk, handover=handover)

    assert is_let_go(person)


def test_a_term_that_ends_sooner_stays_as_it_is(mayor, clerk, today):
    chairing = mayor.memberships.get(role="chair")
    soon = today + timedelta(days=5)
    end_office(chairing, actor=clerk, ends_on=soon)

    leave(mayor, actor=clerk, last_day=today + timedelta(days=30))

    chairing.refresh_from_db()
    assert chairing.ends_on == soon


def test_nobody_leaves_before_they_came(mayor, clerk, today):
    begins = today + timedelta(days=10)
    appoint(mayor, actor=clerk, term=Term(role="officer", starts_on=begins))

    with pytest.raises(DomainError, match=r"is Officer from .* cannot be before that"):
        leave(mayor, actor=clerk, last_day=today)

    assert not mayor.memberships.filter(ends_on__isnull=False).exists()
    leave(mayor, actor=clerk, last_day=begins)
    assert not mayor.memberships.filter(ends_on__isnull=True).exists()


def test_the_last_who_could_manage_the_council_stays(clerk, council, today):
    person = clerk.persons.get()
    with pytest.raises(DomainError, match="Nobody else could manage the council"):
        leave(person, actor=clerk, last_day=today)

    acting = holder(council, Role.ACTING_CLERK, "Ada Acting")
    leave(person, actor=acting, last_day=today)

    assert person.memberships.get().ends_on == today


def test_whoever_has_left_does_not_leave_again(mayor, clerk, today):
    seen = offices_seen(mayor)
    leave(mayor, actor=clerk, last_day=today, seen=seen)

    with pytest.raises(OutOfDate):
        leave(mayor, actor=clerk, last_day=today, seen=seen)
    with pytest.raises(DomainError, match="holds no office after that day"):
        leave(mayor, actor=clerk, last_day=today)


def test_only_the_clerk_records_it(mayor, deputy, today):
    with pytest.raises(PermissionDenied):
        leave(mayor, actor=deputy, last_day=today)


def test_the_page_says_what_ends_and_does_it(mayor, clerk, today):
    desk, council = visitor(clerk), mayor.council
    page = reverse("person_leave", args=[council.slug, mayor.pk])
    detail = desk.get(mayor.get_absolute_url())
    assert page in detail.text

    form = desk.get(page)
    assert "Mayor, since" in form.text
    assert "Councillor, since" in form.text
    assert f'value="{today.year}"' in form.text

    answers = {
        "last_day_day": today.day,
        "last_day_month": today.month,
        "last_day_year": today.year,
        "seen": form.context["form"]["seen"].value(),
    }
    done = desk.post(page, answers, follow=True)

    assert "holds no office here after" in done.text
    assert not mayor.memberships.filter(ends_on__isnull=True).exists()
