"""Who hears of it when what an account signs in with has changed."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils import outbox
from councils.audit import first_broken
from councils.kernel.refusals import DomainError
from councils.models import AuditEvent, Person, User
from councils.roles import Role
from councils.services.credentials import Change, tell_of_change
from councils.services.people import Particulars, change_person
from councils.services.tries import PASSWORDS, claim_try
from tests.builders import holder
from tests.codes import SECRET, code_of, with_app
from tests.factories import PASSWORD, CouncilFactory, MembershipFactory, PersonFactory
from tests.signing_in import give_code, set_up
from tests.visits import FRESHLY, visitor

NEW = "another four unlike words"
# Whose account changed, and who else hears of it.
TOLD = {
    "clerk": {"chair"},
    "acting_clerk": {"chair"},
    "chair": {"vice_chair"},
    "vice_chair": {"chair"},
    "deputy_clerk": set(),
    "officer": set(),
    "councillor": set(),
}


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def everybody(council) -> dict[str, User]:
    return {role: holder(council, Role(role), f"A {role}") for role in TOLD}


def told() -> set[str]:
    """Send what is due, and give the addresses it went to."""
    outbox.deliver()
    everybody = {address for sent in mail.outbox for address in sent.recipients()}
    mail.outbox.clear()
    return everybody


def entries(council):
    return AuditEvent.objects.filter(council=council)


# ---- who


@pytest.mark.parametrize("role", TOLD)
def test_a_change_is_told_to_the_account_and_to_one_other_at_most(everybody, role):
    tell_of_change(everybody[role], Change.PASSWORD_CHANGED)

    others = {everybody[other].email for other in TOLD[role]}
    assert told() == {everybody[role].email} | others


def test_whoever_holds_two_offices_is_told_of_once_to_each_who_should_know(council):
    account = holder(council, Role.VICE_CHAIR, "Victor Vice")
    MembershipFactory(
        council=council, role=Role.ACTING_CLERK, person=account.persons.get()
    )
    chair = holder(council, Role.CHAIR, "Megan Mayor")

    tell_of_change(account, Change.PASSWORD_CHANGED)

    outbox.deliver()
    assert sorted(to for sent in mail.outbox for to in sent.recipients()) == sorted(
        [account.email, chair.email]
    )


def test_nobody_is_told_of_their_own_change_as_if_it_were_anothers(council):
    account = holder(council, Role.CLERK, "Carys Clerk")
    MembershipFactory(council=council, role=Role.CHAIR, person=account.persons.get())

    tell_of_change(account, Change.PASSWORD_CHANGED)

    outbox.deliver()
    [sent] = mail.outbox
    assert sent.recipients() == [account.email]


def test_each_council_where_they_hold_an_office_hears_and_no_other(clerk, chair):
    second = CouncilFactory()
    MembershipFactory(
        council=second,
        role=Role.CHAIR,
        person=PersonFactory(council=second, user=clerk, email=clerk.email),
    )
    second_vice = holder(second, Role.VICE_CHAIR, "Second Vice")
    former, to_come = CouncilFactory(), CouncilFactory()
    today = timezone.localdate()
    for council, days in (
        (former, {"ends_on": today - timedelta(days=1)}),
        (to_come, {"starts_on": today + timedelta(days=1)}),
    ):
        MembershipFactory(
            council=council,
            role=Role.CLERK,
            person=PersonFactory(council=council, user=clerk, email=clerk.email),
            **days,
        )
        holder(council, Role.CHAIR, "Some Chair")

    tell_of_change(clerk, Change.PASSWORD_CHANGED)

    assert told() == {clerk.email, chair.email, second_vice.email}
    assert not entries(former).exists()
    assert not entries(to_come).exists()
    assert entries(second).count() == 1


def test_an_operator_without_any_council_is_told_too(superuser):
    tell_of_change(superuser, Change.PASSWORD_CHANGED)

    assert told() == {superuser.email}
    assert not AuditEvent.objects.exists()


# ---- what


def test_the_trail_has_what_changed_and_never_an_address(council, clerk, chair):
    tell_of_change(clerk, Change.PASSWORD_RESET)

    [entry] = entries(council)
    assert entry.event == "councils.credentials.changed"
    assert entry.actor == clerk
    assert entry.subject_id == clerk.persons.get().pk
    assert entry.details == {"what": "password_reset"}
    assert first_broken(council) is None


def test_no_mail_of_it_has_a_link_or_another_address(everybody):
    for what in Change:
        tell_of_change(everybody["clerk"], what, former_address="old@mail.example")

    outbox.deliver()
    assert len(mail.outbox) == len(Change) * 3
    for sent in mail.outbox:
        assert not re.search(r"https?:|www\.|/accounts/", sent.body)
        assert "@" not in sent.body
        assert " on " in sent.body


def test_the_other_is_told_whose_account_it_is_and_what_happened(clerk, chair):
    tell_of_change(clerk, Change.SECOND_FACTOR_REMOVED)

    outbox.deliver()
    [sent] = [one for one in mail.outbox if one.recipients() == [chair.email]]
    assert sent.subject == "The account of Carys Clerk has changed"
    assert "The second factor was removed on " in sent.body
    assert "Carys Clerk, Town Clerk of Withycombe Town Council" in sent.body


def test_the_same_change_told_twice_makes_one_mail_to_each(clerk, chair):
    with time_machine.travel(timezone.now(), tick=False):
        tell_of_change(clerk, Change.PASSWORD_CHANGED)
        tell_of_change(clerk, Change.PASSWORD_CHANGED)
        outbox.deliver()

    assert len(mail.outbox) == 2


# ---- when: as allauth says it


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do what waits for the transaction's end; allauth says some things only then."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def subjects_to(account):
    outbox.deliver()
    return [
        sent.body.split(" on ")[0]
        for sent in mail.outbox
        if sent.recipients() == [account.email]
    ]


def test_a_changed_password_is_told_of_once(clerk, chair):
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    visitor(clerk).post(reverse("account_change_password"), data)

    clerk.refresh_from_db()
    assert clerk.check_password(NEW)
    assert subjects_to(clerk) == ["The password was changed"]
    assert told() == {clerk.email, chair.email}


def test_a_password_that_was_refused_is_not_told_of(clerk, chair):
    data = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    visitor(clerk).post(reverse("account_change_password"), data)

    assert told() == set()


def reset(account, new=NEW):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": account.email})
    outbox.deliver()
    [link] = re.findall(r"http://\S+/reset/key/\S+", mail.outbox[-1].body)
    mail.outbox.clear()
    [(form, _)] = client.get(link, follow=True).redirect_chain
    return client.post(form, {"password1": new, "password2": new})


def test_a_password_that_was_reset_is_told_of_and_opens_a_closed_account(clerk, chair):
    for _ in range(10):
        claim_try(PASSWORDS, str(clerk.pk))

    reset(clerk)

    assert told() == {clerk.email, chair.email}
    give = {"login": clerk.email, "password": NEW}
    assert Client().post(reverse("account_login"), give).status_code == 302


def test_a_reset_that_came_to_nothing_opens_nothing(clerk):
    for _ in range(10):
        claim_try(PASSWORDS, str(clerk.pk))

    reset(clerk, new="short")

    assert told() == set()
    give = {"login": clerk.email, "password": PASSWORD}
    assert "closed for now" in Client().post(reverse("account_login"), give).text


def test_another_address_is_told_of_at_the_old_one_and_the_new(clerk, chair):
    old, client = clerk.email, visitor(clerk)
    address = {"email": "carys@home.example", "action_add": "yes"}
    client.post(reverse("account_email"), address)
    assert told() == {"carys@home.example"}  # the link that proves it

    waiting = EmailAddress.objects.get(user=clerk, email="carys@home.example")
    key = EmailConfirmationHMAC(waiting).key
    Client().post(reverse("account_confirm_email", args=[key]))

    clerk.refresh_from_db()
    assert clerk.email == "carys@home.example"
    assert told() == {old, "carys@home.example", chair.email}


def test_a_second_factor_set_up_is_told_of_once(clerk, chair, committed):
    with committed():
        set_up(visitor(clerk))

    assert subjects_to(clerk) == ["A second factor was set up"]
    assert told() == {clerk.email, chair.email}


def with_a_code(account):
    client = visitor(account)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        *records,
        {**records[0], **FRESHLY, "method": "mfa"},
    ]
    session.save()
    return client


def test_a_second_factor_removed_is_told_of_once(clerk, chair, committed):
    with_app(clerk)
    with committed():
        with_a_code(clerk).post(reverse("mfa_deactivate_totp"))

    assert subjects_to(clerk) == ["The second factor was removed"]
    assert told() == {clerk.email, chair.email}


def test_new_recovery_codes_are_told_of(clerk, chair, committed):
    with_app(clerk)
    with committed():
        with_a_code(clerk).post(reverse("mfa_generate_recovery_codes"))

    [said] = subjects_to(clerk)
    assert said.startswith("New recovery codes were made")


def test_signing_in_with_a_code_is_no_change(clerk, chair, committed):
    with_app(clerk)
    client = Client()
    with committed():
        give = {"login": clerk.email, "password": PASSWORD}
        client.post(reverse("account_login"), give)
        give_code(client, code_of(SECRET))

    assert client.get(reverse("account_home")).status_code == 200
    assert told() == set()


# ---- where mail goes


def test_once_there_is_an_account_mail_goes_to_its_own_address(clerk):
    person = clerk.persons.get()
    # As if somebody had found a way round the service that refuses it.
    Person.objects.filter(pk=person.pk).update(email="elsewhere@mail.example")

    person.refresh_from_db()
    outbox.put(person, key="a", subject="A", body="B")

    assert told() == {clerk.email}


def test_before_there_is_one_mail_goes_to_the_address_on_the_books(council):
    person = PersonFactory(council=council, email="newcomer@mail.example")

    outbox.put(person, key="a", subject="A", body="B")

    assert told() == {"newcomer@mail.example"}


def test_the_clerk_cannot_put_another_address_in_the_place_of_an_accounts(
    clerk, chair, council
):
    person = chair.persons.get()
    with pytest.raises(DomainError, match="signs in with"):
        change_person(
            person,
            actor=clerk,
            particulars=Particulars(name=person.name, email="clerk2@mail.example"),
        )

    person.refresh_from_db()
    assert person.address == chair.email
