"""What anybody may read: the register, a version, its record, and its files."""

from collections.abc import Callable

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from councils.gate import Audience, open_to
from councils.models import Council
from councils.pages import show
from councils.permissions import ask_once, capabilities_of, is_in_office
from councils.roles import Capability
from protocols.exports import to_json_bytes
from protocols.models import ProtocolVersion, StoredPdf
from protocols.permissions import may_sign
from protocols.services import showing
from protocols.services.being_read import readers_of, waiting_for
from protocols.services.public_pages import (
    crumbs_of,
    etag_of,
    public_html,
    reading_context,
    stored_page,
)
from protocols.services.register import facts_of, register
from protocols.services.review_showing import review_row, reviews_of
from protocols.services.shelf import Shelf, shelf_of
from protocols.services.texts import document_of

A_YEAR = 60 * 60 * 24 * 365  # seconds


@open_to(Audience.EVERYBODY)
@require_safe
def council_home(request: HttpRequest, council_slug: str) -> HttpResponse:
    """Show a council's register, and its own people what waits for them."""
    council = get_object_or_404(Council, slug=council_slug)
    in_office, today = is_in_office(request.user, council), timezone.localdate()
    return show(
        request,
        "protocols/council_home.html",
        council,
        {
            "lines": register(
                council,
                today=today,
                with_drafts=in_office,
            ),
            "asked": (
                waiting_for(request.user, council, today=today) if in_office else ()
            ),
        },
    )


@open_to(Audience.EVERYBODY)
@require_safe
def protocol_detail(
    request: HttpRequest, council_slug: str, protocol_slug: str
) -> HttpResponse:
    """Show the version in force."""
    if (stored := _stored(request)) is not None:
        return stored
    shelf = _shelf_or_404(council_slug, protocol_slug)
    return _reading_page(request, shelf, shelf.current or shelf.versions[0])


@open_to(Audience.EVERYBODY)
@require_safe
def version_detail(
    request: HttpRequest, council_slug: str, protocol_slug: str, number: int
) -> HttpResponse:
    """Show any version that was ever in force, at its own address."""
    if (stored := _stored(request)) is not None:
        return stored
    shelf = _shelf_or_404(council_slug, protocol_slug)
    return _reading_page(request, shelf, _numbered(shelf, number))


@open_to(Audience.EVERYBODY)
@require_safe
def version_record(
    request: HttpRequest, council_slug: str, protocol_slug: str, number: int
) -> HttpResponse:
    """Show how a version was adopted: meeting, minute, vote, signature, digests."""
    shelf = _shelf_or_404(council_slug, protocol_slug)
    version = _numbered(shelf, number)
    pdfs = {pdf.kind: pdf.sha256 for pdf in _pdfs(version)}
    return show(
        request,
        "protocols/version_record.html",
        shelf.council,
        {
            "protocol": shelf.protocol,
            "version": version,
            "resolution_rows": list(
                showing.resolution_rows(version, facts_of(version))
            ),
            "sign_off_rows": list(showing.sign_off_rows(version)),
            "digest_rows": list(
                showing.digest_rows(version, pdfs, shelf.before(version))
            ),
            "pdfs": pdfs,
            "recommendations": version.recommendations.select_related(
                "meeting__committee"
            ).filter(cancelled_at__isnull=True),
            "corrections": showing.corrections_of(version),
            "reviews": [review_row(review) for review in reviews_of(shelf.protocol)],
        },
        crumbs=(
            (shelf.protocol.title, shelf.protocol.get_absolute_url()),
            (f"Version {number}", version.get_absolute_url()),
        ),
    )


@open_to(Audience.PUBLIC)
@require_safe
def version_pdf(
    request: HttpRequest,
    council_slug: str,
    protocol_slug: str,
    number: int | None = None,
    kind: str = StoredPdf.Kind.PROTOCOL,
) -> HttpResponse:
    """Give the stored PDF of a version, or of its adoption record, as printed."""
    shelf = _shelf_or_404(council_slug, protocol_slug)
    version = _asked_for(shelf, number)
    digest = (
        StoredPdf.objects.filter(version=version, kind=kind)
        .values_list("sha256", flat=True)
        .first()
    )
    if digest is None:
        return show(
            request,
            "protocols/pdf_to_come.html",
            shelf.council,
            {"version": version},
            status=404,
        )

    def stored() -> bytes:
        return bytes(StoredPdf.objects.get(version=version, kind=kind).data)

    name = f"{protocol_slug}-v{version.number}"
    if kind == StoredPdf.Kind.RECORD:
        name += "-adoption-record"
    return _file(
        request,
        stored,
        digest=digest,
        media_type="application/pdf",
        name=f"{name}.pdf",
        for_ever=number is not None,
    )


