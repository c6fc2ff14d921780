"""A council comes to the portal, with its first clerk."""

import re
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from councils.audit import record
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.kernel.scopes import within
from councils.models import Council, Membership, Nation, Person, User
from councils.permissions import may_register_council
from councils.roles import Role
from councils.services.invitations import send_invitation
from councils.services.wording import on_one_line, one_line

# Addresses of the portal's own that a council's would hide.
RESERVED_SLUGS = frozenset(
    {
        "account",
        "accounts",
        "admin",
        "calendar",
        "compare",
        "concerns",
        "desk",
        "healthz",
        "mail",
        "static",
        "status",
        "v",
        "verify",
    }
)


LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstClerk:
    """Who is clerk when the council comes to the portal, and since when."""

    name: str
    email: str
    starts_on: date


@transaction.atomic
def create_council(
    *,
    name: str,
    slug: str,
    clerk: FirstClerk,
    actor: User,
    nation: str = Nation.ENGLAND,
) -> Council:
    """Bring a council to the portal and invite its clerk, who does the rest.

    Raises:
        PermissionDenied: the actor does not operate the portal.
        DomainError: a name is empty, or the address is taken, is kept for the portal
            or cannot be one.
    """
    may_register_council(actor).require()
    _require_address(slug)
    council = Council.objects.create(
        name=one_line(name, field="name", missing="Enter the council’s name."),
        slug=slug,
        nation=nation,
    )
    with within(council.pk):
        record(Event.COUNCIL_CREATED, council, council=council, actor=actor)
        _begin_with(council, clerk, actor)
    return council


def _begin_with(council: Council, clerk: FirstClerk, actor: User) -> None:
    person = Person.objects.create(
        council=council,
        name=one_line(
            clerk.name, field="clerk_name", missing="Enter the clerk’s name."
        ),
        email=on_one_line(clerk.email).lower(),
    )
    term = Membership.objects.create(
        council=council, person=person, role=Role.CLERK, starts_on=clerk.starts_on
    )
    record(Event.PERSON_ADDED, person, council=council, actor=actor)
    record(
        Event.OFFICE_BEGUN,
        term,
        council=council,
        actor=actor,
        details={"role": term.role, "starts_on": term.starts_on.isoformat()},
    )
    send_invitation(person, actor=actor)


def _require_address(slug: str) -> None:
    if (
        re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) is None
        or len(slug) > LONGEST_SLUG
    ):
        message = (
            "Use small letters, figures and hyphens for the address, at most"
            f" {LONGEST_SLUG}, such as “ashcombe”."
        )
        raise DomainError(message, field="slug")
    if slug in RESERVED_SLUGS:
        message = f"The address “{slug}” is one of the portal’s own. Choose another."
        raise DomainError(message, field="slug")
    if Council.objects.filter(slug=slug).exists():
        message = f"Another council has the address “{slug}”. Choose another."
        raise DomainError(message, field="slug")
