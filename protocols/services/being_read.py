"""How far a text in force has been read: what waits for oneself, of others a count.

Who has not confirmed is the clerk's to know. Everybody else of the council is told how
many have, and no name.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.utils.text import capfirst

from councils.models import Council, Deadline, Person, User
from councils.permissions import Visitor
from protocols.models import Acknowledgement
from protocols.services.asking import answers_count
from protocols.services.shelf import Shelf
from protocols.services.showing import day_words

_CONFIRMATION = Deadline.Kind.CONFIRMATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something that one is asked to confirm oneself, and by when."""

    title: str
    path: str
    by_when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """How many people in office have confirmed a text, and what waits for oneself."""

    confirmed: int
    people: int
    asked_words: str  # by when oneself is asked; none where nothing is open

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        if self.people == self.confirmed:
            return f"All {self.people} people in office have confirmed this."
        return f"{self.confirmed} of {self.people} people have confirmed this."


def waiting_for(user: Visitor, council: Council, *, today: date) -> list[Asked]:
    """List what somebody is asked to confirm in a council, the most urgent first."""
    if not user.is_authenticated:
        return []
    asked = Deadline.objects.open().filter(
        council=council, kind=_CONFIRMATION, person__user=user
    )
    return [
        Asked(
            title=deadline.title,
            path=deadline.path,
            by_when=_by_when(deadline.due_on, today),
        )
        for deadline in asked.order_by("due_on", "title")
    ]


def readers_of(shelf: Shelf, user: User) -> Readers | None:
    """Count who has confirmed the version in force, and by when one of them is asked.

    In one query; none where nothing is in force.
    """
    current = shelf.current
    if current is None:
        return None
    place = shelf.versions.index(current)
    until_now = shelf.versions[place:][::-1]
    counting = [version.pk for version in answers_count(until_now)]
    confirmed = Acknowledgement.objects.confirmed().filter(
        person=OuterRef("pk"), version_id__in=counting
    )
    waiting = Deadline.objects.open().filter(
        person=OuterRef("pk"), kind=_CONFIRMATION, subject_id=shelf.protocol.pk
    )
    counted = (
        Person.objects.filter(council=shelf.council)
        .in_office(shelf.today)
        .annotate(
            has_confirmed=Exists(confirmed),
            waits_until=Subquery(waiting.values("due_on")[:1]),
        )
        .aggregate(
            people=Count("pk"),
            confirmed=Count("pk", filter=Q(has_confirmed=True)),
            due_on=Min("waits_until", filter=Q(user=user)),
        )
    )
    due_on = counted.pop("due_on")
    words = "" if due_on is None else f"{capfirst(_by_when(due_on, shelf.today))}."
    return Readers(**counted, asked_words=words)


def _by_when(day: date, today: date) -> str:
    """Say a day; of one that has passed, that there is still time."""
    said = day_words(day)
    return f"by {said}" if day >= today else f"asked by {said}; there is still time"
