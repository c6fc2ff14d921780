"""The page body of a frozen text: rendered once, stored, and served from then on."""

import hashlib
from dataclasses import asdict
from typing import Any

from councils.kernel.scopes import within
from protocols.document import Document
from protocols.models import ProtocolVersion, StoredPage
from protocols.page_body import (
    RENDERER_VERSION,
    body_html,
    contents,
    expectations,
)
from protocols.services.texts import document_of


def store_page(version: ProtocolVersion) -> None:
    """Store a version's page; one made by an older renderer is made again.

    It can be asked twice: the same words come to the same page.
    """
    parts = rendered(document_of(version))
    StoredPage.objects.bulk_create(
        [StoredPage(council_id=version.council_id, version=version, **parts)],
        update_conflicts=True,
        unique_fields=["version"],
        update_fields=list(parts),
    )


def rendered(document: Document) -> dict[str, Any]:
    """Render a text as the parts of a stored page."""
    body = body_html(document)
    return {
        "renderer": RENDERER_VERSION,
        "body": body,
        "contents": [asdict(entry) for entry in contents(document)],
        "expectations": [asdict(entry) for entry in expectations(document)],
        "routes": [route.to_json() for route in document.concern_routes],
        "digest": hashlib.sha256(body.encode()).hexdigest(),
    }


def renew_pages(limit: int = 100) -> None:
    """Make pages anew that an older renderer made; the sweep behind a mend."""
    stale = ProtocolVersion.objects.public().filter(page__renderer__lt=RENDERER_VERSION)
    for version in stale.select_related("frozen_text")[:limit]:
        with within(version.council_id):
            store_page(version)
