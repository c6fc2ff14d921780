"""Stopping mail that one can do without: by its own link, one click, or the account."""

import re
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from councils import outbox, stop_links
from councils.kernel.scopes import within
from councils.models import AuditEvent, MailChoice, MailKind, Notice
from councils.roles import Role
from protocol_portal.logs import KnownKeys
from tests.builders import holder
from tests.factories import CouncilFactory
from tests.smtp import mail_server, part_of
from tests.threads import together
from tests.visits import visitor, words

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def server(settings):
    with mail_server() as running:
        for name, value in running.settings().items():
            setattr(settings, name, value)
        yield running


@pytest.fixture
def person(councillor):
    return councillor.persons.get()


def remind(person, key="due/1"):
    with within(person.council_id):
        return outbox.put(
            person,
            key=key,
            subject="What is due",
            body="One review is due.",
            stoppable="reminders",
        )


def link_of(person):
    with within(person.council_id):
        choice = MailChoice.objects.get(person=person)
    return f"/mail/stop/{stop_links.token_of(choice.pk)}/"


def is_stopped(person):
    with within(person.council_id):
        return MailChoice.objects.filter(
            person=person, stopped_at__isnull=False
        ).exists()


def test_what_may_be_stopped_says_how_in_both_parts_and_in_its_head(
    person, server, settings
):
    settings.PORTAL_BASE_URL = "https://portal.example.org"
    remind(person)
    with within(person.council_id):
        outbox.put(person, key="asked", subject="Sign it", body="You are asked to.")

    outbox.deliver()

    sent = {received["Subject"]: received for received in server.received}
    reminder, request = sent["What is due"], sent["Sign it"]
    link = f"https://portal.example.org{link_of(person)}"
    # A long line is folded after the header's name.
    assert reminder["List-Unsubscribe"].strip() == f"<{link}>"
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in part_of(reminder, "plain")
    assert f'<a href="{link}">{link}</a>' in part_of(reminder, "html")
    assert request["List-Unsubscribe"] is request["List-Unsubscribe-Post"] is None
    assert "/mail/stop/" not in request.as_string()


def test_without_tls_no_one_click_is_promised(person, server):
    remind(person)

    outbox.deliver()

    assert "<http://" in server.received[0]["List-Unsubscribe"]
    assert server.received[0]["List-Unsubscribe-Post"] is None


def test_the_token_is_kept_as_a_digest_alone_and_is_another_for_each(person, chair):
    remind(person)
    remind(chair.persons.get())

    tokens = {stop_links.token_of(choice.pk) for choice in MailChoice.objects.all()}

    assert len(tokens) == 2
    kept = str([list(MailChoice.objects.values()), list(Notice.objects.values())])
    for token in tokens:
        assert re.fullmatch(r"[0-9a-f]{64}", token)
        assert token not in kept


def test_looking_stops_nothing_and_the_button_does(person):
    waiting = remind(person)
    link, visit = link_of(person), Client()

    seen = visit.get(link)

    assert seen.status_code == 200
    assert not is_stopped(person)
    page = words(seen)
    assert "Stop reminders by mail?" in page
    # The link may have been handed on: the page says nothing of whose it is.
    assert person.name not in page
    assert person.address not in page
    assert "Reminders are stopped" in words(visit.post(link))
    assert is_stopped(person)
    waiting.refresh_from_db()
    assert waiting.status == "stopped"
    assert outbox.deliver() == 0
    assert remind(person, key="due/2") is None


def test_one_click_of_a_mail_program_stops_them_without_cookie_or_page(person):
    remind(person)
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(link_of(person), ONE_CLICK)

    assert answer.status_code == 200
    assert not answer.cookies
    assert is_stopped(person)
    again = strict.post(link_of(person), ONE_CLICK)
    assert again.status_code == 200
    assert AuditEvent.objects.filter(event="councils.mail.stopped").count() == 1


def test_what_was_stopped_is_started_again_where_it_was_stopped(person):
    remind(person)
    link, visit = link_of(person), Client(enforce_csrf_checks=True)
    page = visit.post(link).content.decode()
    csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    start = link.replace("/stop/", "/start/")

    assert visit.post(start).status_code == 403  # It stops by one click, not starts.
    assert is_stopped(person)
    begun = visit.post(start, {"csrfmiddlewaretoken": csrf})

    assert "Reminders are sent again" in words(begun)
    assert not is_stopped(person)
    assert remind(person, key="due/2") is not None
    assert [e.event for e in AuditEvent.objects.order_by("sequence")] == [
        "councils.mail.stopped",
        "councils.mail.started",
    ]


