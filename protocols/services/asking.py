"""Who is asked to confirm that they have read what is in force, and by when.

``ask`` can be called as often as one likes: it asks whoever holds an office today and
has not answered, and lets go of whoever need not answer any more. A material version
asks everyone again. A minor one asks nobody: who answered before it has answered, and
who had not is asked the same by the same day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from councils.audit import record
from councils.models import Council, Deadline, Membership, Person
from councils.services.deadlines import Due, set_deadlines
from protocols.events import Event
from protocols.models import Acknowledgement, AcknowledgementRequest, ProtocolVersion

Request = AcknowledgementRequest


@dataclass(frozen=True, slots=True)
class TextInForce:
    """A version that binds the council today, and those whose answers count for it.

    ``same`` are the versions from the last material one on, this one the first of them.
    """

    version: ProtocolVersion
    same: tuple[ProtocolVersion, ...]

    @property
    def came_on(self) -> date:
        """Give the day on which people here could first know of it."""
        made_on = timezone.localdate(self.version.made_at)
        return max(self.version.in_force_from or made_on, made_on)


def texts_in_force(
    council: Council, day: date, *, only: UUID | None = None
) -> list[TextInForce]:
    """Give what binds a council on a day, in one query; ``only`` of one protocol."""
    versions = ProtocolVersion.objects.public().filter(council=council)
    if only is not None:
        versions = versions.filter(protocol_id=only)
    in_time = versions.select_related("protocol").order_by(
        "protocol_id", "in_force_from", "number"
    )
    by_protocol = groupby(in_time, key=attrgetter("protocol_id"))
    return [text for _, run in by_protocol for text in _in_force(list(run), day)]


@transaction.atomic
def ask(council: Council) -> int:
    """Ask whoever holds an office and has not answered; say how many were asked anew.

    No actor: it follows from what the council adopted and from who holds an office.
    """
    today = timezone.localdate()
    texts = texts_in_force(council, today)
    since = _people_in_office(council, today)
    requests, answered = _so_far(council, texts)
    unanswered = [
        (text, person)
        for text in texts
        for person in since
        if not any((version.pk, person.pk) in answered for version in text.same)
    ]
    wished = {
        (text.version.pk, person.pk): _request(text, person, since, requests, today)
        for text, person in unanswered
    }
    asked = [request for key, request in wished.items() if key not in requests]
    # The trail comes first: whoever writes in it waits for their turn, and holds none.
    for text in texts:
        people = sum(request.version_id == text.version.pk for request in asked)
        if people:
            record(
                Event.CONFIRMATION_ASKED,
                text.version,
                council=council,
                actor=None,
                details={"people": people},
            )
    Request.objects.bulk_create(asked, ignore_conflicts=True)
    dues = [
        _due(council, text, person, wished[text.version.pk, person.pk])
        for text, person in unanswered
    ]
    set_deadlines(council, dues)
    _let_go(council, [due.key for due in dues])
    return len(asked)


def _in_force(run: list[ProtocolVersion], day: date) -> Iterator[TextInForce]:
    for place, version in enumerate(run):
        if version.is_in_force(day):
            yield TextInForce(version, tuple(answers_count(run[: place + 1])))


def answers_count(run: Sequence[ProtocolVersion]) -> Iterator[ProtocolVersion]:
    """Give a version and those before it, back to the last material one.

    ``run`` ends with the version; an answer to any of them counts for it.
    """
    for version in reversed(run):
        yield version
        if version.is_material is not False:
            return


def _people_in_office(council: Council, day: date) -> dict[Person, date]:
    """Give who holds an office on a day, and since when they hold any."""
    since: dict[Person, date] = {}
    terms = Membership.objects.on(day).filter(council=council).select_related("person")
    for term in terms.order_by("-starts_on"):
        since[term.person] = term.starts_on
    return since


def _so_far(
    council: Council, texts: Iterable[TextInForce]
) -> tuple[dict[tuple[UUID, UUID], Request], set[tuple[UUID, UUID]]]:
    versions = [version.pk for text in texts for version in text.same]
    requests = Request.objects.filter(council=council, version_id__in=versions)
    answers = Acknowledgement.objects.filter(council=council, version_id__in=versions)
    return (
        {(request.version_id, request.person_id): request for request in requests},
        set(answers.values_list("version_id", "person_id")),
    )


def _request(
    text: TextInForce,
    person: Person,
    since: dict[Person, date],
    requests: dict[tuple[UUID, UUID], Request],
    today: date,
) -> Request:
    version = text.version
    for same in text.same:
        before = requests.get((same.pk, person.pk))
        if before is not None and same == version:
            return before
        if before is not None:
            return Request(
                council_id=version.council_id,
                version=version,
                person=person,
                why=before.why,
                asked_on=before.asked_on,
                due_on=before.due_on,
            )
    has_joined = since[person] > text.came_on
    days = version.council.days_to_confirm
    return Request(
        council_id=version.council_id,
        version=version,
        person=person,
        why=Request.Why.JOINED if has_joined else Request.Why.IN_FORCE,
        asked_on=today,
        due_on=today + timedelta(days=days),
    )


def _due(council: Council, text: TextInForce, person: Person, request: Request) -> Due:
    version = text.version
    since = f"{version.in_force_from:%-d %B %Y}" if version.in_force_from else ""
    return Due(
        kind=Deadline.Kind.CONFIRMATION,
        # The protocol and not the version: a minor one asks nobody anew.
        subject_id=version.protocol_id,
        due_on=request.due_on,
        title=f"Read {version.title} and confirm it",
        path=reverse("version_confirm", args=[council.slug, version.protocol.slug]),
        audience=Deadline.Audience.PERSON,
        person=person,
        why=(
            "You have come to hold an office here, and it binds you."
            if request.why == Request.Why.JOINED
            else f"It has been in force since {since}."
        ),
    )


def _let_go(council: Council, wished: list[str]) -> None:
    """Meet what nobody is asked any more: they left, answered, or it was withdrawn."""
    Deadline.objects.open().filter(
        council=council, kind=Deadline.Kind.CONFIRMATION
    ).exclude(key__in=wished).update(met_at=timezone.now(), remind_on=None)
