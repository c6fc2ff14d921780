"""When protocols are due is kept, and worked out anew by whatever moves it."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.kernel.commands import Refused
from councils.kernel.refusals import DomainError, OutOfDate
from councils.models import AuditEvent, Deadline, Election
from councils.services.meetings import (
    MeetingFacts,
    change_election,
    change_meeting,
    next_election_suggested,
    record_election,
    record_meeting,
    remove_election,
)
from councils.services.settings import CouncilFacts, change_council
from protocols.document import Facts
from protocols.events import Event
from protocols.models import Protocol, ReviewRule
from protocols.review_calendar import Kind, Rule
from protocols.services.drafting import new_protocol, start_draft
from protocols.services.editing.matters import ReviewRule as DraftRule
from protocols.services.editing.matters import set_review_rule
from protocols.services.ending import Fact, Withdrawn, correct_fact, withdraw_version
from protocols.services.meetings import MeetingHeld
from protocols.services.paper import record_from_paper
from protocols.services.public_pages import publish_pages, stored_page
from protocols.services.review_rules import (
    WishedRules,
    recompute,
    rules_seen,
    set_rules,
)
from protocols.services.review_sweep import recompute_reviews
from tests.protocols.cast import a_council, a_text, adopted, signed, tabled

pytestmark = pytest.mark.django_db

AFTER_ELECTION = "In the year following an election, unless issues arise"


@pytest.fixture
def cast():
    return a_council()


def on_paper(cast, title="Protocol on relations", **facts):
    """Record a text from paper that says when it is reviewed."""
    known = {"adopted_on": date(2022, 7, 12), **facts}
    text = replace(a_text(title=title), facts=Facts(**known))
    return record_from_paper(
        new_protocol(cast.council, actor=cast.clerk, title=title),
        actor=cast.clerk,
        document=text,
        source_file=None,
    )


def kept(version):
    """Give when a protocol is due, as it is kept."""
    protocol = Protocol.objects.get(pk=version.protocol_id)
    return protocol.review_opens_on, protocol.review_on


def deadline(version):
    """Give the one deadline of a protocol's review."""
    return Deadline.objects.get(subject_id=version.protocol_id)


def test_a_text_from_paper_brings_its_own_rules(cast):
    version = on_paper(
        cast,
        review_words="2-yearly",
        review_cycle_months=24,
        next_review_on=date(2024, 7, 31),
    )

    rules = ReviewRule.objects.filter(protocol=version.protocol)
    assert {(r.kind, r.months, r.fixed_on, r.words) for r in rules} == {
        ("every", 24, None, "2-yearly"),
        ("fixed", None, date(2024, 7, 31), "2-yearly"),
    }
    assert kept(version) == (None, date(2024, 7, 31))
    due = deadline(version)
    assert (due.kind, due.audience, due.due_on) == (
        "review",
        "clerk",
        date(2024, 7, 31),
    )
    assert due.title == "Review Protocol on relations"
    assert due.path == "/larkmere/desk/protocols/protocol-on-relations/review/"
    assert "The date on record, 31 July 2024." in due.why


def test_an_election_gives_a_date_moves_it_and_takes_it_away(cast):
    version = on_paper(cast, review_words=AFTER_ELECTION)
    assert kept(version) == (None, None)
    assert not Deadline.objects.exists()

    election = record_election(cast.council, actor=cast.clerk, held_on=date(2027, 5, 6))
    assert kept(version) == (date(2027, 5, 7), date(2028, 5, 6))
    assert deadline(version).opens_on == date(2027, 5, 7)

    change_election(
        election, actor=cast.deputy, held_on=date(2026, 5, 7), kind="ordinary"
    )
    assert kept(version) == (date(2026, 5, 8), date(2027, 5, 7))
    assert deadline(version).due_on == date(2027, 5, 7)

    remove_election(election, actor=cast.clerk)
    assert kept(version) == (None, None)
    assert deadline(version).met_at is not None
    assert not Election.objects.exists()


