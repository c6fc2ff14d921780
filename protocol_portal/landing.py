"""Where signing in leads to: one's own page, or the desk for whoever keeps it."""

from django.urls import reverse
from django.utils import timezone

from councils.kernel.scopes import on_behalf_of
from councils.models import Membership
from councils.permissions import Visitor
from councils.roles import Role

AT_THE_DESK = frozenset({Role.CLERK, Role.ACTING_CLERK, Role.DEPUTY_CLERK})


def landing_of(user: Visitor) -> str:
    """Give the page that a person works from.

    Who serves several councils, or none, chooses on the home page.
    """
    if not user.is_authenticated:
        return reverse("home")
    terms = Membership.objects.on(timezone.localdate()).filter(person__user=user)
    with on_behalf_of(user.pk):
        held = set(terms.values_list("council__slug", "role"))
    slugs = {slug for slug, _ in held}
    if len(slugs) != 1:
        return reverse("home")
    roles = {Role(role) for _, role in held}
    return reverse("desk" if roles & AT_THE_DESK else "my_page", args=[*slugs])
