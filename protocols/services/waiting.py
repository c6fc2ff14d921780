"""What a council has to do and whose turn it is, each list in one query or two."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from councils.models import (
    Council,
    Deadline,
    Election,
    Meeting,
    Membership,
    Person,
)
from councils.offices import account_of
from councils.services.mail import undelivered_number
from protocols.lifecycle import Status
from protocols.models import (
    Acknowledgement,
    AcknowledgementRequest,
    ProtocolVersion,
    Recommendation,
)
from protocols.review_calendar import age_words, day_words
from protocols.services.asking import TextInForce, texts_in_force
from protocols.timeline import Happening, Lane, Year, year_of

MOST = 50  # of each sort, on one page
MOST_IN_A_YEAR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list: what, what more there is to say, and where it is done."""

    title: str
    text: str
    url: str = ""
    is_late: bool = False
    file_url: str = ""  # to carry the day in a calendar, where it is the reader's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The first items of a list, and how many more there are."""

    items: Sequence[Item]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Somebody whose turn it is, and with what."""

    whose: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirming:
    """How far the council's people have come with one version in force."""

    version_id: UUID
    title: str
    number: int | None
    asked: int
    confirmed: int
    declined: int
    due_on: date | None

    @property
    def left(self) -> int:
        """Give how many have not answered yet."""
        return self.asked - self.confirmed - self.declined


def what_is_due(council: Council, *, before: date, today: date) -> Listed:
    """List what the council's offices have to do before a day, the soonest first.

    What each person has to read is counted by version (``who_confirms``).
    """
    deadlines = Deadline.objects.open().filter(council=council, person__isnull=True)
    soon = deadlines.filter(due_on__lt=before).order_by("due_on", "title", "pk")[:MOST]
    items = [_due(deadline, council, today) for deadline in soon]
    return Listed(items=items, more=deadlines.count() - len(items))


def who_confirms(council: Council, *, today: date) -> list[Confirming]:
    """Count, for each version in force, who has confirmed it and who has not.

    Only those who hold an office today count: of whoever left, nothing is asked. It is
    counted as on the list of readers, in four queries.
    """
    texts = texts_in_force(council, today)
    terms = Membership.objects.on(today).filter(council=council).order_by()
    people = set(terms.values_list("person_id", flat=True).distinct())
    versions = [version.pk for text in texts for version in text.same]
    given: dict[str, set[tuple[UUID, UUID]]] = defaultdict(set)
    answers = Acknowledgement.objects.filter(council=council, version_id__in=versions)
    for answer, version_id, person_id in answers.order_by().values_list(
        "answer", "version_id", "person_id"
    ):
        given[answer].add((version_id, person_id))
    asked = AcknowledgementRequest.objects.filter(
        council=council, version_id__in=versions
    ).order_by()
    due = {
        (version_id, person_id): due_on
        for version_id, person_id, due_on in asked.values_list(
            "version_id", "person_id", "due_on"
        )
    }
    counted = [_confirming(text, people, given, due) for text in texts]
    return sorted(counted, key=lambda each: (each.title, str(each.version_id)))


def _confirming(
    text: TextInForce,
    people: set[UUID],
    given: Mapping[str, set[tuple[UUID, UUID]]],
    due: Mapping[tuple[UUID, UUID], date],
) -> Confirming:
    def who(answer: str) -> set[UUID]:
        return {
            person_id
            for person_id in people
            if any((version.pk, person_id) in given[answer] for version in text.same)
        }

    version = text.version
    confirmed = who(Acknowledgement.Answer.CONFIRMED)
    declined = who(Acknowledgement.Answer.NOT_ACCEPTED) - confirmed
    left = people - confirmed - declined
    days = [due[version.pk, one] for one in left if (version.pk, one) in due]
    return Confirming(
        version_id=version.pk,
        title=version.title,
        number=version.number,
        asked=len(people),
        confirmed=len(confirmed),
        declined=len(declined),
        due_on=min(days, default=None),
    )


def whose_turn(council: Council, *, today: date, may_manage_people: bool) -> list[Turn]:
    """Say what waits for whom: the meetings, the chair, the invited, the clerk."""
    versions = list(_on_their_way(council))
    turns = [
        Turn(
            whose="A meeting of the council or of a committee",
            items=[
                _in_review(version, council)
                for version in versions
                if version.status == Status.IN_REVIEW
            ],
        ),
        Turn(
            whose=f"The {council.chair_title}",
            items=[
                _unsigned(version, council, today)
                for version in versions
                if version.status == Status.ADOPTED
            ],
        ),
        Turn(
            whose="Those who were invited",
            items=list(_invited(council, today, may_manage_people=may_manage_people)),
        ),
        Turn(whose="You", items=list(_undelivered(council))),
    ]
    return [turn for turn in turns if turn.items]


