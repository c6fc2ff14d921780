"""Reading a version in force: queries, and requests against a constant page."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path

from councils.kernel.scopes import is_control
from councils.models import User
from protocol_portal.bench.figures import Figure, in_turn, ratio
from protocol_portal.urls import urlpatterns as own_urlpatterns
from protocols.models import ProtocolVersion, PublicPage
from protocols.services.public_pages import publish_pages

HOST = "127.0.0.1"
ROUNDS, REQUESTS = 40, 25
MOST_QUERIES = {"signed out": 3, "signed in": 8}
LEAST_RATIO = {"in full": 0.22, "unchanged": 0.30}

_constant = b""


@login_not_required
def constant(_request: HttpRequest) -> HttpResponse:
    """Answer with as many bytes as the page has, and do nothing else."""
    return HttpResponse(_constant)


urlpatterns = [path("constant/", constant), *own_urlpatterns]


def figures(
    short: ProtocolVersion, largest: ProtocolVersion, reader: User
) -> Iterator[Figure]:
    """Measure the page of a version in force: first unstored, then stored."""
    PublicPage.objects.all().delete()
    yield _queries("signed out, not stored yet", short, largest, None)
    publish_pages()
    yield _queries("signed out", short, largest, None)
    yield _queries("signed in", short, largest, reader)
    yield from _requests(largest.protocol.get_absolute_url())


def _queries(
    how: str, short: ProtocolVersion, largest: ProtocolVersion, reader: User | None
) -> Figure:
    counts = [
        _count(version.protocol.get_absolute_url(), reader)
        for version in (short, largest)
    ]
    most = MOST_QUERIES["signed out" if reader is None else "signed in"]
    return Figure(
        what=f"reading, {how}: queries",
        measured="{} short, {} long".format(*counts),
        target=f"at most {most}",
        met=max(counts) <= most,
    )


def _count(address: str, reader: User | None) -> int:
    client = Client(SERVER_NAME=HOST)
    if reader is not None:
        client.force_login(reader)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return sum(1 for query in captured if not is_control(query["sql"]))


def _rate(taken: list[float]) -> str:
    return f"{1 / median(taken):.0f}"


def _begin(_status: str, _headers: object, _error: object = None) -> Any:  # noqa: ANN401
    """Take what a server takes when an answer begins, and send it nowhere."""


def _requests(address: str) -> Iterator[Figure]:
    global _constant  # noqa: PLW0603 - the constant page must be as large as the real one
    with override_settings(ROOT_URLCONF=__name__):
        first = Client(SERVER_NAME=HOST).get(address)
        _constant = first.content
        handler, asks = WSGIHandler(), RequestFactory(SERVER_NAME=HOST)

        def ask(where: str, **headers: str) -> HttpResponseBase:
            environ = asks.get(where, headers=headers).environ
            response = handler(environ, _begin)
            response.close()
            return response

        whole, unchanged, plain = in_turn(
            [
                lambda: ask(address),
                lambda: ask(address, **{"If-None-Match": first["ETag"]}),
                lambda: ask("/constant/"),
            ],
            rounds=ROUNDS,
            each=REQUESTS,
        )
    on_postgresql = connection.vendor == "postgresql"
    for what, taken in (("in full", whole), ("unchanged", unchanged)):
        share = ratio(plain, taken)
        yield Figure(
            what=f"requests a second, {what}, of a constant view’s",
            measured=f"{share:.2f} ({_rate(taken)} of {_rate(plain)})",
            target=f"at least {LEAST_RATIO[what]:.2f}, on PostgreSQL",
            met=share >= LEAST_RATIO[what] if on_postgresql else None,
        )