@pytest.mark.parametrize("token", ["0" * 64, "x", "a%00b", "%F0%9F%A6%94"])
@pytest.mark.parametrize("way", ["stop", "start"])
def test_a_token_that_is_none_changes_nothing(person, token, way):
    remind(person)

    for ask in (Client().get, Client().post):
        answer = ask(f"/mail/{way}/{token}/")
        assert answer.status_code in {404, 405}
    assert not is_stopped(person)


def test_the_token_opens_nothing_else(person):
    remind(person)
    token = link_of(person).split("/")[-2]

    invitation = Client().get(reverse("invitation_accept", args=[token]))
    proof = Client().get(reverse("account_confirm_email", args=[token]))

    assert invitation.status_code == 410
    assert "This link is not good" in words(proof)


def test_a_stopped_kind_stops_for_one_person_of_one_council(person, chair):
    remind(person)
    Client().post(link_of(person))

    assert remind(chair.persons.get()) is not None
    with within(person.council_id):
        assert outbox.put(person, key="asked", subject="Sign it", body="Please.")


def test_a_kind_that_nobody_named_cannot_be_stopped(person):
    with pytest.raises(ValueError, match="invitations"):
        outbox.put(person, key="a", subject="A", body="B", stoppable="invitations")


def test_the_token_is_in_no_log(person, caplog):
    remind(person)
    link = link_of(person)
    with caplog.at_level("DEBUG"):
        Client().get(link)
        Client().get(f"{link}nothing/")
        Client().post(link)

    token = link.split("/")[-2]
    assert caplog.records
    assert not [r for r in caplog.records if token in KnownKeys().format(r)]


# ---- the account


def test_an_account_chooses_council_by_council(councillor, person, at_most_queries):
    elsewhere = CouncilFactory(name="Elsewhere Parish Council", slug="elsewhere")
    there = holder(elsewhere, Role.OFFICER, "Colin Elsewhere").persons.get()
    there.user = councillor
    there.save()
    visit = visitor(councillor)

    page = words(visit.get("/accounts/mail/"))

    assert "Withycombe Town Council" in page
    assert "Elsewhere Parish Council" in page
    stopped = visit.post("/accounts/mail/", {"stop": "withycombe reminders"})
    assert stopped.status_code == 302
    assert is_stopped(person)
    assert not is_stopped(there)
    assert remind(person) is None
    assert remind(there) is not None
    assert "1 stopped" in words(visit.get("/accounts/"))
    [entry] = AuditEvent.objects.filter(event="councils.mail.stopped")
    assert (entry.actor, entry.details) == (councillor, {"kind": "reminders"})
    visit.post("/accounts/mail/", {"start": "withycombe reminders"})
    assert not is_stopped(person)
    with at_most_queries(9):
        visit.get("/accounts/mail/")


@pytest.mark.parametrize(
    "answer",
    [
        {"stop": "elsewhere reminders"},
        {"stop": "withycombe invitations"},
        {"stop": "withycombe"},
        {},
    ],
)
def test_nobody_stops_what_is_not_sent_to_them(councillor, person, outsider, answer):
    remind(person)
    remind(outsider.persons.get())

    visitor(councillor).post("/accounts/mail/", answer)

    assert not is_stopped(person)
    assert not is_stopped(outsider.persons.get())


def test_the_clerk_sees_it_calmly_on_the_person_s_page(clerk, person):
    remind(person)
    address = reverse("person_detail", args=["withycombe", person.pk])
    said = f"{person.name} gets no mail of these kinds, by their own choice: reminders."

    assert said not in words(visitor(clerk).get(address))
    Client().post(link_of(person))

    assert said in words(visitor(clerk).get(address))


@pytest.mark.django_db(transaction=True)
def test_whoever_stops_while_a_mail_is_put_in_gets_none_afterwards(person):
    remind(person)
    link = link_of(person)

    together(
        lambda: Client().post(link),
        *(partial(remind, person, key=f"due/{number}") for number in range(2, 6)),
    )

    assert is_stopped(person)
    assert not Notice.objects.filter(person=person, status="pending").exists()


def test_there_is_a_word_for_every_kind():
    assert {kind.value: kind.label for kind in MailKind} == {"reminders": "Reminders"}
