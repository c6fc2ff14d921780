"""Reading a version in force: queries, and requests against a constant page."""

from collections.abc import Callable, Iterator

from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path

from councils.models import User
from protocol_portal.bench.figures import Figure, paired
from protocol_portal.urls import urlpatterns as own_urlpatterns
from protocols.models import ProtocolVersion

HOST = "127.0.0.1"
ROUNDS, REQUESTS = 15, 20
MOST_QUERIES = {"signed out": 3, "signed in": 8}
LEAST_RATIO = {"in full": 0.22, "unchanged": 0.30}

_constant = b""


@login_not_required
def constant(_request: HttpRequest) -> HttpResponse:
    """Answer with as many bytes as the page has, and do nothing else."""
    return HttpResponse(_constant)


urlpatterns = [path("constant/", constant), *own_urlpatterns]


def figures(version: ProtocolVersion, reader: User) -> Iterator[Figure]:
    """Measure the page of a version in force."""
    address = version.protocol.get_absolute_url()
    yield _queries("signed out", address, None)
    yield _queries("signed in", address, reader)
    yield from _requests(address)


def _queries(who: str, address: str, reader: User | None) -> Figure:
    client = Client(SERVER_NAME=HOST)
    if reader is not None:
        client.force_login(reader)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    count = sum(1 for query in captured if not _is_control(query["sql"]))
    return Figure(
        what=f"reading a version in force, {who}: queries",
        measured=str(count),
        target=f"at most {MOST_QUERIES[who]}",
        met=count <= MOST_QUERIES[who],
    )


def _start(
    _status: str, _headers: list[tuple[str, str]], _failure: object = None, /
) -> Callable[[bytes], object]:
    return len


def _is_control(sql: str) -> bool:
    return sql.split(maxsplit=1)[0].upper() in {
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT",
        "RELEASE",
    }


def _requests(address: str) -> Iterator[Figure]:
    global _constant  # noqa: PLW0603 - the constant page must be as large as the real one
    with override_settings(ROOT_URLCONF=__name__):
        first = Client(SERVER_NAME=HOST).get(address)
        _constant = first.content
        handler, asks = WSGIHandler(), RequestFactory(SERVER_NAME=HOST)

        def ask(where: str, **headers: str) -> None:
            environ = asks.get(where, headers=headers).environ
            handler(environ, _start).close()

        whole, unchanged, plain = paired(
            [
                lambda: ask(address),
                lambda: ask(address, **{"If-None-Match": first["ETag"]}),
                lambda: ask("/constant/"),
            ],
            rounds=ROUNDS,
            each=REQUESTS,
        )
    for what, taken in (("in full", whole), ("unchanged", unchanged)):
        ratio = plain / taken
        yield Figure(
            what=f"requests on {connection.vendor}, {what}, against a constant view",
            measured=f"{ratio:.2f} ({1 / taken:.0f}/s of {1 / plain:.0f}/s)",
            target=f"at least {LEAST_RATIO[what]:.2f}",
            met=ratio >= LEAST_RATIO[what],
        )
