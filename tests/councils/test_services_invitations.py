"""Invitations: by mail, once, for a fortnight, and to one address alone."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone

from councils import outbox
from councils.kernel.refusals import DomainError
from councils.models import AuditEvent, Invitation, Notice, Person, User
from councils.roles import Role
from councils.services.invitations import (
    InvitationNotGood,
    accept_invitation,
    invite,
    open_invitation,
)
from tests.builders import holder, invited, joined
from tests.factories import PASSWORD, CouncilFactory, PersonFactory, UserFactory


def test_the_mail_carries_a_link_that_nothing_else_holds(council, clerk):
    person, token = invited(council, by=clerk)

    kept = [*Invitation.objects.values(), *Notice.objects.values()]
    kept += AuditEvent.objects.values()
    assert token not in repr(kept)
    assert outbox.deliver() == 1

    [sent] = mail.outbox
    assert sent.recipients() == [person.email]
    [link] = re.findall(r"https?://\S+", sent.body)
    assert link.endswith(f"/accounts/invitation/{token}/")
    assert "[one-time link]" not in sent.body
    assert token not in repr(list(Notice.objects.values()))


def test_an_accepted_invitation_makes_an_account_with_a_proven_address(council, clerk):
    person, token = invited(council, by=clerk)

    account = accept_invitation(token, password=PASSWORD)

    person.refresh_from_db()
    assert person.user == account
    assert account.email == person.email
    assert account.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=account)
    assert (address.email, address.verified, address.primary) == (
        person.email,
        True,
        True,
    )
    assert AuditEvent.objects.last().event == "councils.invitation.accepted"
    assert AuditEvent.objects.last().actor == account


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token, person, clerk: "0" * 64,
        lambda token, person, clerk: "",
        lambda token, person, clerk: token.upper(),
        lambda token, person, clerk: (
            accept_invitation(token, password=PASSWORD) and token
        ),
        lambda token, person, clerk: invite(person, actor=clerk) and token,
    ],
    ids=["never one", "nothing", "changed", "used", "replaced"],
)
def test_a_link_that_is_not_good_is_refused_with_the_same_sentence(
    council, clerk, spoil
):
    person, token = invited(council, by=clerk)
    spoilt = spoil(token, person, clerk)
    accounts = User.objects.count()

    with pytest.raises(InvitationNotGood, match="used, has run out or was replaced"):
        accept_invitation(spoilt, password=PASSWORD)

    assert User.objects.count() == accounts


def test_a_used_link_stays_used_when_the_account_is_taken_off_the_person(
    council, clerk
):
    person, token = invited(council, by=clerk)
    accept_invitation(token, password=PASSWORD)
    Person.objects.filter(pk=person.pk).update(user=None)

    with pytest.raises(InvitationNotGood):
        open_invitation(token)


def test_a_link_runs_out_after_fourteen_days(council, clerk):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        _, token = invited(council, by=clerk)
        clock.shift(timedelta(days=14) - timedelta(seconds=1))
        assert open_invitation(token).token_digest

        clock.shift(timedelta(seconds=1))
        with pytest.raises(InvitationNotGood):
            open_invitation(token)


def test_a_new_invitation_is_a_new_link(council, clerk):
    person, first = invited(council, by=clerk)

    second = invite(person, actor=clerk)

    assert second != first
    assert open_invitation(second).person == person
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("password", ["", "short", "newcomer@withycombe"])
def test_a_weak_password_is_refused_and_the_link_stays_good(council, clerk, password):
    _, token = invited(council, by=clerk)

    with pytest.raises(DomainError) as refusal:
        accept_invitation(token, password=password)

    assert refusal.value.field == "password"
    assert open_invitation(token)


def test_a_person_with_an_account_elsewhere_links_it_when_signed_in(council, clerk):
    other = CouncilFactory()
    account = joined(other, by=holder(other, Role.CLERK, "Other Clerk"))
    person = PersonFactory(council=council, email=account.email.upper())
    token = invite(person, actor=clerk)

    with pytest.raises(DomainError, match=f"Sign in as {account.email} first"):
        accept_invitation(token, password=PASSWORD)
    with pytest.raises(DomainError, match="Sign in as"):
        accept_invitation(token, visitor=UserFactory())
    assert accept_invitation(token, visitor=account) == account

    assert set(
        Person.objects.filter(user=account).values_list("council", flat=True)
    ) == {
        council.pk,
        other.pk,
    }


def test_nobody_takes_an_invitation_for_another_while_signed_in(council, clerk):
    _, token = invited(council, by=clerk)

    with pytest.raises(DomainError, match="for another address"):
        accept_invitation(token, password=PASSWORD, visitor=clerk)

    assert open_invitation(token)


def test_an_account_is_one_person_of_a_council_at_most(council, clerk, councillor):
    person = PersonFactory(council=council, email=councillor.email)
    token = invite(person, actor=clerk)

    with pytest.raises(DomainError, match="as another person"):
        accept_invitation(token, visitor=councillor)


def test_who_has_an_account_or_no_address_is_not_invited(council, clerk, councillor):
    with pytest.raises(DomainError, match="has an account already"):
        invite(councillor.persons.get(), actor=clerk)
    with pytest.raises(DomainError, match="Enter an e-mail address") as refusal:
        invite(PersonFactory(council=council, email=""), actor=clerk)

    assert refusal.value.field == "email"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("persona", ["deputy", "councillor", "outsider", "superuser"])
def test_nobody_but_the_clerk_invites(council, clerk, persona, request):
    person = PersonFactory(council=council)

    with pytest.raises(PermissionDenied):
        invite(person, actor=request.getfixturevalue(persona))

    assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_link_opened_twice_at_once_makes_one_account(council, clerk):
    person, token = invited(council, by=clerk)
    start = Barrier(2)

    def accept(_):
        start.wait()
        try:
            accept_invitation(token, password=PASSWORD)
        except DomainError:
            return "refused"
        else:
            return "accepted"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(accept, range(2)))

    assert outcomes == ["accepted", "refused"]
    assert User.objects.filter(email=person.email).count() == 1
    assert AuditEvent.objects.filter(event="councils.invitation.accepted").count() == 1
