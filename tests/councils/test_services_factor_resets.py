"""A lost second factor: two reset it together, and nobody alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from councils import outbox
from councils.kernel.refusals import DomainError
from councils.models import AuditEvent, FactorReset, User
from councils.roles import Role
from councils.services.factor_resets import (
    Grounds,
    agree_factor_reset,
    ask_factor_reset,
    drop_factor_reset,
)
from tests.builders import asked_to_reset, holder, operator
from tests.codes import with_app
from tests.factories import CouncilFactory, MembershipFactory, PersonFactory
from tests.signing_in import is_signed_in
from tests.visits import visitor, words

GROUNDS = Grounds(reason="The phone fell into the river.", identity_checked="Seen.")


@pytest.fixture
def second_operator(db) -> User:
    return operator("second")


@pytest.fixture
def reset(councillor, chair, superuser) -> FactorReset:
    return asked_to_reset(councillor, by=superuser)


def has_factor(account):
    return Authenticator.objects.filter(user=account).exists()


def sent_to(account):
    outbox.deliver()
    return [one for one in mail.outbox if one.recipients() == [account.email]]


def events(council):
    entries = AuditEvent.objects.filter(council=council)
    return [entry.event.removeprefix("councils.") for entry in entries]


# ---- asking


def test_an_operator_asks_and_nothing_is_reset_yet(councillor, superuser, council):
    with_app(councillor)

    reset = ask_factor_reset(councillor.email.upper(), actor=superuser, grounds=GROUNDS)

    assert (reset.account, reset.asked_by) == (councillor, superuser)
    assert has_factor(councillor)
    councillor.refresh_from_db()
    assert not councillor.is_on_hold(timezone.now())
    assert events(council) == ["factor_reset.asked"]


@pytest.mark.parametrize(
    "who", ["clerk", "deputy", "chair", "vice_chair", "officer", "councillor"]
)
def test_nobody_of_a_council_asks(request, who, outsider):
    with_app(outsider)

    with pytest.raises(PermissionDenied, match="Only whoever operates"):
        ask_factor_reset(
            outsider.email, actor=request.getfixturevalue(who), grounds=GROUNDS
        )

    assert not FactorReset.objects.exists()


def test_nobody_asks_for_their_own(superuser):
    with_app(superuser)

    with pytest.raises(DomainError, match="their own"):
        ask_factor_reset(superuser.email, actor=superuser, grounds=GROUNDS)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("nobody@mail.example", "No account"),
        ("colin.councillor@withycombe.example", "no second factor"),
    ],
)
def test_what_cannot_be_reset_is_refused(councillor, superuser, address, why):
    with pytest.raises(DomainError, match=why):
        ask_factor_reset(address, actor=superuser, grounds=GROUNDS)


def test_an_account_has_one_open_request(reset, second_operator):
    with pytest.raises(DomainError, match="already"):
        ask_factor_reset(reset.account.email, actor=second_operator, grounds=GROUNDS)


def test_after_one_ran_out_another_is_asked_for(reset, second_operator):
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        ask_factor_reset(reset.account.email, actor=second_operator, grounds=GROUNDS)

    reset.refresh_from_db()
    assert reset.dropped_at is not None
    assert FactorReset.objects.undone().count() == 1


def test_the_account_is_told_how_to_stop_it_and_by_no_link(reset):
    [told] = sent_to(reset.account)

    assert "asked to reset" in told.subject
    assert "You can stop it there" in told.body
    assert "http" not in told.body


def test_those_who_can_agree_are_told_where(councillor, superuser, chair, clerk):
    another = operator("another")
    reset = asked_to_reset(councillor, by=superuser)

    [to_chair], [to_operator] = sent_to(chair), sent_to(another)
    agree = reverse("factor_reset_agree", args=["withycombe", reset.pk])
    assert agree in to_chair.body
    assert reverse("factor_reset", args=[reset.pk]) in to_operator.body
    assert sent_to(clerk) == sent_to(superuser) == []


def test_of_the_chairs_own_the_vice_chair_is_told(chair, vice_chair, superuser):
    asked_to_reset(chair, by=superuser)

    assert len(sent_to(vice_chair)) == 1
    assert [one.subject for one in sent_to(chair)] == [
        "Somebody asked to reset your second factor"
    ]


# ---- agreeing


def assert_reset(account):
    account.refresh_from_db()
    assert not has_factor(account)
    now = timezone.now()
    assert account.is_on_hold(now)
    assert account.is_on_hold(now + timedelta(hours=71, minutes=59))
    assert not account.is_on_hold(now + timedelta(hours=72, minutes=1))


def test_a_second_operator_agrees_and_it_is_done(reset, second_operator, council):
    agree_factor_reset(reset, actor=second_operator)

    assert_reset(reset.account)
    assert events(council) == [
        "factor_reset.asked",
        "factor_reset.agreed",
        "credentials.changed",
    ]
    last = AuditEvent.objects.filter(council=council).last()
    assert (last.actor, last.details) == (
        second_operator,
        {"what": "second_factor_reset"},
    )


def test_the_chair_agrees_for_one_of_the_councils_people(reset, chair, council):
    agree_factor_reset(reset, actor=chair, council=council)

    assert_reset(reset.account)


def test_the_vice_chair_agrees_for_the_chair(chair, vice_chair, council, superuser):
    reset = asked_to_reset(chair, by=superuser)

    agree_factor_reset(reset, actor=vice_chair, council=council)

    assert_reset(chair)


@pytest.mark.parametrize("who", ["clerk", "deputy", "vice_chair", "officer"])
def test_nobody_else_of_the_council_agrees(request, who, reset, council):
    with pytest.raises(PermissionDenied):
        agree_factor_reset(reset, actor=request.getfixturevalue(who), council=council)

    assert has_factor(reset.account)


def refused(reset, actor, council=None):
    with pytest.raises(PermissionDenied):
        agree_factor_reset(reset, actor=actor, council=council)
    assert has_factor(reset.account)


def test_whoever_asked_does_not_agree_even_as_the_chair(councillor, superuser, council):
    person = PersonFactory(council=council, user=superuser)
    MembershipFactory(council=council, role=Role.CHAIR, person=person)
    reset = asked_to_reset(councillor, by=superuser)

    refused(reset, superuser)
    refused(reset, superuser, council)


def test_nobody_agrees_to_the_reset_of_their_own(superuser, council, chair):
    reset = asked_to_reset(chair, by=superuser)
    refused(reset, chair, council)

    account = operator("loser")
    own = asked_to_reset(account, by=superuser)
    refused(own, account)


def test_the_chair_of_another_council_does_not_agree(reset, council):
    elsewhere = CouncilFactory()
    stranger = holder(elsewhere, Role.CHAIR, "Strange Chair")

    refused(reset, stranger, elsewhere)
    refused(reset, stranger, council)


def test_the_chair_does_not_agree_for_who_holds_no_office_here_today(
    reset, chair, council
):
    term = reset.account.persons.get().memberships.get()
    term.ends_on = timezone.localdate() - timedelta(days=1)
    term.save()

    refused(reset, chair, council)


def test_a_chair_whose_account_was_made_afterwards_does_not_agree(
    councillor, superuser, council
):
    reset = asked_to_reset(councillor, by=superuser)
    made_for_it = holder(council, Role.CHAIR, "Sudden Chair")

    refused(reset, made_for_it, council)


def test_whose_own_was_reset_lately_agrees_to_no_other(
    reset, chair, council, superuser, second_operator
):
    agree_factor_reset(asked_to_reset(chair, by=superuser), actor=second_operator)
    chair.refresh_from_db()

    refused(reset, chair, council)


def test_a_former_operator_does_not_agree(reset, second_operator):
    second_operator.is_active = False

    refused(reset, second_operator)


def test_what_was_done_dropped_or_ran_out_is_not_agreed_to(
    reset, second_operator, superuser
):
    with (
        time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)),
        pytest.raises(DomainError, match="has run out"),
    ):
        agree_factor_reset(reset, actor=second_operator)
    drop_factor_reset(reset, actor=superuser)
    with pytest.raises(DomainError, match="was dropped"):
        agree_factor_reset(reset, actor=second_operator)

    assert has_factor(reset.account)


def test_every_session_of_the_account_ends(reset, second_operator):
    client = visitor(reset.account)
    assert is_signed_in(client)

    agree_factor_reset(reset, actor=second_operator)

    assert not is_signed_in(client)


def test_the_account_is_told_that_it_was_done(reset, second_operator):
    agree_factor_reset(reset, actor=second_operator)

    bodies = " ".join(one.body for one in sent_to(reset.account))
    assert "The second factor was reset by two people" in bodies


def test_others_keep_their_second_factor(reset, second_operator, clerk):
    with_app(clerk)

    agree_factor_reset(reset, actor=second_operator)

    assert has_factor(clerk)
    clerk.refresh_from_db()
    assert not clerk.is_on_hold(timezone.now())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_agree_at_once_one_does_it(reset, chair, council):
    ready = Barrier(2)
    second = operator("second")

    def agree(as_chair):
        try:
            ready.wait(timeout=20)
            if as_chair:
                agree_factor_reset(reset, actor=chair, council=council)
            else:
                agree_factor_reset(reset, actor=second)
        except DomainError:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(agree, [True, False]))

    assert sorted(done) == [False, True]
    assert events(council).count("factor_reset.agreed") == 1


# ---- dropping


def test_the_owner_stops_it(reset, council):
    drop_factor_reset(reset, actor=reset.account)

    reset.refresh_from_db()
    assert reset.dropped_at is not None
    assert events(council) == ["factor_reset.asked", "factor_reset.dropped"]


@pytest.mark.parametrize("who", ["clerk", "chair", "officer", "outsider"])
def test_nobody_else_stops_it(request, who, reset):
    with pytest.raises(PermissionDenied):
        drop_factor_reset(reset, actor=request.getfixturevalue(who))


# ---- the database


def changed(reset, **fields):
    with transaction.atomic():
        FactorReset.objects.filter(pk=reset.pk).update(**fields)


def test_the_database_refuses_who_may_not(reset, superuser, councillor):
    now = timezone.now()
    for fields in (
        {"asked_by": councillor},
        {"agreed_by": superuser, "agreed_at": now},
        {"agreed_by": councillor, "agreed_at": now},
        {"agreed_at": now},
    ):
        with pytest.raises(DatabaseError):
            changed(reset, **fields)


def test_what_was_agreed_to_is_frozen(reset, second_operator):
    changed(reset, reason="Reworded while it is open.")
    agree_factor_reset(reset, actor=second_operator)

    with pytest.raises(DatabaseError):
        changed(reset, reason="Another story.")
    with pytest.raises(DatabaseError), transaction.atomic():
        FactorReset.objects.filter(pk=reset.pk).delete()


# ---- the pages


def test_two_operators_reset_one_on_the_pages(councillor, superuser):
    with_app(councillor)
    second = operator("second")
    data = {
        "address": councillor.email,
        "reason": "The phone is lost.",
        "identity_checked": "Called on the number in the register.",
    }

    answer = visitor(superuser).post(reverse("factor_resets"), data, follow=True)
    reset = FactorReset.objects.get()
    page = reverse("factor_reset", args=[reset.pk])
    assert "Nobody agrees to their own request" in words(answer)
    assert visitor(superuser).post(page, {"has_spoken": "on"}).status_code == 403
    unticked = visitor(second).post(page)
    assert "Tick the box" in words(unticked)
    assert has_factor(councillor)
    done = visitor(second).post(page, {"has_spoken": "on"}, follow=True)

    assert "The second factor is reset" in words(done)
    assert_reset(councillor)


def test_the_chair_agrees_on_a_page_of_the_council(reset, chair, council):
    page = reverse("factor_reset_agree", args=[council.slug, reset.pk])

    shown = words(visitor(chair).get(page))
    assert "Colin Councillor has lost their second factor" in shown
    done = visitor(chair).post(page, {"has_spoken": "on"}, follow=True)

    assert "The second factor is reset" in words(done)
    assert_reset(reset.account)
    assert visitor(chair).get(page).status_code == 404


@pytest.mark.parametrize("name", ["factor_resets", "factor_reset"])
def test_operators_show_again_that_it_is_them(reset, second_operator, client, name):
    client.force_login(second_operator)
    page = reverse(name, args=[] if name == "factor_resets" else [reset.pk])

    for answer in (client.get(page), client.post(page, {"has_spoken": "on"})):
        assert answer.status_code == 302
        assert reverse("account_reauthenticate") in answer.headers["Location"]
    assert has_factor(reset.account)


def test_the_chair_shows_again_who_it_is(reset, chair, council, client):
    client.force_login(chair)
    page = reverse("factor_reset_agree", args=[council.slug, reset.pk])

    answer = client.post(page, {"has_spoken": "on"})

    assert reverse("account_reauthenticate") in answer.headers["Location"]
    assert has_factor(reset.account)


def test_the_owner_finds_it_on_their_own_page_and_stops_it(reset):
    client = visitor(reset.account)
    page = reverse("factor_reset", args=[reset.pk])
    assert page in client.get(reverse("account_home")).text
    assert "Stop this" in client.get(page).text

    client.post(reverse("factor_reset_drop", args=[reset.pk]))

    assert page not in client.get(reverse("account_home")).text
    reset.refresh_from_db()
    assert reset.dropped_at is not None


def test_operators_find_the_requests_from_their_own_page_and_others_do_not(
    reset, superuser
):
    page = visitor(superuser).get(reverse("account_home"))
    assert "1 waiting" in words(page)
    assert f'"{reverse("factor_resets")}"' in page.text

    other = visitor(reset.account).get(reverse("account_home"))
    assert f'"{reverse("factor_resets")}"' not in other.text


def test_what_somebody_wrote_is_shown_as_it_is(councillor, superuser):
    with_app(councillor)
    hostile = Grounds(reason="<script>alert(1)</script>", identity_checked="{{7*7}}")
    reset = ask_factor_reset(councillor.email, actor=superuser, grounds=hostile)

    page = visitor(superuser).get(reverse("factor_reset", args=[reset.pk])).text

    assert "&lt;script&gt;alert(1)" in page
    assert "{{7*7}}" in page
