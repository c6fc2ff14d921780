"""The clerk's overview: what is due, who has confirmed, whose turn it is, the year."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils.gate import open_to
from councils.pages import desk_crumb, show
from councils.permissions import ask_once, may_manage_people, may_watch_work
from councils.requests import SignedInRequest
from councils.roles import Capability
from protocols.permissions import may_watch_readers
from protocols.services.waiting import (
    what_is_due,
    who_confirms,
    whose_turn,
    year_ahead,
)
from protocols.timeline import lying, upright
from protocols.views.finding import council_of


@open_to(Capability.WATCH_WORK)
@require_safe
def desk_year(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show the clerk and the deputy the council's work, on screen and on paper."""
    council = council_of(request.user, council_slug)
    ask_once(request.user, council)
    may_watch_work(request.user, council).require()
    today = timezone.localdate()
    year = year_ahead(council, today=today)
    return show(
        request,
        "protocols/desk_year.html",
        council,
        {
            "today": today,
            "due": what_is_due(council, before=year.after, today=today),
            "confirming": who_confirms(council, today=today),
            "turns": whose_turn(
                council,
                today=today,
                may_manage_people=bool(may_manage_people(request.user, council)),
            ),
            "may_watch_readers": may_watch_readers(request.user, council),
            "year": year,
            "lying": lying(year),
            "upright": upright(year),
        },
        crumbs=(desk_crumb(council),),
    )
