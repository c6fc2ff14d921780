"""An office of one holder goes to the next, in one step with a date."""

from datetime import date

import pytest

from councils.kernel.refusals import DomainError
from councils.models import AuditEvent, Invitation, Membership
from councils.permissions import roles_of
from councils.roles import Role
from councils.services.people import Handover, Particulars, hand_over
from tests.factories import PersonFactory

MAY_2026 = date(2026, 5, 12)
DAY_BEFORE = date(2026, 5, 11)
MARCH_2026 = date(2026, 3, 1)


def term_of(user, role):
    return Membership.objects.get(person__user=user, role=role)


def test_a_handover_ends_one_term_the_day_before_the_next_begins(
    council, clerk, chair, vice_chair
):
    begun = hand_over(
        council,
        actor=clerk,
        handover=Handover(
            role=Role.CHAIR,
            to=vice_chair.persons.get(),
            starts_on=MAY_2026,
            origin="elected",
        ),
    )

    assert term_of(chair, Role.CHAIR).ends_on == DAY_BEFORE
    assert (begun.starts_on, begun.ends_on) == (MAY_2026, None)
    assert roles_of(chair, council, MAY_2026) == set()
    assert Role.CHAIR in roles_of(vice_chair, council, MAY_2026)
    assert [event.event for event in AuditEvent.objects.all()] == [
        "councils.office.ended",
        "councils.office.begun",
    ]


def test_a_new_clerk_is_added_invited_and_ends_the_time_of_the_acting_clerk(
    council, clerk, officer
):
    hand_over(
        council,
        actor=clerk,
        handover=Handover(
            role=Role.ACTING_CLERK, to=officer.persons.get(), starts_on=MARCH_2026
        ),
    )

    begun = hand_over(
        council,
        actor=clerk,
        handover=Handover(
            role=Role.CLERK,
            to=Particulars(name="Ann Lee", email="ann@mail.example"),
            starts_on=MAY_2026,
        ),
    )

    assert begun.person.name == "Ann Lee"
    assert Invitation.objects.filter(person=begun.person).count() == 1
    assert term_of(clerk, Role.CLERK).ends_on == DAY_BEFORE
    assert term_of(officer, Role.ACTING_CLERK).ends_on == DAY_BEFORE


def test_a_handover_that_is_refused_leaves_everything_as_it_was(council, clerk, chair):
    person = chair.persons.get()

    for to, day, words in [
        (person, MAY_2026, "is Mayor from 4 May 2020 already"),
        (PersonFactory(council=council), date(2020, 5, 4), "after the first day"),
        (Particulars(name=""), MAY_2026, "Enter the person’s name"),
    ]:
        with pytest.raises(DomainError, match=words):
            hand_over(
                council,
                actor=clerk,
                handover=Handover(role=Role.CHAIR, to=to, starts_on=day),
            )

    assert Membership.objects.filter(role=Role.CHAIR).count() == 1
    assert term_of(chair, Role.CHAIR).ends_on is None
    assert not AuditEvent.objects.exists()


def test_an_office_of_many_holders_is_not_handed_over(council, clerk, councillor):
    with pytest.raises(DomainError, match="one person holds") as refusal:
        hand_over(
            council,
            actor=clerk,
            handover=Handover(
                role=Role.COUNCILLOR, to=councillor.persons.get(), starts_on=MAY_2026
            ),
        )

    assert refusal.value.field == "role"
