"""What a worker is asked for by name; each is one call of a service."""

from uuid import UUID

from celery import shared_task
from django.db import OperationalError

from protocols.services import chasing, importing, printing, publication

_PATIENT = {
    "acks_late": True,
    "autoretry_for": (OSError, OperationalError),
    "retry_backoff": True,
    "max_retries": 5,
}


@shared_task(name="protocols.print_version", **_PATIENT)
def print_version(council_id: str, version_id: str) -> None:
    """Print a version; asked again for the same one, do nothing."""
    printing.print_version(UUID(council_id), UUID(version_id))


@shared_task(name="protocols.read_import", **_PATIENT)
def read_import(council_id: str, import_id: str) -> None:
    """Read an uploaded file; asked again for the same one, do nothing."""
    importing.read_import(UUID(council_id), UUID(import_id))


@shared_task(name="protocols.finish_printing", **_PATIENT)
def finish_printing() -> None:
    """Print whatever was signed or recorded and has no PDF yet."""
    printing.finish_printing()


@shared_task(name="protocols.finish_reading", **_PATIENT)
def finish_reading() -> None:
    """Read whatever was uploaded and is still unread."""
    importing.finish_reading()


@shared_task(name="protocols.renew_pages", **_PATIENT)
def renew_pages() -> None:
    """Make pages anew that an older renderer made."""
    publication.renew_pages()


@shared_task(name="protocols.chase_signatures", **_PATIENT)
def chase_signatures() -> None:
    """Remind whoever signs of what has waited seven days."""
    chasing.chase_signatures()
