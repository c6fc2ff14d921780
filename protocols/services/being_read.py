"""How far a text in force has been read: what waits for oneself, of others a count.

Who has not confirmed is the clerk's to know. Everybody else of the council is told how
many have, and no name.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from councils.models import Council, Deadline, Person
from councils.permissions import Visitor
from protocols.models import Acknowledgement
from protocols.services.asking import answers_count
from protocols.services.shelf import Shelf
from protocols.services.showing import day_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something that one is asked to confirm oneself, and by when."""

    protocol_id: UUID
    title: str
    path: str
    by_when: str


@dataclass(frozen=True, slots=True)
class Readers:
    """How many of the people in office have confirmed a text."""

    confirmed: int
    people: int

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
        council=council, kind=Deadline.Kind.CONFIRMATION, person__user=user
    )
    return [
        Asked(
            protocol_id=deadline.subject_id,
            title=deadline.title,
            path=deadline.path,
            by_when=_by_when(deadline.due_on, today),
        )
        for deadline in asked.order_by("due_on", "title")
    ]


def readers_of(shelf: Shelf) -> Readers | None:
    """Count who has confirmed the version in force; none where none is."""
    current = shelf.current
    if current is None:
        return None
    place = shelf.versions.index(current)
    until_now = shelf.versions[place:][::-1]
    counting = [version.pk for version in answers_count(until_now)]
    confirmed = Acknowledgement.objects.confirmed().filter(
        person=OuterRef("pk"), version_id__in=counting
    )
    people = Person.objects.filter(council=shelf.council).in_office(shelf.today)
    counted = people.annotate(has_confirmed=Exists(confirmed)).aggregate(
        people=Count("pk"), confirmed=Count("pk", filter=Q(has_confirmed=True))
    )
    return Readers(confirmed=counted["confirmed"], people=counted["people"])


def _by_when(day: date, today: date) -> str:
    """Say a day; of one that has passed, that there is still time."""
    said = day_words(day)
    return f"by {said}" if day >= today else f"asked by {said}; there is still time"
