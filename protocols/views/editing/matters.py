"""Editing what a draft has beside its rows: title, numbers, reviews, routes."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from councils.gate import open_to
from councils.kernel.forms import PortalForm
from councils.kernel.refusals import DomainError, refusal_on
from councils.pages import desk_crumb, show
from councils.roles import Capability
from protocols.document import Concerned, Route
from protocols.forms.editing import NumberingForm, ReviewRuleForm, TitleForm
from protocols.forms.routing import AlternateForm, RouteForm, stages_form
from protocols.models import ProtocolVersion
from protocols.services import editing
from protocols.services.drafting import require_draft
from protocols.services.editing import Edit, routes_digest
from protocols.services.routes import with_alternate
from protocols.services.texts import document_of
from protocols.views.editing.page import (
    Asked,
    EditorRequest,
    done,
    draft_of,
    refused,
    show_editor,
    show_locked,
)

ROUTE_GONE = "That route is not there any more. Nothing has been changed."


@open_to(Capability.DRAFT_VERSION)
@require_POST
def draft_title(request: EditorRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Give the text another title."""
    version = draft_of(request, council_slug, pk)
    form = TitleForm(request.POST)
    return _save(
        request,
        version,
        "title",
        form,
        lambda: editing.set_title(
            version, actor=request.user, title=form.cleaned_data["title"]
        ),
    )


@open_to(Capability.DRAFT_VERSION)
@require_POST
def draft_numbering(
    request: EditorRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Number the text in another style."""
    version = draft_of(request, council_slug, pk)
    form = NumberingForm(request.POST)
    return _save(
        request,
        version,
        "numbering",
        form,
        lambda: editing.set_numbering(version, actor=request.user, style=form.style()),
    )


@open_to(Capability.DRAFT_VERSION)
@require_POST
def draft_review(request: EditorRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Say how often the text is reviewed, and when next."""
    version = draft_of(request, council_slug, pk)
    form = ReviewRuleForm(request.POST)
    return _save(
        request,
        version,
        "review",
        form,
        lambda: editing.set_review_rule(version, actor=request.user, rule=form.rule()),
    )


def _save(
    request: EditorRequest,
    version: ProtocolVersion,
    name: str,
    form: PortalForm,
    service: Callable[[], Edit],
) -> HttpResponse:
    """Save one of the small forms, or show it again with what is wrong."""
    if form.is_valid():
        with refusal_on(form):
            edit = service()
            return done(request, version, edit, Asked(focus=f"{name}-summary"))
    version.refresh_from_db(fields=["status"])
    try:
        require_draft(version)
    except DomainError as refusal:
        return show_locked(request, version, refusal, _typed(form))
    return show_editor(request, version, Asked(forms={name: form}))


def _typed(form: PortalForm) -> str:
    return str(form.data.get("title") or form.data.get("words") or "")


@open_to(Capability.DRAFT_VERSION)
@require_http_methods(["GET", "POST"])
def route_change(
    request: EditorRequest, council_slug: str, pk: UUID, place: int
) -> HttpResponse:
    """Change where a concern goes; one past the last is a new route."""
    version = draft_of(request, council_slug, pk)
    try:
        require_draft(version)
    except DomainError as refusal:
        return show_locked(request, version, refusal)
    routes = document_of(version).concern_routes
    if place > len(routes):
        raise Http404
    route = routes[place] if place < len(routes) else None
    form = RouteForm(
        request.POST or None,
        initial=_route_values(version, route),
        council=version.council,
    )
    stages = stages_form(request.POST or None, route=route, council=version.council)
    if request.method == "POST" and form.is_valid() and stages.is_valid():
        changed = form.route(stages.stages())
        with refusal_on(form):
            edit = editing.set_routes(
                version,
                actor=request.user,
                routes=(*routes[:place], changed, *routes[place + 1 :]),
                routes_seen=form.cleaned_data["seen"],
            )
            messages.success(request, edit.said)
            return _to_routes(version)
    desk = reverse("version_desk", args=[council_slug, version.pk])
    editor = reverse("draft_edit", args=[council_slug, version.pk])
    return show(
        request,
        "protocols/route_change.html",
        version.council,
        {
            "version": version,
            "route": route,
            "place": place,
            "form": form,
            "stages": stages,
            "routes_seen": routes_digest(version),
            "editor": editor,
        },
        crumbs=(desk_crumb(version.council), (str(version), desk), ("Edit", editor)),
    )


@open_to(Capability.DRAFT_VERSION)
@require_POST
def route_remove(
    request: EditorRequest, council_slug: str, pk: UUID, place: int
) -> HttpResponse:
    """Take a route away."""
    version = draft_of(request, council_slug, pk)
    routes = document_of(version).concern_routes
    if place >= len(routes):
        return refused(request, version, DomainError(ROUTE_GONE))
    return _set_routes(request, version, routes[:place] + routes[place + 1 :])


@open_to(Capability.DRAFT_VERSION)
@require_POST
def route_alternate(
    request: EditorRequest, council_slug: str, pk: UUID, place: int
) -> HttpResponse:
    """Name somebody else where a route can only reach the one it is about."""
    version = draft_of(request, council_slug, pk)
    routes = document_of(version).concern_routes
    if place >= len(routes):
        return refused(request, version, DomainError(ROUTE_GONE))
    form = AlternateForm(request.POST, council=version.council, route=routes[place])
    if not form.is_valid():
        return refused(request, version, DomainError("Choose somebody else."))
    mended = with_alternate(routes[place], form.office())
    changed = (*routes[:place], mended, *routes[place + 1 :])
    return _set_routes(request, version, changed)


def _set_routes(
    request: EditorRequest, version: ProtocolVersion, routes: tuple[Route, ...]
) -> HttpResponse:
    try:
        edit = editing.set_routes(
            version,
            actor=request.user,
            routes=routes,
            routes_seen=request.POST.get("seen", ""),
        )
    except DomainError as refusal:
        return refused(request, version, refusal)
    return done(request, version, edit, Asked(focus="routes"))


def _route_values(version: ProtocolVersion, route: Route | None) -> dict[str, str]:
    raised_by = route.raised_by if route else Concerned.OFFICERS
    about = route.about if route else Concerned.COUNCILLORS
    return {
        "seen": routes_digest(version),
        "raised_by": raised_by.value,
        "about": about.value,
    }


def _to_routes(version: ProtocolVersion) -> HttpResponse:
    address = reverse("draft_edit", args=[version.council.slug, version.pk])
    return redirect(f"{address}#routes")
