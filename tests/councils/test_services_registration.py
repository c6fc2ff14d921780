"""A council comes to the portal, with its first clerk."""

import pytest
from django.core.exceptions import PermissionDenied

from councils.kernel.refusals import DomainError
from councils.models import AuditEvent, Council, Invitation, Membership
from councils.services.registration import FirstClerk, create_council
from tests.factories import LONG_SINCE, CouncilFactory

FIRST = FirstClerk(name="Ann Lee", email="Ann@mail.example", starts_on=LONG_SINCE)


def create(actor, slug="larkmere", name="Larkmere Parish Council", clerk=FIRST):
    return create_council(name=name, slug=slug, clerk=clerk, actor=actor)


def test_a_council_begins_with_a_clerk_who_is_invited(superuser):
    council = create(superuser)

    term = Membership.objects.get(council=council)
    assert (term.role, term.starts_on, term.ends_on) == ("clerk", LONG_SINCE, None)
    assert (term.person.name, term.person.email) == ("Ann Lee", "ann@mail.example")
    assert Invitation.objects.get().person == term.person
    assert list(AuditEvent.objects.values_list("event", flat=True)) == [
        "councils.council.created",
        "councils.person.added",
        "councils.office.begun",
        "councils.person.invited",
    ]


@pytest.mark.parametrize(
    "slug",
    [
        "verify",
        "healthz",
        "status",
        "mail",
        "accounts",
        "static",
        "admin",
        "calendar",
        "v",
        "compare",
        "desk",
    ],
)
def test_no_council_takes_an_address_of_the_portals_own(superuser, slug):
    with pytest.raises(DomainError, match="one of the portal’s own") as refusal:
        create(superuser, slug=slug)

    assert refusal.value.field == "slug"
    assert not Council.objects.exists()


@pytest.mark.parametrize(
    "slug", ["", "Larkmere", "lark mere", "../x", "lärkmere", "a" * 61]
)
def test_an_address_is_small_letters_figures_and_hyphens(superuser, slug):
    with pytest.raises(DomainError) as refusal:
        create(superuser, slug=slug)

    assert refusal.value.field == "slug"


def test_an_address_is_given_once(superuser):
    CouncilFactory(slug="larkmere")

    with pytest.raises(DomainError, match="Another council") as refusal:
        create(superuser)

    assert refusal.value.field == "slug"


def test_a_council_has_a_name_and_its_clerk_has_one_and_an_address(superuser):
    for change, field in [
        ({"name": " "}, "name"),
        (
            {"clerk": FirstClerk(name="", email="a@b.example", starts_on=LONG_SINCE)},
            "clerk_name",
        ),
        ({"clerk": FirstClerk(name="Ann", email="", starts_on=LONG_SINCE)}, "email"),
    ]:
        with pytest.raises(DomainError) as refusal:
            create(superuser, **change)
        assert refusal.value.field == field

    assert not Council.objects.exists()


@pytest.mark.parametrize("persona", ["clerk", "chair", "outsider"])
def test_nobody_but_the_operator_adds_a_council(persona, request):
    somebody = request.getfixturevalue(persona)

    with pytest.raises(PermissionDenied, match="Only whoever operates"):
        create(somebody)

    assert not Council.objects.filter(slug="larkmere").exists()
