"""The clerk's overview: what is due, whose turn it is, who has confirmed, the year."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from councils import outbox
from councils.models import Deadline, Election, Meeting, Membership, Notice
from councils.services.deadlines import Due, set_deadlines
from protocols.models import Acknowledgement, AcknowledgementRequest
from tests.builders import invited
from tests.protocols.cast import a_council, a_draft, a_text, adopted, signed, tabled
from tests.visits import desk_of, visitor, words

PAGE = "/larkmere/desk/year/"
NOON = "2026-11-23 12:00:00+00:00"
TODAY = date(2026, 11, 23)


@pytest.fixture
def cast(db, time_machine):
    time_machine.move_to(NOON)
    return a_council()


def due(cast, title, days, **more):
    wanted = Due(
        kind=Deadline.Kind.REVIEW,
        subject_id=uuid4(),
        due_on=TODAY + timedelta(days=days),
        title=title,
        path=f"/larkmere/desk/{title.replace(' ', '-')}/",
        **more,
    )
    set_deadlines(cast.council, [wanted])


def asked(cast, version, *names):
    for name in names:
        AcknowledgementRequest.objects.get_or_create(
            council=cast.council,
            version=version,
            person=cast.persons[name],
            defaults={"why": "in_force", "asked_on": TODAY, "due_on": TODAY},
        )


def answered(cast, version, name, answer="confirmed"):
    Acknowledgement.objects.create(
        council=cast.council,
        version=version,
        person=cast.persons[name],
        answer=answer,
        reason="" if answer == "confirmed" else "Ann Lee disagrees.",
        content_digest=version.content_digest,
        given_on=TODAY,
        recorded_at=timezone.now(),
    )


def shown(cast, who="clerk"):
    return words(visitor(cast.user(who)).get(PAGE))


def test_what_is_due_stands_soonest_first_and_what_is_late_with_its_age(cast):
    due(cast, "Review in May", 170)
    due(cast, "Review long since", -400)
    due(cast, "Review next week", 7)
    due(cast, "Review in two years", 730)

    page = shown(cast).partition("What is due</h2>")[2]

    places = [page.index(f"Review {when}") for when in ("long since", "next week")]
    assert places == sorted(places)
    assert page.index("Review next week") < page.index("Review in May")
    assert "Was due on 19 October 2025, 1 year 1 month ago" in page
    assert "Review in two years" not in page
    assert "1 more has its day later." in page


def test_what_is_the_clerk_s_to_do_can_be_carried_in_a_calendar(cast):
    due(cast, "Review next week", 7)
    due(cast, "Sign it", 7, audience="chair")
    [of_clerk, of_chair] = Deadline.objects.order_by("title")
    visit = visitor(cast.deputy)

    page = words(visit.get(PAGE))

    file = reverse("calendar_deadline", args=["larkmere", of_clerk.pk])
    assert file in page
    assert visit.get(file).status_code == 200
    assert str(of_chair.pk) not in page


def test_whose_turn_it_is_is_said_of_texts_people_and_mail(cast):
    in_review = tabled(cast, a_draft(cast, a_text(title="Protocol on visits")))
    unsigned = adopted(cast)
    person, _ = invited(cast.council, by=cast.clerk)
    put = outbox.put(cast.persons["chair"], key="due", subject="Due", body="It is.")
    Notice.objects.filter(pk=put.pk).update(status="failed")

    page = shown(cast)

    assert desk_of(in_review) in page
    assert desk_of(unsigned) in page
    assert "Adopted on 20 November 2026, 3 days ago, and not signed yet." in page
    assert reverse("person_detail", args=["larkmere", person.pk]) in page
    assert "1 mail could not be delivered" in page


def test_nothing_that_is_done_is_waited_for(cast):
    signed(cast)

    page = shown(cast)

    assert "Nobody is waited for." in page
    assert "Nothing is due by the end of October 2027." in page


def test_who_confirmed_is_counted_and_nobody_is_named(cast):
    version = signed(cast)
    asked(cast, version, "councillor", "second_councillor", "officer", "chair")
    answered(cast, version, "councillor")
    answered(cast, version, "officer", "not_accepted")

    page = shown(cast).partition("Who has confirmed</h2>")[2]

    assert "1 of " in page
    assert page.count('data-label="Cannot accept it"><div>1</div>') == 1
    assert "Second Councillor" not in page
    assert "Ann Lee" not in page


def test_whoever_has_left_is_waited_for_no_more(cast):
    version = signed(cast)
    asked(cast, version, "councillor", "second_councillor")
    before = shown(cast).partition("Who has confirmed</h2>")[2]

    Membership.objects.filter(person=cast.persons["councillor"]).update(
        ends_on=TODAY - timedelta(days=1)
    )
    after = shown(cast).partition("Who has confirmed</h2>")[2]

    assert 'data-label="Not yet"><div>7</div>' in before
    assert 'data-label="Not yet"><div>6</div>' in after


def test_the_year_is_a_picture_with_a_table_behind_it(cast):
    due(cast, "Review in May", 170)
    Election.objects.create(council=cast.council, held_on=date(2027, 5, 6))
    Meeting.objects.create(council=cast.council, held_on=date(2027, 3, 2))

    page = shown(cast)

    assert page.count('role="img"') == 2
    assert "Reviews: 1; elections: 1; meetings: 1." in page
    for row in ("Review in May", "Ordinary election", "Full council, ordinary meeting"):
        assert row in page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "style=" not in page


def test_another_council_s_work_is_not_on_it(cast):
    other = a_council("Elsewhere Parish Council", "elsewhere")
    due(other, "Review theirs", 7)
    Meeting.objects.create(council=other.council, held_on=date(2027, 3, 2))
    tabled(other)

    page = shown(cast)

    assert "Review theirs" not in page
    assert "Nobody is waited for." in page
    assert "Nothing has a date in the next twelve months" in page


def test_the_desk_leads_the_clerk_to_it_and_nobody_else(cast):
    assert PAGE in words(visitor(cast.clerk).get("/larkmere/desk/"))
    assert PAGE not in words(visitor(cast.councillor).get("/larkmere/desk/"))
    assert visitor(cast.councillor).get(PAGE).status_code == 403
    assert visitor(cast.deputy).get(PAGE).status_code == 200


def test_fifty_documents_take_no_more_queries_than_one(cast, at_most_queries):
    visit = visitor(cast.clerk)
    for number in range(50):
        version = signed(cast, tabled_one(cast, number))
        asked(cast, version, "councillor", "officer")
        due(cast, f"Review {number}", number)
        Meeting.objects.create(
            council=cast.council, held_on=TODAY + timedelta(days=1 + number)
        )
    visit.get(PAGE)

    with at_most_queries(16):
        response = visit.get(PAGE)

    assert words(response).count('data-label="Not yet"') == 50


def tabled_one(cast, number):
    draft = a_draft(cast, a_text(title=f"Protocol {number}"))
    return adopted(cast, tabled(cast, draft))
