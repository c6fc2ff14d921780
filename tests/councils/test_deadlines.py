"""Deadlines: set, moved, met, and looked at anew when they move."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from councils.audit import record, when
from councils.audit.listening import _listeners
from councils.models import AuditEvent, Council, Deadline, Person, User
from councils.services.deadlines import Due, meet_deadlines, set_deadlines

SUBJECT = uuid4()


def review(due_on: date, why: str = "") -> Due:
    return Due(
        kind=Deadline.Kind.REVIEW,
        subject_id=SUBJECT,
        due_on=due_on,
        title="Review the protocol",
        path="/withycombe/protocol/",
        why=why,
    )


@pytest.fixture(autouse=True)
def today(time_machine) -> None:
    time_machine.move_to("2026-11-23 09:00:00+00:00", tick=False)


def test_a_deadline_is_set_once(council: Council, at_most_queries):
    set_deadlines(council, [review(date(2027, 5, 1))])
    Deadline.objects.update(remind_on=date(2027, 1, 31))

    with at_most_queries(2):
        set_deadlines(council, [review(date(2027, 5, 1))])

    deadline = Deadline.objects.get()
    assert deadline.remind_on == date(2027, 1, 31)
    assert deadline.audience == "clerk"


def test_one_that_moves_is_looked_at_anew(council: Council):
    set_deadlines(council, [review(date(2027, 5, 1))])
    Deadline.objects.update(remind_on=None)

    set_deadlines(council, [review(date(2028, 5, 1))])

    deadline = Deadline.objects.get()
    assert deadline.due_on == date(2028, 5, 1)
    assert deadline.remind_on == date(2026, 11, 23)


def test_other_words_alone_remind_nobody(council: Council):
    set_deadlines(council, [review(date(2027, 5, 1))])
    Deadline.objects.update(remind_on=None)

    set_deadlines(council, [review(date(2027, 5, 1), why="Every 24 months")])

    deadline = Deadline.objects.get()
    assert deadline.why == "Every 24 months"
    assert deadline.remind_on is None


def test_what_is_met_is_due_no_more_until_it_is_set_again(council: Council):
    set_deadlines(council, [review(date(2026, 11, 1))])
    assert Deadline.objects.due_by(date(2026, 11, 23)).count() == 1

    meet_deadlines(council, kind="review", subject_ids=[SUBJECT])
    assert not Deadline.objects.due_by(date(2026, 11, 23)).exists()
    assert not Deadline.objects.to_remind(date(2026, 11, 23)).exists()

    set_deadlines(council, [review(date(2026, 11, 1))])
    assert Deadline.objects.to_remind(date(2026, 11, 23)).count() == 1


def test_each_persons_deadline_is_their_own(
    council: Council, councillor: User, officer: User, at_most_queries
):
    persons = list(Person.objects.order_by("name"))
    dues = [
        Due(
            kind=Deadline.Kind.CONFIRMATION,
            subject_id=SUBJECT,
            due_on=date(2026, 12, 21),
            title="Read the protocol",
            path="/withycombe/protocol/",
            audience=Deadline.Audience.PERSON,
            person=person,
        )
        for person in persons
    ]
    with at_most_queries(2):
        set_deadlines(council, dues)

    meet_deadlines(
        council, kind="confirmation", subject_ids=[SUBJECT], person=persons[0]
    )

    assert [d.person for d in Deadline.objects.open()] == [persons[1]]


def test_the_database_refuses_a_person_where_an_office_has_to(
    council: Council, councillor: User
):
    set_deadlines(council, [review(date(2027, 5, 1))])
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.update(person=Person.objects.get())


def test_whoever_listens_hears_of_an_entry_in_its_own_transaction(
    council: Council, clerk: User
):
    heard: list[str] = []

    @when("test.happened")
    def listen(entry: AuditEvent) -> None:
        heard.append(entry.event)
        message = "No."
        raise ValueError(message)

    try:
        with pytest.raises(ValueError, match="No"), transaction.atomic():
            record("test.happened", council, council=council, actor=clerk)
        record("test.happened.otherwise", council, council=council, actor=clerk)
    finally:
        _listeners.pop("test.happened")

    assert heard == ["test.happened"]
    assert not AuditEvent.objects.filter(event="test.happened").exists()
