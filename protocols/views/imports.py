"""Bringing a protocol in: upload, look at what was read, keep it or not."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from councils.gate import open_to
from councils.kernel.refusals import DomainError, refusal_on
from councils.pages import desk_crumb, show
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from protocols.document import Document, Kind
from protocols.forms.importing import KeepForm, UploadForm
from protocols.models import ProtocolImport
from protocols.permissions import may_import
from protocols.services.importing import drop_import, keep_import, upload_file
from protocols.services.review import findings_in
from protocols.services.showing import routes_shown, words_of
from protocols.views.finding import council_of

WAITING = (ProtocolImport.Status.WAITING, ProtocolImport.Status.READING)


@open_to(Capability.IMPORT_PROTOCOL)
@require_http_methods(["GET", "POST"])
@taken_once
def import_upload(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Take a file in."""
    council = council_of(request.user, council_slug)
    may_import(request.user, council).require()
    form = UploadForm(request.POST or None, request.FILES or None, council=council)
    if form.is_valid():
        with refusal_on(form):
            incoming = upload_file(
                council,
                actor=request.user,
                upload=form.upload(),
                protocol=form.existing(),
            )
            return redirect("import_detail", council_slug, incoming.pk)
    return show(
        request,
        "protocols/import_upload.html",
        council,
        {"form": form},
        crumbs=(desk_crumb(council),),
    )


@open_to(Capability.IMPORT_PROTOCOL)
@require_safe
def import_detail(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Show how far the reading is; once read, the source beside the rows."""
    incoming = _import_of(request, council_slug, pk)
    if incoming.status in WAITING:
        return show(
            request,
            "protocols/import_waiting.html",
            incoming.council,
            {"incoming": incoming},
            crumbs=(desk_crumb(incoming.council),),
        )
    if incoming.status == ProtocolImport.Status.READ:
        document = Document.from_json(incoming.document or {})
        return _look(request, incoming, document, KeepForm(document=document))
    if incoming.version is not None:
        return redirect(incoming.version)
    return show(
        request,
        "protocols/import_refused.html",
        incoming.council,
        {"incoming": incoming},
        crumbs=(desk_crumb(incoming.council),),
    )


@open_to(Capability.IMPORT_PROTOCOL)
@require_POST
@taken_once
def import_keep(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Keep what was read."""
    incoming = _import_of(request, council_slug, pk)
    if incoming.version is not None:
        return redirect(incoming.version)
    if incoming.document is None:
        return redirect("import_detail", council_slug, pk)
    document = Document.from_json(incoming.document)
    form = KeepForm(request.POST, document=document)
    if form.is_valid():
        with refusal_on(form):
            version = keep_import(incoming, actor=request.user, answers=form.answers())
            messages.success(request, f"{version} is kept.")
            return redirect("version_desk", council_slug, version.pk)
    return _look(request, incoming, document, form)


@open_to(Capability.IMPORT_PROTOCOL)
@require_POST
@taken_once
def import_drop(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Keep nothing of the file."""
    incoming = _import_of(request, council_slug, pk)
    try:
        drop_import(incoming, actor=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("import_detail", council_slug, pk)
    messages.success(request, f"Nothing of {incoming.name} has been kept.")
    return redirect("desk", council_slug)


def _import_of(request: SignedInRequest, council_slug: str, pk: UUID) -> ProtocolImport:
    council = council_of(request.user, council_slug)
    may_import(request.user, council).require()
    return get_object_or_404(
        ProtocolImport.objects.visible_to(request.user)
        .select_related("council", "protocol", "version__protocol", "version__council")
        .defer("data"),
        council=council,
        pk=pk,
    )


def _look(
    request: SignedInRequest,
    incoming: ProtocolImport,
    document: Document,
    form: KeepForm,
) -> HttpResponse:
    council, unread = incoming.council, {words.line for words in document.unread}
    form.form_action = reverse("import_keep", args=[council.slug, incoming.pk])
    return show(
        request,
        "protocols/import_detail.html",
        incoming.council,
        {
            "incoming": incoming,
            "document": document,
            "findings": findings_in(document, incoming.council),
            "source_lines": [
                {"number": number, "text": text, "is_unread": number in unread}
                for number, text in incoming.source_lines
            ],
            "body": words_of(document),
            "routes": routes_shown(document.to_json()["concern_routes"]),
            "summary": _summary(document),
            "form": form,
        },
        crumbs=(desk_crumb(incoming.council),),
    )


def _summary(document: Document) -> list[dict[str, object]]:
    kinds = Counter(row.kind for row in document.rows)
    words = len(document.rows) - kinds[Kind.SECTION]
    promises = sum(1 for row in document.rows if row.holder is not None)
    return [
        {"label": "Sections", "value": kinds[Kind.SECTION]},
        {"label": "Clauses and list entries", "value": words},
        {"label": "Expectations", "value": promises},
        {"label": "Lines left out", "value": len(document.unread)},
    ]
