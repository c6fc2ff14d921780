"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """Say whether this is a try-out."""
    return {"try_out": settings.TRY_OUT}
