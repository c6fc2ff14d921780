"""A council's settings, and its colour and crest as its pages fetch them."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from councils.forms.council import CouncilForm
from councils.gate import Audience, open_to
from councils.kernel.refusals import refusal_on
from councils.models import Council
from councils.pages import desk_crumb, show
from councils.permissions import may_manage_council
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from councils.services.settings import change_council, take_crest_down
from councils.views.finding import council_of

MINUTES_KEPT = 5  # A browser asks again after that, and is told "unchanged".


@open_to(Capability.MANAGE_COUNCIL)
@require_http_methods(["GET", "POST"])
@taken_once
def council_settings(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Change what a council says of itself: titles, law, look."""
    council = council_of(request.user, council_slug)
    may_manage_council(request.user, council).require()
    form = CouncilForm(request.POST or None, request.FILES or None, council=council)
    if form.is_valid():
        with refusal_on(form):
            change_council(
                council,
                actor=request.user,
                facts=form.facts(),
                crest=form.cleaned_data["crest"],
                seen=form.cleaned_data["seen"],
            )
            messages.success(request, "The settings are saved.")
            return redirect("council_settings", council.slug)
    return show(
        request,
        "councils/council_settings.html",
        council,
        {"form": form},
        crumbs=(desk_crumb(council),),
    )


@open_to(Capability.MANAGE_COUNCIL)
@require_POST
def crest_remove(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show no crest any more."""
    council = council_of(request.user, council_slug)
    may_manage_council(request.user, council).require()
    take_crest_down(council, actor=request.user)
    messages.success(request, "The crest is taken down.")
    return redirect("council_settings", council.slug)


@open_to(Audience.PUBLIC)
@require_safe
def council_colours(request: HttpRequest, council_slug: str) -> HttpResponse:
    """Give a council's colour as a style sheet."""
    council = get_object_or_404(Council.objects.only("colour"), slug=council_slug)
    sheet = f":root{{--council-colour:{council.colour}}}\n".encode()
    return _kept_a_while(request, sheet, "text/css; charset=utf-8")


@open_to(Audience.PUBLIC)
@require_safe
def council_crest(request: HttpRequest, council_slug: str) -> HttpResponse:
    """Give a council's crest."""
    council = get_object_or_404(Council, slug=council_slug)
    if not council.has_crest:
        message = "This council shows no crest."
        raise Http404(message)
    return _kept_a_while(request, bytes(council.crest), council.crest_media_type)


def _kept_a_while(
    request: HttpRequest, content: bytes, media_type: str
) -> HttpResponse:
    """Answer with public bytes under their digest, or that they are unchanged."""
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    headers = {
        "ETag": etag,
        "Cache-Control": f"public, max-age={MINUTES_KEPT * 60}",
    }
    response = HttpResponse(content, content_type=media_type, headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response
