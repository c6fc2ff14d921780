"""People and their offices: appointed, ended, handed over."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from councils.kernel.refusals import DomainError
from councils.models import AuditEvent, Membership, Person
from councils.permissions import roles_of
from councils.roles import Role
from councils.services.invitations import InvitationNotGood, open_invitation
from councils.services.people import (
    Handover,
    Particulars,
    Term,
    add_person,
    appoint,
    change_person,
    end_office,
    hand_over,
    set_away,
)
from tests.builders import invited
from tests.factories import (
    CommitteeFactory,
    CouncilFactory,
    MembershipFactory,
    PersonFactory,
)

MAY_2026 = date(2026, 5, 12)
DAY_BEFORE = date(2026, 5, 11)
MARCH_2026 = date(2026, 3, 1)


def term_of(user, role):
    return Membership.objects.get(person__user=user, role=role)


def test_a_person_is_added_with_the_office_they_come_to_hold(council, clerk):
    person = add_person(
        council,
        actor=clerk,
        particulars=Particulars(name="Ann  Lee\n", email="Ann@Mail.example"),
        term=Term(role=Role.COUNCILLOR, starts_on=MAY_2026, origin="elected"),
    )

    assert (person.name, person.email) == ("Ann Lee", "ann@mail.example")
    term = person.memberships.get()
    assert (term.role, term.starts_on, term.ends_on, term.origin) == (
        "councillor",
        MAY_2026,
        None,
        "elected",
    )
    assert list(AuditEvent.objects.values_list("event", "actor")) == [
        ("councils.person.added", clerk.pk),
        ("councils.office.begun", clerk.pk),
    ]


ACTS = {
    "add": lambda term, actor: add_person(
        term.council, actor=actor, particulars=Particulars(name="Ann Lee")
    ),
    "change": lambda term, actor: change_person(
        term.person, actor=actor, particulars=Particulars(name="Ann Lee")
    ),
    "appoint": lambda term, actor: appoint(
        term.person, actor=actor, term=Term(role=Role.OFFICER, starts_on=MAY_2026)
    ),
    "end": lambda term, actor: end_office(term, actor=actor, ends_on=MAY_2026),
    "hand over": lambda term, actor: hand_over(
        term.council,
        actor=actor,
        handover=Handover(role=Role.CHAIR, to=term.person, starts_on=MAY_2026),
    ),
    "away": lambda term, actor: set_away(
        term.person, actor=actor, away_from=MAY_2026, away_until=None
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize(
    "persona",
    ["deputy", "officer", "councillor", "chair", "vice_chair", "outsider", "superuser"],
)
def test_nobody_but_the_clerk_touches_people_and_offices(
    council, clerk, act, persona, request
):
    term = MembershipFactory(council=council)
    somebody = request.getfixturevalue(persona)
    persons = list(Person.objects.values())
    terms = list(Membership.objects.values())

    with pytest.raises(PermissionDenied, match="Only the clerk"):
        act(term, somebody)

    assert list(Person.objects.values()) == persons
    assert list(Membership.objects.values()) == terms
    assert not AuditEvent.objects.exists()


def test_a_clerk_whose_office_has_ended_touches_nothing_any_more(council, clerk):
    Membership.objects.filter(person__user=clerk).update(ends_on=date(2020, 12, 31))

    with pytest.raises(PermissionDenied, match="Only the clerk"):
        add_person(council, actor=clerk, particulars=Particulars(name="Ann Lee"))


def test_a_name_of_nothing_that_is_seen_is_refused(council, clerk):
    with pytest.raises(DomainError, match="Enter the person’s name") as refusal:
        add_person(council, actor=clerk, particulars=Particulars(name=" \u202e\x00\n"))

    assert refusal.value.field == "name"


def test_two_people_of_a_council_cannot_have_one_address(council, clerk, councillor):
    taken = councillor.persons.get().email.upper()

    with pytest.raises(DomainError, match="Colin Councillor has this address") as no:
        add_person(
            council, actor=clerk, particulars=Particulars(name="Ann", email=taken)
        )

    assert no.value.field == "email"


def test_an_office_of_one_holder_is_refused_to_a_second(council, clerk, chair):
    person = PersonFactory(council=council, name="Ann Lee")

    with pytest.raises(DomainError, match="Megan Mayor is Mayor from 4 May 2020"):
        appoint(person, actor=clerk, term=Term(role=Role.CHAIR, starts_on=MAY_2026))

    assert not person.memberships.exists()


def test_many_may_be_councillors_but_nobody_twice_at_once(council, clerk, councillor):
    person = PersonFactory(council=council)
    term = Term(role=Role.COUNCILLOR, starts_on=MAY_2026)

    appoint(person, actor=clerk, term=term)

    with pytest.raises(DomainError, match="is Councillor from 12 May 2026"):
        appoint(person, actor=clerk, term=term)


def test_one_may_sit_on_two_committees(council, clerk):
    person = PersonFactory(council=council)

    for _ in range(2):
        committee = CommitteeFactory(council=council)
        appoint(
            person,
            actor=clerk,
            term=Term(
                role=Role.COMMITTEE_MEMBER, starts_on=MAY_2026, committee=committee
            ),
        )

    assert person.memberships.count() == 2


@pytest.mark.parametrize(
    ("role", "committee", "field"),
    [
        (Role.COMMITTEE_MEMBER, "none", "committee"),
        (Role.COMMITTEE_MEMBER, "elsewhere", "committee"),
        (Role.COUNCILLOR, "own", "committee"),
    ],
)
def test_an_office_names_a_committee_of_its_council_where_it_is_one(
    council, clerk, role, committee, field
):
    person = PersonFactory(council=council)
    committees = {
        "none": None,
        "elsewhere": CommitteeFactory(council=CouncilFactory()),
        "own": CommitteeFactory(council=council),
    }

    with pytest.raises(DomainError) as refusal:
        appoint(
            person,
            actor=clerk,
            term=Term(role=role, starts_on=MAY_2026, committee=committees[committee]),
        )

    assert refusal.value.field == field
    assert not person.memberships.exists()


def test_a_person_of_another_council_cannot_be_appointed(council, clerk, outsider):
    stranger = outsider.persons.get()

    with pytest.raises(PermissionDenied):
        appoint(
            stranger, actor=clerk, term=Term(role=Role.COUNCILLOR, starts_on=MAY_2026)
        )

    with pytest.raises(DomainError, match="not one of this council’s people"):
        hand_over(
            council,
            actor=clerk,
            handover=Handover(role=Role.CHAIR, to=stranger, starts_on=MAY_2026),
        )


def test_an_office_ends_on_its_last_day(council, clerk, councillor):
    term = term_of(councillor, Role.COUNCILLOR)

    end_office(term, actor=clerk, ends_on=MARCH_2026)

    assert roles_of(councillor, council, MARCH_2026) == {Role.COUNCILLOR}
    assert roles_of(councillor, council, date(2026, 3, 2)) == set()
    assert AuditEvent.objects.get().event == "councils.office.ended"


def test_an_office_cannot_end_before_it_began_nor_later_than_it_did(
    council, clerk, councillor
):
    term = term_of(councillor, Role.COUNCILLOR)

    with pytest.raises(DomainError, match="before the first, 4 May 2020"):
        end_office(term, actor=clerk, ends_on=date(2020, 5, 3))

    end_office(term, actor=clerk, ends_on=MARCH_2026)
    with pytest.raises(DomainError, match="ends on 1 March 2026 already"):
        end_office(term, actor=clerk, ends_on=MAY_2026)


def test_the_last_clerk_cannot_leave_the_council_with_nobody(council, clerk):
    with pytest.raises(DomainError, match="Nobody else could manage"):
        end_office(term_of(clerk, Role.CLERK), actor=clerk, ends_on=MAY_2026)

    assert term_of(clerk, Role.CLERK).ends_on is None


def test_a_clerk_may_go_where_an_acting_clerk_stands_in(council, clerk, officer):
    hand_over(
        council,
        actor=clerk,
        handover=Handover(
            role=Role.ACTING_CLERK, to=officer.persons.get(), starts_on=MARCH_2026
        ),
    )

    end_office(term_of(clerk, Role.CLERK), actor=clerk, ends_on=MAY_2026)

    assert term_of(clerk, Role.CLERK).ends_on == MAY_2026
    assert term_of(officer, Role.ACTING_CLERK).ends_on is None


def test_a_new_address_ends_the_invitation_that_went_to_the_old_one(council, clerk):
    person, token = invited(council, by=clerk)

    change_person(
        person,
        actor=clerk,
        particulars=Particulars(name=person.name, email="other@mail.example"),
    )

    with pytest.raises(InvitationNotGood):
        open_invitation(token)
    assert AuditEvent.objects.last().details == {"changed": ["email"]}


def test_nobody_changes_the_address_that_a_person_signs_in_with(
    council, clerk, councillor
):
    person = councillor.persons.get()

    with pytest.raises(DomainError, match="signs in with") as refusal:
        change_person(
            person,
            actor=clerk,
            particulars=Particulars(name=person.name, email="mine@mail.example"),
        )

    assert refusal.value.field == "email"
    person.refresh_from_db()
    assert person.email == councillor.email


def test_a_line_of_managers_has_no_ring(council, clerk, officer):
    boss = officer.persons.get()
    person = PersonFactory(council=council, line_manager=boss)

    with pytest.raises(DomainError, match="their own manager") as refusal:
        change_person(
            boss,
            actor=clerk,
            particulars=Particulars(
                name=boss.name, email=boss.email, line_manager=person
            ),
        )

    assert refusal.value.field == "line_manager"


def test_a_person_is_away_from_the_first_day_to_the_last(council, clerk, chair):
    person = set_away(
        chair.persons.get(), actor=clerk, away_from=MARCH_2026, away_until=DAY_BEFORE
    )

    assert [
        person.is_away(day)
        for day in (date(2026, 2, 28), MARCH_2026, DAY_BEFORE, MAY_2026)
    ] == [False, True, True, False]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(None, MAY_2026, "away_from"), (MAY_2026, MARCH_2026, "away_until")],
)
def test_days_away_are_in_order(council, clerk, chair, first, last, field):
    with pytest.raises(DomainError) as refusal:
        set_away(chair.persons.get(), actor=clerk, away_from=first, away_until=last)

    assert refusal.value.field == field
