"""Where signing in leads to: one's own page, or the desk for whoever keeps it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from councils.kernel.scopes import on_behalf_of
from councils.models import Membership
from councils.permissions import Visitor
from councils.roles import Role

AT_THE_DESK = frozenset({Role.CLERK, Role.ACTING_CLERK, Role.DEPUTY_CLERK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody works from in one council that they hold an office in."""

    name: str
    url: str
    is_desk: bool


def landing_of(user: Visitor) -> str:
    """Give the page that a person works from.

    Who serves several councils, or none, chooses on the home page.
    """
    places = places_of(user)
    return places[0].url if len(places) == 1 else reverse("home")


def places_of(user: Visitor) -> list[Place]:
    """Give where somebody works from, by the name of the council; one query."""
    if not user.is_authenticated:
        return []
    terms = Membership.objects.on(timezone.localdate()).filter(person__user=user)
    held: dict[tuple[str, str], set[Role]] = {}
    with on_behalf_of(user.pk):
        for name, slug, role in terms.values_list(
            "council__name", "council__slug", "role"
        ):
            held.setdefault((name, slug), set()).add(Role(role))
    return [
        Place(
            name=name,
            url=reverse("desk" if roles & AT_THE_DESK else "my_page", args=[slug]),
            is_desk=bool(roles & AT_THE_DESK),
        )
        for (name, slug), roles in sorted(held.items())
    ]
