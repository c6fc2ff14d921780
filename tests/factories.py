"""Rows in their first state; later states are reached in ``tests/builders.py``."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from councils.models import (
    Committee,
    Council,
    Election,
    Meeting,
    Membership,
    Person,
    PrincipalAuthority,
    User,
)
from councils.roles import Role

PASSWORD = "a bell, a river, a hill"
LONG_SINCE = date(2020, 5, 4)


class UserFactory(DjangoModelFactory):
    """An account with a password, and no person in any council."""

    class Meta:
        model = User

    email = factory.Sequence("account-{}@mail.example".format)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, password=PASSWORD, **kwargs)


class PrincipalAuthorityFactory(DjangoModelFactory):
    """A district council."""

    class Meta:
        model = PrincipalAuthority

    name = factory.Sequence("District Council {}".format)


class CouncilFactory(DjangoModelFactory):
    """A council with nobody in it."""

    class Meta:
        model = Council

    name = factory.Sequence("Withycombe {} Town Council".format)
    slug = factory.Sequence("withycombe-{}".format)
    chair_title = "Mayor"
    vice_chair_title = "Deputy Mayor"
    clerk_title = "Town Clerk"


class PersonFactory(DjangoModelFactory):
    """A person without an account and without an office."""

    class Meta:
        model = Person

    council = factory.SubFactory(CouncilFactory)
    name = factory.Sequence("Person {}".format)
    email = factory.Sequence("person-{}@mail.example".format)


class CommitteeFactory(DjangoModelFactory):
    """A committee that recommends and does not adopt."""

    class Meta:
        model = Committee

    council = factory.SubFactory(CouncilFactory)
    name = factory.Sequence("Committee {}".format)


class MembershipFactory(DjangoModelFactory):
    """A term of office that runs, held by somebody with an account."""

    class Meta:
        model = Membership

    council = factory.SubFactory(CouncilFactory)
    person = factory.SubFactory(
        PersonFactory,
        council=factory.SelfAttribute("..council"),
        user=factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email")),
    )
    role = Role.COUNCILLOR
    starts_on = LONG_SINCE


class MeetingFactory(DjangoModelFactory):
    """An ordinary meeting of the full council."""

    class Meta:
        model = Meeting

    council = factory.SubFactory(CouncilFactory)
    held_on = date(2026, 3, 3)


class ElectionFactory(DjangoModelFactory):
    """An ordinary election."""

    class Meta:
        model = Election

    council = factory.SubFactory(CouncilFactory)
    held_on = date(2027, 5, 6)
