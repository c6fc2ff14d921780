"""What people answer when they are asked to confirm what is in force.

An answer is never changed and never taken back: the answer to a later version stands
beside it. Who cannot accept a text may still confirm it afterwards. The trail says that
an answer was given, to which text, and leaves out by whom: who has not confirmed is
the clerk's to know, and could else be told from it.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from councils import outbox
from councils.audit import record
from councils.kernel.refusals import DomainError, InvalidTransition, OutOfDate
from councils.letters import Letter
from councils.models import Deadline, Membership, Person, User
from councils.permissions import acting_person
from councils.roles import Role
from councils.services.deadlines import meet_deadlines
from councils.services.wording import day_in_words, prose
from protocols.binding import binding, digests_of, sides_of
from protocols.events import Event
from protocols.models import Acknowledgement, Protocol, ProtocolVersion
from protocols.permissions import may_watch_readers
from protocols.services.force import version_in_force
from protocols.services.review import TEXT_HAS_CHANGED
from protocols.services.texts import document_of
from protocols.wording import shortened

Answer = Acknowledgement.Answer
NO_OFFICE = "You hold no office in this council."
NOTHING_IN_FORCE = "No version of this is in force, so there is nothing to confirm."


@transaction.atomic
def confirm(protocol: Protocol, *, actor: User, content_digest: str) -> Acknowledgement:
    """Confirm that one has read the text in force.

    ``content_digest`` is that of the text the person was shown.

    Raises:
        PermissionDenied: the actor holds no office here today.
        InvalidTransition: nothing is in force, or they confirmed it already.
        OutOfDate: another text has come into force since.
    """
    return _answer(protocol, actor, content_digest, Answer.CONFIRMED)


@transaction.atomic
def say_not_accepted(
    protocol: Protocol, *, actor: User, content_digest: str, reason: str
) -> Acknowledgement:
    """Say that one cannot accept the text in force, and why; the clerk is told.

    Raises:
        PermissionDenied: the actor holds no office here today.
        InvalidTransition: nothing is in force, or they confirmed it already.
        OutOfDate: another text has come into force since.
        DomainError: there is no reason, or they said so already.
    """
    reason = prose(reason)
    if not reason:
        message = "Say what you cannot accept, and why."
        raise DomainError(message, field="reason")
    answer = _answer(protocol, actor, content_digest, Answer.NOT_ACCEPTED, reason)
    _tell_clerks(answer)
    return answer


@transaction.atomic
def record_on_paper(
    protocol: Protocol, *, actor: User, person: Person, signed_on: date
) -> Acknowledgement:
    """Record that a person signed on paper that they have read the text in force.

    Raises:
        PermissionDenied: the actor is not the clerk.
        InvalidTransition: nothing is in force, or the person confirmed it already.
        DomainError: the day is before the text came into force or yet to come, or the
            person held no office on it.
    """
    council = protocol.council
    may_watch_readers(actor, council).require()
    person = Person.objects.select_for_update(no_key=True).get(
        council=council, pk=person.pk
    )
    version = _in_force(protocol)
    if signed_on > timezone.localdate():
        message = "The day beside the signature cannot be in the future."
        raise DomainError(message, field="signed_on")
    if version.in_force_from is not None and signed_on < version.in_force_from:
        message = (
            "The day beside the signature cannot be before the text came into force,"
            f" {day_in_words(version.in_force_from)}."
        )
        raise DomainError(message, field="signed_on")
    terms = _terms(person, signed_on)
    if not terms:
        message = f"{person.name} held no office on that day."
        raise DomainError(message, field="signed_on")
    answer = _keep(
        version,
        person,
        terms,
        Acknowledgement(
            answer=Answer.CONFIRMED,
            given_on=signed_on,
            recorded_by=acting_person(actor, council),
        ),
    )
    record(
        Event.ANSWER_RECORDED,
        answer,
        council=council,
        actor=actor,
        details={"content_digest": answer.content_digest},
    )
    return answer


def _answer(
    protocol: Protocol, actor: User, content_digest: str, said: str, reason: str = ""
) -> Acknowledgement:
    council, today = protocol.council, timezone.localdate()
    person = Person.objects.select_for_update(no_key=True).get(
        pk=acting_person(actor, council).pk
    )
    terms = _terms(person, today)
    if not terms:
        raise PermissionDenied(NO_OFFICE)
    version = _in_force(protocol)
    if version.content_digest != content_digest:
        raise OutOfDate(TEXT_HAS_CHANGED)
    answer = _keep(
        version,
        person,
        terms,
        Acknowledgement(answer=said, given_on=today, reason=reason),
    )
    record(
        Event.ANSWER_GIVEN,
        answer,
        council=council,
        actor=None,
        details={"content_digest": content_digest},
    )
    return answer


def _in_force(protocol: Protocol) -> ProtocolVersion:
    version = version_in_force(protocol, timezone.localdate())
    if version is None:
        raise InvalidTransition(NOTHING_IN_FORCE)
    return version


def _terms(person: Person, day: date) -> list[Membership]:
    terms = Membership.objects.on(day).filter(person=person)
    return list(terms.select_related("council", "committee").order_by("starts_on"))


def _keep(
    version: ProtocolVersion,
    person: Person,
    terms: Iterable[Membership],
    answer: Acknowledgement,
) -> Acknowledgement:
    given = {
        each.answer: each
        for each in Acknowledgement.objects.filter(version=version, person=person)
    }
    if (before := given.get(Answer.CONFIRMED)) is not None:
        message = f"It was confirmed on {day_in_words(before.given_on)} already."
        raise InvalidTransition(message)
    if answer.answer in given:
        message = "You have said so already. The clerk has your reason."
        raise DomainError(message, field="reason")
    sides = sides_of(Role(term.role) for term in terms)
    bound = binding(document_of(version), sides)
    answer.council, answer.version, answer.person = version.council, version, person
    titles = dict.fromkeys(term.title for term in terms)
    answer.offices = ", ".join(titles)[:300]
    answer.content_digest = version.content_digest
    answer.expectations = {
        str(lineage): digest for lineage, digest in digests_of(bound).items()
    }
    answer.recorded_at = timezone.now()
    answer.save(force_insert=True)
    meet_deadlines(
        version.council,
        kind=Deadline.Kind.CONFIRMATION,
        subject_ids=[version.protocol_id],
        person=person,
    )
    return answer


def _tell_clerks(answer: Acknowledgement) -> None:
    """Tell the clerk that there is an answer to read; its words stay in the portal."""
    council, version = answer.council, answer.version
    clerks = Person.objects.filter(council=council).holding(
        Role.CLERK, Role.ACTING_CLERK, day=timezone.localdate()
    )
    for clerk in clerks.exclude(pk=answer.person_id).select_related("user"):
        outbox.put(
            clerk,
            key=f"not-accepted:{answer.pk}",
            subject=f"{shortened(version.title)}: an answer waits for you",
            body=Letter(
                greeting=f"Dear {clerk.name},",
                paragraphs=(
                    f"Somebody who was asked to confirm {version.title} says that they"
                    " cannot accept it. Their name and reason are in the portal, on"
                    " the page of who has read it.",
                ),
                sign_off=f"The protocol portal of {council.name}",
            ),
        )
