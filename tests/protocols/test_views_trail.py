"""The audit trail as its readers see it, on a page and as a table."""

import csv
import hashlib
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from councils.audit import first_broken, record
from councils.audit.words import has_words
from councils.events import Event as CouncilEvent
from councils.models import AuditEvent, Membership, Person
from councils.roles import Role
from councils.services.checkpoints import make_checkpoint
from protocols.events import Event as ProtocolEvent
from tests.builders import holder
from tests.councils import tampering
from tests.protocols.cast import a_council, signed
from tests.visits import visitor, words

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://evil.example","Ann")'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    return settings.CHECKPOINT_DIR


@pytest.fixture
def cast():
    return a_council()


def page_of(council, account, query=""):
    response = visitor(account).get(f"/{council.slug}/desk/trail/{query}")
    assert response.status_code == 200
    return words(response)


def table_of(council, account):
    response = visitor(account).post(f"/{council.slug}/desk/trail.csv")
    assert response.status_code == 200
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.mark.parametrize("event", [*CouncilEvent, *ProtocolEvent])
def test_every_event_has_words(event):
    assert has_words(event)


def test_a_protocols_way_into_force_is_told_in_plain_words(cast):
    version = signed(cast)

    page = page_of(cast.council, cast.clerk)

    told = [
        "A draft was started",
        "tabled for a meeting",
        "the resolution to adopt it was recorded",
        "signed as adopted",
    ]
    places = [page.index(part) for part in told]
    assert places == sorted(places, reverse=True), "not the newest first"
    assert reverse("version_desk", args=[cast.council.slug, version.pk]) in page
    signing = AuditEvent.objects.get(event="protocols.version.signed")
    assert signing.chain[:12] in page
    assert signing.chain[:13] not in page


def test_who_did_it_is_named_by_their_name_in_this_council(council, clerk, superuser):
    record(CouncilEvent.COUNCIL_CHANGED, council, council=council, actor=clerk)
    page = page_of(council, clerk)
    assert "Carys Clerk" in page

    record(CouncilEvent.COUNCIL_CHANGED, council, council=council, actor=superuser)
    page = page_of(council, clerk)
    assert "Somebody from outside the council" in page
    assert superuser.email not in page

    record(CouncilEvent.COUNCIL_CHANGED, council, council=council, actor=None)
    assert "The portal itself" in page_of(council, clerk)


def test_details_are_words_and_not_codes(council, clerk):
    person = Person.objects.create(council=council, name="Ann Lee")
    term = Membership.objects.create(
        council=council, person=person, role=Role.CHAIR, starts_on="2026-05-12"
    )
    council.chair_title = "Mayor"
    council.save()
    details = {"role": "chair", "starts_on": "2026-05-12"}
    record(
        CouncilEvent.OFFICE_BEGUN, term, council=council, actor=clerk, details=details
    )
    details = {"changed": ["chair_title", "clear_days"]}
    record(
        CouncilEvent.COUNCIL_CHANGED,
        council,
        council=council,
        actor=clerk,
        details=details,
    )

    page = page_of(council, clerk)

    assert "Ann Lee, Mayor</a>: recorded in office from 12 May 2026." in page
    assert "were changed: chair title, clear days." in page


def test_links_lead_only_where_the_reader_may_go(council, clerk, chair):
    person = Person.objects.create(council=council, name="Ann Lee")
    record(CouncilEvent.PERSON_ADDED, person, council=council, actor=clerk)
    link = reverse("person_detail", args=[council.slug, person.pk])

    assert link in page_of(council, clerk)
    seen_by_chair = page_of(council, chair)
    assert "Ann Lee was added" in seen_by_chair
    assert link not in seen_by_chair


@pytest.mark.parametrize(
    ("event", "details"),
    [
        ("concerns.unheard.of", {}),
        ("{0.__class__}{", {"changed": "{x}"}),
        ("councils.council.changed", []),
        ("councils.council.changed", "changed"),
        ("councils.council.changed", {"changed": {"a": ["{subject}"]}}),
        ("councils.office.begun", {"role": "emperor", "starts_on": "2026-99-99"}),
    ],
)
def test_an_entry_that_nobody_has_words_for_is_shown_all_the_same(
    council, clerk, unguarded, event, details
):
    record(CouncilEvent.COUNCIL_CHANGED, council, council=council, actor=None)
    tampering.change(council, 1, "event = %s, subject_type = 'x'", event)
    AuditEvent.objects.update(details=details)

    assert "something that is not here any more" in page_of(council, clerk)
    assert "does not hold" in page_of(council, clerk, "?verify=1")


def test_fifty_are_shown_at_a_time_with_as_many_questions_as_one(
    council, clerk, at_most_queries
):
    tampering.entries(council, 51)
    browser = visitor(clerk)

    with at_most_queries(10):
        first = words(browser.get(f"/{council.slug}/desk/trail/"))

    assert first.count('data-label="Entry"') == 50
    assert "Page 1 of 2" in first
    second = page_of(council, clerk, "?page=2")
    assert second.count('data-label="Entry"') == 1
    for odd in ("?page=99", "?page=x", "?page=-1", "?verify=2"):
        page_of(council, clerk, odd)


def test_a_council_where_nothing_was_done_has_a_page_too(council, clerk):
    assert "Nothing was done yet." in page_of(council, clerk)


