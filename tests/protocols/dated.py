"""A row of each kind that has to do with dates: what is due, and what came of it."""

from django.utils import timezone

from councils import outbox
from councils.models import CalendarAddress, Deadline, Person, Reminder
from councils.services.deadlines import Due, set_deadlines
from protocols.models import (
    Acknowledgement,
    AcknowledgementRequest,
    ProtocolVersion,
    Review,
    ReviewRule,
)


def with_its_dates(version: ProtocolVersion, person: Person) -> None:
    """Give a version a review, a reminder of it, and somebody who confirmed it."""
    council, protocol = version.council, version.protocol
    owned, now, today = {"council": council}, timezone.now(), timezone.localdate()
    due = Due(
        kind=Deadline.Kind.REVIEW,
        subject_id=protocol.pk,
        due_on=today,
        title="Review it",
        path=protocol.get_absolute_url(),
    )
    set_deadlines(council, [due])
    Reminder.objects.create(
        deadline=Deadline.objects.get(council=council, key=due.key),
        person=person,
        due_on=today,
        offset=0,
        meant_on=today,
        planned_on=today,
        notice=outbox.put(
            person,
            key="today",
            subject="What is due",
            body="It is.",
            stoppable="reminders",
        ),
        **owned,
    )
    CalendarAddress.objects.create(
        person=person, token_digest=f"{person.pk}", made_at=now, **owned
    )
    ReviewRule.objects.create(protocol=protocol, kind="every", months=24, **owned)
    Review.objects.create(
        protocol=protocol,
        version=version,
        opened_on=today,
        opened_by=person,
        outcome="no_change",
        ended_on=today,
        recorded_by=person,
        recorded_at=now,
        **owned,
    )
    of_person = {"version": version, "person": person, **owned}
    AcknowledgementRequest.objects.get_or_create(
        **of_person,
        defaults={"why": "in_force", "asked_on": today, "due_on": today},
    )
    Acknowledgement.objects.create(
        answer="confirmed",
        content_digest=version.content_digest,
        given_on=today,
        recorded_at=now,
        **of_person,
    )
