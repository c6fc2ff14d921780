"""Pages that tell what the database would show just now, and pages that fail."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from councils.gate import Audience, open_to
from councils.models import Council
from protocol_portal.urls import urlpatterns as own_urlpatterns
from protocols.models import Clause


def standing() -> dict[str, object]:
    """Say of which council and of whose rows the connection answers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('portal.council', true), ''),"
            " coalesce(current_setting('portal.account', true), ''), current_user"
        )
        council, account, role = cursor.fetchone()
        cursor.execute("SELECT pg_backend_pid()")
        [process] = cursor.fetchone()
    return {
        "council": council,
        "account": account,
        "role": role,
        "drafts_of": sorted(set(Clause.objects.values_list("council_id", flat=True))),
        "connection": process,
    }


@open_to(Audience.OWN_PEOPLE)
def tells(request: HttpRequest, council_slug: str) -> HttpResponse:
    return JsonResponse(standing())


@open_to(Audience.EVERYBODY)
def tells_anybody(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        # Whom a server connects as; a test connects as somebody greater.
        cursor.execute("SET ROLE portal_app")
        try:
            return JsonResponse(standing())
        finally:
            cursor.execute("RESET ROLE")


@open_to(Audience.OWN_PEOPLE)
def breaks(request: HttpRequest, council_slug: str) -> HttpResponse:
    Council.objects.filter(slug=council_slug).update(name="Half done")
    if request.GET["how"] == "python":
        raise ZeroDivisionError
    if request.GET["how"] == "swallowed":
        return HttpResponse(_swallowed())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return HttpResponse()


def _swallowed() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
    except Exception:  # noqa: BLE001 - what no view may do, and one might
        return "went on"
    return ""


urlpatterns = [
    path("tells/", tells_anybody, name="tells_anybody"),
    path("<slug:council_slug>/tells/", tells, name="tells"),
    path("<slug:council_slug>/breaks/", breaks, name="breaks"),
    *own_urlpatterns,
]
