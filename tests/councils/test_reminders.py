"""Reminders: who is told of what, on which day, in one mail, and never twice."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from councils.models import Deadline, MailChoice, Membership, Notice, Person, Reminder
from councils.outbox import choice_of
from councils.roles import Role
from councils.services.deadlines import Due, meet_deadlines, set_deadlines
from councils.services.reminders import plan, plan_reminders, write_digests
from tests.builders import holder
from tests.factories import CouncilFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to("2026-11-23 07:00:00+00:00", tick=False)


def a_review(due_on: date, title: str = "Review the protocol", **changes) -> Due:
    return Due(
        kind=Deadline.Kind.REVIEW,
        subject_id=changes.pop("subject_id", uuid4()),
        due_on=due_on,
        title=title,
        path="/withycombe/desk/",
        **changes,
    )


def told(day: date = MONDAY) -> set[tuple[str, int]]:
    """Plan a day, and give whom it told on which rung."""
    before = set(Reminder.objects.values_list("pk", flat=True))
    plan(day)
    return {
        (reminder.person.name, reminder.offset)
        for reminder in Reminder.objects.exclude(pk__in=before).select_related("person")
    }


def mails() -> list[tuple[str, str]]:
    return [(n.person.name, n.subject) for n in Notice.objects.order_by("made_at")]


def test_the_clerk_and_the_deputy_are_told_of_a_review(
    council, clerk, deputy, councillor, chair
):
    set_deadlines(council, [a_review(MONDAY + timedelta(days=30))])

    assert told() == {("Carys Clerk", -30), ("Dilys Deputy", -30)}


def test_planning_again_tells_nobody_again(council, clerk):
    set_deadlines(council, [a_review(MONDAY)])

    assert told() == {("Carys Clerk", 0)}
    Deadline.objects.update(remind_on=MONDAY)  # as if the note of it had been lost
    assert told() == set()


def test_each_rung_is_said_on_its_day_until_it_is_done(council, clerk, chair):
    due = a_review(MONDAY + timedelta(days=7))
    set_deadlines(council, [due])

    days = {}
    for ahead in range(40):
        if said := told(MONDAY + timedelta(days=ahead)):
            days[ahead] = said
        if ahead == 30:
            meet_deadlines(council, kind="review", subject_ids=[due.subject_id])

    assert days == {
        0: {("Carys Clerk", -7)},
        7: {("Carys Clerk", 0)},
        14: {("Carys Clerk", 7)},
        21: {("Carys Clerk", 14), ("Megan Mayor", 14)},
        28: {("Carys Clerk", 21), ("Megan Mayor", 21)},
    }


def test_one_years_late_is_said_once(council, clerk):
    set_deadlines(council, [a_review(date(2021, 1, 1))])

    assert len(told()) == 1
    assert told(MONDAY + timedelta(days=1)) == set()


def test_where_there_is_no_clerk_the_chair_is_told(council, chair):
    set_deadlines(council, [a_review(MONDAY)])

    assert told() == {("Megan Mayor", 0)}


def test_an_office_that_ended_is_told_of_nothing(council, clerk, deputy):
    set_deadlines(council, [a_review(MONDAY)])
    ended = Membership.objects.filter(role=Role.DEPUTY_CLERK)
    ended.update(starts_on=date(2020, 1, 1), ends_on=MONDAY - timedelta(days=1))

    assert told() == {("Carys Clerk", 0)}


def test_a_signature_is_asked_of_the_vice_chair_while_the_chair_is_away(
    council, chair, vice_chair, clerk
):
    Person.objects.filter(user=chair).update(away_from=MONDAY)
    due = a_review(MONDAY, audience=Deadline.Audience.CHAIR)
    set_deadlines(council, [due])

    assert told() == {("Victor Vice", 0), ("Carys Clerk", 0)}


def test_a_person_is_told_once_of_what_is_theirs_as_clerk_and_chair(council, clerk):
    holder_also = Person.objects.get(user=clerk)
    Membership.objects.create(
        council=council, person=holder_also, role=Role.CHAIR, starts_on=MONDAY
    )
    set_deadlines(council, [a_review(MONDAY - timedelta(days=14))])

    assert told() == {("Carys Clerk", 14)}


# ---- one mail a person a day


def test_all_of_a_persons_reminders_of_a_day_are_one_mail(council, clerk, deputy):
    dues = [a_review(MONDAY, f"Review text {n}") for n in range(3)]
    set_deadlines(council, dues)

    plan_reminders()

    subject = "Withycombe Town Council: 3 things to do by their day"
    assert sorted(mails()) == [("Carys Clerk", subject), ("Dilys Deputy", subject)]
    body = Notice.objects.first().body
    assert all(f"Review text {n}" in body for n in range(3))
    assert "Due today, 23 November 2026." in body
    assert Reminder.objects.filter(notice=None).count() == 0


def test_what_comes_later_in_the_day_waits_for_the_next(council, clerk, time_machine):
    set_deadlines(council, [a_review(MONDAY, "Review one")])
    plan_reminders()
    set_deadlines(council, [a_review(MONDAY, "Review two")])
    plan_reminders()
    assert len(mails()) == 1

    time_machine.move_to("2026-11-24 07:00:00+00:00", tick=False)
    plan_reminders()

    assert [subject for _, subject in mails()] == [
        "Review one: due today, 23 November 2026",
        "Review two: was due by 23 November 2026",
    ]


def test_what_was_done_meanwhile_is_not_said(council, clerk):
    due = a_review(MONDAY)
    set_deadlines(council, [due])
    plan(MONDAY)
    meet_deadlines(council, kind="review", subject_ids=[due.subject_id])

    assert write_digests(MONDAY) == 0


def test_nothing_goes_out_on_a_sunday_and_monday_has_it(council, clerk, time_machine):
    time_machine.move_to("2026-11-29 08:00:00+00:00", tick=False)
    set_deadlines(council, [a_review(date(2026, 11, 29))])
    assert plan_reminders().mails == 0

    time_machine.move_to("2026-11-30 07:00:00+00:00", tick=False)
    assert plan_reminders().mails == 1
    # Monday is when a Sunday's mail is meant to come: it is not late.
    assert "was not running" not in Notice.objects.get().body


def test_what_comes_late_says_so(council, clerk):
    set_deadlines(council, [a_review(MONDAY + timedelta(days=7))])
    Deadline.objects.update(remind_on=MONDAY)

    plan(MONDAY + timedelta(days=3))
    write_digests(MONDAY + timedelta(days=3))

    assert (
        "You should have heard of this on 23 November 2026; the portal was not running"
        in Notice.objects.get().body
    )


def test_who_has_stopped_reminders_gets_none_and_nothing_breaks(council, clerk, deputy):
    choice = choice_of(Person.objects.get(user=clerk), "reminders")
    MailChoice.objects.filter(pk=choice.pk).update(stopped_at=timezone.now())
    Person.objects.filter(user=deputy).update(user=None, email="")
    set_deadlines(council, [a_review(MONDAY)])

    assert plan_reminders().mails == 0
    assert Reminder.objects.filter(notice=None).count() == 2


def test_each_council_writes_for_itself(council, clerk):
    elsewhere = CouncilFactory(name="Elsewhere Parish Council", slug="elsewhere")
    holder(elsewhere, Role.CLERK, "Oriel Outsider")
    for each in (council, elsewhere):
        set_deadlines(each, [a_review(MONDAY, f"Review of {each.slug}")])

    plan_reminders()

    assert sorted(mails()) == [
        ("Carys Clerk", "Review of withycombe: due today, 23 November 2026"),
        ("Oriel Outsider", "Review of elsewhere: due today, 23 November 2026"),
    ]


def test_a_councils_planning_asks_as_much_for_forty_as_for_one(
    council, clerk, at_most_queries
):
    set_deadlines(council, [a_review(MONDAY, f"Review {n}") for n in range(40)])

    # What is due; the council's days and holders; its deadlines; the rows; how many.
    with at_most_queries(8):
        plan(MONDAY)

    assert Reminder.objects.count() == 40