def test_an_election_can_be_put_right_by_the_clerk_alone_and_once(cast):
    election = record_election(cast.council, actor=cast.clerk, held_on=date(2027, 5, 6))
    record_election(cast.council, actor=cast.clerk, held_on=date(2031, 5, 1))
    wish = {"held_on": date(2031, 5, 1), "kind": "ordinary"}

    with pytest.raises(PermissionDenied):
        change_election(election, actor=cast.councillor, **wish)
    with pytest.raises(PermissionDenied):
        remove_election(election, actor=cast.chair)
    with pytest.raises(DomainError, match="recorded already"):
        change_election(election, actor=cast.clerk, **wish)
    with pytest.raises(OutOfDate):
        remove_election(election, actor=cast.clerk, seen="something else")

    election.refresh_from_db()
    assert election.held_on == date(2027, 5, 6)


@pytest.mark.parametrize(
    ("nation", "held_on", "suggested"),
    [
        ("england", None, None),
        ("england", date(2023, 5, 4), date(2027, 5, 6)),
        ("wales", None, date(2027, 5, 6)),
        ("wales", date(2022, 5, 5), date(2027, 5, 6)),
        ("wales", date(2027, 5, 6), None),
    ],
)
def test_the_nation_suggests_an_election_and_nothing_uses_it(
    cast, nation, held_on, suggested
):
    cast.council.nation = nation
    cast.council.save()
    version = on_paper(cast, review_words=AFTER_ELECTION)
    if held_on:
        Election.objects.create(council=cast.council, held_on=held_on)

    assert next_election_suggested(cast.council) == suggested
    assert held_on == date(2027, 5, 6) or kept(version) == (None, None)


def test_meetings_and_clear_days_name_the_last_agenda_in_time(cast):
    version = on_paper(cast, next_review_on=date(2026, 12, 31))
    assert "No meeting to come is on record" in deadline(version).why

    meeting = record_meeting(
        cast.council, actor=cast.clerk, facts=MeetingFacts(held_on=date(2026, 12, 8))
    )
    assert deadline(version).why == (
        "The date on record, 31 December 2026. Of the meetings on record, the last in"
        " time is on 8 December 2026. Its agenda closes on 3 December 2026."
    )

    change_council(
        cast.council,
        actor=cast.clerk,
        facts=replace(settings_of(cast.council), clear_days=5),
    )
    assert "closes on 1 December 2026" in deadline(version).why

    change_meeting(
        meeting, actor=cast.clerk, facts=MeetingFacts(held_on=date(2027, 1, 12))
    )
    assert "12 January 2027, after that day" in deadline(version).why


@pytest.mark.parametrize(
    ("due_on", "is_named"),
    [(date(2027, 3, 10), True), (date(2027, 3, 11), False), (date(2028, 10, 1), False)],
)
def test_a_meeting_is_named_where_no_other_will_come_before_the_day(
    cast, due_on, is_named
):
    version = on_paper(cast, next_review_on=due_on)

    record_meeting(
        cast.council, actor=cast.clerk, facts=MeetingFacts(held_on=date(2026, 12, 8))
    )

    assert ("8 December 2026" in deadline(version).why) is is_named
    assert ("No meeting near that day" in deadline(version).why) is not is_named


def settings_of(council):
    """Give a council's settings as they are."""
    names = [name for name in CouncilFacts.__slots__ if name != "principal_authority"]
    values = {name: getattr(council, name) for name in names}
    return CouncilFacts(**values, principal_authority="")


def test_a_corrected_fact_moves_the_date(cast):
    version = on_paper(cast, review_words="2-yearly", review_cycle_months=24)
    assert kept(version) == (None, date(2024, 7, 12))

    for fact, now, due_on in (
        (Fact.ADOPTED_ON, "It was 14 July 2025", date(2027, 7, 14)),
        (Fact.NEXT_REVIEW_ON, "June 2028", date(2028, 6, 30)),
        (Fact.MINUTE_REFERENCE, "12 May 2020", date(2028, 6, 30)),
    ):
        correct_fact(
            version,
            actor=cast.clerk,
            fact=fact,
            was="",
            now=now,
            reason="The minutes say so.",
        )
        assert kept(version) == (None, due_on)


