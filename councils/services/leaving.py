"""Somebody leaves: their offices end on a day, and nothing waits for them any more."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from councils.kernel.refusals import DomainError
from councils.kernel.scopes import sweeping, within
from councils.kernel.seen import require_seen
from councils.models import CalendarAddress, Council, Membership, Person, User
from councils.services.deadlines import let_off
from councils.services.standing import offices_seen
from councils.services.terms import (
    MANAGERS,
    ONE_DAY,
    council_person,
    end,
    take_people,
)
from councils.services.wording import day_in_words

# A sweep that could not run finds later what it missed.
LOOKED_BACK = timedelta(days=7)


@transaction.atomic
def leave(
    person: Person, *, actor: User, last_day: date, seen: str = ""
) -> list[Membership]:
    """End all offices of a person on a day; one that ends sooner stays as it is.

    Raises:
        PermissionDenied: the actor is not the clerk.
        OutOfDate: their offices do not stand as the clerk saw it.
        DomainError: they hold none after that day, one begins after it, or nobody
            would be left to manage the council here.
    """
    council = take_people(person.council, actor)
    person = council_person(council, person)
    require_seen(seen, offices_seen(person))
    terms = Membership.objects.filter(council=council, person=person).select_related(
        "person__user", "person__council", "council", "committee"
    )
    running = list(terms.filter(_lasts_beyond(last_day)).order_by("-starts_on"))
    if not running:
        message = f"{person.name} holds no office after that day."
        raise DomainError(message, field="last_day")
    latest = running[0]
    if latest.starts_on > last_day:
        message = (
            f"{person.name} is {latest.title} from {day_in_words(latest.starts_on)}, so"
            " the last day cannot be before that."
        )
        raise DomainError(message, field="last_day")
    if any(term.role in MANAGERS for term in running):
        _require_somebody_to_manage(council, person, last_day)
    for term in running:
        end(term, actor, last_day)
    let_go(council, [person.pk])
    return running


def let_go(council: Council, person_ids: Collection[UUID]) -> None:
    """Let nothing wait for those who hold no office any more, nor tell them of dates.

    Whoever leaves today is not asked for anything today. Call it in the transaction
    that ends an office, once all that begins in it has begun.
    """
    gone = _without_office(council, person_ids)
    if not gone:
        return
    let_off(council, gone)
    CalendarAddress.objects.filter(
        council=council, person__in=gone, revoked_at__isnull=True
    ).update(revoked_at=timezone.now())


def let_leavers_go() -> None:
    """Let go, once a day, of those whose last day has come since."""
    today = timezone.localdate()
    with sweeping():
        ended = Membership.objects.filter(
            ends_on__lte=today, ends_on__gte=today - LOOKED_BACK
        ).order_by("council_id", "person_id")
        found = list(ended.values_list("council_id", "person_id").distinct())
    for council_id in dict.fromkeys(council_id for council_id, _ in found):
        persons = [person for owner, person in found if owner == council_id]
        with within(council_id), transaction.atomic():
            let_go(Council.objects.get(pk=council_id), persons)


def _without_office(council: Council, person_ids: Collection[UUID]) -> list[UUID]:
    """Give those of some persons who hold no office from tomorrow on."""
    terms = Membership.objects.filter(
        _lasts_beyond(timezone.localdate()), person=OuterRef("pk")
    )
    persons = Person.objects.filter(~Exists(terms), council=council, pk__in=person_ids)
    return list(persons.values_list("pk", flat=True))


def _lasts_beyond(day: date) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gt=day)


def _require_somebody_to_manage(council: Council, person: Person, day: date) -> None:
    others = Membership.objects.on(day + ONE_DAY).filter(
        council=council, role__in=MANAGERS
    )
    if not others.exclude(person=person).exists():
        message = (
            "Nobody else could manage the council here after that day. Hand their"
            f" office of {council.clerk_title} over first, or appoint an acting clerk."
        )
        raise DomainError(message, field="last_day")
