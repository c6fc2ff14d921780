"""The page on which somebody reads what binds them, and says that they have."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils.models import Deadline, Membership
from councils.roles import Role
from protocols.document import Document, Kind, Row, Side
from protocols.models import (
    Acknowledgement,
    AcknowledgementRequest,
    ProtocolVersion,
    PublicPage,
)
from protocols.services.adoption import record_resolution
from protocols.services.answering import confirm, record_on_paper, say_not_accepted
from protocols.services.asking import ask
from protocols.services.drafting import start_draft
from protocols.services.public_pages import publish_pages
from protocols.services.texts import write_rows
from tests.protocols.cast import (
    Cast,
    a_council,
    a_draft,
    adopted,
    resolved,
    shown,
    tabled,
)
from tests.protocols.cast import (
    signed as put_in_force,
)
from tests.visits import visitor, words

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> {{ secret }} {% load x %}"


def row(text: str, holder: Side | None = None, owed_by: Side | None = None) -> Row:
    return Row(
        lineage=uuid4(),
        depth=1 if holder is None else 2,
        kind=Kind.CLAUSE if holder is None else Kind.ITEM,
        text=text,
        holder=holder,
        owed_by=owed_by,
    )


ANSWERS = row("answers within a week", Side.COUNCILLORS, Side.OFFICERS)
PAPERS = row("papers in good time", Side.COUNCILLORS, Side.OFFICERS)
COURTESY = row("courtesy in meetings", Side.OFFICERS, Side.COUNCILLORS)
BRIEFING = row("a briefing before each meeting", Side.CHAIRS, Side.CLERK)
LEAD = row("These may be expected:")
HEAD = replace(row("Expectations"), depth=0, kind=Kind.SECTION)
TEXT = Document(
    title="Protocol on relations",
    rows=(HEAD, LEAD, ANSWERS, PAPERS, COURTESY, BRIEFING),
)


def signed(cast: Cast, version: ProtocolVersion) -> ProtocolVersion:
    """Sign a version, and ask people to confirm it, as a worker does."""
    version = put_in_force(cast, version)
    ask(cast.council)
    return version


@pytest.fixture
def cast() -> Cast:
    return a_council()


@pytest.fixture
def version(cast) -> ProtocolVersion:
    return signed(cast, adopted(cast, tabled(cast, a_draft(cast, TEXT)), days_ago=9))


def next_version(
    cast: Cast,
    before: ProtocolVersion,
    *rows: Row,
    days_ago: int = 1,
    minor_reason: str | None = None,
) -> ProtocolVersion:
    """Let the council adopt other rows in place of those."""
    draft = start_draft(before.protocol, actor=cast.clerk, source=before)
    write_rows(draft, rows)
    version = record_resolution(
        tabled(cast, draft),
        actor=cast.clerk,
        resolved=resolved(cast, days_ago=days_ago),
        content_digest=shown(draft),
        minor_reason=minor_reason,
    )
    return signed(cast, version)


def at(version: ProtocolVersion) -> str:
    return reverse("version_confirm", args=["larkmere", version.protocol.slug])


def page_of(cast: Cast, version: ProtocolVersion, name: str) -> str:
    return words(visitor(cast.user(name)).get(at(version)))


def confirmed(cast: Cast, version: ProtocolVersion, name: str) -> Acknowledgement:
    return confirm(
        version.protocol, actor=cast.user(name), content_digest=shown(version)
    )


def sent(cast: Cast, version: ProtocolVersion, name: str, **answers: object) -> str:
    body = {"content_digest": shown(version), **answers}
    visit = visitor(cast.user(name))
    return words(visit.post(at(version), body, follow=True))


def part(page: str, begins: str, ends: str) -> str:
    return page.partition(begins)[2].partition(ends)[0]


def changed_for(page: str) -> str:
    return part(page, "changed-heading", "expect-heading")


# What it shows.


def test_each_reads_what_they_may_expect_and_what_is_expected_of_them(cast, version):
    page = page_of(cast, version, "councillor")
    may_expect = part(page, 'id="expect-heading"', "</section>")
    has_to = part(page, 'id="owe-heading"', "</section>")

    assert "answers within a week" in may_expect
    assert "From Officers" in may_expect
    assert f'href="#c-{ANSWERS.lineage}"' in may_expect
    assert f'id="c-{ANSWERS.lineage}"' in page
    assert "courtesy in meetings" in has_to
    assert "Officers can expect" in has_to
    assert "a briefing" not in may_expect + has_to
    assert "a briefing" in page


def test_the_other_side_reads_the_same_text_the_other_way_round(cast, version):
    page = page_of(cast, version, "officer")

    assert "courtesy" in part(page, 'id="expect-heading"', "</section>")
    assert "answers within a week" in part(page, 'id="owe-heading"', "</section>")


def test_who_holds_two_offices_reads_what_binds_them_in_both(cast, version):
    Membership.objects.create(
        council=cast.council,
        person=cast.persons["chair"],
        role=Role.COUNCILLOR,
        starts_on=timezone.localdate() - timedelta(days=100),
    )
    page = page_of(cast, version, "chair")
    may_expect = part(page, 'id="expect-heading"', "</section>")

    assert "answers within a week" in may_expect
    assert "a briefing before each meeting" in may_expect
    assert "From Town Clerk" in may_expect
    assert "It binds you as Mayor and Councillor." in page


def test_it_says_why_and_by_when(cast, version):
    page = page_of(cast, version, "councillor")
    due_on = timezone.localdate() + timedelta(days=28)

    assert f"asked to read this and confirm it by {due_on:%-d %B %Y}" in page
    assert "It has been in force since" in page


def test_who_is_late_is_told_calmly_that_there_is_time(cast, version):
    AcknowledgementRequest.objects.update(asked_on="2026-01-05", due_on="2026-02-03")

    page = page_of(cast, version, "councillor")

    assert "You were asked to do this by 3 February 2026; there is still time" in page
    assert "verdue" not in page


def test_what_is_not_in_force_is_not_to_be_confirmed(cast):
    draft = a_draft(cast)

    page = page_of(cast, draft, "councillor")
    answer = sent(cast, draft, "councillor")

    assert "No version of this is in force" in page
    assert "I have read this" not in page
    assert "No version of this is in force" in answer
    assert not Acknowledgement.objects.exists()


def test_another_protocol_of_no_council_of_theirs_is_none(cast, version):
    elsewhere = a_council("Elsewhere Parish Council", "elsewhere")

    assert visitor(elsewhere.clerk).get(at(version)).status_code == 404
    assert visitor().get(at(version)).status_code == 302
    assert visitor(cast.councillor).get(at(version)).status_code == 200


def test_whoever_has_left_is_told_that_there_is_nothing(cast, version):
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person=cast.persons["officer"]).update(ends_on=yesterday)

    assert visitor(cast.officer).get(at(version)).status_code == 404
    answer = visitor(cast.officer).post(at(version), {"content_digest": shown(version)})
    assert answer.status_code == 404
    assert not Acknowledgement.objects.exists()


# The answers.


def test_who_has_read_it_says_so_and_is_told_that_nothing_is_left(cast, version):
    page = sent(cast, version, "councillor")

    assert "Thank you. You have confirmed Protocol on relations." in page
    today = timezone.localdate()
    assert f"You confirmed this on {today:%-d %B %Y}, as Councillor" in page
    assert "nothing more for you to do" in page
    assert "I have read this" not in page
    answer = Acknowledgement.objects.get()
    assert (answer.person, answer.answer) == (cast.persons["councillor"], "confirmed")


def test_one_persons_answer_is_not_anothers(cast, version):
    sent(cast, version, "councillor")

    assert "I have read this" in page_of(cast, version, "second_councillor")


def test_what_is_asked_next_is_named(cast, version):
    other = signed(
        cast,
        adopted(cast, tabled(cast, a_draft(cast, replace(TEXT, title="On visits")))),
    )

    page = sent(cast, version, "councillor")

    assert f'href="{at(other)}">Read On visits and confirm it</a>' in page


def test_who_cannot_accept_it_says_why_and_may_confirm_it_after_all(cast, version):
    page = sent(cast, version, "officer", reason="Clause 1 asks too much.")

    assert "The Town Clerk has your reason." in page
    assert "that you cannot accept this" in page
    assert "Clause 1 asks too much." in page
    assert "I have read this" in page
    assert "Send this to the Town Clerk" not in page
    assert "Clause 1 asks too much." not in page_of(cast, version, "councillor")

    assert "Thank you. You have confirmed" in sent(cast, version, "officer")


def test_it_says_who_will_read_the_reason(cast, version):
    page = page_of(cast, version, "officer")

    assert "Nobody reads it but Clerk, Town Clerk." in page


def test_a_reason_is_asked_for_in_its_place(cast, version):
    page = sent(cast, version, "officer", reason="  ")

    assert "Say what you cannot accept, and why." in page
    assert "<details" in page
    assert " open>" in page
    assert not Acknowledgement.objects.exists()


def test_the_same_is_not_said_twice(cast, version):
    say_not_accepted(
        version.protocol,
        actor=cast.officer,
        content_digest=shown(version),
        reason="No.",
    )

    page = sent(cast, version, "officer", reason="No, and again no.")

    assert "You have said so already." in page
    assert Acknowledgement.objects.count() == 1


def test_a_hostile_reason_is_words(cast, version):
    page = sent(cast, version, "officer", reason=HOSTILE)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ secret }}" in page


def test_confirmed_before_it_is_not_recorded_again(cast, version):
    confirmed(cast, version, "councillor")

    page = sent(cast, version, "councillor")
    also = sent(cast, version, "councillor", reason="I have changed my mind.")

    assert "Nothing was recorded a second time." in page
    assert "Nothing was recorded a second time." in also
    assert Acknowledgement.objects.count() == 1


def test_sent_twice_it_is_taken_once(cast, version):
    visit, body = (
        visitor(cast.councillor),
        {"content_digest": shown(version), "form_key": str(uuid4())},
    )
    visit.post(at(version), body)

    answer = visit.post(at(version), body, follow=True)

    assert "sent already" in words(answer)
    assert Acknowledgement.objects.count() == 1


@pytest.mark.parametrize("answers", [{}, {"reason": "I typed this at length."}])
def test_a_text_that_came_meanwhile_is_shown_with_what_was_typed(
    cast, version, answers
):
    before = shown(version)
    later = next_version(cast, version, HEAD, LEAD, ANSWERS)

    visit = visitor(cast.officer)
    page = words(visit.post(at(version), {"content_digest": before, **answers}))

    assert "The text has changed since you opened this page." in page
    assert page.index("Nothing has been recorded") < page.index("expect-heading")
    assert "a briefing" not in page
    assert page.count(f'value="{shown(later)}"') == 2
    assert answers.get("reason", "") in page
    assert not Acknowledgement.objects.exists()

    body = {"content_digest": shown(later), **answers}
    visit.post(at(version), body)
    assert Acknowledgement.objects.get().version == later


def test_what_was_signed_on_paper_is_said_to_be(cast, version):
    record_on_paper(
        version.protocol,
        actor=cast.clerk,
        person=cast.persons["councillor"],
        signed_on=timezone.localdate(),
    )

    assert "You signed on paper for this on" in page_of(cast, version, "councillor")


# What changed for them.


def test_on_a_later_version_they_read_first_what_changed_for_them(cast, version):
    confirmed(cast, version, "councillor")
    other_answers = replace(ANSWERS, text="answers within three days")
    minutes = row("draft minutes within a month", Side.COUNCILLORS, Side.CLERK)
    other_briefing = replace(BRIEFING, text="a note before each meeting")
    next_version(
        cast, version, HEAD, LEAD, other_answers, COURTESY, other_briefing, minutes
    )

    page = page_of(cast, version, "councillor")
    changes = changed_for(page)

    assert "What changed for you since you confirmed version 1 on" in page
    assert page.index("changed-heading") < page.index("expect-heading")
    removed = '<del><span class="govuk-visually-hidden">[removed: </span>a week'
    assert removed in changes
    assert "[added: </span>three days" in changes
    assert "draft minutes within a month" in changes
    assert "papers in good time" in changes
    assert "No longer there" in changes
    assert "courtesy" not in changes
    assert "a note before" not in changes
    assert "Read version 1 whole" in changes


def test_who_confirmed_nothing_before_is_told_of_no_change(cast, version):
    confirmed(cast, version, "councillor")
    next_version(cast, version, HEAD, LEAD, PAPERS)

    assert "changed-heading" not in page_of(cast, version, "officer")
    assert "changed-heading" in page_of(cast, version, "councillor")


def test_where_nothing_of_theirs_changed_it_says_so(cast, version):
    confirmed(cast, version, "councillor")
    other = replace(BRIEFING, text="a note before each meeting")
    next_version(cast, version, HEAD, LEAD, ANSWERS, PAPERS, COURTESY, other)

    page = page_of(cast, version, "councillor")

    assert "Nothing changed for you" in page
    assert "I have read this" in page


def test_a_minor_version_asks_nobody_again_and_says_that_it_is_minor(cast, version):
    confirmed(cast, version, "councillor")
    heading = replace(HEAD, text="Expectations, in short")
    next_version(cast, version, heading, *TEXT.rows[1:])

    page = page_of(cast, version, "councillor")

    assert "You confirmed version 1 on" in page
    assert "The changes since then are minor. Nothing changed for you" in page
    assert "I have read this" not in page
    assert "I have read this" in page_of(cast, version, "officer")


def test_a_minor_version_after_a_material_one_is_not_all_that_changed(cast, version):
    confirmed(cast, version, "councillor")
    sooner = replace(ANSWERS, text="answers within three days")
    second = next_version(cast, version, HEAD, LEAD, sooner)
    next_version(cast, second, replace(HEAD, text="In short"), LEAD, sooner, days_ago=0)

    page = page_of(cast, version, "councillor")

    assert "I have read this" in page
    assert "minor" not in changed_for(page)
    assert "[added: </span>three days" in changed_for(page)


def test_a_change_that_was_called_minor_says_why(cast, version):
    confirmed(cast, version, "councillor")
    sooner = replace(ANSWERS, text="answers within one week")
    slip = "A slip of the pen."
    next_version(cast, version, HEAD, LEAD, sooner, *TEXT.rows[3:], minor_reason=slip)

    changes = changed_for(page_of(cast, version, "councillor"))

    assert "The changes since then are minor." in changes
    assert slip in changes
    assert "[added: </span>one<span" in changes


def test_it_says_that_concerns_go_another_way(cast, version):
    confirmed(cast, version, "councillor")
    draft = start_draft(version.protocol, actor=cast.clerk, source=version)
    draft.particulars = {
        **draft.particulars,
        "concern_routes": [
            {
                "raised_by": "officers",
                "about": "councillors",
                "stages": [
                    {
                        "kind": "informal",
                        "recipient": {"role": "clerk", "printed": "the clerk"},
                        "alternate": None,
                        "target_days": None,
                    }
                ],
            }
        ],
    }
    draft.save()
    signed(cast, adopted(cast, tabled(cast, draft), days_ago=1))

    changes = changed_for(page_of(cast, version, "councillor"))

    assert "Nothing changed for you" in changes
    assert "Where concerns go has changed" in changes


def test_another_lead_is_another_expectation(cast, version):
    confirmed(cast, version, "councillor")
    lead = replace(LEAD, text="These must not be expected:")
    next_version(cast, version, HEAD, lead, *TEXT.rows[2:])

    changes = changed_for(page_of(cast, version, "councillor"))

    assert "[added: </span>must not" in changes
    assert changes.count("comparison__row") == 1


def test_what_another_office_brings_is_new_and_says_so(cast, version):
    confirmed(cast, version, "councillor")
    person = cast.persons["councillor"]
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(role=Role.CHAIR).update(ends_on=yesterday)
    Membership.objects.create(
        council=cast.council,
        person=person,
        role=Role.CHAIR,
        starts_on=timezone.localdate(),
    )

    page = page_of(cast, version, "councillor")

    assert "What changed for you since you confirmed this on" in page
    assert "a briefing before each meeting" in changed_for(page)
    assert "It binds you now because you hold another office." in page


def test_what_an_office_that_ended_bound_is_theirs_no_longer(cast, version):
    confirmed(cast, version, "clerk")
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(role=Role.CLERK).update(ends_on=yesterday)
    Membership.objects.create(
        council=cast.council,
        person=cast.persons["clerk"],
        role=Role.OFFICER,
        starts_on=timezone.localdate(),
    )

    changes = changed_for(page_of(cast, version, "clerk"))

    assert "a briefing before each meeting" in changes
    assert "No longer yours" in changes


def test_what_was_put_on_others_says_so(cast, version):
    confirmed(cast, version, "councillor")
    others = replace(COURTESY, owed_by=Side.EVERYONE)
    away = replace(PAPERS, holder=Side.CHAIRS)
    next_version(cast, version, HEAD, LEAD, ANSWERS, away, others, BRIEFING)

    changes = changed_for(page_of(cast, version, "councillor"))

    assert "The words are the same; who may expect it, or owes it, is not." in changes
    assert "It is still there, for other people." in changes


# The cost.


def test_it_asks_little_however_long_the_text(cast, version, at_most_queries):
    confirmed(cast, version, "councillor")
    rows = [row(f"promise {n}", Side.COUNCILLORS, Side.OFFICERS) for n in range(200)]
    next_version(cast, version, HEAD, LEAD, *rows)
    visit = visitor(cast.councillor)
    visit.get(at(version))

    with at_most_queries(12):
        page = words(visit.get(at(version)))

    assert page.count("card__words") == 200
    assert Deadline.objects.open().filter(person=cast.persons["councillor"]).exists()


def test_the_pages_beside_it_ask_as_little_however_many_people(
    cast, version, at_most_queries
):
    visit = visitor(cast.officer)
    address = version.get_absolute_url()
    with CaptureQueriesContext(connection) as few:
        visit.get(address)
    for name in ("clerk", "deputy", "chair", "councillor", "second_councillor"):
        confirmed(cast, version, name)

    with at_most_queries(len(few)):
        page = words(visit.get(address))

    assert "5 of 7 people have confirmed this." in page


# Where they are asked.


def test_the_councils_page_and_the_versions_ask_whoever_has_not_confirmed(
    cast, version
):
    asked, home = "You are asked to read and confirm", "/larkmere/"
    visit = visitor(cast.councillor)
    link = f'href="{at(version)}">Read Protocol on relations and confirm it</a>'

    for address in (home, version.get_absolute_url()):
        assert asked in words(visit.get(address))
        assert f'href="{at(version)}"' in words(visit.get(address))
    assert link in words(visit.get(home))

    confirmed(cast, version, "councillor")

    for address in (home, version.get_absolute_url()):
        assert asked not in words(visit.get(address))


def test_strangers_are_asked_nothing_and_told_no_count(cast, version):
    confirmed(cast, version, "councillor")
    publish_pages()
    elsewhere = a_council("Elsewhere Parish Council", "elsewhere")

    for visit in (visitor(), visitor(elsewhere.clerk)):
        for address in ("/larkmere/", version.get_absolute_url()):
            page = words(visit.get(address))
            assert "asked to read" not in page
            assert "people have confirmed" not in page
    assert "confirm" not in "".join(page.html for page in PublicPage.objects.all())


def test_its_own_people_are_told_how_many_and_not_who(cast, version):
    confirmed(cast, version, "councillor")
    confirmed(cast, version, "deputy")

    page = words(visitor(cast.officer).get(version.get_absolute_url()))

    assert "2 of 7 people have confirmed this." in page
    assert "Deputy" not in part(page, "<main", "</main>")


def test_who_confirmed_before_a_minor_change_counts_and_who_has_left_does_not(
    cast, version
):
    confirmed(cast, version, "councillor")
    confirmed(cast, version, "second_councillor")
    heading = replace(HEAD, text="Expectations, in short")
    later = next_version(cast, version, heading, *TEXT.rows[1:])
    yesterday = timezone.localdate() - timedelta(days=1)
    left = Membership.objects.filter(person=cast.persons["second_councillor"])
    left.update(ends_on=yesterday)

    page = words(visitor(cast.officer).get(later.get_absolute_url()))

    assert "1 of 6 people have confirmed this." in page


def test_of_a_version_no_longer_in_force_nothing_is_asked(cast, version):
    next_version(cast, version, HEAD, LEAD, ANSWERS)
    version.refresh_from_db()

    page = words(visitor(cast.councillor).get(version.get_absolute_url()))

    assert "asked to read" not in page
    assert "people have confirmed" not in page


def test_a_day_that_has_passed_is_said_calmly(cast, version):
    Deadline.objects.update(due_on="2026-02-03")

    visit = visitor(cast.councillor)
    home = words(visit.get("/larkmere/"))
    page = words(visit.get(version.get_absolute_url()))

    assert "confirm it</a>, asked by 3 February 2026; there is still time" in home
    assert "Asked by 3 February 2026; there is still time." in page