def test_a_signed_version_brings_the_rules_of_its_draft(cast):
    version = on_paper(cast, review_words="2-yearly", review_cycle_months=24)
    draft = start_draft(version.protocol, actor=cast.clerk, source=version)
    set_review_rule(
        draft,
        actor=cast.clerk,
        rule=DraftRule(words="Every year", months=12, next_on=None),
    )
    assert kept(version) == (None, date(2024, 7, 12))

    signed(cast, adopted(cast, tabled(cast, draft), days_ago=3))

    held_on = timezone.localdate() - timedelta(days=3)
    assert kept(version) == (None, date(held_on.year + 1, held_on.month, held_on.day))


def test_what_is_withdrawn_is_due_no_more(cast):
    version = on_paper(cast, next_review_on=date(2024, 7, 31))
    held = MeetingHeld(held_on=timezone.localdate())

    withdraw_version(
        version, actor=cast.clerk, withdrawn=Withdrawn(meeting=held, members_present=7)
    )

    assert kept(version) == (None, None)
    assert deadline(version).met_at is not None


# Rules set by hand.

YEARLY = WishedRules(follow_the_text=False, rules=(Rule(kind=Kind.EVERY, months=12),))
TEXT = WishedRules(follow_the_text=True)


def test_rules_set_by_hand_count_until_the_text_does_again(cast):
    version = on_paper(cast, review_words="2-yearly", review_cycle_months=24)

    protocol = set_rules(version.protocol, actor=cast.deputy, wished=YEARLY)
    assert protocol.review_on == date(2023, 7, 12)
    assert protocol.sets_own_review_rules

    draft = start_draft(protocol, actor=cast.clerk, source=version)
    signed(cast, adopted(cast, tabled(cast, draft), days_ago=0))
    rules = ReviewRule.objects.filter(protocol=protocol)
    assert [rule.months for rule in rules] == [12]

    protocol = set_rules(protocol, actor=cast.clerk, wished=TEXT)
    assert [rule.months for rule in protocol.review_rules.all()] == [24]
    assert not protocol.sets_own_review_rules
    events = AuditEvent.objects.filter(event=Event.REVIEW_RULES_CHANGED)
    assert [event.details["by_hand"] for event in events.order_by("sequence")] == [
        True,
        False,
    ]


def test_rules_saved_as_they_are_are_no_change(cast):
    protocol = on_paper(cast, review_cycle_months=24).protocol
    set_rules(protocol, actor=cast.clerk, wished=YEARLY)
    before = AuditEvent.objects.count()

    set_rules(protocol, actor=cast.clerk, wished=YEARLY)

    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ((), "source"),
        ((Rule(kind=Kind.EVERY, months=0),), "every_months"),
        ((Rule(kind=Kind.EVERY, months=241),), "every_months"),
        ((Rule(kind=Kind.AFTER_ELECTION),), "after_election_months"),
        ((Rule(kind=Kind.FIXED),), "fixed_on"),
    ],
)
def test_a_rule_that_will_not_do_is_refused(cast, rules, field):
    protocol = on_paper(cast, review_cycle_months=24).protocol
    wished = WishedRules(follow_the_text=False, rules=rules)

    with pytest.raises(DomainError) as refused:
        set_rules(protocol, actor=cast.clerk, wished=wished)

    assert refused.value.field == field
    assert [rule.months for rule in protocol.review_rules.all()] == [24]


def test_who_may_not_set_rules_and_who_saw_others_is_refused(cast):
    protocol = on_paper(cast, review_cycle_months=24).protocol
    seen = rules_seen(protocol)
    for name in ("councillor", "officer", "chair"):
        with pytest.raises(PermissionDenied, match="Only the clerk or the deputy"):
            set_rules(protocol, actor=cast.user(name), wished=YEARLY)

    set_rules(protocol, actor=cast.clerk, wished=YEARLY, seen=seen)
    with pytest.raises(OutOfDate):
        set_rules(protocol, actor=cast.deputy, wished=TEXT, seen=seen)


