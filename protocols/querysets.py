"""Questions about protocols and their versions, in the field's words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from councils.models import Council
from protocols.lifecycle import PUBLIC, Status

if TYPE_CHECKING:
    from councils.querysets import Visitor
    from protocols.models import Protocol, ProtocolVersion


def in_force(day: date) -> Q:
    """Hold a version against a day: is it the one that binds the council?"""
    return Q(in_force_from__lte=day) & (
        Q(in_force_until__isnull=True) | Q(in_force_until__gt=day)
    )


def last_review(of: str) -> Subquery:
    """Give the day of the last review that ended, of the protocol that ``of`` names."""
    reviews = apps.get_model("protocols", "Review").objects
    ended = reviews.exclude(outcome="").filter(protocol=OuterRef(of))
    return Subquery(ended.order_by("-ended_on").values("ended_on")[:1])


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

    def in_register(self) -> Self:
        """Leave out those of which nothing is left: each draft was discarded."""
        return self.filter(in_register=True)


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


class _OwnPeoplesQuerySet(QuerySet):
    """What the council's own people may see, and nobody else."""

    def visible_to(self, user: Visitor) -> Self:
        """Keep those of the councils one works for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(council__in=Council.objects.of(user))


class ImportQuerySet(_OwnPeoplesQuerySet):
    """Questions about files on their way in."""

    def unread(self) -> Self:
        """Keep the files that a worker should take up: waiting, or left half-way."""
        now = timezone.now()
        return self.filter(
            Q(status="waiting") | Q(status="reading", leased_until__lt=now)
        )


class ReviewQuerySet(_OwnPeoplesQuerySet):
    """Questions about reviews."""

    def open(self) -> Self:
        """Keep those that have no outcome yet."""
        return self.filter(outcome="")

    def ended(self) -> Self:
        """Keep those that have an outcome."""
        return self.exclude(outcome="")


class RequestQuerySet(_OwnPeoplesQuerySet):
    """Questions about who was asked to confirm a version."""

    def unanswered(self) -> Self:
        """Keep those that have neither been confirmed nor declined."""
        acknowledgements = apps.get_model("protocols", "Acknowledgement")
        answered = acknowledgements.objects.filter(
            version=OuterRef("version"), person=OuterRef("person")
        )
        return self.filter(~Exists(answered))


class AcknowledgementQuerySet(_OwnPeoplesQuerySet):
    """Questions about confirmations."""

    def confirmed(self) -> Self:
        """Keep the confirmations."""
        return self.filter(answer="confirmed")
