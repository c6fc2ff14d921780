"""The page of the council's mail: what failed, why, and having it tried again."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from councils import outbox
from councils.kernel.refusals import DomainError
from councils.kernel.scopes import within
from councils.mail_failures import SENTENCES, Failure, in_words
from councils.models import AuditEvent, Invitation, Notice
from councils.services.invitations import invite
from councils.services.mail import try_again, try_all_again
from councils.services.people import Particulars, change_person
from tests.factories import PersonFactory
from tests.smtp import mail_server, part_of
from tests.visits import visitor, words

PAGE = "/withycombe/desk/mail/"
DESK = "/withycombe/desk/"


@pytest.fixture
def server(settings):
    with mail_server() as running:
        for name, value in running.settings().items():
            setattr(settings, name, value)
        yield running


@pytest.fixture
def ann(council):
    return PersonFactory(council=council, name="Ann Lee", email="an@mail.example")


def put(person, key="due/1", subject="What is due", **more):
    with within(person.council_id):
        return outbox.put(
            person, key=key, subject=subject, body="Words that are hers alone.", **more
        )


def refuse(notice, failure=Failure.ADDRESS_REFUSED):
    with within(notice.council_id):
        Notice.objects.filter(pk=notice.pk).update(
            status="failed", failure=failure, tried_at=timezone.now(), attempts=6
        )
        notice.refresh_from_db()
    return notice


def again(notice):
    return f"{PAGE}{notice.pk}/again/"


def test_a_refused_address_is_put_right_tried_again_and_reached(ann, clerk, server):
    server.addresses["an@mail.example"] = "550 5.1.1 an@mail.example: who is that?"
    notice = put(ann)
    visit = visitor(clerk)
    assert outbox.deliver() == 0

    page = words(visit.get(PAGE))
    assert "The mail server refused the address" in page
    assert "To <a href=" in page
    assert "an@mail.example." in page
    assert "who is that" not in page
    assert "hers alone" not in page
    assert "1 mail could not be delivered" in words(visit.get(DESK))

    change_person(
        ann,
        actor=clerk,
        particulars=Particulars(name="Ann Lee", email="ann@mail.example"),
    )
    assert "it goes to ann@mail.example" in words(visit.get(PAGE))
    done = words(visit.post(again(notice), follow=True))
    assert "“What is due” is on its way to ann@mail.example again." in done
    assert outbox.deliver() == 1

    [received] = server.received
    assert received["To"] == "ann@mail.example"
    assert "hers alone" in part_of(received, "plain")
    page = words(visit.get(PAGE))
    assert "Nothing is left undelivered" in page
    assert "mail could not be delivered" not in words(visit.get(DESK))
    [entry] = AuditEvent.objects.filter(event="councils.notice.tried_again")
    assert (entry.actor, entry.subject_id) == (clerk, notice.pk)


def test_all_are_tried_again_but_what_has_something_in_the_way(ann, clerk):
    put_off = put(ann, key="waits")
    failed = [refuse(put(ann, key=f"due/{number}")) for number in range(3)]
    nowhere = PersonFactory(council=ann.council, email="bea@mail.example")
    unreachable = refuse(put(nowhere))
    type(nowhere).objects.filter(pk=nowhere.pk).update(email="")
    visit = visitor(clerk)
    assert "4 mails could not be delivered" in words(visit.get(DESK))

    done = words(visit.post(f"{PAGE}again/", follow=True))

    assert "3 mails are on the way again." in done
    assert "1 mail was left as before" in done
    states = dict(Notice.objects.values_list("pk", "status"))
    assert {states[one.pk] for one in [*failed, put_off]} == {"pending"}
    assert states[unreachable.pk] == "failed"
    assert set(
        Notice.objects.filter(pk__in=[one.pk for one in failed]).values_list(
            "attempts", flat=True
        )
    ) == {0}


def test_what_is_in_the_way_is_said(ann, clerk):
    refused = refuse(put(ann, stoppable="reminders"))
    refused.choice.stopped_at = timezone.now()
    refused.choice.save()
    with pytest.raises(DomainError, match="Ann Lee has stopped mails of this kind"):
        try_again(refused, actor=clerk)

    type(ann).objects.filter(pk=ann.pk).update(email="")
    with pytest.raises(DomainError, match="Ann Lee has no e-mail address"):
        try_again(refused, actor=clerk)


def test_an_invitation_whose_link_is_dead_is_not_sent_off_again(ann, clerk):
    invite(ann, actor=clerk)
    notice = refuse(Notice.objects.get(person=ann))

    assert try_again(notice, actor=clerk).status == "pending"
    refuse(notice)
    Invitation.objects.update(expires_at=timezone.now())

    with pytest.raises(DomainError, match="Invite Ann Lee again"):
        try_again(notice, actor=clerk)


def test_what_has_been_sent_off_already_is_not_sent_off_twice(ann, clerk):
    notice = refuse(put(ann))
    try_again(notice, actor=clerk)

    with pytest.raises(DomainError, match="does not wait to be tried again"):
        try_again(notice, actor=clerk)

    assert AuditEvent.objects.filter(event="councils.notice.tried_again").count() == 1


@pytest.mark.parametrize("who", ["councillor", "officer", "chair", "outsider"])
def test_nobody_but_the_clerk_and_the_deputy_tries_again(ann, request, who, council):
    actor = request.getfixturevalue(who)
    notice = refuse(put(ann))

    for attempt in (
        lambda: try_again(notice, actor=actor),
        lambda: try_all_again(council, actor=actor),
    ):
        with pytest.raises(PermissionDenied, match="Only the clerk or the deputy"):
            attempt()

    notice.refresh_from_db()
    assert notice.status == "failed"


def test_the_deputy_tries_again(ann, deputy):
    assert try_again(refuse(put(ann)), actor=deputy).status == "pending"


# ---- the confidential lane


def test_the_confidential_lane_changes_no_letter_of_any_page(ann, clerk, server):
    put(ann)
    refuse(put(ann, key="due/2"))
    visit = visitor(clerk)

    def pages():
        return [
            [line for line in words(visit.get(address)).split() if "value=" not in line]
            for address in (PAGE, DESK, "/withycombe/desk/trail/")
        ]

    before = pages()
    secret = {"lane": "confidential", "subject": "There is news in the portal"}
    failed = refuse(put(ann, key="c/1", **secret))
    put(ann, key="c/2", **secret)
    sent = put(ann, key="c/3", **secret)
    Notice.objects.filter(pk=sent.pk).update(status="sent", sent_at=timezone.now())

    assert pages() == before
    assert visit.post(again(failed)).status_code == 404
    visit.post(f"{PAGE}again/")
    with pytest.raises(DomainError):
        try_again(failed, actor=clerk)
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_the_confidential_lane_cannot_be_stopped(ann):
    with pytest.raises(Exception, match="councils_notice_stoppable_when_ordinary"):
        put(ann, lane="confidential", stoppable="reminders")


# ---- the page


def test_what_waits_says_why_and_until_when(ann, clerk, server):
    server.is_willing = False
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        put(ann)
        put(ann, key="due/2", subject="Not tried yet")
        Notice.objects.filter(key="due/2").update(due_at="2026-11-24T00:00Z")
        outbox.deliver()
        page = words(visitor(clerk).get(PAGE))

    assert "The mail server asked to be tried again later." in page
    assert "Last tried on 23 November 2026, 10:00" in page
    assert "tried next after 23 November 2026, 10:01" in page
    assert "It goes out within minutes." in page


def test_what_was_sent_is_listed_for_thirty_days_and_by_pages(
    ann, clerk, at_most_queries
):
    now = timezone.now()
    with within(ann.council_id):
        Notice.objects.bulk_create(
            Notice(
                council=ann.council,
                person=ann,
                key=f"sent/{number}",
                address="ann@mail.example",
                subject=f"Subject {number} W" + "w" * 150,
                body="Words.",
                status="sent",
                due_at=now,
                sent_at=now - timedelta(days=29 if number else 31),
            )
            for number in range(121)
        )
    visit = visitor(clerk)
    refuse(put(ann))
    visit.get(PAGE)

    with at_most_queries(14):
        first = words(visit.get(PAGE))
    second = words(visit.get(f"{PAGE}?page=2"))

    assert first.count("Subject ") == 100
    assert second.count("Subject ") == 20
    assert "Subject 0 " not in first + second
    assert visit.get(f"{PAGE}?page=x").status_code == 200


def test_every_failure_has_a_sentence_and_what_is_not_known_has_one_too():
    assert set(SENTENCES) == set(Failure)
    assert all(in_words(failure).endswith(".") for failure in Failure)
    assert in_words("SMTPDataError") == "It could not be delivered."