# The sweep.


def everything():
    """Give every row that a sweep could touch."""
    models = (Protocol, ReviewRule, Deadline, AuditEvent)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def test_a_sweep_that_finds_nothing_changes_nothing_and_leaves_the_pages(cast):
    version = on_paper(cast, next_review_on=date(2024, 7, 31))
    on_paper(cast, "Protocol on visits", review_words=AFTER_ELECTION)
    publish_pages()
    before = everything()

    recompute_reviews()

    assert everything() == before
    assert stored_page(version.protocol.get_absolute_url()) is not None


def test_a_sweep_mends_what_moved_says_so_and_renews_the_page(cast):
    version = on_paper(cast, next_review_on=date(2024, 7, 31))
    Protocol.objects.update(review_on=None, review_why="")
    ReviewRule.objects.all().delete()
    Deadline.objects.all().delete()
    publish_pages()

    recompute_reviews()

    assert kept(version) == (None, date(2024, 7, 31))
    assert deadline(version).due_on == date(2024, 7, 31)
    moved = AuditEvent.objects.get(event=Event.REVIEW_MOVED)
    assert (moved.actor, moved.details) == (None, {"due_on": "2024-07-31"})
    assert stored_page(version.protocol.get_absolute_url()) is None


def test_a_version_that_comes_into_force_by_its_date_is_found_by_the_sweep(
    cast, time_machine
):
    version = on_paper(cast, review_cycle_months=24)
    draft = start_draft(version.protocol, actor=cast.clerk, source=version)
    rule = DraftRule(words="Every year", months=12, next_on=None)
    set_review_rule(draft, actor=cast.clerk, rule=rule)
    later = timezone.localdate() + timedelta(days=3)
    signed(cast, adopted(cast, tabled(cast, draft), days_ago=1, effective_on=later))
    assert kept(version) == (None, date(2024, 7, 12))

    time_machine.move_to(timezone.now() + timedelta(days=3))
    recompute_reviews()

    assert kept(version) == (None, date(2027, 11, 22))


def test_the_queries_do_not_grow_with_the_protocols(cast, at_most_queries):
    for number in range(3):
        on_paper(cast, f"Protocol {number}", next_review_on=date(2024, 7, 31))
    with CaptureQueriesContext(connection) as few:
        recompute(cast.council)
    for number in range(3, 9):
        on_paper(cast, f"Protocol {number}", review_words=AFTER_ELECTION)

    with at_most_queries(len(few) + 1):  # what has no date is met, in one
        recompute(cast.council)
    Protocol.objects.update(review_why="")
    Deadline.objects.update(why="")
    with at_most_queries(len(few) + 3):
        assert len(recompute(cast.council)) == 9


def test_the_command_says_what_would_move_and_then_moves_it(cast, capsys):
    version = on_paper(cast, next_review_on=date(2024, 7, 31))
    Protocol.objects.update(review_on=None)
    said = {
        "council": "larkmere",
        "protocol": "protocol-on-relations",
        "was": None,
        "due_on": "2024-07-31",
        "why": "The date on record, 31 July 2024.",
    }

    call_command("recompute_reviews", "--dry-run", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found == {"councils": 1, "dry_run": True, "moved": [said]}
    assert kept(version) == (None, None)

    call_command("recompute_reviews", "--council", "larkmere")
    assert capsys.readouterr().out == (
        "larkmere/protocol-on-relations: 31 July 2024."
        " The date on record, 31 July 2024.\n"
        "Councils looked at: 1. Reviews that moved: 1.\n"
    )
    assert kept(version) == (None, date(2024, 7, 31))

    with pytest.raises(Refused, match="no council called nowhere"):
        call_command("recompute_reviews", "--council", "nowhere")
