"""Each address says who may open it, and is held to that."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from councils.gate import Audience, open_to, opens_of
from councils.models import Membership
from councils.permissions import holds
from councils.roles import Capability, Role
from protocol_portal.access import routes, undeclared
from protocol_portal.urls import urlpatterns as own_urlpatterns
from tests.builders import holder
from tests.factories import CouncilFactory, MembershipFactory
from tests.visits import visitor


def answers(request, **_):
    return HttpResponse("come in")


urlpatterns = [
    path("public/", open_to(Audience.PUBLIC)(answers), name="public"),
    path("everybody/", open_to(Audience.EVERYBODY)(answers), name="everybody"),
    path("signed-in/", open_to(Audience.SIGNED_IN)(answers), name="signed_in"),
    path("operators/", open_to(Audience.OPERATORS)(answers), name="operators"),
    path(
        "<slug:council_slug>/desk/own/",
        open_to(Audience.OWN_PEOPLE)(answers),
        name="own",
    ),
    path(
        "<slug:council_slug>/desk/people/",
        open_to(Capability.MANAGE_PEOPLE)(answers),
        name="people",
    ),
    *own_urlpatterns,
]
WRONG = [
    *urlpatterns,
    path("silent/", answers, name="silent"),
    path(
        "<slug:council_slug>/desk/open/",
        open_to(Audience.EVERYBODY)(answers),
        name="open_desk",
    ),
    path("nowhere/", open_to(Capability.MANAGE_PEOPLE)(answers), name="nowhere"),
]


class Wrong:
    """Addresses that a build must refuse."""

    urlpatterns = WRONG


# For each address: signed out, outsider, operator, councillor, clerk.
PASSED = {
    "/public/": (200, 200, 200, 200, 200),
    "/everybody/": (200, 200, 200, 200, 200),
    "/signed-in/": (302, 200, 200, 200, 200),
    "/operators/": (302, 404, 200, 404, 404),
    "/withycombe/desk/own/": (302, 404, 404, 200, 200),
    "/withycombe/desk/people/": (302, 404, 404, 403, 200),
    "/nowhere/desk/own/": (302, 404, 404, 404, 404),
    "/nowhere/desk/people/": (302, 404, 404, 404, 404),
}


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
def test_the_gate_lets_in_whom_the_address_names(
    outsider, superuser, councillor, clerk, method
):
    visitors = (None, outsider, superuser, councillor, clerk)

    passed = {
        address: tuple(
            getattr(visitor(account), method)(address).status_code
            for account in visitors
        )
        for address in PASSED
    }

    assert passed == PASSED


@pytest.mark.urls(__name__)
def test_an_office_opens_the_desk_from_its_first_day_to_its_last(council, time_machine):
    term = MembershipFactory(
        council=council, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 7)
    )
    account = term.person.user

    def on(day):
        time_machine.move_to(f"{day}T12:00:00Z")
        return visitor(account).get("/withycombe/desk/own/").status_code

    assert [on(f"2026-05-0{day}") for day in (3, 4, 7, 8)] == [404, 200, 200, 404]


@pytest.mark.urls(__name__)
def test_rights_come_from_the_council_in_the_address_alone(clerk, council):
    elsewhere = CouncilFactory(slug="elsewhere")
    person = holder(elsewhere, Role.COUNCILLOR, "Both Ways").persons.get()
    person.user = clerk
    person.save()

    client = visitor(clerk)

    assert client.get("/withycombe/desk/people/").status_code == 200
    assert client.get("/elsewhere/desk/own/").status_code == 200
    assert client.get("/elsewhere/desk/people/").status_code == 403


def test_what_is_done_asks_for_the_offices_anew(clerk, council):
    seen = []

    def acts(request, council_slug):
        before = holds(request.user, Capability.MANAGE_PEOPLE, council)
        Membership.objects.filter(person__user=clerk).update(ends_on="2020-12-31")
        seen.append((before, holds(request.user, Capability.MANAGE_PEOPLE, council)))
        return HttpResponse()

    gated = open_to(Capability.MANAGE_PEOPLE)(acts)
    with override_settings(ROOT_URLCONF=_of(gated)):
        visitor(clerk).post("/withycombe/acts/")

    assert seen == [(True, False)]


def test_every_address_of_the_portal_says_who_may_open_it():
    listed = routes()

    assert len(listed) > 60
    assert undeclared(listed) == []
    call_command("access_matrix", "--check", stdout=StringIO())


def test_a_wrong_declaration_fails_the_build(capsys):
    with override_settings(ROOT_URLCONF=Wrong), pytest.raises(SystemExit) as ended:
        call_command("access_matrix", "--check")

    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "silent (silent/) does not say who may open it." in said
    assert "open_desk is on a desk" in said
    assert "nowhere is for a council’s own people, and names no council." in said
    assert len(said.splitlines()) == 3


def test_a_view_keeps_its_own_name():
    gated = open_to(Audience.PUBLIC)(answers)

    assert gated.__name__ == "answers"
    assert opens_of(gated) is Audience.PUBLIC
    assert opens_of(answers) is None


def _of(view):
    class Addresses:
        urlpatterns = [
            path("<slug:council_slug>/acts/", view, name="acts"),
            *own_urlpatterns,
        ]

    return Addresses
