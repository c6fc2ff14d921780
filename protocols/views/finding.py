"""How a page finds what it is about: nobody fetches what they may not know of."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from councils.models import Council
from councils.permissions import Visitor
from protocols.models import Protocol, ProtocolVersion


def council_of(user: Visitor, council_slug: str) -> Council:
    """Give the council of an address, to its own people.

    Raises:
        Http404: there is none, or the person holds no office in it today.
    """
    return get_object_or_404(Council.objects.of(user), slug=council_slug)


def protocol_of(user: Visitor, council_slug: str, protocol_slug: str) -> Protocol:
    """Give a protocol of the council in the address.

    Raises:
        Http404: there is none that the person may know of.
    """
    return get_object_or_404(
        Protocol.objects.visible_to(user).select_related("council"),
        council__slug=council_slug,
        slug=protocol_slug,
    )


def version_of(user: Visitor, council_slug: str, pk: UUID) -> ProtocolVersion:
    """Give a version of the council in the address.

    Raises:
        Http404: there is none that the person may know of.
    """
    return get_object_or_404(
        ProtocolVersion.objects.visible_to(user).select_related(
            "council",
            "protocol__council",
            "frozen_text",
            "made_from",
            "source_file",
            "sign_off__signed_by",
            "resolution__meeting__committee",
            "resolution__presided_by",
            "resolution__proposed_by",
            "resolution__seconded_by",
        ),
        council__slug=council_slug,
        council__in=Council.objects.of(user),
        pk=pk,
    )
