"""The trail's words for what happens on the ground floor."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.urls import reverse

from councils.audit.words import Subject, register_words
from councils.events import Event
from councils.models import (
    Committee,
    Council,
    Election,
    Meeting,
    Membership,
    Notice,
    Person,
)
from councils.roles import Capability

SENTENCES: dict[str, str] = {
    Event.COUNCIL_CREATED: "{subject} was added to the portal.",
    Event.COUNCIL_CHANGED: "The settings of {subject} were changed: {changed}.",
    Event.PERSON_ADDED: "{subject} was added to the council’s people.",
    Event.PERSON_CHANGED: "What is recorded of {subject} was changed: {changed}.",
    Event.ADDRESS_CHANGED: "{subject} proved another address to sign in with.",
    Event.CREDENTIALS_CHANGED: (
        "What {subject} signs in with was changed ({what}); those who should know were"
        " told."
    ),
    Event.FACTOR_RESET_ASKED: (
        "An operator asked that the second factor of {subject} be reset."
    ),
    Event.FACTOR_RESET_AGREED: (
        "The second factor of {subject} was reset by two who may do that together."
    ),
    Event.FACTOR_RESET_DROPPED: (
        "The request to reset the second factor of {subject} came to nothing."
    ),
    Event.PERSON_INVITED: "{subject} was invited to sign in.",
    Event.INVITATION_ACCEPTED: "{subject} accepted the invitation and can sign in.",
    Event.OFFICE_BEGUN: "{subject}: recorded in office from {starts_on}.",
    Event.OFFICE_ENDED: "{subject}: recorded in office until {ends_on}.",
    Event.COMMITTEE_FORMED: "{subject} was recorded as a committee.",
    Event.MEETING_RECORDED: "The meeting {subject} was recorded.",
    Event.MEETING_CHANGED: "The meeting {subject} was changed.",
    Event.ELECTION_RECORDED: "{subject} was recorded.",
    Event.ELECTION_CHANGED: "{subject} was put right.",
    Event.ELECTION_REMOVED: "An election entered for {held_on} was removed.",
    Event.NOTICE_FAILED: "A mail could not be delivered, though it was tried again.",
    Event.NOTICE_TRIED_AGAIN: "A mail was sent off again: {subject}.",
    Event.MAIL_STOPPED: "{subject} stopped mails that may be stopped: {kind}.",
    Event.MAIL_STARTED: "{subject} wants mails again that were stopped: {kind}.",
    Event.CALENDAR_ADDRESS_MADE: "{subject} made a private address for a calendar.",
    Event.CALENDAR_ADDRESS_REVOKED: (
        "{subject} stopped the private address of their calendar."
    ),
    Event.TRAIL_EXPORTED: "The audit trail was exported: {entries} entries.",
}
Granted = frozenset[Capability]


def register() -> None:
    """Teach the trail these words."""
    register_words(
        SENTENCES,
        {
            "councils.council": _councils,
            "councils.person": _people,
            "councils.membership": _terms,
            "councils.committee": _committees,
            "councils.meeting": _meetings,
            "councils.election": _elections,
            "councils.notice": _notices,
        },
    )


def _councils(
    council: Council, ids: Collection[UUID], granted: Granted
) -> Mapping[UUID, Subject]:
    url = ""
    if Capability.MANAGE_COUNCIL in granted:
        url = reverse("council_settings", args=[council.slug])
    return {council.pk: Subject(str(council), url)} if council.pk in ids else {}


def _people(
    council: Council, ids: Collection[UUID], granted: Granted
) -> Mapping[UUID, Subject]:
    people = Person.objects.filter(council=council, pk__in=ids)
    return {
        person.pk: Subject(str(person), _person_url(council, person.pk, granted))
        for person in people
    }


def _terms(
    council: Council, ids: Collection[UUID], granted: Granted
) -> Mapping[UUID, Subject]:
    terms = Membership.objects.filter(council=council, pk__in=ids).select_related(
        "council", "person", "committee"
    )
    return {
        term.pk: Subject(
            f"{term.person}, {term.title}",
            _person_url(council, term.person_id, granted),
        )
        for term in terms
    }


def _committees(
    council: Council, ids: Collection[UUID], _granted: Granted
) -> Mapping[UUID, Subject]:
    url = reverse("meeting_list", args=[council.slug])
    committees = Committee.objects.filter(council=council, pk__in=ids)
    return {committee.pk: Subject(str(committee), url) for committee in committees}


def _meetings(
    council: Council, ids: Collection[UUID], granted: Granted
) -> Mapping[UUID, Subject]:
    meetings = Meeting.objects.filter(council=council, pk__in=ids)
    may_change = Capability.MANAGE_MEETINGS in granted
    return {
        meeting.pk: Subject(
            str(meeting),
            reverse("meeting_change", args=[council.slug, meeting.pk])
            if may_change
            else reverse("meeting_list", args=[council.slug]),
        )
        for meeting in meetings.select_related("committee")
    }


def _elections(
    council: Council, ids: Collection[UUID], _granted: Granted
) -> Mapping[UUID, Subject]:
    url = reverse("meeting_list", args=[council.slug])
    return {
        election.pk: Subject(
            f"{election.get_kind_display()} of {election.held_on:%-d %B %Y}", url
        )
        for election in Election.objects.filter(council=council, pk__in=ids)
    }


def _notices(
    council: Council, ids: Collection[UUID], granted: Granted
) -> Mapping[UUID, Subject]:
    may_watch = Capability.WATCH_MAIL in granted
    url = reverse("mail_list", args=[council.slug]) if may_watch else ""
    # The subject line is for whoever watches the mail; others hear whom it was to.
    notices = Notice.objects.ordinary().filter(council=council, pk__in=ids)
    return {
        notice.pk: Subject(
            notice.subject if may_watch else f"to {notice.person}",
            url,
        )
        for notice in notices.select_related("person")
    }


def _person_url(council: Council, person_id: UUID, granted: Granted) -> str:
    if Capability.MANAGE_PEOPLE not in granted:
        return ""
    return reverse("person_detail", args=[council.slug, person_id])
