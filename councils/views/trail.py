"""The council's audit trail: in plain words, and as a table for an auditor."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from councils.audit.words import Line, in_words
from councils.freshly import NOT_YET, ask_again, is_fresh
from councils.gate import open_to
from councils.kernel.spreadsheets import csv_download
from councils.models import AuditEvent
from councils.pages import desk_crumb, show
from councils.permissions import ask_once, capabilities_of, may_read_trail
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.services.checkpoints import last_checkpoint
from councils.services.trail import check_trail, export_trail
from councils.views.finding import council_of

A_PAGE = 50  # entries
HEAD = (
    *("Entry", "When (UTC)", "Who", "What happened", "Event", "Subject", "Details"),
    *("Commitment (HMAC-SHA-256)", "Chain (SHA-256)"),
)


@open_to(Capability.READ_TRAIL)
@require_safe
def trail(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show what was done, the newest first; asked to, say whether all of it holds."""
    council = council_of(request.user, council_slug)
    ask_once(request.user, council)
    may_read_trail(request.user, council).require()
    entries = AuditEvent.objects.visible_to(request.user).filter(council=council)
    page = Paginator(entries.order_by("-sequence"), A_PAGE).get_page(
        request.GET.get("page")
    )
    checked = None
    if request.GET.get("verify") == "1":
        checked = check_trail(council, actor=request.user)
    return show(
        request,
        "councils/trail.html",
        council,
        {
            "page": page,
            "lines": in_words(council, page, capabilities_of(request.user, council)),
            "checked": checked,
            "now": timezone.now(),
            "checkpoint": last_checkpoint(),
        },
        crumbs=(desk_crumb(council),),
    )


@open_to(Capability.READ_TRAIL)
@require_POST
def trail_csv(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Give the whole trail to somebody who has just shown again who they are."""
    council = council_of(request.user, council_slug)
    may_read_trail(request.user, council).require()
    if not is_fresh(request):
        messages.info(request, NOT_YET)
        return ask_again(request, back=reverse("trail", args=[council_slug]))
    entries = export_trail(council, actor=request.user)
    lines = in_words(council, entries, capabilities_of(request.user, council))
    name = f"{council.slug}-trail-{timezone.localdate().isoformat()}.csv"
    return csv_download(name, HEAD, [_row(line) for line in lines])


def _row(line: Line) -> tuple[object, ...]:
    entry = line.entry
    return (
        entry.sequence,
        entry.at.isoformat(),
        line.who,
        line.sentence,
        entry.event,
        f"{entry.subject_type} {entry.subject_id}",
        json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
        entry.commitment,
        entry.chain,
    )
