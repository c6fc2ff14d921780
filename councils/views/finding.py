"""How a page finds what it is about: nobody fetches what they may not know of."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from councils.models import Council, Election, Meeting, Membership, Person
from councils.permissions import Visitor


def council_of(user: Visitor, council_slug: str) -> Council:
    """Give the council of an address, to its own people.

    Raises:
        Http404: there is none, or the person holds no office in it today.
    """
    councils = Council.objects.of(user).select_related("principal_authority")
    return get_object_or_404(councils, slug=council_slug)


def person_of(user: Visitor, council: Council, pk: UUID) -> Person:
    """Give a person of a council.

    Raises:
        Http404: there is none that the visitor may know of.
    """
    persons = Person.objects.visible_to(user).select_related(
        "council", "user", "line_manager"
    )
    return get_object_or_404(persons, council=council, pk=pk)


def term_of(user: Visitor, council: Council, pk: UUID) -> Membership:
    """Give a term of office of a council.

    Raises:
        Http404: there is none that the visitor may know of.
    """
    terms = Membership.objects.visible_to(user).select_related(
        "council", "person", "committee"
    )
    return get_object_or_404(terms, council=council, pk=pk)


def meeting_of(user: Visitor, council: Council, pk: UUID) -> Meeting:
    """Give a meeting of a council.

    Raises:
        Http404: there is none that the visitor may know of.
    """
    meetings = Meeting.objects.visible_to(user).select_related("council", "committee")
    return get_object_or_404(meetings, council=council, pk=pk)


def election_of(user: Visitor, council: Council, pk: UUID) -> Election:
    """Give an election of a council.

    Raises:
        Http404: there is none that the visitor may know of.
    """
    elections = Election.objects.visible_to(user).select_related("council")
    return get_object_or_404(elections, council=council, pk=pk)
