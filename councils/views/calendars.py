"""A person's calendar: read by calendar programs, and given an address by its owner."""

from datetime import datetime, time
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from councils import calendar_links
from councils.calendar_files import LONDON, MEDIA_TYPE, Dates, file_of
from councils.gate import Audience, open_to
from councils.models import CalendarAddress
from councils.pages import desk_crumb, show
from councils.permissions import acting_person
from councils.requests import SignedInRequest
from councils.sent_once import taken_once
from councils.services.calendars import (
    AddressNotGood,
    address_of,
    date_of_deadline,
    date_of_meeting,
    due_for,
    make_address,
    read_calendar,
    revoke_address,
)
from councils.views.finding import council_of, meeting_of

JUST_MADE = "calendar_just_made"  # in the session: the row, and never its token


@open_to(Audience.PUBLIC)
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a calendar program one person's dates; the address is all it needs."""
    try:
        dates = read_calendar(token)
    except AddressNotGood as refusal:
        raise Http404 from refusal
    etag = f'"{dates.digest}"'
    midnight = datetime.combine(timezone.localdate(), time(), tzinfo=LONDON)
    response = HttpResponse(file_of(dates, as_of=midnight), content_type=MEDIA_TYPE)
    response.headers["ETag"] = etag
    # Whoever asked may keep it, and asks each time whether it still stands.
    response.headers["Cache-Control"] = "private, no-cache"
    answered = get_conditional_response(request, etag=etag, response=response)
    return answered or response


@open_to(Audience.OWN_PEOPLE)
@require_safe
def calendar_address(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show what waits for somebody, and whether they have an address; once, which."""
    council = council_of(request.user, council_slug)
    address = address_of(council, request.user)
    person = acting_person(request.user, council)
    return show(
        request,
        "councils/calendar_address.html",
        council,
        {
            "address": address,
            "link": (link := _link_once(request, address)),
            # Opened, it is handed to the program that keeps the calendar.
            "webcal": link.replace(urlsplit(link).scheme, "webcal", 1),
            "deadlines": due_for(person, council, timezone.localdate()),
            "today": timezone.localdate(),
        },
        crumbs=(desk_crumb(council),),
    )


@open_to(Audience.OWN_PEOPLE)
@require_POST
@taken_once
def calendar_address_make(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Give somebody a new private address; the one before stops."""
    council = council_of(request.user, council_slug)
    address = make_address(council, actor=request.user)
    request.session[JUST_MADE] = str(address.pk)
    return redirect("calendar_address", council.slug)


@open_to(Audience.OWN_PEOPLE)
@require_POST
@taken_once
def calendar_address_revoke(
    request: SignedInRequest, council_slug: str
) -> HttpResponse:
    """Let somebody's private address be good no more."""
    council = council_of(request.user, council_slug)
    revoke_address(council, actor=request.user)
    messages.success(request, "The address shows nothing any more.")
    return redirect("calendar_address", council.slug)


@open_to(Audience.OWN_PEOPLE)
@require_safe
def calendar_deadline(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Give one deadline as a file, to whom it is meant for and to nobody else."""
    council = council_of(request.user, council_slug)
    dates = date_of_deadline(council, pk, user=request.user)
    if dates is None:
        raise Http404
    return _download(dates, f"{council.slug}-deadline.ics")


@open_to(Audience.OWN_PEOPLE)
@require_safe
def calendar_meeting(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Give one meeting as a file."""
    council = council_of(request.user, council_slug)
    meeting = meeting_of(request.user, council, pk)
    name = f"{council.slug}-meeting-{meeting.held_on.isoformat()}.ics"
    return _download(date_of_meeting(council, meeting), name)


def _link_once(request: SignedInRequest, address: CalendarAddress | None) -> str:
    """Give the whole address where it was made a moment ago, and never again."""
    just_made = request.session.pop(JUST_MADE, None)
    if address is None or just_made != str(address.pk):
        return ""
    return calendar_links.link_to(address.pk)


def _download(dates: Dates, name: str) -> HttpResponse:
    file = file_of(dates, as_of=timezone.now())
    response = HttpResponse(file, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    return response
