"""What crosses the apps: the home page, health, and the pages for errors."""

import secrets
from datetime import datetime

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils.gate import Audience, open_to
from councils.models import Council, Sweep
from councils.permissions import was_in_office
from councils.services.sweeps import is_late, last_sweeps
from protocol_portal.landing import places_of
from protocol_portal.logs import REFERENCE

COUNCILS_A_PAGE = 100
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
PLAIN = "text/plain; charset=utf-8"
SHORTEST_PROSE = 30  # characters; what is shorter is soon typed again


@open_to(Audience.EVERYBODY)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the councils, a signed-in person's own first."""
    councils = Council.objects.visible_to(request.user).defer("crest")
    page = Paginator(councils, COUNCILS_A_PAGE).get_page(request.GET.get("page"))
    own = places_of(request.user)
    return render(
        request,
        "home.html",
        {
            "own": own,
            "was_in_office": not own and was_in_office(request.user),
            "councils": page.object_list,
            "page": page,
        },
    )


@open_to(Audience.PUBLIC)
@require_safe
def health_live(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("live\n", content_type=PLAIN)


@open_to(Audience.PUBLIC)
@require_safe
def health_ready(request: HttpRequest) -> HttpResponse:
    """Say that the database answers too, and when it was last looked for what is due.

    A sweep that is late makes nothing unready: pages are served all the same.
    """
    now = timezone.now()
    lines = ["ready", *(_sweep_words(sweep, now) for sweep in last_sweeps())]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


def _sweep_words(sweep: Sweep, now: datetime) -> str:
    when = (
        "never" if sweep.ended_at is None else sweep.ended_at.isoformat("T", "minutes")
    )
    late = ", late" if is_late(sweep, now) else ""
    held_up = f", held up: {sweep.held_up}" if sweep.held_up else ""
    return f"{sweep.name}: {when}{late}{held_up}"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request made no sense, or was more than the portal takes."""
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without its token, and give back what was typed."""
    typed = _prose_of(request) if _is_from_here(request) else []
    return render(request, "403_form.html", {"typed": typed}, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what may not be done, and why."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at this address."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say sorry, with a number to quote and nothing else."""
    reference = secrets.token_hex(4)
    request.META[REFERENCE] = reference  # The log's line of this mistake has it too.
    return render(request, "500.html", {"reference": reference}, status=500)


def _is_from_here(request: HttpRequest) -> bool:
    """Say whether the browser says that one of our own pages sent the form.

    Another site's words are not shown as if the person had typed them here.
    """
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") == here


def _prose_of(request: HttpRequest) -> list[str]:
    return [
        value
        for name in request.POST
        for value in request.POST.getlist(name)
        if len(value) >= SHORTEST_PROSE
        and not any(word in name.lower() for word in ("password", "token", "digest"))
    ]
