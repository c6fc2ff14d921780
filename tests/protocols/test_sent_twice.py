"""The same form sent twice is taken once, and leads to the same page both times."""

import pytest
from django.test import Client
from django.utils import timezone

from councils.models import AuditEvent, Person, SentForm
from councils.sent_once import KEPT_FOR, SENT_TWICE
from tests.protocols.cast import Cast, a_council
from tests.protocols.sent_forms import FORMS, Form
from tests.threads import together
from tests.visits import visitor, words

# What would make two rows, or act twice, were it not for the key; and one step.
MAKERS = (
    *("person_add", "person_invite", "office_handover", "draft_start", "draft_step"),
    *("import_upload", "import_keep", "version_recommend", "version_correct"),
    "version_sign",
)


@pytest.fixture
def cast(db) -> Cast:
    return a_council()


@pytest.fixture
def of_the_clerk(cast) -> Client:
    return visitor(cast.clerk)


def more(before: dict, form: Form) -> dict:
    return {model: count - before[model] for model, count in form.made().items()}


# ---- one after the other


@pytest.mark.parametrize("name", FORMS)
def test_a_form_sent_again_does_nothing_and_leads_where_it_led(cast, name):
    form = FORMS[name](cast)
    visit = visitor(cast.user(form.by))
    key, before = form.key(visit), form.made()

    first = form.send(visit, key)
    entries = AuditEvent.objects.count()
    visit.get(first.headers["Location"])  # Its message is read and gone.
    second = form.send(visit, key)

    assert first.status_code == second.status_code == 302
    assert second.headers["Location"] == first.headers["Location"]
    assert SENT_TWICE in words(visit.get(second.headers["Location"], follow=True))
    assert more(before, form) == form.makes
    assert AuditEvent.objects.count() == entries


def test_each_showing_of_a_form_has_a_key_of_its_own(cast, of_the_clerk):
    form = FORMS["person_add"](cast)

    keys = {form.key(of_the_clerk) for _ in range(3)}

    assert len(keys) == 3
    for key in keys:
        form.send(of_the_clerk, key)
    assert Person.objects.filter(name="Ann Lee").count() == 3


def test_other_answers_under_the_same_key_are_another_form(cast, of_the_clerk):
    form = FORMS["person_add"](cast)
    key = form.key(of_the_clerk)

    form.send(of_the_clerk, key)
    form.send(of_the_clerk, key, name="Ben Lee")

    assert Person.objects.filter(name__endswith=" Lee").count() == 2


def test_a_form_that_was_refused_is_heard_again(cast, of_the_clerk):
    form = FORMS["version_discard"](cast)
    key = form.key(of_the_clerk)

    refused = form.send(of_the_clerk, key, reason="  ")

    assert refused.status_code == 200
    assert not SentForm.objects.exists()
    assert form.send(of_the_clerk, key).status_code == 302


def test_nobody_is_answered_by_another_person_s_form(cast, of_the_clerk):
    form = FORMS["protocol_start"](cast)
    key = form.key(of_the_clerk)
    form.send(of_the_clerk, key)

    answer = form.send(visitor(cast.deputy), key)

    assert "already has a protocol of this name" in words(answer)


def test_a_form_sent_before_the_password_was_asked_for_is_still_to_be_taken(cast):
    form = FORMS["version_sign"](cast)
    key = form.key(visitor(cast.chair))
    long_signed_in = Client()
    long_signed_in.force_login(cast.chair)

    asked = form.send(long_signed_in, key)

    assert "/reauthenticate/" in asked.headers["Location"]
    assert form.send(visitor(cast.chair), key).status_code == 302
    assert more(dict.fromkeys(form.makes, 0), form) == form.makes


def test_who_is_signed_out_is_given_no_key(cast):
    assert "form_key" not in words(Client().get("/accounts/login/"))


def test_a_form_that_was_answered_long_ago_is_forgotten(cast, of_the_clerk):
    form = FORMS["person_add"](cast)
    form.send(of_the_clerk, form.key(of_the_clerk))
    old = timezone.now() - KEPT_FOR * 2
    SentForm.objects.update(sent_at=old)

    form.send(of_the_clerk, form.key(of_the_clerk))

    assert SentForm.objects.filter(sent_at__gt=old).count() == 1
    assert SentForm.objects.count() == 1


# ---- both at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", MAKERS)
def test_a_double_click_makes_one_and_both_lead_to_one_page(name):
    cast = a_council()
    form = FORMS[name](cast)
    visits = [visitor(cast.user(form.by)) for _ in range(2)]
    key, before = form.key(visits[0]), form.made()

    answers = together(*[lambda visit=visit: form.send(visit, key) for visit in visits])

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert more(before, form) == form.makes
    assert SentForm.objects.count() == 1
