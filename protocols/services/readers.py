"""Who has confirmed a version, as the clerk alone sees it, and what the clerk does.

Whoever holds an office today is listed with their answer, or with none yet. An answer
to an earlier version counts where everything since was minor. Nobody is called late:
who has not confirmed has been asked, by a day, and that is what the list says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from councils import outbox
from councils.audit import record
from councils.kernel.refusals import DomainError, InvalidTransition
from councils.letters import Letter
from councils.models import Membership, Notice, Person, User
from councils.roles import COUNCILLOR_ROLES, OFFICER_ROLES
from councils.services.reminders import REASON
from councils.services.wording import day_in_words
from protocols.events import Event
from protocols.models import (
    Acknowledgement,
    AcknowledgementRequest,
    Protocol,
    ProtocolVersion,
)
from protocols.permissions import may_watch_readers
from protocols.services.answering import record_on_paper
from protocols.services.asking import answers_count
from protocols.services.force import protocol_versions_in_time

Answer = Acknowledgement.Answer
NOT_IN_FORCE = "This version is not in force, so nobody is asked to confirm it."


class Standing(StrEnum):
    """Where somebody stands with a version."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    DECLINED = "declined"


class Group(StrEnum):
    """On which side of a council somebody is."""

    COUNCILLORS = "councillors"
    OFFICERS = "officers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One person, their offices, and what they answered or were asked."""

    person: Person
    offices: tuple[str, ...]
    groups: frozenset[Group]
    answer: Acknowledgement | None
    request: AcknowledgementRequest | None

    @property
    def standing(self) -> Standing:
        """Say where they stand."""
        if self.answer is None:
            return Standing.WAITING
        has_confirmed = self.answer.answer == Answer.CONFIRMED
        return Standing.CONFIRMED if has_confirmed else Standing.DECLINED

    @property
    def words(self) -> str:
        """Say it in a sentence, calmly."""
        if self.answer is not None:
            return _answer_words(self.answer)
        if self.request is None:
            return "Is asked within the day"
        asked, by = day_in_words(self.request.asked_on), self.request.due_on
        past = by < timezone.localdate()
        return (
            f"Asked on {asked}; the day was {day_in_words(by)}"
            if past
            else f"Asked on {asked}, by {day_in_words(by)}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersList:
    """Everybody in office; ``former`` answered and hold no office any more."""

    version: ProtocolVersion
    is_in_force: bool
    readers: tuple[Reader, ...]
    former: tuple[Reader, ...]

    def number(self, standing: Standing) -> int:
        """Count those who stand somewhere."""
        return sum(reader.standing is standing for reader in self.readers)

    @property
    def confirmed(self) -> int:
        """Count who has confirmed it."""
        return self.number(Standing.CONFIRMED)

    @property
    def left(self) -> tuple[Reader, ...]:
        """Give who has not answered yet."""
        return tuple(r for r in self.readers if r.standing is Standing.WAITING)

    def filtered(
        self, standing: Standing | None, group: Group | None
    ) -> tuple[Reader, ...]:
        """Give those who stand somewhere, of one side; none of either means all."""
        return tuple(
            reader
            for reader in self.readers
            if standing in {None, reader.standing}
            and (group is None or group in reader.groups)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """What came of a reminder: who gets one, who had one today, whom none reaches."""

    reminded: tuple[Person, ...]
    already: tuple[Person, ...]
    unreached: tuple[Person, ...]


def readers_of(version: ProtocolVersion) -> ReadersList:
    """List who has confirmed a version and who has not, in four queries.

    The version comes with its council and protocol.
    """
    today = timezone.localdate()
    until_now = [
        other
        for other in protocol_versions_in_time(version.protocol)
        if _begins(other) <= _begins(version)
    ]
    counting = [each.pk for each in answers_count(until_now or [version])]
    is_in_force = version.is_in_force(today)
    terms = _terms(version, today)
    answers = _answers(version, counting)
    requests = {
        request.person_id: request
        for request in AcknowledgementRequest.objects.filter(version=version)
    }
    readers = [
        _reader(person, held, answers.get(person), requests)
        for person, held in terms.items()
        if is_in_force or person in answers
    ]
    former = [
        Reader(
            person=person,
            offices=(answer.offices,),
            groups=frozenset(),
            answer=answer,
            request=None,
        )
        for person, answer in answers.items()
        if person not in terms
    ]
    return ReadersList(
        version=version,
        is_in_force=is_in_force,
        readers=tuple(sorted(readers, key=_name)),
        former=tuple(sorted(former, key=_name)),
    )


def reminder_of(version: ProtocolVersion, person: Person) -> Letter:
    """Write the mail that reminds one person; the clerk sees it before it goes."""
    council, protocol = version.council, version.protocol
    path = reverse("version_confirm", args=[council.slug, protocol.slug])
    return Letter(
        greeting=f"Dear {person.name},",
        paragraphs=(
            f"{council.name} asks everybody in office to read {version.title} and to"
            " confirm that they have. Your answer is still open.",
            "It takes a few minutes: what binds you stands first.",
        ),
        link_words="Read it and answer",
        link=f"{settings.PORTAL_BASE_URL}{path}",
        closing=("If you cannot accept it you can say so on the same page.",),
        sign_off=f"The protocol portal of {council.name}",
        why=REASON.format(council=council.name),
    )


@transaction.atomic
def remind_those_left(version: ProtocolVersion, *, actor: User) -> Reminded:
    """Send whoever has not answered one mail today, however often it is asked for.

    Raises:
        PermissionDenied: the actor is not the clerk.
        InvalidTransition: the version is not in force.
    """
    may_watch_readers(actor, version.council).require()
    found = readers_of(version)
    if not found.is_in_force:
        raise InvalidTransition(NOT_IN_FORCE)
    key = f"reading:{version.pk}:{timezone.localdate().isoformat()}"
    before = Notice.objects.filter(council=version.council, key=key)
    had_one = set(before.values_list("person_id", flat=True))
    reminded: list[Person] = []
    already: list[Person] = []
    unreached: list[Person] = []
    for person in (reader.person for reader in found.left):
        if person.pk in had_one:
            already.append(person)
            continue
        notice = outbox.put(
            person,
            key=key,
            subject=f"{version.council.name}: your answer is still open",
            body=reminder_of(version, person),
            stoppable="reminders",
        )
        (unreached if notice is None else reminded).append(person)
    if reminded:
        record(
            Event.READERS_REMINDED,
            version,
            council=version.council,
            actor=actor,
            details={"people": len(reminded)},
        )
    return Reminded(
        reminded=tuple(reminded), already=tuple(already), unreached=tuple(unreached)
    )


@transaction.atomic
def record_signatures(
    protocol: Protocol, *, actor: User, persons: Iterable[Person], signed_on: date
) -> list[Acknowledgement]:
    """Record who has signed the sheet on paper: all of them, or none.

    Raises:
        PermissionDenied: the actor is not the clerk.
        InvalidTransition: nothing is in force.
        DomainError: nobody is named, or one of them cannot have signed on that day;
            the sentence says who.
    """
    may_watch_readers(actor, protocol.council).require()
    persons = list(persons)
    if not persons:
        message = "Tick everybody who has signed."
        raise DomainError(message, field="persons")
    recorded = []
    for person in sorted(persons, key=lambda person: str(person.pk)):
        answered = Acknowledgement.objects.confirmed().filter(
            person=person, version__protocol=protocol
        )
        if answered.filter(version__in=protocol.versions.in_force()).exists():
            message = f"{person.name} has confirmed it already."
            raise DomainError(message, field="persons")
        recorded.append(
            record_on_paper(protocol, actor=actor, person=person, signed_on=signed_on)
        )
    return recorded


@transaction.atomic
def note_export(version: ProtocolVersion, *, actor: User) -> None:
    """Write down that the clerk took the list away as a table.

    Raises:
        PermissionDenied: the actor is not the clerk.
    """
    may_watch_readers(actor, version.council).require()
    record(Event.READERS_EXPORTED, version, council=version.council, actor=actor)


def _begins(version: ProtocolVersion) -> tuple[date, int]:
    return version.in_force_from or date.max, version.number or 0


def _terms(version: ProtocolVersion, day: date) -> dict[Person, list[Membership]]:
    found: dict[Person, list[Membership]] = {}
    terms = Membership.objects.on(day).filter(council=version.council)
    for term in terms.select_related("person__user", "committee"):
        term.council = term.person.council = version.council  # spares two queries
        found.setdefault(term.person, []).append(term)
    return found


def _answers(
    version: ProtocolVersion, counting: list[UUID]
) -> dict[Person, Acknowledgement]:
    """Give the answer of each person that counts: to confirm outweighs to decline."""
    answers = Acknowledgement.objects.filter(
        council=version.council, version_id__in=counting
    )
    ordered = answers.select_related("person__user", "recorded_by", "version")
    found: dict[Person, Acknowledgement] = {}
    for answer in ordered.order_by("recorded_at"):
        before = found.get(answer.person)
        if before is None or before.answer != Answer.CONFIRMED:
            found[answer.person] = answer
    return found


def _reader(
    person: Person,
    terms: list[Membership],
    answer: Acknowledgement | None,
    requests: Mapping[UUID, AcknowledgementRequest],
) -> Reader:
    roles = {term.role for term in terms}
    groups = {
        Group.COUNCILLORS: roles & set(COUNCILLOR_ROLES),
        Group.OFFICERS: roles & set(OFFICER_ROLES),
    }
    return Reader(
        person=person,
        offices=tuple(dict.fromkeys(term.title for term in terms)),
        groups=frozenset(group for group, held in groups.items() if held),
        answer=answer,
        request=requests.get(person.pk),
    )


def _answer_words(answer: Acknowledgement) -> str:
    day = day_in_words(answer.given_on)
    if answer.answer == Answer.NOT_ACCEPTED:
        return f"Said on {day} that they cannot accept it"
    if answer.recorded_by is not None:
        return f"Signed on paper on {day}, recorded by {answer.recorded_by}"
    return f"Confirmed on {day}"


def _name(reader: Reader) -> tuple[str, str]:
    return reader.person.name.casefold(), str(reader.person.pk)
