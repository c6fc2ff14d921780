"""What anybody may read: the register, a version, its record, and its files."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from councils.models import Council
from councils.pages import show
from protocols.exports import to_json_bytes
from protocols.models import ProtocolVersion, StoredPage, StoredPdf
from protocols.permissions import (
    may_correct,
    may_draft,
    may_sign,
    may_withdraw,
)
from protocols.review_calendar import review_due
from protocols.services.register import facts_of, register, standing_of
from protocols.services.shelf import Shelf, shelf_of
from protocols.services.texts import document_of
from protocols.views import showing

A_YEAR = 60 * 60 * 24 * 365  # seconds


@login_not_required
@require_safe
def council_home(request: HttpRequest, council_slug: str) -> HttpResponse:
    """Show a council's register, and its own people what waits for them."""
    council = get_object_or_404(Council, slug=council_slug)
    return show(
        request,
        "protocols/council_home.html",
        council,
        {
            "lines": register(council, today=timezone.localdate()),
        },
    )


@login_not_required
@require_safe
def protocol_detail(
    request: HttpRequest, council_slug: str, protocol_slug: str
) -> HttpResponse:
    """Show the version in force."""
    shelf = _shelf_or_404(council_slug, protocol_slug)
    return _reading_page(request, shelf, shelf.current or shelf.versions[0])


@login_not_required
@require_safe
def version_detail(
    request: HttpRequest, council_slug: str, protocol_slug: str, number: int
) -> HttpResponse:
    """Show any version that was ever in force, at its own address."""
    shelf = _shelf_or_404(council_slug, protocol_slug)
    return _reading_page(request, shelf, _numbered(shelf, number))


@login_not_required
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
        },
        crumbs=(
            (shelf.protocol.title, shelf.protocol.get_absolute_url()),
            (f"Version {number}", version.get_absolute_url()),
        ),
    )


@login_not_required
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


@login_not_required
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


def _reading_page(
    request: HttpRequest, shelf: Shelf, version: ProtocolVersion
) -> HttpResponse:
    signed_in = request.user.is_authenticated
    etag = quote_etag(shelf.etag_of(version))
    if not signed_in:
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return unchanged
    page = StoredPage.objects.annotate(particulars=F("version__particulars")).get(
        version=version
    )
    version.particulars = page.particulars
    review = review_due(facts_of(version))
    standing, label = standing_of(version, shelf.today)
    council, current = shelf.council, shelf.current
    response = show(
        request,
        "protocols/version_detail.html",
        council,
        {
            "protocol": shelf.protocol,
            "version": version,
            "standing": standing,
            "standing_label": label,
            "strip": showing.fact_strip(shelf, version, review),
            "entries": showing.contents_entries(page),
            "groups": showing.expectation_cards(council, page),
            "holders": showing.holders(council, page),
            "body": showing.stored_words(page),
            "ended": showing.ended_words(version),
            "current_url": current.get_absolute_url() if current else "",
            "awaiting": shelf.awaiting,
            "awaiting_words": showing.awaiting_words(shelf),
            "sign_url": _sign_url(request, shelf) if signed_in else "",
            "others": showing.other_versions(shelf, version),
            "corrections": (
                showing.corrections_of(version) if version.pk in shelf.corrected else ()
            ),
            "may_draft": signed_in and may_draft(request.user, council),
            "may_withdraw": (
                signed_in
                and standing == "in_force"
                and may_withdraw(request.user, council)
            ),
            "may_correct": signed_in and may_correct(request.user, council),
        },
        crumbs=((shelf.protocol.title, shelf.protocol.get_absolute_url()),),
    )
    if not signed_in:
        response.headers["ETag"] = etag
        patch_cache_control(response, no_cache=True)
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
