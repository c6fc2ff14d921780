"""Answers: by the digest of what was read, once, and never taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.utils import timezone

from councils.kernel.refusals import DomainError, InvalidTransition, OutOfDate
from councils.models import AuditEvent, Deadline, Notice, Person, User
from protocols.models import Acknowledgement
from protocols.services.answering import confirm, record_on_paper, say_not_accepted
from protocols.services.asking import ask
from protocols.services.texts import document_of
from tests.protocols.cast import a_council, adopted, shown, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def version(cast):
    version = signed(cast, days_ago=3)
    ask(cast.council)
    return version


def is_waited_for(person: Person) -> bool:
    return Deadline.objects.open().filter(kind="confirmation", person=person).exists()


def test_a_confirmation_keeps_what_was_read_and_what_binds(cast, version):
    answer = confirm(
        version.protocol, actor=cast.councillor, content_digest=shown(version)
    )

    [expectation] = [row for row in document_of(version).rows if row.holder]
    assert answer.content_digest == version.content_digest
    assert list(answer.expectations) == [str(expectation.lineage)]
    assert answer.offices == "Councillor"
    assert answer.given_on == timezone.localdate()
    assert not is_waited_for(cast.persons["councillor"])
    assert is_waited_for(cast.persons["officer"])


def test_the_trail_says_that_somebody_answered_and_not_who(cast, version):
    confirm(version.protocol, actor=cast.councillor, content_digest=shown(version))

    entry = AuditEvent.objects.order_by("sequence").last()
    assert entry.event == "protocols.answer.given"
    assert entry.actor is None
    assert "ouncillor" not in str(entry.details)


def test_another_text_than_the_one_read_is_not_confirmed(cast, version):
    with pytest.raises(OutOfDate):
        confirm(version.protocol, actor=cast.councillor, content_digest="0" * 64)

    assert not Acknowledgement.objects.exists()


def test_a_text_that_is_not_in_force_is_not_confirmed(cast):
    version = adopted(cast)

    with pytest.raises(InvalidTransition):
        confirm(version.protocol, actor=cast.councillor, content_digest=shown(version))


def test_nobody_confirms_twice(cast, version):
    confirm(version.protocol, actor=cast.councillor, content_digest=shown(version))

    with pytest.raises(InvalidTransition, match="already"):
        confirm(version.protocol, actor=cast.councillor, content_digest=shown(version))


def test_whoever_holds_no_office_confirms_nothing(cast, version):
    stranger = User.objects.create_user("stranger@elsewhere.example", "correct horse 9")
    left = cast.persons["officer"].memberships.get()
    left.ends_on = timezone.localdate() - timedelta(days=1)
    left.save()

    for actor in (stranger, cast.officer):
        with pytest.raises(PermissionDenied):
            confirm(version.protocol, actor=actor, content_digest=shown(version))


def test_who_cannot_accept_it_says_why_to_the_clerk_alone(cast, version):
    for person in Person.objects.all():
        person.email = person.user.email
        person.save()

    say_not_accepted(
        version.protocol,
        actor=cast.officer,
        content_digest=shown(version),
        reason="Clause two asks for what I cannot give.",
    )

    assert not is_waited_for(cast.persons["officer"])
    [notice] = Notice.objects.filter(key__startswith="not-accepted:")
    assert notice.person == cast.persons["clerk"]
    assert "Clause two" not in str(notice.letter) + notice.body
    assert "Officer" not in notice.subject


def test_a_reason_is_needed(cast, version):
    with pytest.raises(DomainError, match="why"):
        say_not_accepted(
            version.protocol,
            actor=cast.officer,
            content_digest=shown(version),
            reason="  \n ",
        )


def test_who_could_not_accept_it_may_confirm_it_after_all(cast, version):
    seen = {"actor": cast.officer, "content_digest": shown(version)}
    say_not_accepted(version.protocol, reason="Not yet.", **seen)

    confirm(version.protocol, **seen)

    assert Acknowledgement.objects.count() == 2
    with pytest.raises(InvalidTransition):
        say_not_accepted(version.protocol, reason="No.", **seen)


def test_the_clerk_records_what_was_signed_on_paper(cast, version):
    yesterday = timezone.localdate() - timedelta(days=1)

    answer = record_on_paper(
        version.protocol,
        actor=cast.clerk,
        person=cast.persons["councillor"],
        signed_on=yesterday,
    )

    assert answer.given_on == yesterday
    assert answer.recorded_by == cast.persons["clerk"]
    assert not is_waited_for(cast.persons["councillor"])


@pytest.mark.parametrize("days", [-5, 1])
def test_paper_is_signed_while_it_is_in_force_and_not_in_future(cast, version, days):
    with pytest.raises(DomainError):
        record_on_paper(
            version.protocol,
            actor=cast.clerk,
            person=cast.persons["councillor"],
            signed_on=timezone.localdate() + timedelta(days=days),
        )


@pytest.mark.parametrize("who", ["deputy", "chair", "councillor"])
def test_nobody_else_records_what_was_signed_on_paper(cast, version, who):
    with pytest.raises(PermissionDenied, match="Only the clerk"):
        record_on_paper(
            version.protocol,
            actor=cast.user(who),
            person=cast.persons["councillor"],
            signed_on=timezone.localdate(),
        )


def test_the_database_takes_no_answer_back(cast, version):
    answer = confirm(
        version.protocol, actor=cast.councillor, content_digest=shown(version)
    )

    for step in (
        lambda: Acknowledgement.objects.filter(pk=answer.pk).delete(),
        lambda: Acknowledgement.objects.filter(pk=answer.pk).update(offices=""),
    ):
        with pytest.raises(Error), transaction.atomic():
            step()
