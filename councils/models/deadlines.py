"""Deadlines: what somebody has to do by a day, and the reminders of it."""

from django.db import models
from django.db.models import Q

from councils.kernel.guards import Frozen
from councils.models.base import CouncilOwned
from councils.models.notices import Notice
from councils.models.people import Person
from councils.querysets import DeadlineQuerySet


class Deadline(CouncilOwned):
    """One thing that has to be done by a day: what, by whom, and where.

    It knows its subject as a name, and not as a foreign key: whoever owns the subject
    sets the deadline, moves it and meets it. Reminders, calendars and desks read this
    one table and need to know nothing of what stands behind. Written only by
    ``councils.services.deadlines``.
    """

    class Audience(models.TextChoices):
        """Who has to do it."""

        PERSON = "person", "One person"
        CLERK = "clerk", "The clerk, and the deputy"
        CHAIR = "chair", "Whoever signs for the council"

    class Kind(models.TextChoices):
        """What has to be done."""

        REVIEW = "review", "Review"
        CONFIRMATION = "confirmation", "Reading and confirming"
        SIGNATURE = "signature", "Signature"

    key = models.CharField(max_length=120)  # what it is about, once in a council
    kind = models.CharField(max_length=20, choices=Kind)
    subject_id = models.UUIDField()
    audience = models.CharField(max_length=6, choices=Audience)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="deadlines"
    )
    title = models.CharField(max_length=330)  # such as “Review Member protocol”
    why = models.TextField(blank=True)  # where the day comes from, in words
    path = models.CharField(max_length=200)  # the page where it is done
    opens_on = models.DateField(null=True)  # the first day on which it counts
    due_on = models.DateField()
    # The next day on which somebody may have to be reminded; none once all is said.
    remind_on = models.DateField(null=True)
    met_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    swept = ("kind", "audience", "person_id", "due_on", "remind_on", "met_at")

    class Meta(CouncilOwned.Meta):
        ordering = ["due_on", "title"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "key"], name="councils_deadline_once"
            ),
            models.CheckConstraint(
                condition=Q(audience="person", person__isnull=False)
                | (~Q(audience="person") & Q(person__isnull=True)),
                name="councils_deadline_person_where_it_is_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(met_at__isnull=True),
                name="councils_deadline_open",
            ),
            models.Index(
                fields=["remind_on"],
                condition=Q(met_at__isnull=True, remind_on__isnull=False),
                name="councils_deadline_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, by {self.due_on:%-d %B %Y}"


class Reminder(CouncilOwned):
    """That one person is to be told once of one deadline, at one distance from it.

    Made before anything is sent. ``offset`` counts days from the deadline: 30 before is
    -30. All of a person's reminders of one day go out as one ``notice``. The database
    holds that nobody is told twice of the same. Written only by
    ``councils.services.reminders``.
    """

    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, related_name="reminders"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="reminders"
    )
    due_on = models.DateField()
    offset = models.SmallIntegerField()
    meant_on = models.DateField()  # earlier than planned, where the portal was away
    planned_on = models.DateField()
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, related_name="reminders"
    )

    swept = ("notice_id", "planned_on", "person_id")

    guards = (Frozen(once=("notice_id",)),)

    class Meta(CouncilOwned.Meta):
        ordering = ["due_on"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["deadline", "due_on", "offset", "person"],
                name="councils_reminder_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["planned_on"],
                condition=Q(notice__isnull=True),
                name="councils_reminder_unsaid",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id}: {self.person_id}, {self.offset:+} days"
