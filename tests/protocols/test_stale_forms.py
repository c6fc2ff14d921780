"""A form that was opened before somebody else went on: told so, and nothing done."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from councils.models import Meeting, Person
from councils.roles import Role
from councils.services.meetings import MeetingFacts, change_meeting
from councils.services.people import (
    Handover,
    Particulars,
    change_person,
    end_office,
    hand_over,
    set_away,
)
from councils.services.settings import CouncilFacts, change_council
from protocols.document import Kind
from protocols.models import ProtocolImport, ProtocolVersion
from protocols.services import editing
from protocols.services.adoption import void_resolution
from protocols.services.drafting import discard_version, start_draft
from protocols.services.ending import Fact, Withdrawn, correct_fact, withdraw_version
from protocols.services.importing import drop_import
from protocols.services.meetings import MeetingHeld
from protocols.services.review import take_back_version
from tests.protocols.answers import HAS_CHANGED
from tests.protocols.cast import Cast, a_council, adopted, signed, tabled
from tests.protocols.sent_forms import FORMS, Form
from tests.protocols.test_out_of_turn import everything
from tests.visits import visitor, words

pytestmark = pytest.mark.django_db
KEY_IN_ADDRESS = re.compile(r"/([0-9a-f-]{36})/")
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')
MOVED_ON = "Something has changed here since you opened this page"
TODAY = timezone.localdate
Meanwhile = Callable[[Cast, Form], object]


@pytest.fixture
def cast() -> Cast:
    return a_council()


def version_at(form: Form) -> ProtocolVersion:
    return ProtocolVersion.objects.get(pk=KEY_IN_ADDRESS.search(form.address)[1])


# ---- what somebody else does meanwhile


def is_discarded(cast, form):
    discard_version(version_at(form), actor=cast.clerk, reason="Not needed.")


def is_edited(cast, form):
    editing.add_clause(
        version_at(form), actor=cast.deputy, after=None, kind=Kind.CLAUSE
    )


def is_tabled(cast, form):
    tabled(cast, version_at(form))


def is_taken_back(cast, form):
    take_back_version(version_at(form), actor=cast.deputy, reason="A slip.")


def is_tabled_anew(cast, form):
    is_taken_back(cast, form)
    is_tabled(cast, form)


def is_tabled_with_other_words(cast, form):
    is_taken_back(cast, form)
    version = version_at(form)
    row = version.clauses.get(text="Papers are sent out in good time.")
    editing.reword_clause(
        version,
        actor=cast.deputy,
        lineage=row.lineage,
        text="Papers go out early.",
        edits_seen=row.edits,
    )
    is_tabled(cast, form)


def is_adopted(cast, form):
    adopted(cast, version_at(form))


def is_void(cast, form):
    void_resolution(version_at(form), actor=cast.clerk, reason="A slip.")


def is_adopted_anew(cast, form):
    is_void(cast, form)
    adopted(cast, version_at(form), days_ago=2)


def is_adopted_with_other_words(cast, form):
    is_void(cast, form)
    is_tabled_with_other_words(cast, form)
    is_adopted(cast, form)


def is_signed(cast, form):
    signed(cast, version_at(form))


def is_superseded(cast, form):
    version = version_at(form)
    draft = start_draft(version.protocol, actor=cast.clerk, source=version)
    signed(cast, adopted(cast, tabled(cast, draft), days_ago=2))


def is_withdrawn(cast, form):
    held = MeetingHeld(held_on=TODAY())
    withdrawn = Withdrawn(meeting=held, members_present=5)
    withdraw_version(version_at(form), actor=cast.clerk, withdrawn=withdrawn)


def is_corrected(cast, form):
    correct_fact(
        version_at(form),
        actor=cast.clerk,
        fact=Fact.MINUTE_REFERENCE,
        was="",
        now="26/14",
        reason="Somebody else found it.",
    )


def is_dropped(cast, form):
    drop_import(ProtocolImport.objects.get(), actor=cast.deputy)


def has_ended_today(cast, form):
    ends_on(cast, TODAY())


def ends_next_month(cast, form):
    ends_on(cast, TODAY() + timedelta(days=30))


def ends_on(cast, day):
    term = cast.persons["officer"].memberships.get()
    end_office(term, actor=cast.clerk, ends_on=day)


def goes_to_somebody_else(cast, form):
    handover = Handover(
        role=Role.CHAIR,
        to=cast.persons["councillor"],
        starts_on=TODAY() - timedelta(days=9),
    )
    hand_over(cast.council, actor=cast.clerk, handover=handover)


def has_other_settings(cast, form):
    names = [name for name in CouncilFacts.__slots__ if name != "principal_authority"]
    known = {name: getattr(cast.council, name) for name in names}
    facts = CouncilFacts(principal_authority="Downland", **known)
    change_council(cast.council, actor=cast.clerk, facts=facts)


def has_another_address(cast, form):
    officer = Person.objects.get(pk=cast.persons["officer"].pk)
    changed = Particulars(name="Olwen Officer", email=officer.email)
    change_person(officer, actor=cast.clerk, particulars=changed)


def is_back(cast, form):
    set_away(
        cast.persons["chair"], actor=cast.clerk, away_from=TODAY(), away_until=TODAY()
    )


def is_moved(cast, form):
    moved = MeetingFacts(held_on=TODAY() + timedelta(days=20))
    change_meeting(Meeting.objects.get(), actor=cast.deputy, facts=moved)


STALE: list[tuple[str, Meanwhile, str]] = [
    ("version_table", is_edited, HAS_CHANGED),
    ("version_table", is_tabled, "This version is in review"),
    ("version_table", is_discarded, "This version is discarded"),
    ("version_take_back", is_taken_back, "This version is draft"),
    ("version_take_back", is_adopted, "This version is adopted"),
    ("version_take_back", is_tabled_anew, MOVED_ON),
    ("version_recommend", is_adopted, "Only a text in review"),
    ("version_recommend", is_tabled_with_other_words, MOVED_ON),
    ("version_adopt", is_adopted, "This version is adopted"),
    ("version_adopt", is_taken_back, "This version is draft"),
    ("version_adopt", is_tabled_with_other_words, HAS_CHANGED),
    ("version_void", is_void, "This version is in review"),
    ("version_void", is_signed, "This version is signed"),
    ("version_void", is_adopted_anew, MOVED_ON),
    ("version_sign", is_void, "There is nothing here that awaits a signature."),
    ("version_sign", is_adopted_with_other_words, HAS_CHANGED),
    ("version_discard", is_discarded, "This version is discarded"),
    ("version_discard", is_edited, MOVED_ON),
    ("version_discard", is_tabled, MOVED_ON),
    ("version_withdraw", is_withdrawn, "This version is withdrawn"),
    ("version_withdraw", is_superseded, "Only the version in force"),
    ("version_correct", is_corrected, "corrected to say this already"),
    ("office_end", has_ended_today, "This term ends on"),
    ("office_end", ends_next_month, MOVED_ON),
    ("office_handover", goes_to_somebody_else, MOVED_ON),
    ("council_settings", has_other_settings, MOVED_ON),
    ("person_change", has_another_address, MOVED_ON),
    ("person_away", is_back, MOVED_ON),
    ("meeting_change", is_moved, MOVED_ON),
]


@pytest.mark.parametrize(
    ("name", "meanwhile", "sentence"),
    STALE,
    ids=[f"{name}-{meanwhile.__name__}" for name, meanwhile, _ in STALE],
)
def test_a_stale_form_is_told_so_and_changes_nothing(cast, name, meanwhile, sentence):
    form = FORMS[name](cast)
    visit = visitor(cast.user(form.by))
    page = visit.get(form.page or form.address).content.decode()
    seen = SEEN.search(page)
    meanwhile(cast, form)
    before = everything()

    answer = form.send(visit, form.key_in(page), seen=seen[1] if seen else "")

    assert sentence in words(answer)
    assert answer.status_code in {200, 403}
    assert everything() == before


def test_a_file_dropped_meanwhile_is_not_kept(cast):
    form = FORMS["import_keep"](cast)
    visit = visitor(cast.clerk)
    key = form.key(visit)
    is_dropped(cast, form)
    before = ProtocolVersion.objects.count()

    answer = form.send(visit, key)

    assert answer.status_code == 302
    assert "Nothing was kept" in words(visit.get(answer.headers["Location"]))
    assert ProtocolVersion.objects.count() == before


@pytest.mark.parametrize("name", sorted({name for name, *_ in STALE}))
def test_a_form_of_how_things_stand_is_taken(cast, name):
    form = FORMS[name](cast)
    visit = visitor(cast.user(form.by))
    page = visit.get(form.page or form.address).content.decode()
    seen = SEEN.search(page)

    answer = form.send(visit, form.key_in(page), seen=seen[1] if seen else "")

    assert answer.status_code == 302
