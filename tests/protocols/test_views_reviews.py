"""The pages of reviews: the clerk's, everybody's, and the auditor's sheet."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from councils.models import Election, Meeting
from protocols.document import Facts
from protocols.models import ProtocolVersion, PublicPage, Review
from protocols.services.drafting import new_protocol
from protocols.services.paper import record_from_paper
from protocols.services.public_pages import publish_pages, stored_page
from protocols.services.reviews import open_review
from tests.protocols.answers import a_meeting, day_of
from tests.protocols.cast import (
    a_council,
    a_draft,
    a_text,
    adopted,
    reviewed,
    signed,
    tabled,
)
from tests.visits import visitor, words

pytestmark = pytest.mark.django_db

LATE = {
    "review_words": "2-yearly",
    "review_cycle_months": 24,
    "next_review_on": date(2024, 7, 31),
}


@pytest.fixture
def cast():
    return a_council()


def on_paper(cast, title="Protocol on relations", **facts):
    known = {"adopted_on": date(2022, 7, 12), "adopted_by": "Full council", **facts}
    return record_from_paper(
        new_protocol(cast.council, actor=cast.clerk, title=title),
        actor=cast.clerk,
        document=replace(a_text(title=title), facts=Facts(**known)),
        source_file=None,
    )


def at(name, version):
    return reverse(name, args=["larkmere", version.protocol.slug])


def page_of(cast, version, name="clerk"):
    return words(visitor(cast.user(name)).get(at("protocol_review", version)))


# The clerk's pages.


def test_the_page_says_what_is_due_why_and_by_which_agenda(cast):
    version = on_paper(cast, **LATE)
    Meeting.objects.create(council=cast.council, held_on=date(2026, 12, 8))

    page = page_of(cast, version)

    assert "Was due on 31 July 2024, 2 years 3 months ago" in page
    assert "The date on record, 31 July 2024." in page
    assert "on 8 December 2026, after that day. Its agenda closes on 3 December" in page
    assert "<q>2-yearly</q>" in page
    assert "Adopted on 12 July 2022." in page
    assert "Record: reviewed, no change" in page


def test_others_read_the_page_and_are_told_who_records(cast):
    page = page_of(cast, on_paper(cast, **LATE), "councillor")

    assert "Only the clerk or the deputy clerk can record reviews" in page
    assert "Record: reviewed, no change" not in page


def test_what_is_not_in_force_is_not_due(cast):
    page = page_of(cast, a_draft(cast))

    assert "No version of this protocol is in force" in page


def test_a_review_without_change_is_recorded_on_one_page(cast):
    version = on_paper(cast, **LATE)
    answers = a_meeting(which="other", minute_reference="19.193")
    held_on = timezone.localdate() - timedelta(days=3)

    answer = visitor(cast.deputy).post(
        at("review_record", version), answers, follow=True
    )

    assert "The review is recorded. Next review: By 20 November 2028" in words(answer)
    assert "Reviewed, no change" in words(answer)
    review = Review.objects.get()
    assert (review.ended_on, review.minute_reference) == (held_on, "19.193")
    assert ProtocolVersion.objects.count() == 1


def test_a_meeting_on_record_is_picked(cast):
    version = on_paper(cast, **LATE)
    meeting = Meeting.objects.create(council=cast.council, held_on=date(2024, 9, 3))
    visit = visitor(cast.clerk)

    assert "Full council, 3 September 2024" in words(
        visit.get(at("review_record", version))
    )
    visit.post(at("review_record", version), {"which": meeting.pk})

    assert Review.objects.get().meeting == meeting


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"which": "other"}, "Enter the date of the meeting."),
        ({"note": "All read."}, "Choose the meeting, or “Another meeting”."),
        (
            {**a_meeting(which="other"), **day_of("held_on", -2)},
            "The meeting’s date is in the future.",
        ),
        (
            {**a_meeting(which="other"), "held_on_year": 2021},
            "This version was adopted on 12 July 2022",
        ),
    ],
)
def test_what_is_wrong_is_said_on_the_form(cast, answers, wrong):
    version = on_paper(cast, **LATE)

    page = words(visitor(cast.clerk).post(at("review_record", version), answers))

    assert wrong in page
    assert "There is a problem" in page
    assert not Review.objects.exists()


def test_a_review_is_opened_shown_and_its_minute_named_later(cast):
    version = on_paper(cast, **LATE)
    visit = visitor(cast.clerk)

    opened = visit.post(
        at("review_open", version), {"why": "The law has changed."}, follow=True
    )
    assert "A review is open since 23 November 2026" in words(opened)
    assert "The law has changed." in words(opened)

    review = reviewed(version, by=cast.clerk, days_ago=0)
    page = visit.get(at("protocol_review", version))
    assert "A review is open" not in words(page)
    assert "Enter it" in words(page)
    address = reverse("review_minute", args=["larkmere", review.pk])
    named = visit.post(address, {"minute_reference": "26/101"}, follow=True)
    assert "26/101" in words(named)


def test_a_review_that_is_open_has_no_minute_yet(cast):
    version = on_paper(cast, **LATE)
    review = open_review(version.protocol, actor=cast.clerk, why="It is unclear.")

    address = reverse("review_minute", args=["larkmere", review.pk])

    assert visitor(cast.clerk).get(address).status_code == 404


def test_rules_are_shown_before_they_are_saved(cast):
    version = on_paper(cast, **LATE)
    visit, address = visitor(cast.clerk), at("review_rules", version)
    answers = {"source": "own", "every_months": 60, "on_issues": "on"}

    shown = words(visit.post(address, {**answers, "show": "1"}))
    assert "With these rules the next review would be:" in shown
    assert "By 12 July 2027" in shown
    version.protocol.refresh_from_db()
    assert version.protocol.review_on == date(2024, 7, 31)

    saved = words(visit.post(address, answers, follow=True))
    assert "The rules are saved. By 12 July 2027" in saved
    assert "set here, so no later version changes them" in saved
    assert "On 31 July 2024, the date on record" in saved

    again = words(visit.post(address, {"source": "text"}, follow=True))
    assert "Was due on 31 July 2024" in again


def test_rules_of_ones_own_need_a_rule(cast):
    version = on_paper(cast, **LATE)

    page = visitor(cast.clerk).post(at("review_rules", version), {"source": "own"})

    assert "Enter a rule, or let those of the text count." in words(page)


def test_an_election_is_suggested_changed_and_removed(cast):
    visit = visitor(cast.clerk)
    election = Election.objects.create(council=cast.council, held_on=date(2023, 5, 4))
    page = words(visit.get(reverse("election_add", args=["larkmere"])))
    assert "The next may be on 6 May 2027" in page

    change = reverse("election_change", args=["larkmere", election.pk])
    answers = {"kind": "ordinary", **day_of("held_on", 3)}
    assert "The election is changed." in words(visit.post(change, answers, follow=True))
    remove = reverse("election_remove", args=["larkmere", election.pk])
    assert "Remove it only if" in words(visit.get(remove))
    assert "The election is removed." in words(visit.post(remove, follow=True))
    assert not Election.objects.exists()


# Everybody's pages.


def test_everybody_reads_calmly_that_a_review_is_late(cast, client):
    version = on_paper(cast, **LATE)

    for address in (version.protocol.get_absolute_url(), "/larkmere/"):
        page = words(client.get(address))
        assert "Was due on 31 July 2024" in page
        assert "2 years 3 months ago" in page
        assert "notice--error" not in page


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"adopted_on": date(2012, 12, 4)}, "13 years 11 months since 4 December 2012"),
        (
            {"reviewed_on": (date(2024, 8, 9),)},
            "2 years 3 months since 9 August 2024",
        ),
        ({"review_words": "After each election"}, "enter it under Meetings"),
        ({"next_review_on": date(2027, 6, 30)}, "By 30 June 2027"),
    ],
)
def test_the_register_says_what_is_known(cast, client, facts, said):
    version = on_paper(cast, **facts)

    assert said in words(client.get("/larkmere/"))
    assert said in words(client.get(version.protocol.get_absolute_url()))


def test_a_text_that_was_never_adopted_is_said_to_be_so_with_its_age(cast, client):
    version = a_draft(cast)
    printed = {**version.particulars, "printed": {"status": ["DRAFT OCTOBER 2016"]}}
    ProtocolVersion.objects.filter(pk=version.pk).update(particulars=printed)

    own = words(visitor(cast.councillor).get("/larkmere/"))
    assert "Never adopted" in own
    assert "10 years 1 month since 1 October 2016" in own
    # Nothing of a draft is the public's.
    assert "2016" not in words(client.get("/larkmere/"))


def test_a_review_is_shown_as_one_and_never_as_the_adoption(cast, client):
    version = on_paper(cast, **LATE)
    reviewed(version, by=cast.deputy, minute_reference="26/101", note="All read.")
    address = version.protocol.get_absolute_url()

    page = words(client.get(address))
    assert "<dt>Last reviewed</dt> <dd>22 November 2026" in page
    assert "<dt>Adopted</dt> <dd>12 July 2022" in page
    assert "26/101" in page
    record = words(client.get(f"{address}v/1/record/"))
    assert "Reviews since" in record
    assert "26/101" in record
    for text in (page, record):
        assert "All read." not in text
        assert "Deputy" not in text


def test_the_public_page_of_a_reviewed_text_takes_few_queries(
    cast, client, at_most_queries
):
    version = on_paper(cast, **LATE)
    address = version.protocol.get_absolute_url()
    with at_most_queries(3):
        client.get(address)

    for days_ago in (1, 40, 300):
        reviewed(version, by=cast.clerk, days_ago=days_ago)
    with at_most_queries(4):
        client.get(address)
    publish_pages()
    with at_most_queries(1):
        client.get(address)


def until_the_page_turns(cast, time_machine, start):
    """Give the days on which the stored page is made anew, and what it then says."""
    version = ProtocolVersion.objects.get()
    address = version.protocol.get_absolute_url()
    day = start
    while True:
        time_machine.move_to(f"{day}T12:00:00")
        publish_pages()
        found = stored_page(address)
        assert found is not None
        assert found[1] is not None
        said = found[1].split("Next review</dt>")[1].split("</div>")[0]
        yield day, " ".join(said.replace("<small>", " ").split())
        day = PublicPage.objects.get(address=address).good_until


def test_a_stored_page_turns_on_the_days_on_which_it_says_something_else(
    cast, time_machine
):
    on_paper(cast, adopted_on=date(2024, 12, 1), review_cycle_months=24)

    turns = until_the_page_turns(cast, time_machine, date(2026, 11, 30))

    before, first = next(turns), next(turns)
    assert before == (
        date(2026, 11, 30),
        "<dd>By 1 December 2026 Every 2 years, counted from the adoption on"
        " 1 December 2024.</small></dd>",
    )
    assert first == (
        date(2026, 12, 2),
        "<dd>Was due on 1 December 2026 1 day ago</small></dd>",
    )
    days = [day for day, _ in (next(turns) for _ in range(32))]
    assert days[:2] == [date(2026, 12, 3), date(2026, 12, 4)]
    assert days[-3:] == [date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]


def test_a_stored_page_turns_as_the_window_opens_and_closes(cast, time_machine):
    Election.objects.create(council=cast.council, held_on=date(2027, 5, 6))
    on_paper(cast, review_words="In the year following an election")

    turns = until_the_page_turns(cast, time_machine, date(2027, 5, 5))

    found = [next(turns) for _ in range(4)]
    assert [day for day, _ in found] == [
        date(2027, 5, 5),
        date(2027, 5, 7),
        date(2028, 5, 6),  # a page is kept for a year at most
        date(2028, 5, 7),
    ]
    assert "Can be done since 7 May 2027" in found[1][1]
    assert found[1][1] == found[2][1]
    assert "Was due on 6 May 2028" in found[3][1]


# The sheet for the auditor.


def test_the_sheet_has_each_document_with_its_resolution_and_its_dates(cast):
    on_paper(cast, minute_reference="22/71", **LATE)
    draft = a_draft(cast, a_text(title="Protocol on gifts"))
    version = signed(cast, adopted(cast, tabled(cast, draft), minute_reference="26/99"))
    a_draft(cast, a_text(title="Protocol on visits"))
    reviewed(version, by=cast.clerk)

    page = words(visitor(cast.councillor).get("/larkmere/desk/evidence/"))

    assert "Made on 23 November 2026" in page
    assert "by Councillor, from" in page
    for said in (
        *("Minute 22/71", "Was due on 31 July 2024", "2 years 3 months overdue"),
        *("Minute 26/99", "22\xa0Nov\xa02026", version.content_digest[:16]),
        *("Protocol on visits", "Never adopted", "3 documents"),
    ):
        assert said.replace("\xa0", " ") in page


def test_the_sheet_as_a_table_says_the_same(cast):
    on_paper(cast, title="=Protocol", minute_reference="22/71", **LATE)

    answer = visitor(cast.officer).get("/larkmere/desk/evidence.csv")

    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith('"Document","Standing","Version","Adopted on"')
    digest = ProtocolVersion.objects.get().content_digest
    assert row == (
        '"\'=Protocol","In force","1","2022-07-12","Full council","22/71","",'
        f'"Was due on 31 July 2024","2 years 3 months overdue","{digest}"'
    )
    assert "larkmere-policy-evidence-2026-11-23.csv" in answer["Content-Disposition"]


def test_the_sheet_of_fifty_documents_asks_no_more_than_that_of_one(
    cast, at_most_queries
):
    visit = visitor(cast.clerk)
    for number in range(50):
        a_draft(cast, a_text(title=f"Protocol {number} " + "on very long names " * 12))

    with at_most_queries(12):
        page = visit.get("/larkmere/desk/evidence/")

    assert "50 documents" in words(page)
