"""What crosses the apps: the home page, health, and the pages for errors."""

import secrets

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from councils.gate import Audience, open_to
from councils.models import Council

COUNCILS_A_PAGE = 100


@open_to(Audience.EVERYBODY)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the councils, a signed-in person's own first."""
    councils = Council.objects.visible_to(request.user).defer("crest")
    page = Paginator(councils, COUNCILS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "home.html",
        {
            "own": list(Council.objects.of(request.user).defer("crest")),
            "councils": page.object_list,
            "page": page,
        },
    )


@open_to(Audience.PUBLIC)
@require_safe
def health_live(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("live\n", content_type="text/plain; charset=utf-8")


@open_to(Audience.PUBLIC)
@require_safe
def health_ready(request: HttpRequest) -> HttpResponse:
    """Say that the database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request made no sense."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what may not be done, and why."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at this address."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say sorry, with a number to quote and nothing else."""
    return render(request, "500.html", {"reference": secrets.token_hex(4)}, status=500)
