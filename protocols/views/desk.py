"""The clerk's desk: what needs doing next, and where a protocol begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from councils.gate import Audience, open_to
from councils.kernel.refusals import refusal_on
from councils.models import Council
from councils.pages import desk_crumb, show
from councils.permissions import may_read_trail, may_watch_mail, may_watch_work
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from councils.services.mail import undelivered_number
from protocols.forms.starting import StartForm
from protocols.lifecycle import Status
from protocols.models import ProtocolImport
from protocols.permissions import may_draft, may_import, may_sign
from protocols.services.drafting import start_draft, start_protocol
from protocols.services.force import version_in_force
from protocols.services.register import Line, register
from protocols.starter_text import starter_text
from protocols.views.finding import council_of, protocol_of, version_of

ON_THEIR_WAY = (
    ProtocolImport.Status.WAITING,
    ProtocolImport.Status.READING,
    ProtocolImport.Status.READ,
    ProtocolImport.Status.REFUSED,
)
MOST_IMPORTS = 20


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that needs doing: what, why, and where."""

    title: str
    text: str
    url: str


@open_to(Audience.OWN_PEOPLE)
@require_safe
def desk(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show what needs doing next, and every document of the council."""
    council = council_of(request.user, council_slug)
    lines = register(council, today=timezone.localdate(), with_drafts=True)
    imports = _imports(request, council) if may_import(request.user, council) else []
    return show(
        request,
        "protocols/desk.html",
        council,
        {
            "lines": lines,
            "tasks": list(_tasks(request, council, lines, imports)),
            # What has been read stands among the tasks.
            "imports": [incoming for incoming in imports if not incoming.is_read],
            "may_import": may_import(request.user, council),
            "may_draft": may_draft(request.user, council),
            "may_read_trail": may_read_trail(request.user, council),
            "may_watch_work": may_watch_work(request.user, council),
            "may_watch_mail": may_watch_mail(request.user, council),
        },
    )


@open_to(Capability.DRAFT_VERSION)
@require_http_methods(["GET", "POST"])
@taken_once
def protocol_start(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Begin a protocol, blank or from the starter text."""
    council = council_of(request.user, council_slug)
    may_draft(request.user, council).require()
    form = StartForm(request.POST or None)
    if form.is_valid():
        with refusal_on(form):
            version = start_protocol(
                council,
                actor=request.user,
                title=form.cleaned_data["title"],
                document=(
                    starter_text() if form.cleaned_data["begin"] == "starter" else None
                ),
            )
            messages.success(request, "The draft is ready to edit.")
            return redirect("draft_edit", council_slug, version.pk)
    return show(
        request,
        "protocols/protocol_start.html",
        council,
        {"form": form},
        crumbs=(desk_crumb(council),),
    )


@open_to(Capability.DRAFT_VERSION)
@require_http_methods(["POST"])
@taken_once
def draft_start(
    request: SignedInRequest, council_slug: str, protocol_slug: str
) -> HttpResponse:
    """Start the next draft from the version in force."""
    protocol = protocol_of(request.user, council_slug, protocol_slug)
    may_draft(request.user, protocol.council).require()
    source = version_in_force(protocol, timezone.localdate())
    draft = start_draft(protocol, actor=request.user, source=source)
    messages.success(request, "A new draft is ready to edit.")
    return redirect("draft_edit", council_slug, draft.pk)


@open_to(Capability.READ_DRAFTS)
@require_safe
def source_file(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Give the file a text was brought in from, byte for byte, as a download."""
    version = version_of(request.user, council_slug, pk)
    source = version.source_file
    if source is None:
        raise Http404
    # Never shown in the browser: it is somebody's file, and may be hostile.
    response = HttpResponse(bytes(source.data), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=source.name
    )
    return response


def _imports(request: SignedInRequest, council: Council) -> list[ProtocolImport]:
    return list(
        ProtocolImport.objects.visible_to(request.user)
        .filter(council=council, status__in=ON_THEIR_WAY)
        .defer("data", "document", "source_lines")[:MOST_IMPORTS]
    )


def _tasks(
    request: SignedInRequest,
    council: Council,
    lines: list[Line],
    imports: list[ProtocolImport],
) -> Iterator[Task]:
    for line in lines:
        if line.awaiting is not None and may_sign(request.user, line.awaiting):
            yield Task(
                title=f"Sign {line.awaiting.title}",
                text="The council has adopted it. It awaits your signature.",
                url=reverse("version_sign", args=[council.slug, line.awaiting.pk]),
            )
    if may_watch_mail(request.user, council):
        yield from _undelivered_mail(council)
    if may_draft(request.user, council):
        for line in lines:
            yield from _tasks_of_clerk(council, line)
        for incoming in imports:
            if incoming.is_read:
                yield Task(
                    title=f"Look at what was read from {incoming.name}",
                    text="Nothing is kept until you say so.",
                    url=reverse("import_detail", args=[council.slug, incoming.pk]),
                )


def _undelivered_mail(council: Council) -> Iterator[Task]:
    if number := undelivered_number(council):
        mails = "1 mail" if number == 1 else f"{number} mails"
        yield Task(
            title=f"{mails} could not be delivered",
            text="See why, put addresses right, and try again.",
            url=reverse("mail_list", args=[council.slug]),
        )


def _tasks_of_clerk(council: Council, line: Line) -> Iterator[Task]:
    for draft in line.drafts:
        if draft.status == Status.IN_REVIEW:
            yield Task(
                title=f"Record what the council resolved on {draft.title}",
                text="The text is locked for its meeting.",
                url=reverse("version_desk", args=[council.slug, draft.pk]),
            )
    review = line.review
    if review is not None and review.is_overdue(timezone.localdate()):
        yield Task(
            title=f"Review {line.protocol.title}",
            text=f"It was due on {review.day:%-d %B %Y}.",
            url=line.protocol.get_absolute_url(),
        )
