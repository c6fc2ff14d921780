"""Deadlines: set, moved and met by whoever owns what they are about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from councils.models import Council, Deadline, Person

SHOWN = ("title", "why", "path", "opens_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What somebody has to do, by when; ``person`` is none where an office has to.

    ``path`` is the page where it is done, from the root of the portal.
    """

    kind: str
    subject_id: UUID
    due_on: date
    title: str
    path: str
    audience: str = Deadline.Audience.CLERK
    person: Person | None = None
    opens_on: date | None = None
    why: str = ""

    @property
    def key(self) -> str:
        """Tell this deadline from every other of the council, whatever its day."""
        whose = self.audience if self.person is None else self.person.pk
        return f"{self.kind}:{self.subject_id}:{whose}"


@transaction.atomic
def set_deadlines(council: Council, dues: Iterable[Due]) -> None:
    """Set deadlines, in two queries however many they are; asked again, do nothing.

    One that has moved, or was met and is there again, is looked at anew by the next
    planning of reminders. One that stays keeps what has been said of it.
    """
    wished = {due.key: due for due in dues}
    known = {
        deadline.key: deadline
        for deadline in Deadline.objects.select_for_update(no_key=True).filter(
            council=council, key__in=wished
        )
    }
    today = timezone.localdate()
    changed = [
        _filled(known.get(key) or Deadline(council=council, key=key), due, today)
        for key, due in wished.items()
        if key not in known or not _stands(known[key], due)
    ]
    Deadline.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["council", "key"],
        update_fields=[*SHOWN, "due_on", "remind_on", "met_at"],
    )


def meet_deadlines(
    council: Council,
    *,
    kind: str,
    subject_ids: Collection[UUID],
    person: Person | None = None,
) -> None:
    """Note that something was done, or need not be done any more: nobody is reminded.

    With a ``person`` only theirs is met.
    """
    whose = Q() if person is None else Q(person=person)
    Deadline.objects.open().filter(
        whose, council=council, kind=kind, subject_id__in=subject_ids
    ).update(met_at=timezone.now(), remind_on=None)


def let_off(council: Council, person_ids: Collection[UUID]) -> None:
    """Note that nothing has to be done any more by some persons."""
    Deadline.objects.open().filter(council=council, person__in=person_ids).update(
        met_at=timezone.now(), remind_on=None
    )


def look_again(council: Council) -> None:
    """Have the next planning look at what is open: the council changed its days."""
    Deadline.objects.open().filter(council=council).update(
        remind_on=timezone.localdate()
    )


def _stands(deadline: Deadline, due: Due) -> bool:
    return (
        deadline.met_at is None
        and deadline.due_on == due.due_on
        and all(getattr(deadline, field) == getattr(due, field) for field in SHOWN)
    )


def _filled(deadline: Deadline, due: Due, today: date) -> Deadline:
    has_moved = deadline.met_at is not None or deadline.due_on != due.due_on
    deadline.kind, deadline.subject_id = due.kind, due.subject_id
    deadline.audience, deadline.person = due.audience, due.person
    for field in SHOWN:
        setattr(deadline, field, getattr(due, field))
    if has_moved:
        deadline.remind_on = today
    deadline.due_on, deadline.met_at = due.due_on, None
    return deadline