def test_another_councils_entries_are_nowhere_on_the_page(council, clerk, outsider):
    elsewhere = outsider.persons.get().council
    stranger = Person.objects.create(council=elsewhere, name="Sybil Stranger")
    record(CouncilEvent.PERSON_ADDED, stranger, council=elsewhere, actor=outsider)
    # Nor by an entry of this one that names a person of that one.
    record(CouncilEvent.PERSON_ADDED, stranger, council=council, actor=outsider)

    page = page_of(council, clerk)

    assert "Sybil" not in page
    assert "Oriel" not in page
    assert page.count('data-label="Entry"') == 1


def test_the_page_says_whether_the_whole_trail_holds_when_asked(
    council, clerk, unguarded
):
    tampering.entries(council, 3)
    assert "Check that the whole trail holds" in page_of(council, clerk)
    assert "No checkpoint is kept here yet." in page_of(council, clerk)

    make_checkpoint()
    page = page_of(council, clerk, "?verify=1")
    assert "The whole trail holds." in page
    assert "3 entries, held to 1 checkpoint." in page
    assert "The last checkpoint was made" in page

    tampering.change(council, 2, "salt = %s", "0" * 32)
    page = page_of(council, clerk, "?verify=1")
    assert "What entry 2 says was changed after it was written." in page
    assert "The whole trail holds." not in page
    assert "holds." not in page_of(council, clerk).split("<main")[1].split("<table")[0]


def test_a_trail_made_anew_is_told_by_the_checkpoint_kept_here(
    council, clerk, unguarded
):
    tampering.entries(council, 3)
    make_checkpoint()
    tampering.change(council, 2, "details = %s", "{}")
    tampering.recompute(council)

    page = page_of(council, clerk, "?verify=1")

    assert "is not the one that checkpoint 1 of" in page


def test_looking_changes_nothing(council, clerk):
    tampering.entries(council, 1)

    page_of(council, clerk, "?verify=1")

    assert AuditEvent.objects.count() == 1


def test_the_table_has_every_entry_and_the_export_is_the_last(cast):
    signed(cast)

    rows = table_of(cast.council, cast.clerk)

    entries = list(AuditEvent.objects.filter(council=cast.council))
    assert [row["Entry"] for row in rows] == [str(e.sequence) for e in entries]
    assert [row["Chain (SHA-256)"] for row in rows] == [e.chain for e in entries]
    assert rows[-1]["Event"] == "councils.trail.exported"
    assert rows[-1]["What happened"] == (
        f"The audit trail was exported: {len(entries)} entries."
    )
    assert entries[-1].actor == cast.clerk
    assert first_broken(cast.council) is None


def test_an_auditor_can_follow_the_chain_in_the_table_alone(council, clerk):
    tampering.entries(council, 4)

    before = "0" * 64
    for row in table_of(council, clerk):
        both = before + row["Commitment (HMAC-SHA-256)"]
        before = hashlib.sha256(both.encode()).hexdigest()
        assert row["Chain (SHA-256)"] == before


def test_a_name_that_is_a_formula_is_words_in_the_table(council, clerk):
    person = Person.objects.create(council=council, name=f"{FORMULA}\r\n=1+1")
    evil = holder(council, Role.DEPUTY_CLERK, "@SUM(A1)\r\n-2")
    record(CouncilEvent.PERSON_ADDED, person, council=council, actor=evil)

    [first, _] = table_of(council, clerk)

    assert first["Who"] == "'@SUM(A1)  -2"
    assert first["What happened"].startswith(f"'{FORMULA}  =1+1 was added")
    assert FORMULA.replace('"', "&quot;") in page_of(council, clerk)


def test_a_long_trail_is_exported_too(council, clerk, monkeypatch):
    monkeypatch.setattr("councils.audit.words.AT_ONCE", 2)
    tampering.entries(council, 5)

    assert len(table_of(council, clerk)) == 6


def test_an_export_asks_again_who_one_is_after_five_minutes(council, clerk):
    browser = visitor(clerk)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        asked = browser.post(f"/{council.slug}/desk/trail.csv")

    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not AuditEvent.objects.exists()


def test_an_export_is_never_a_link(council, clerk):
    assert visitor(clerk).get(f"/{council.slug}/desk/trail.csv").status_code == 405


@pytest.mark.parametrize("who", ["councillor", "officer"])
def test_who_may_not_read_it_is_told_so_and_nothing_is_recorded(council, who, request):
    account = request.getfixturevalue(who)
    page = visitor(account).get(f"/{council.slug}/desk/trail/")
    table = visitor(account).post(f"/{council.slug}/desk/trail.csv")

    for refused in (page, table):
        assert refused.status_code == 403
        assert "can read the audit trail" in words(refused)
    assert not AuditEvent.objects.exists()
    assert 'desk/trail/"' not in words(visitor(account).get(f"/{council.slug}/desk/"))


@pytest.mark.parametrize("who", ["clerk", "deputy", "chair", "vice_chair"])
def test_who_may_read_it_finds_it_in_the_frame_of_the_desk(council, who, request):
    account = request.getfixturevalue(who)

    assert 'desk/trail/"' in words(visitor(account).get(f"/{council.slug}/desk/"))
    page_of(council, account)
    table_of(council, account)


def test_an_acting_clerk_may_read_it(council):
    page_of(council, holder(council, Role.ACTING_CLERK, "Alys Acting"))
