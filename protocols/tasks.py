"""What a worker is asked for by name; each is one call of a service.

None retries by itself: whatever is left undone is found by its sweep.
"""

from uuid import UUID

from celery import shared_task

from protocols.services import (
    asking_listening,
    chasing,
    importing,
    printing,
    public_pages,
    publication,
    review_sweep,
)


@shared_task(name="protocols.print_version")
def print_version(council_id: str, version_id: str) -> None:
    """Print a version; asked again for the same one, do nothing."""
    printing.print_version(UUID(council_id), UUID(version_id))


@shared_task(name="protocols.read_import")
def read_import(council_id: str, import_id: str) -> None:
    """Read an uploaded file; asked again for the same one, do nothing."""
    importing.read_import(UUID(council_id), UUID(import_id))


@shared_task(name="protocols.finish_printing")
def finish_printing() -> None:
    """Print whatever was signed or recorded and has no PDF yet."""
    printing.finish_printing()


@shared_task(name="protocols.finish_reading")
def finish_reading() -> None:
    """Read whatever was uploaded and is still unread."""
    importing.finish_reading()


@shared_task(name="protocols.publish_pages")
def publish_pages() -> None:
    """Store the public pages that something has happened to since."""
    public_pages.publish_pages()


@shared_task(name="protocols.renew_pages")
def renew_pages() -> None:
    """Make pages anew that an older renderer made."""
    publication.renew_pages()


@shared_task(name="protocols.chase_signatures")
def chase_signatures() -> None:
    """Set a deadline for each text that awaits its signature."""
    chasing.chase_signatures()


@shared_task(name="protocols.recompute_reviews")
def recompute_reviews(council_id: str = "", *_: str) -> None:
    """Work out when protocols are due: of one council, or by night of all."""
    if council_id:
        review_sweep.recompute_council(UUID(council_id))
    else:
        review_sweep.recompute_reviews()


@shared_task(name="protocols.ask_people")
def ask_people(council_id: str = "", *_: str) -> None:
    """Ask whoever is to confirm a text: in one council, or by night in all."""
    if council_id:
        asking_listening.ask_council(UUID(council_id))
    else:
        asking_listening.ask_everywhere()