@open_to(Audience.PUBLIC)
@require_safe
def version_json(
    request: HttpRequest,
    council_slug: str,
    protocol_slug: str,
    number: int | None = None,
) -> HttpResponse:
    """Give a version as the JSON that other programs rely on."""
    shelf = _shelf_or_404(council_slug, protocol_slug)
    version = _asked_for(shelf, number)

    def exported() -> bytes:
        return to_json_bytes(document_of(version))

    return _file(
        request,
        exported,
        digest=version.content_digest,
        media_type="application/json",
        name=f"{protocol_slug}-v{version.number}.json",
        for_ever=number is not None,
    )


def _shelf_or_404(council_slug: str, protocol_slug: str) -> Shelf:
    shelf = shelf_of(council_slug, protocol_slug, today=timezone.localdate())
    if shelf is None:
        raise Http404
    return shelf


def _numbered(shelf: Shelf, number: int) -> ProtocolVersion:
    for version in shelf.versions:
        if version.number == number:
            return version
    raise Http404


def _asked_for(shelf: Shelf, number: int | None) -> ProtocolVersion:
    version = shelf.current if number is None else _numbered(shelf, number)
    if version is None:
        raise Http404
    return version


def _pdfs(version: ProtocolVersion) -> list[StoredPdf]:
    return list(StoredPdf.objects.filter(version=version).defer("data"))


def _stored(request: HttpRequest) -> HttpResponse | None:
    """Serve the page as it is stored, to somebody who has no session at all."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    # A server that packs the page on its way marks the tag as weak.
    asked = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    stored = stored_page(request.path, known=asked)
    if stored is None:
        return None
    etag, html = stored
    response = HttpResponse(html) if html is not None else HttpResponseNotModified()
    return _to_be_asked_again(response, quote_etag(etag))


def _reading_page(
    request: HttpRequest, shelf: Shelf, version: ProtocolVersion
) -> HttpResponse:
    user = request.user
    if not user.is_authenticated:
        html = public_html(shelf, version, request.path)
        etag = quote_etag(etag_of(html))
        response = get_conditional_response(request, etag=etag) or HttpResponse(html)
        return _to_be_asked_again(response, etag)
    ask_once(user, shelf.council)
    granted = capabilities_of(user, shelf.council)
    context = reading_context(shelf, version)
    context |= {
        "may_draft": Capability.DRAFT_VERSION in granted,
        "may_withdraw": context["standing"] == "in_force"
        and Capability.WITHDRAW_VERSION in granted,
        "may_correct": Capability.CORRECT_FACT in granted,
        "may_review": Capability.MANAGE_REVIEWS in granted,
        "sign_url": (
            _sign_url(request, shelf) if Capability.SIGN_VERSION in granted else ""
        ),
    }
    if version == shelf.current and Capability.READ_DRAFTS in granted:
        context["readers"] = readers_of(shelf, user)
    return show(
        request,
        "protocols/version_detail.html",
        shelf.council,
        context,
        crumbs=crumbs_of(shelf),
    )


def _to_be_asked_again(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Cookie"
    return response


def _sign_url(request: HttpRequest, shelf: Shelf) -> str:
    awaiting = shelf.awaiting
    if awaiting is None or not may_sign(request.user, awaiting):
        return ""
    return reverse("version_sign", args=[shelf.council.slug, awaiting.pk])


def _file(
    request: HttpRequest,
    content: Callable[[], bytes],
    *,
    digest: str,
    media_type: str,
    name: str,
    for_ever: bool,
) -> HttpResponse:
    etag = quote_etag(digest)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(content(), content_type=media_type)
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["ETag"] = etag
    if for_ever:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response