def year_ahead(council: Council, *, today: date) -> Year:
    """Gather the reviews, elections and meetings of the next twelve months."""
    months = year_of((), today=today)
    days = (months.first, months.after)
    reviews = Deadline.objects.open().filter(
        council=council, kind=Deadline.Kind.REVIEW, due_on__range=days
    )
    elections = Election.objects.filter(council=council, held_on__range=days)
    meetings = Meeting.objects.filter(council=council, held_on__range=days)
    listed = reverse("meeting_list", args=[council.slug])
    happenings = [
        Happening(lane=Lane.REVIEW, on=one.due_on, title=one.title, url=one.path)
        for one in reviews[:MOST_IN_A_YEAR]
    ]
    happenings += [
        Happening(
            lane=Lane.ELECTION,
            on=one.held_on,
            title=one.get_kind_display(),
            url=listed,
        )
        for one in elections[:MOST_IN_A_YEAR]
    ]
    in_order = meetings.select_related("committee").order_by("held_on", "pk")
    happenings += [
        Happening(
            lane=Lane.MEETING,
            on=one.held_on,
            title=f"{one.body}, {one.get_kind_display().lower()}",
            url=listed,
        )
        for one in in_order[:MOST_IN_A_YEAR]
    ]
    return year_of(happenings, today=today)


def _due(deadline: Deadline, council: Council, today: date) -> Item:
    day = day_words(deadline.due_on)
    is_late = deadline.due_on < today
    is_for_chair = deadline.audience == Deadline.Audience.CHAIR
    whose = council.chair_title if is_for_chair else council.clerk_title
    file_url = ""
    if not is_for_chair:
        file_url = reverse("calendar_deadline", args=[council.slug, deadline.pk])
    when = (
        f"Was due on {day}, {age_words(deadline.due_on, today)} ago"
        if is_late
        else f"By {day}"
    )
    return Item(
        title=deadline.title,
        text=f"{when}. {whose}.",
        url=deadline.path,
        is_late=is_late,
        file_url=file_url,
    )


def _on_their_way(council: Council) -> Iterator[ProtocolVersion]:
    standing = Recommendation.objects.filter(cancelled_at__isnull=True)
    yield from (
        ProtocolVersion.objects.on_the_desk()
        .exclude(status=Status.DRAFT)
        .filter(council=council)
        .select_related("resolution__meeting")
        .defer("particulars", "numbering")
        .prefetch_related(
            Prefetch(
                "recommendations",
                standing.select_related("meeting__committee"),
                to_attr="standing_recommendations",
            )
        )
        .order_by("tabled_at", "pk")[: 2 * MOST]
    )


def _in_review(version: ProtocolVersion, council: Council) -> Item:
    recommended = getattr(version, "standing_recommendations", [])
    text = "The text is locked for its meeting."
    if version.tabled_at is not None:
        text = f"Tabled on {day_words(timezone.localdate(version.tabled_at))}."
    if recommended:
        meeting = recommended[-1].meeting
        text = f"{meeting.body} recommended it on {day_words(meeting.held_on)}."
    return Item(
        title=version.title,
        text=text,
        url=reverse("version_desk", args=[council.slug, version.pk]),
    )


def _unsigned(version: ProtocolVersion, council: Council, today: date) -> Item:
    text = "Adopted, and not signed yet."
    if version.resolution is not None:
        held_on = version.resolution.meeting.held_on
        age = f", {age_words(held_on, today)} ago" if held_on < today else ""
        text = f"Adopted on {day_words(held_on)}{age}, and not signed yet."
    return Item(
        title=version.title,
        text=text,
        url=reverse("version_desk", args=[council.slug, version.pk]),
    )


def _invited(
    council: Council, today: date, *, may_manage_people: bool
) -> Iterator[Item]:
    persons = (
        Person.objects.filter(
            council=council, user__isnull=True, invited_at__isnull=False
        )
        .in_office(today)
        .prefetch_related("invitations")
        .order_by("invited_at", "pk")
    )
    for person in persons[:MOST]:
        since = day_words(timezone.localdate(person.invited_at))
        url = reverse("person_list", args=[council.slug])
        if may_manage_people:
            url = reverse("person_detail", args=[council.slug, person.pk])
        yield Item(
            title=person.name,
            text=f"{account_of(person).words}. Last invited on {since}.",
            url=url,
        )


def _undelivered(council: Council) -> Iterator[Item]:
    if number := undelivered_number(council):
        yield Item(
            title=f"{number} mail{'' if number == 1 else 's'} could not be delivered",
            text="See why, put addresses right, and try again.",
            url=reverse("mail_list", args=[council.slug]),
        )
