"""People, offices, meetings and invitations, changed by several people at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from councils.audit import first_broken
from councils.models import (
    Invitation,
    Meeting,
    Membership,
    Person,
    PrincipalAuthority,
    User,
)
from councils.roles import Role
from councils.services.invitations import accept_invitation, invite, open_invitation
from councils.services.meetings import MeetingFacts, change_meeting, record_meeting
from councils.services.people import (
    Handover,
    Particulars,
    add_person,
    change_person,
    end_office,
    hand_over,
)
from councils.services.settings import _authority
from protocols.services.adoption import record_resolution
from tests.builders import invited
from tests.factories import PASSWORD
from tests.protocols.cast import (
    Cast,
    a_council,
    resolved,
    shown,
    tabled,
)
from tests.threads import at_once, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return a_council()


# ---- invitations


def accept(token):
    return lambda: accept_invitation(token, password=PASSWORD)


def test_an_invitation_accepted_twice_at_once_makes_one_account(cast):
    person, token = invited(cast.council, by=cast.clerk)

    assert at_once(*[accept(token)] * 4) == {"done": 1, "refused": 3}

    person.refresh_from_db()
    assert User.objects.filter(email=person.email).get() == person.user


def test_the_link_opened_in_two_browsers_lets_one_in_and_tells_the_other(cast):
    _, token = invited(cast.council, by=cast.clerk)
    password = {"password": PASSWORD, "repeated": PASSWORD}

    answers = together(
        *[lambda: Client().post(f"/accounts/invitation/{token}/", password)] * 2
    )

    codes = sorted(answer.status_code for answer in answers)
    assert codes in ([200, 302], [302, 410])
    told = next(answer for answer in answers if answer.status_code != 302)
    assert "This invitation has been used" in told.text


def test_an_invitation_renewed_while_it_is_accepted_is_one_or_the_other(cast):
    person, token = invited(cast.council, by=cast.clerk)

    outcomes = at_once(accept(token), lambda: invite(person, actor=cast.clerk))

    person.refresh_from_db()
    assert outcomes == {"done": 1, "refused": 1}
    assert Invitation.objects.filter(person=person).count() == (1 if person.user else 2)


def test_an_address_changed_while_the_link_is_opened_is_one_or_the_other(cast):
    person, token = invited(cast.council, by=cast.clerk)
    moved = Particulars(name=person.name, email="elsewhere@larkmere.example")

    outcomes = at_once(
        accept(token),
        lambda: change_person(person, actor=cast.clerk, particulars=moved),
    )

    person.refresh_from_db()
    assert outcomes == {"done": 1, "refused": 1}
    assert person.user is None or person.user.email == person.email


def test_two_councils_links_opened_at_once_make_one_account(cast):
    other = a_council("Elsewhere Parish Council", "elsewhere")
    tokens = []
    for each in (cast, other):
        same = Particulars(name="Ann Lee", email="ann@mail.example")
        person = add_person(each.council, actor=each.clerk, particulars=same)
        tokens.append(invite(person, actor=each.clerk))

    outcomes = at_once(*map(accept, tokens))

    account = User.objects.get(email="ann@mail.example")
    assert outcomes == {"done": 1, "refused": 1}
    waiting = Person.objects.get(email="ann@mail.example", user=None)
    token = tokens[0] if waiting.council == cast.council else tokens[1]
    assert open_invitation(token).person == waiting
    assert accept_invitation(token, visitor=account) == account


# ---- offices


def test_two_handovers_at_once_leave_one_holder(cast):
    def to(name):
        handover = Handover(
            role=Role.CHAIR, to=cast.persons[name], starts_on=timezone.localdate()
        )
        return lambda: hand_over(cast.council, actor=cast.clerk, handover=handover)

    outcomes = at_once(to("councillor"), to("second_councillor"))

    assert outcomes == {"done": 1, "refused": 1}
    today = Membership.objects.on(timezone.localdate())
    assert today.filter(council=cast.council, role=Role.CHAIR).count() == 1
    assert first_broken(cast.council) is None


def test_an_office_ended_while_its_holder_acts_refuses_or_comes_after(cast):
    term = cast.persons["deputy"].memberships.get()
    yesterday = timezone.localdate() - timedelta(days=1)
    version = tabled(cast)
    what, digest = resolved(cast), shown(version)

    together(
        lambda: end_office(term, actor=cast.clerk, ends_on=yesterday),
        lambda: record_resolution(
            version, actor=cast.deputy, resolved=what, content_digest=digest
        ),
    )

    version.refresh_from_db()
    term.refresh_from_db()
    assert term.ends_on == yesterday
    assert version.status in {"in_review", "adopted"}
    assert (version.frozen_text is None) is (version.status == "in_review")
    assert first_broken(cast.council) is None


# ---- meetings and the rest


def test_a_meeting_recorded_while_it_is_resolved_at_is_one_meeting(cast):
    version = tabled(cast)
    what, digest = resolved(cast), shown(version)
    facts = MeetingFacts(held_on=what.meeting.held_on)

    outcomes = together(
        lambda: record_resolution(
            version, actor=cast.clerk, resolved=what, content_digest=digest
        ),
        lambda: record_meeting(cast.council, actor=cast.deputy, facts=facts),
    )

    assert Meeting.objects.count() == 1
    version.refresh_from_db()
    assert version.status == "adopted"
    assert outcomes[0] == version


def test_a_meeting_is_not_moved_once_something_is_resolved_at_it(cast):
    version = tabled(cast)
    what, digest = resolved(cast), shown(version)
    meeting = record_meeting(
        cast.council,
        actor=cast.clerk,
        facts=MeetingFacts(held_on=what.meeting.held_on),
    )
    moved = MeetingFacts(held_on=what.meeting.held_on - timedelta(days=7))

    together(
        lambda: record_resolution(
            version, actor=cast.clerk, resolved=what, content_digest=digest
        ),
        lambda: change_meeting(meeting, actor=cast.deputy, facts=moved),
    )

    version.refresh_from_db()
    assert version.resolution.meeting.held_on == what.meeting.held_on


def test_an_authority_named_by_two_councils_at_once_is_one(db):
    jobs = [lambda: _authority("Downland District Council")] * 4

    assert len({each.pk for each in together(*jobs)}) == 1
    assert PrincipalAuthority.objects.count() == 1
