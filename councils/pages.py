"""How a page of a council is shown: its frame, where one is, and where one can go."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from councils.models import Council
from councils.permissions import carried_by, roles_of
from councils.roles import Capability, Role

Crumb = tuple[str, str]  # what it is called, and its address


def show(
    request: HttpRequest,
    template: str,
    council: Council,
    context: Mapping[str, Any],
    *,
    crumbs: tuple[Crumb, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Show a page in its council's frame.

    ``crumbs`` lead from the council's own page to this one, without either end.
    """
    roles = roles_of(request.user, council)
    frame = frame_of(council, roles, request.path, crumbs)
    return render(request, template, {**frame, **context}, status=status)


def frame_of(
    council: Council, roles: set[Role], path: str, crumbs: tuple[Crumb, ...]
) -> dict[str, Any]:
    """Give what the frame of a page says: whose it is, and where one can go."""
    home = (council.name, council.get_absolute_url())
    return {
        "council": council,
        "roles": roles,
        "nav": _nav(council, roles, path),
        "crumbs": [{"label": label, "url": url} for label, url in (home, *crumbs)],
    }


def desk_crumb(council: Council) -> Crumb:
    """Give the way back to the desk."""
    return ("Desk", reverse("desk", args=[council.slug]))


def _nav(council: Council, roles: set[Role], path: str) -> list[dict[str, object]]:
    entries = [("Protocols", "council_home")]
    if roles:
        entries += [("My page", "my_page"), ("Desk", "desk")]
    granted = carried_by(roles)
    if Capability.MANAGE_PEOPLE in granted:
        entries.append(("People", "person_list"))
    if Capability.MANAGE_MEETINGS in granted:
        entries.append(("Meetings", "meeting_list"))
    if Capability.MANAGE_COUNCIL in granted:
        entries.append(("Settings", "council_settings"))
    addresses = {label: reverse(name, args=[council.slug]) for label, name in entries}
    if path.startswith(reverse("calendar_address", args=[council.slug])):
        # It has an address of its own, and is reached from the desk.
        path = addresses.get("Desk", path)
    # Where one is: the entry whose address is the longest beginning of this one's.
    here = max(
        (address for address in addresses.values() if path.startswith(address)),
        key=len,
        default="",
    )
    return [
        {"label": label, "url": address, "current": address == here}
        for label, address in addresses.items()
    ]
