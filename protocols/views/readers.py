"""The clerk's list of who has confirmed a text: look, remind, print, record, take."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from councils.gate import open_to
from councils.kernel.refusals import InvalidTransition, refusal_on
from councils.kernel.spreadsheets import csv_download
from councils.letters import as_text
from councils.models import Person
from councils.pages import desk_crumb, show
from councils.permissions import acting_person
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from protocols.forms.readers import SignaturesForm
from protocols.lifecycle import PUBLIC
from protocols.models import ProtocolVersion
from protocols.services.readers import (
    NOT_IN_FORCE,
    Group,
    Reader,
    Reminded,
    Standing,
    note_export,
    readers_of,
    record_signatures,
    remind_those_left,
    reminder_of,
)
from protocols.views.finding import version_of

HEAD = (
    *("Name", "Office", "Standing", "Asked on", "By"),
    *("Answered on", "On paper, recorded by", "Reason", "Digest of the text"),
)
LINES_A_SHEET = 2  # to spare, for whoever joined since it was printed
STANDINGS = (
    ("", "Everyone"),
    (Standing.WAITING, "Not yet"),
    (Standing.CONFIRMED, "Confirmed"),
    (Standing.DECLINED, "Cannot accept it"),
)


@open_to(Capability.WATCH_READERS)
@require_safe
def version_readers(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Show who has confirmed a version, who has not yet, and who cannot accept it."""
    version = _version_of(request, council_slug, pk)
    found = readers_of(version)
    standing, group = _wished(request)
    left = found.left
    return _show(
        request,
        "readers",
        version,
        {
            "found": found,
            "shown": found.filtered(standing, group),
            "filters": _filters(request, version),
            "is_filtered": standing is not None or group is not None,
            "left": left,
            "mail": as_text(reminder_of(version, left[0].person)) if left else "",
        },
    )


@open_to(Capability.WATCH_READERS)
@require_POST
@taken_once
def readers_remind(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Send whoever has not answered one mail today."""
    version = _version_of(request, council_slug, pk)
    _say(request, remind_those_left(version, actor=request.user))
    return redirect("version_readers", council_slug, version.pk)


@open_to(Capability.WATCH_READERS)
@require_POST
def version_readers_csv(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Give the list as a table for a spreadsheet; the trail says that it was taken."""
    version = _version_of(request, council_slug, pk)
    note_export(version, actor=request.user)
    found = readers_of(version)
    today = timezone.localdate().isoformat()
    name = f"{council_slug}-{version.protocol.slug}-readers-{today}.csv"
    return csv_download(name, HEAD, [_cells(reader) for reader in found.readers])


@open_to(Capability.WATCH_READERS)
@require_safe
def readers_sheet(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Show the sheet that people without e-mail sign, to be printed."""
    version = _in_force_of(request, council_slug, pk)
    return _show(
        request,
        "readers_sheet",
        version,
        {
            "found": readers_of(version),
            "spare": range(LINES_A_SHEET),
            "made_on": timezone.localdate(),
            "made_by": acting_person(request.user, version.council),
        },
    )


@open_to(Capability.WATCH_READERS)
@require_http_methods(["GET", "POST"])
@taken_once
def readers_paper(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Record who has signed the sheet, and on which day."""
    version = _in_force_of(request, council_slug, pk)
    found = readers_of(version)
    form = SignaturesForm(request.POST or None, left=found.left)
    if form.is_valid():
        with refusal_on(form):
            recorded = record_signatures(
                version.protocol,
                actor=request.user,
                persons=form.who(),
                signed_on=form.cleaned_data["signed_on"],
            )
            number = len(recorded)
            words = "1 signature is" if number == 1 else f"{number} signatures are"
            messages.success(request, f"{words} recorded.")
            return redirect("version_readers", council_slug, version.pk)
    return _show(request, "readers_paper", version, {"form": form, "found": found})


def _version_of(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> ProtocolVersion:
    version = version_of(request.user, council_slug, pk)
    if version.status not in PUBLIC:
        raise InvalidTransition(NOT_IN_FORCE)  # Nobody was ever asked to confirm it.
    return version


def _in_force_of(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> ProtocolVersion:
    version = _version_of(request, council_slug, pk)
    if not version.is_in_force(timezone.localdate()):
        raise InvalidTransition(NOT_IN_FORCE)
    return version


def _show(
    request: SignedInRequest,
    page: str,
    version: ProtocolVersion,
    context: dict[str, Any],
) -> HttpResponse:
    crumbs = [
        desk_crumb(version.council),
        (str(version), reverse("version_desk", args=_address(version))),
    ]
    if page != "readers":
        way = reverse("version_readers", args=_address(version))
        crumbs.append(("Who has confirmed it", way))
    return show(
        request,
        f"protocols/{page}.html",
        version.council,
        {"version": version, **context},
        crumbs=tuple(crumbs),
    )


def _address(version: ProtocolVersion) -> list[object]:
    return [version.council.slug, version.pk]


def _wished(request: HttpRequest) -> tuple[Standing | None, Group | None]:
    """Read the filters of an address; what is no filter filters nothing."""
    standing, group = request.GET.get("standing", ""), request.GET.get("group", "")
    return (
        Standing(standing) if standing in set(Standing) else None,
        Group(group) if group in set(Group) else None,
    )


def _filters(request: HttpRequest, version: ProtocolVersion) -> list[dict[str, Any]]:
    """Give the two rows of filters, each keeping what the other has chosen."""
    standing, group = _wished(request)
    groups = (
        ("", "All"),
        (Group.COUNCILLORS, version.council.councillors_title),
        (Group.OFFICERS, version.council.officers_title),
    )
    return [
        {
            "label": "By answer",
            "choices": [
                {
                    "words": words,
                    "is_chosen": value == (standing or ""),
                    "url": _query(value, group or ""),
                }
                for value, words in STANDINGS
            ],
        },
        {
            "label": "By side",
            "choices": [
                {
                    "words": words,
                    "is_chosen": value == (group or ""),
                    "url": _query(standing or "", value),
                }
                for value, words in groups
            ],
        },
    ]


def _query(standing: str, group: str) -> str:
    chosen = {"standing": standing, "group": group}
    return f"?{urlencode({name: value for name, value in chosen.items() if value})}"


def _cells(reader: Reader) -> list[object]:
    answer, asked = reader.answer, reader.request
    return [
        reader.person.name,
        ", ".join(reader.offices),
        reader.standing.replace("_", " "),
        asked and asked.asked_on.isoformat(),
        asked and asked.due_on.isoformat(),
        answer and answer.given_on.isoformat(),
        answer and answer.recorded_by and answer.recorded_by.name,
        answer and answer.reason,
        answer and answer.content_digest,
    ]


def _say(request: HttpRequest, came_of: Reminded) -> None:
    if came_of.reminded:
        number = len(came_of.reminded)
        words = "1 person is" if number == 1 else f"{number} people are"
        messages.success(request, f"{words} reminded by mail.")
    if came_of.already:
        messages.info(request, f"Reminded today already: {_named(came_of.already)}.")
    if came_of.unreached:
        messages.info(
            request,
            f"No mail reaches {_named(came_of.unreached)}: there is no address, or they"
            " have stopped reminders. Use the signing sheet.",
        )
    if not (came_of.reminded or came_of.already or came_of.unreached):
        messages.info(request, "Everybody has answered. Nobody was reminded.")


def _named(persons: tuple[Person, ...]) -> str:
    return ", ".join(person.name for person in persons)
