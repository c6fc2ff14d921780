"""Each due item is said once, whatever happens to clocks, hosts and beats."""

from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from councils import outbox
from councils.models import Deadline, Notice, Person, Reminder, Sweep
from councils.services.deadlines import Due, set_deadlines
from councils.services.reminders import plan, plan_reminders, write_digests
from tests.builders import holder
from tests.factories import CouncilFactory
from tests.threads import together

HOUR = 3600


def a_review(due_on: date, title: str) -> Due:
    return Due(
        kind=Deadline.Kind.REVIEW,
        subject_id=uuid4(),
        due_on=due_on,
        title=title,
        path="/withycombe/desk/",
    )


def a_days_work(day: date | None = None) -> None:
    """Do what beat asks of a worker, on a day or on today by the clock."""
    if day is None:
        plan_reminders()
    else:
        plan(day)
        write_digests(day)
    outbox.deliver(limit=1000)


def said() -> list[str]:
    """Give the titles of all that was said, once for each time it was."""
    titles = Deadline.objects.values_list("title", flat=True)
    return sorted(t for letter in mail.outbox for t in titles if t in str(letter.body))


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_say_everything_once():
    today = timezone.localdate()
    for number in range(12):
        council = CouncilFactory(slug=f"parish-{number}")
        holder(council, "clerk", name=f"Clerk {number}")
        dues = [a_review(today, f"Review {number}.{place}") for place in range(5)]
        set_deadlines(council, dues)

    together(*[partial(a_days_work, today) for _ in range(4)])

    assert Reminder.objects.count() == 60
    assert Notice.objects.count() == 12
    ids = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(set(ids)) == len(ids) == 12


@pytest.mark.django_db
def test_what_fell_due_in_three_days_outage_comes_once_and_says_so(
    council, clerk, time_machine
):
    time_machine.move_to("2026-11-23 09:00:00+00:00", tick=False)
    monday = timezone.localdate()
    titles = [f"Review of day {ahead}" for ahead in range(5)]
    dues = [
        a_review(monday + timedelta(days=ahead), title)
        for ahead, title in enumerate(titles)
    ]
    set_deadlines(council, dues)
    Deadline.objects.update(remind_on=None)
    for due in dues:
        Deadline.objects.filter(title=due.title).update(remind_on=due.due_on)
    a_days_work()

    time_machine.shift(4 * 24 * HOUR)  # Tuesday to Thursday the machine was off.
    Sweep.objects.update(boot="another start of the machine")
    for _ in range(3):
        a_days_work()
        time_machine.shift(HOUR)

    assert said() == titles
    assert len(mail.outbox) == 2
    late = [
        line for line in mail.outbox[1].body.split("\n") if "was not running" in line
    ]
    assert len(late) == 3


@pytest.mark.django_db
def test_a_clock_two_hours_back_says_nothing_again_and_two_forward_goes_on(
    council, clerk, time_machine
):
    time_machine.move_to("2026-11-23 09:00:00+00:00", tick=False)
    set_deadlines(council, [a_review(timezone.localdate(), "First")])
    a_days_work()

    time_machine.shift(-2 * HOUR)
    set_deadlines(council, [a_review(timezone.localdate(), "Second")])
    assert plan_reminders().held_up
    assert said() == ["First"]

    time_machine.shift(4 * HOUR)
    assert not plan_reminders().held_up
    time_machine.shift(24 * HOUR)
    a_days_work()
    assert said() == ["First", "Second"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "start",
    [
        "2026-03-27 08:30:00+00:00",  # the Friday before the clocks go forward
        "2026-10-23 08:30:00+00:00",  # the Friday before they go back
        "2028-02-28 08:30:00+00:00",  # the eve of a leap day
    ],
)
def test_a_week_of_hourly_beats_says_each_thing_once(
    council, clerk, time_machine, start
):
    time_machine.move_to(start, tick=False)
    today = timezone.localdate()
    titles = [f"Review of day {ahead}" for ahead in range(5)]
    set_deadlines(
        council,
        [
            a_review(today + timedelta(days=ahead), title)
            for ahead, title in enumerate(titles)
        ],
    )
    for due in Deadline.objects.all():
        Deadline.objects.filter(pk=due.pk).update(remind_on=due.due_on)

    for _ in range(6 * 24):
        a_days_work()
        time_machine.shift(HOUR)

    assert said() == titles
    # One mail on each working day that had anything, and none on another.
    days = [timezone.localdate(each.made_at) for each in Notice.objects.all()]
    assert len(days) == len(set(days))
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.django_db
def test_what_is_due_on_a_leap_day_is_said_on_it(council, clerk, time_machine):
    time_machine.move_to("2028-02-29 08:30:00+00:00", tick=False)
    Person.objects.update(away_from=None)
    set_deadlines(council, [a_review(date(2028, 2, 29), "Leap")])

    a_days_work()
    a_days_work()

    assert said() == ["Leap"]
    assert "due today, 29 February 2028" in mail.outbox[0].subject
