"""The gate: each address says, once, who may open it, and is held to that.

``@open_to(…)`` stands on every view, outermost. It asks before the view runs, turns the
database to the council in the address (``kernel/scopes.py``), and is what
``manage.py access_matrix`` reads. What depends on the thing itself, such as who signs
this version, the view and its service ask besides.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from councils.kernel.scopes import enter, on_behalf_of
from councils.models import Membership, User
from councils.permissions import carried_by, refusal_of
from councils.roles import Capability, Role

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
Answered = TypeVar("Answered", bound=HttpResponse)


class Audience(StrEnum):
    """Who may open a page, where no single capability says it."""

    PUBLIC = "the public"  # the same for all: nobody is asked who they are
    EVERYBODY = "everybody"  # and the council's own people see more
    SIGNED_IN = "signed in"
    OWN_PEOPLE = "own people"  # who holds an office in the council of the address
    OPERATORS = "operators"


Opens = Audience | Capability
OPEN = frozenset({Audience.PUBLIC, Audience.EVERYBODY})


def open_to(
    opens: Opens,
) -> Callable[[Callable[..., Answered]], Callable[..., Answered]]:
    """Declare who may open a page, and let nobody else through.

    Who is no person of the council in the address is told that there is nothing; who
    is, and lacks the capability, why not.
    """

    def declare(view: Callable[..., Answered]) -> Callable[..., Answered]:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> Answered:
            with _passed(request, opens, kwargs.get("council_slug")):
                return view(request, *args, **kwargs)

        gated.opens = opens  # type: ignore[attr-defined]
        return login_not_required(gated) if opens in OPEN else gated

    return declare


def opens_of(view: Callable[..., Any]) -> Opens | None:
    """Give what a view declares; none where it declares nothing."""
    return getattr(view, "opens", None)


@contextmanager
def _passed(
    request: HttpRequest, opens: Opens, council_slug: str | None
) -> Iterator[None]:
    user = None if opens is Audience.PUBLIC else request.user
    if not isinstance(user, User):
        yield
        return
    with on_behalf_of(user.pk):
        if opens is Audience.OPERATORS and not user.is_superuser:
            raise Http404
        if council_slug is not None:
            _turn_to(request, user, opens, council_slug)
        yield


def _turn_to(request: HttpRequest, user: User, opens: Opens, council_slug: str) -> None:
    terms = list(
        Membership.objects.on(timezone.localdate())
        .filter(council__slug=council_slug, person__user=user)
        .select_related("council")
        .defer("council__crest")
    )
    roles = frozenset(Role(term.role) for term in terms)
    if terms:
        council = terms[0].council
        enter(council.pk)
        if request.method in SAFE:
            user.offices_today[council.pk] = roles
    elif opens is not Audience.EVERYBODY:
        raise Http404
    if isinstance(opens, Capability) and opens not in carried_by(roles):
        raise PermissionDenied(refusal_of(opens, council))
