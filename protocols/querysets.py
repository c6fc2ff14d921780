"""Questions about protocols and their versions, in the field's words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from councils.models import Council
from protocols.lifecycle import PUBLIC, Status

if TYPE_CHECKING:
    from councils.querysets import Visitor
    from protocols.models import Protocol, ProtocolImport, ProtocolVersion


def in_force(day: date) -> Q:
    """Hold a version against a day: is it the one that binds the council?"""
    return Q(in_force_from__lte=day) & (
        Q(in_force_until__isnull=True) | Q(in_force_until__gt=day)
    )


class ProtocolQuerySet(QuerySet["Protocol"]):
    """Questions about protocols."""

    def visible_to(self, user: Visitor) -> Self:
        """Keep those the public may see, and all of the councils one works for.

        The public sees a protocol that has, or had, a version in force.
        """
        versions = apps.get_model("protocols", "ProtocolVersion")
        public = Exists(
            versions.objects.filter(protocol=OuterRef("pk"), status__in=PUBLIC)
        )
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(council__in=Council.objects.of(user)))


class VersionQuerySet(QuerySet["ProtocolVersion"]):
    """Questions about versions."""

    def visible_to(self, user: Visitor) -> Self:
        """Keep what the public may read, and the drafts of councils one works for."""
        public = Q(status__in=PUBLIC)
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(council__in=Council.objects.of(user)))

    def public(self) -> Self:
        """Keep versions that are, were or will be in force."""
        return self.filter(status__in=PUBLIC)

    def known(self) -> Self:
        """Keep what the public may know of: also what awaits its signature."""
        return self.filter(status__in=[*PUBLIC, Status.ADOPTED])

    def in_force(self, day: date | None = None) -> Self:
        """Keep the versions that bind their councils on a day, by default today."""
        return self.filter(in_force(day or timezone.localdate()))

    def awaiting_signature(self) -> Self:
        """Keep what a council has adopted and nobody has signed yet."""
        return self.filter(status=Status.ADOPTED)

    def on_the_desk(self) -> Self:
        """Keep what still needs doing: drafts, texts in review, unsigned ones."""
        return self.filter(status__in=[Status.DRAFT, Status.IN_REVIEW, Status.ADOPTED])


class ImportQuerySet(QuerySet["ProtocolImport"]):
    """Questions about files on their way in."""

    def visible_to(self, user: Visitor) -> Self:
        """Keep those of the councils one works for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(council__in=Council.objects.of(user))

    def unread(self) -> Self:
        """Keep the files that a worker should take up: waiting, or left half-way."""
        now = timezone.now()
        return self.filter(
            Q(status="waiting") | Q(status="reading", leased_until__lt=now)
        )
