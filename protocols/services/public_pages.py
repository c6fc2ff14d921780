"""Whole pages for those who are signed out: stored ahead, and served by one query.

A page is made from public rows alone, with no request and no person in sight, so that
nothing of anybody's can be in it. A worker makes it; reading changes nothing.
"""

import hashlib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import Exists, F, OuterRef, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from councils.kernel.scopes import within
from councils.models import AuditHead
from councils.pages import Crumb, frame_of
from protocols.models import ProtocolVersion, PublicPage, StoredPage
from protocols.review_saying import next_change
from protocols.services import review_showing, showing
from protocols.services.register import last_reviewed_on, review_of, standing_of
from protocols.services.shelf import Shelf, shelf_of

FOR_LONG = timedelta(days=365)
MOST_AT_ONCE = 200

_STORED = """
    SELECT p.etag, CASE WHEN p.etag = %s THEN NULL ELSE p.html END
    FROM protocols_publicpage p
    WHERE p.address = %s AND p.shape = %s AND p.good_from <= %s AND p.good_until > %s
      AND p.stamp = (SELECT h.chain FROM councils_audithead h
                     WHERE h.council_id = p.council_id)
"""


def stored_page(address: str, *, known: str = "") -> tuple[str, str | None] | None:
    """Give the page stored for an address: its tag, and its words unless ``known``.

    None where there is none that is still good.
    """
    today = timezone.localdate()
    asked = (known, address, shape(), today, today)
    # Whether the connection still stands is not asked first: this question shows it,
    # and is asked again where it does not.
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _found(asked)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _found(asked)


def publish_pages() -> None:
    """Store every public page that has none, or one that is no longer good.

    No actor: the schedule does this. It can be asked twice; the same page comes out.
    """
    today = timezone.localdate()
    stamp = Subquery(
        AuditHead.objects.filter(council=OuterRef("council")).values("chain")
    )
    good = PublicPage.objects.filter(
        version=OuterRef("pk"), shape=shape(), good_until__gt=today, stamp=stamp
    )
    stale = (
        ProtocolVersion.objects.public()
        .annotate(latest=stamp)
        .filter(~Exists(good))
        .order_by("protocol")
        .values_list("council__slug", "protocol__slug", "latest")
        .distinct()[:MOST_AT_ONCE]
    )
    for council_slug, protocol_slug, stamp in list(stale):
        _publish(council_slug, protocol_slug, stamp, today)


def public_html(shelf: Shelf, version: ProtocolVersion, address: str) -> str:
    """Render a version's page as anybody sees it who is signed out."""
    context = {
        **frame_of(shelf.council, set(), address, crumbs_of(shelf)),
        **reading_context(shelf, version),
        "try_out": settings.TRY_OUT,
    }
    return render_to_string("protocols/version_detail.html", context)


def etag_of(html: str) -> str:
    """Give a page's tag."""
    return hashlib.sha256(html.encode()).hexdigest()[:32]


def crumbs_of(shelf: Shelf) -> tuple[Crumb, ...]:
    """Give the way from the council's page to a protocol's."""
    return ((shelf.protocol.title, shelf.protocol.get_absolute_url()),)


def reading_context(shelf: Shelf, version: ProtocolVersion) -> dict[str, Any]:
    """Give what the page of a version says to anybody."""
    page = StoredPage.objects.annotate(particulars=F("version__particulars")).get(
        version=version
    )
    version.particulars = page.particulars
    reviewed_on = last_reviewed_on(shelf.protocol, version)
    review = review_of(shelf.protocol, version, reviewed_on)
    standing, label = standing_of(version, shelf.today)
    council, current = shelf.council, shelf.current
    return {
        "protocol": shelf.protocol,
        "version": version,
        "standing": standing,
        "standing_label": label,
        "strip": showing.fact_strip(shelf, version, review, reviewed_on),
        "entries": showing.contents_entries(page),
        "groups": showing.expectation_cards(council, page),
        "holders": showing.holders(council, page),
        "body": showing.stored_words(page),
        "routes": showing.routes_shown(page.routes),
        "ended": showing.ended_words(version),
        "current_url": current.get_absolute_url() if current else "",
        "awaiting": shelf.awaiting,
        "awaiting_words": showing.awaiting_words(shelf),
        "others": showing.other_versions(shelf, version),
        "reviews": review_showing.reviews_shown(shelf.protocol, current, version),
        "corrections": (
            showing.corrections_of(version) if version.pk in shelf.corrected else ()
        ),
    }


@cache
def shape() -> str:
    """Give the digest of the portal's own pages: a release changes it, nothing else."""
    digest = hashlib.sha256()
    for file in sorted(Path(settings.BASE_DIR, "templates").rglob("*.html")):
        digest.update(file.read_bytes())
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    if manifest.is_file():
        digest.update(manifest.read_bytes())
    digest.update(settings.PORTAL_MODE.encode())
    return digest.hexdigest()


def _found(asked: tuple[str | date, ...]) -> tuple[str, str | None] | None:
    with connection.cursor() as cursor:
        # By hand: this is asked for more often than all else together.
        cursor.execute(_STORED, asked)
        found: tuple[str, str | None] | None = cursor.fetchone()
        return found


def _publish(council_slug: str, protocol_slug: str, stamp: str, today: date) -> None:
    shelf = shelf_of(council_slug, protocol_slug, today=today)
    if shelf is None:
        return
    shown = {shelf.protocol.get_absolute_url(): shelf.current or shelf.versions[0]}
    for version in shelf.versions:
        address = reverse(
            "version_detail", args=[council_slug, protocol_slug, version.number]
        )
        shown[address] = version
    for address, version in shown.items():
        html = public_html(shelf, version, address)
        page = {
            "council": shelf.council,
            "version": version,
            "html": html,
            "etag": etag_of(html),
            "stamp": stamp,
            "shape": shape(),
            "good_from": today,
            "good_until": _good_until(shelf, version),
        }
        # Made from what the public sees; kept among what is the council's.
        with within(shelf.council.pk):
            PublicPage.objects.update_or_create(address=address, defaults=page)


def _good_until(shelf: Shelf, version: ProtocolVersion) -> date:
    """Give the next day on which the page would say something else by itself."""
    today = shelf.today
    days = [today + FOR_LONG]
    for other in shelf.versions:
        days += [d for d in (other.in_force_from, other.in_force_until) if d]
    if version == shelf.current:
        reviewed_on = last_reviewed_on(shelf.protocol, version)
        review = review_of(shelf.protocol, version, reviewed_on)
        if (day := next_change(review, today)) is not None:
            days.append(day)
    return min(day for day in days if day > today)
