"""On PostgreSQL, every request of the suite is served as a server serves it.

The suite connects as a superuser, whom row-level security does not bind; a server
connects as ``portal_app``. So each request becomes that role first, before anything
else looks at it, and a page that forgets whose rows it asks for finds none.
"""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from councils.kernel.scopes import APP


def is_lost() -> bool:
    return connection.connection is not None and bool(connection.connection.closed)


def as_the_app(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if connection.vendor != "postgresql" or is_lost():
            return get_response(request)
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {APP}")
        try:
            return get_response(request)
        finally:
            # A connection that was lost on the way comes back as itself.
            if not is_lost():
                with connection.cursor() as cursor:
                    cursor.execute("RESET ROLE")

    return middleware
