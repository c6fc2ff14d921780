"""The sheet for the auditor: every document, how it was adopted, when it is due."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils.gate import Audience, open_to
from councils.kernel.spreadsheets import csv_download
from councils.pages import desk_crumb, show
from councils.permissions import acting_person
from councils.requests import SignedInRequest
from protocols.services.review_showing import (
    EVIDENCE_HEAD,
    evidence_cells,
    evidence_of,
)
from protocols.views.finding import council_of


@open_to(Audience.OWN_PEOPLE)
@require_safe
def evidence(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show the sheet, dated and with who made it, to be printed."""
    council = council_of(request.user, council_slug)
    return show(
        request,
        "protocols/evidence.html",
        council,
        {
            "rows": evidence_of(council, today=timezone.localdate()),
            "made_at": timezone.now(),
            "made_by": acting_person(request.user, council),
        },
        crumbs=(desk_crumb(council),),
    )


@open_to(Audience.OWN_PEOPLE)
@require_safe
def evidence_csv(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Give the sheet as a table for a spreadsheet."""
    council = council_of(request.user, council_slug)
    today = timezone.localdate()
    rows = evidence_of(council, today=today)
    name = f"{council.slug}-policy-evidence-{today.isoformat()}.csv"
    return csv_download(name, EVIDENCE_HEAD, [evidence_cells(row) for row in rows])
