"""Who may open which address, read off what the addresses themselves declare."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from councils.gate import Audience, Opens, opens_of
from councils.permissions import carried_by
from councils.roles import Capability, Role

DESK = "<slug:council_slug>/desk/"
SIGNED_OUT, OUTSIDER, OPERATOR = "signed out", "outsider", "operator"
VISITORS = (SIGNED_OUT, OUTSIDER, OPERATOR, *(role.value for role in Role))


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address of the portal, and whom it says it is open to."""

    name: str
    address: str
    opens: Opens | None

    def lets_in(self, visitor: str) -> bool:
        """Say whether somebody passes the gate; the page may still refuse them."""
        if isinstance(self.opens, Capability):
            roles = [Role(visitor)] if visitor in set(Role) else []
            return self.opens in carried_by(roles)
        return {
            Audience.PUBLIC: True,
            Audience.EVERYBODY: True,
            Audience.SIGNED_IN: visitor != SIGNED_OUT,
            Audience.OWN_PEOPLE: visitor in set(Role),
            Audience.OPERATORS: visitor == OPERATOR,
            None: False,
        }[self.opens]


def routes() -> list[Route]:
    """List every address of the portal."""
    return list(_walk(get_resolver().url_patterns, ""))


def undeclared(listed: list[Route]) -> list[str]:
    """Say what is wrong with the declarations, an address at a time."""
    return [sentence for route in listed if (sentence := _wrong(route))]


def _wrong(route: Route) -> str:
    if route.opens is None:
        return f"{route.name} ({route.address}) does not say who may open it."
    is_of_the_desk = route.address.startswith(DESK)
    if is_of_the_desk and (route.lets_in(OUTSIDER) or route.lets_in(SIGNED_OUT)):
        return f"{route.name} is on a desk, and open to others than its own people."
    names_a_council = "<slug:council_slug>" in route.address
    needs_a_council = (
        isinstance(route.opens, Capability) or route.opens is Audience.OWN_PEOPLE
    )
    if needs_a_council and not names_a_council:
        return f"{route.name} is for a council’s own people, and names no council."
    return ""


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for pattern in patterns:
        address = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
        else:
            yield Route(
                name=str(pattern.name),
                address=address,
                opens=opens_of(pattern.callback),
            )
