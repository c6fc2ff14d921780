"""After an election: who stays, who goes, who comes, who takes the chair."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from councils.kernel.refusals import DomainError, OutOfDate
from councils.models import (
    AuditEvent,
    Deadline,
    Election,
    Invitation,
    Meeting,
    Membership,
    Person,
)
from councils.people_tables import TypedRow
from councils.roles import Role
from councils.services.after_election import (
    NotRight,
    Outcome,
    due_after,
    plan_after,
    plan_digest,
    record_outcome,
    standing_of,
)
from councils.services.deadlines import Due, set_deadlines
from councils.services.people import Term, appoint
from tests.builders import holder
from tests.factories import LONG_SINCE, CommitteeFactory, MembershipFactory
from tests.visits import visitor

ANN = TypedRow(name="Ann Lee", email="ann@mail.example", office="councillor")


@pytest.fixture
def election(council):
    held_on = timezone.localdate() - timedelta(days=20)
    return Election.objects.create(council=council, held_on=held_on)


@pytest.fixture
def seats(council, clerk, chair):
    """Three councillors: one is the mayor, and one sits on a committee."""
    persons = {"mayor": chair.persons.get()}
    appoint(
        persons["mayor"],
        actor=clerk,
        term=Term(role="councillor", starts_on=LONG_SINCE),
    )
    for name in ("Colin Councillor", "Dora Seat"):
        account = holder(council, Role.COUNCILLOR, name)
        persons[name.split()[0].lower()] = account.persons.get()
    committee = CommitteeFactory(council=council, name="Staffing")
    for name in ("colin", "dora"):
        MembershipFactory(
            council=council,
            person=persons[name],
            role=Role.COMMITTEE_MEMBER,
            committee=committee,
        )
    return persons


@pytest.fixture
def first_day(election):
    return election.held_on + timedelta(days=4)


def outcome(first_day, *stay, **more):
    return Outcome(
        starts_on=first_day,
        origin="elected",
        re_elected=frozenset(person.pk for person in stay),
        **more,
    )


def held(person):
    """Give what a person holds, or will, from today on."""
    today = timezone.localdate()
    return {
        *Membership.objects.on(today)
        .filter(person=person)
        .values_list("role", flat=True)
    }


def test_all_is_done_in_one_step(council, clerk, election, seats, first_day):
    said = outcome(first_day, seats["mayor"], seats["dora"], typed=(ANN,))
    plan = plan_after(election, said)

    added = record_outcome(election, actor=clerk, outcome=said, seen=plan_digest(plan))

    assert held(seats["mayor"]) == {"chair", "councillor"}
    assert held(seats["dora"]) == {"committee_member", "councillor"}
    assert held(seats["colin"]) == set()
    ann = Person.objects.get(name="Ann Lee")
    assert held(ann) == {"councillor"}
    assert added.invited == [ann]
    assert Invitation.objects.get().person == ann
    old, new = seats["dora"].memberships.filter(role="councillor")
    assert (old.ends_on, new.starts_on) == (first_day - timedelta(days=1), first_day)
    assert new.origin == "elected"


def test_what_stands_in_the_trail_is_what_each_step_alone_would_write(
    clerk, election, seats, first_day
):
    before = AuditEvent.objects.count()
    said = outcome(first_day, seats["mayor"], seats["dora"], typed=(ANN,))
    record_outcome(election, actor=clerk, outcome=said)

    events = AuditEvent.objects.order_by("sequence").values_list("event", flat=True)
    assert list(events)[before:] == [
        *["councils.office.ended"] * 4,
        *["councils.office.begun"] * 2,
        *("councils.person.added", "councils.office.begun"),
        "councils.person.invited",
    ]


def test_a_mayor_who_was_not_returned_stays_until_another_is_chosen(
    clerk, election, seats, first_day
):
    said = outcome(first_day, seats["colin"], seats["dora"])
    plan = plan_after(election, said)
    record_outcome(election, actor=clerk, outcome=said)

    assert "Megan Mayor stays Mayor until the council has chosen" in plan.notes[0]
    assert held(seats["mayor"]) == {"chair"}


def test_both_chairs_change_hands_and_the_old_mayor_goes(
    council, clerk, election, seats, first_day
):
    on = first_day + timedelta(days=3)
    new_vice = TypedRow(name="Vic New", email="vic@mail.example", office="vice_chair")
    said = outcome(
        first_day,
        seats["colin"],
        seats["dora"],
        typed=(new_vice,),
        chair=seats["dora"].pk,
        chair_from=on,
    )

    record_outcome(election, actor=clerk, outcome=said)

    assert held(seats["mayor"]) == set()
    assert "chair" in held(seats["dora"])
    assert held(Person.objects.get(name="Vic New")) == {"councillor", "vice_chair"}
    was = seats["mayor"].memberships.get(role="chair")
    assert was.ends_on == on - timedelta(days=1)
    assert Invitation.objects.count() == 1


def test_the_old_deputy_becomes_mayor_and_hands_that_office_on(
    council, clerk, vice_chair, election, seats, first_day
):
    deputy = vice_chair.persons.get()
    said = outcome(
        first_day,
        *(deputy, seats["mayor"], seats["colin"]),
        chair=deputy.pk,
        vice_chair=seats["mayor"].pk,
        chair_from=first_day,
    )

    record_outcome(election, actor=clerk, outcome=said)

    assert held(deputy) == {"chair", "councillor"}
    assert held(seats["mayor"]) == {"vice_chair", "councillor"}


def test_whoever_is_re_elected_keeps_what_waits_and_whoever_goes_is_let_off(
    council, clerk, election, seats, first_day
):
    for name in ("colin", "dora"):
        due = Due(
            kind=Deadline.Kind.CONFIRMATION,
            subject_id=council.pk,
            due_on=date(2030, 1, 1),
            title="Read it",
            path="/",
            audience="person",
            person=seats[name],
        )
        set_deadlines(council, [due])

    said = outcome(first_day, seats["dora"], seats["mayor"])
    record_outcome(election, actor=clerk, outcome=said)

    assert Deadline.objects.open().get().person == seats["dora"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"chair": "colin", "chair_from": 0}, "was not returned cannot be Mayor"),
        ({"chair": "dora"}, "Enter from which day the Mayor is in office"),
        ({"chair": "dora", "chair_from": -1}, "Nobody takes the chair before"),
        (
            {"chair": "dora", "vice_chair": "dora", "chair_from": 0},
            "One person cannot be in both chairs",
        ),
        ({"starts_on": -4}, "comes after the day of the election"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_done(
    clerk, election, seats, first_day, changes, sentence
):
    before = list(Membership.objects.order_by("pk").values())
    said = {
        "starts_on": first_day + timedelta(days=changes.get("starts_on", 0)),
        "origin": "elected",
        "re_elected": frozenset({seats["dora"].pk}),
    }
    for name in ("chair", "vice_chair"):
        if name in changes:
            said[name] = seats[changes[name]].pk
    if "chair_from" in changes:
        said["chair_from"] = first_day + timedelta(days=changes["chair_from"])

    with pytest.raises(NotRight) as refused:
        record_outcome(election, actor=clerk, outcome=Outcome(**said))

    assert sentence in str(refused.value.plan.wrong)
    assert list(Membership.objects.order_by("pk").values()) == before


def test_a_wrong_row_keeps_all_from_being_done(clerk, election, seats, first_day):
    colin = TypedRow(name="C", email=seats["colin"].email, office="councillor")
    nobody = TypedRow(email="nonsense", office="councillor")

    with pytest.raises(NotRight) as refused:
        record_outcome(
            election,
            actor=clerk,
            outcome=outcome(first_day, *seats.values(), typed=(colin, nobody)),
        )

    first, second = refused.value.plan.rows
    assert "stands among the councillors above" in str(first.wrong)
    assert "Enter the person’s full name." in str(second.wrong)
    assert held(seats["colin"]) == {"councillor", "committee_member"}


def test_two_people_cannot_take_one_chair(election, seats, first_day):
    rows = tuple(TypedRow(name=name, office="chair") for name in ("A", "B"))

    plan = plan_after(election, outcome(first_day, typed=rows, chair_from=first_day))

    assert ("chair", "One person alone can be Mayor.") in plan.wrong


def test_a_mayor_who_is_chosen_again_simply_stays(election, seats, first_day):
    mayor = seats["mayor"]
    said = outcome(first_day, mayor, chair=mayor.pk, chair_from=first_day)

    plan = plan_after(election, said)

    assert (plan.chosen, plan.notes) == ([], ["Megan Mayor stays Mayor."])


def test_what_has_changed_since_is_shown_anew(clerk, election, seats, first_day):
    said = outcome(first_day, *seats.values())
    seen = plan_digest(plan_after(election, said))
    term = seats["dora"].memberships.get(role="councillor")
    term.ends_on = election.held_on
    term.save()

    with pytest.raises(OutOfDate):
        record_outcome(election, actor=clerk, outcome=said, seen=seen)


def test_once_said_nobody_is_asked_for_again(clerk, election, seats, first_day):
    said = outcome(first_day, seats["dora"], seats["mayor"])
    record_outcome(election, actor=clerk, outcome=said)

    assert standing_of(election) == []
    with pytest.raises(DomainError, match="nothing to record"):
        record_outcome(election, actor=clerk, outcome=said)


def test_once_the_annual_meeting_has_chosen_somebody_seated_takes_the_chair(
    clerk, election, seats, first_day
):
    said = outcome(first_day, seats["dora"], seats["colin"], typed=(ANN,))
    record_outcome(election, actor=clerk, outcome=said)
    ann = Person.objects.get(name="Ann Lee")

    later = outcome(first_day, chair=ann.pk, chair_from=first_day)
    record_outcome(election, actor=clerk, outcome=later)

    assert held(ann) == {"chair", "councillor"}
    assert held(seats["mayor"]) == set()
    assert Invitation.objects.count() == 1


def test_after_a_by_election_the_others_stay(council, clerk, seats):
    held_on = timezone.localdate() - timedelta(days=9)
    by = Election.objects.create(council=council, held_on=held_on, kind="by_election")

    said = outcome(held_on + timedelta(days=4), typed=(ANN,))
    record_outcome(by, actor=clerk, outcome=said)

    assert standing_of(by) == []
    assert held(seats["colin"]) == {"councillor", "committee_member"}
    assert held(Person.objects.get(name="Ann Lee")) == {"councillor"}


def test_an_election_long_past_is_not_begun_with(council, clerk, seats):
    past = timezone.localdate() - timedelta(days=400)
    election = Election.objects.create(council=council, held_on=past)

    with pytest.raises(DomainError, match="more than a year ago"):
        record_outcome(election, actor=clerk, outcome=outcome(past + timedelta(days=4)))


def test_only_the_clerk_records_it(deputy, election, seats, first_day):
    with pytest.raises(PermissionDenied):
        record_outcome(election, actor=deputy, outcome=outcome(first_day))


def test_reviews_within_a_year_of_the_election_are_due_then(council, election):
    for title, days in {"soon": 90, "late": -30, "far": 500}.items():
        due = Due(
            kind=Deadline.Kind.REVIEW,
            subject_id=uuid4(),
            due_on=election.held_on + timedelta(days=days),
            title=title,
            path=f"/{title}",
        )
        set_deadlines(council, [due])

    assert [deadline.title for deadline in due_after(election)] == ["late", "soon"]


# ---- the page


@pytest.fixture
def address(council, election):
    return reverse("after_election", args=[council.slug, election.pk])


@pytest.fixture
def desk(clerk):
    return visitor(clerk)


def answers(first_day, seats, *stay, **more):
    day = {"day": first_day.day, "month": first_day.month, "year": first_day.year}
    return {
        "do": "check",
        "origin": "elected",
        **{f"starts_on_{box}": value for box, value in day.items()},
        **{
            f"of-{person.pk}": "re-elected" if name in stay else "not-returned"
            for name, person in seats.items()
        },
        **more,
    }


def carried(answer, do="add"):
    return {**dict(answer.context["carried"]), "do": do}


def test_the_page_asks_of_each_councillor_and_suggests_the_day(
    desk, address, council, election, seats, first_day
):
    annual = first_day + timedelta(days=6)
    Meeting.objects.create(council=council, held_on=annual, kind="annual")

    page = desk.get(address)

    for person in seats.values():
        assert person.name in page.text
    form = page.context["form"]
    assert form["starts_on"].value() == first_day
    assert form["chair_from"].value() == annual
    assert len(page.context["rows"]) == 5


def test_preview_then_record_then_what_is_due(desk, address, seats, first_day):
    sent = answers(first_day, seats, "mayor", "dora") | {
        "new-0-name": "Ann Lee",
        "new-0-email": "ann@mail.example",
        "new-0-office": "councillor",
    }
    before = AuditEvent.objects.count()

    preview = desk.post(address, sent)

    assert "Nothing has been kept yet" in preview.text
    assert "Colin Councillor, Councillor" in preview.text
    assert "Ann Lee at ann@mail.example." in preview.text
    assert AuditEvent.objects.count() == before

    done = desk.post(address, carried(preview), follow=True)

    assert "What the election changed is recorded." in done.text
    assert "An invitation is on its way to Ann Lee." in done.text
    assert "Recorded already" in done.text
    assert "What is due" in done.text
    assert done.context["form"].asked_of == []


def test_whoever_is_left_out_is_asked_about_and_what_was_typed_stays(
    desk, address, seats, first_day
):
    sent = answers(first_day, seats, "mayor") | {
        "new-0-name": "Ann",
        "new-0-email": "x",
    }
    sent.pop(f"of-{seats['dora'].pk}")

    answer = desk.post(address, sent)

    assert "Say whether Dora Seat was re-elected." in answer.text
    assert 'value="Ann"' in answer.text

    sent[f"of-{seats['dora'].pk}"] = "re-elected"
    answer = desk.post(address, sent)
    assert "Person 1: Enter an e-mail address such as" in answer.text


def test_change_something_and_more_rows_keep_all_that_was_typed(
    desk, address, seats, first_day
):
    sent = answers(first_day, seats, "mayor") | {"new-0-name": "Ann Lee"}
    preview = desk.post(address, sent)

    back = desk.post(address, carried(preview, "change"))
    more = desk.post(address, {**sent, "do": "more", "starts_on_month": "13"})

    for page in (back, more):
        assert 'value="Ann Lee"' in page.text
        assert "There is a problem" not in page.text
        stays = page.context["form"][f"of-{seats['mayor'].pk}"].value()
        assert stays == "re-elected"
    assert len(more.context["rows"]) == 6
    assert 'value="13"' in more.text


def test_another_councils_person_takes_no_chair(
    desk, address, outsider, seats, first_day
):
    stranger = outsider.persons.get()

    answer = desk.post(
        address, answers(first_day, seats, "mayor", chair=str(stranger.pk))
    )

    assert "Select a valid choice" in answer.text


def test_the_list_of_meetings_leads_there_while_it_is_time(
    desk, address, council, election, deputy
):
    old = Election.objects.create(council=council, held_on=date(2019, 5, 2))
    page = reverse("meeting_list", args=[council.slug])

    text = desk.get(page).text

    assert address in text
    assert reverse("after_election", args=[council.slug, old.pk]) not in text
    assert address not in visitor(deputy).get(page).text
    assert (
        "more than a year ago"
        in desk.get(reverse("after_election", args=[council.slug, old.pk])).text
    )


def test_the_page_takes_no_more_queries_for_more_councillors(
    desk, address, council, election, at_most_queries
):
    for _ in range(15):
        MembershipFactory(council=council, role=Role.COUNCILLOR)
    desk.get("/")

    with at_most_queries(20):
        desk.get(address)
