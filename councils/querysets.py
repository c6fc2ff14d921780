"""Questions about councils and their people, in the field's words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self, TypeAlias

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from councils.models import (
        Council,
        User,
    )

    Visitor: TypeAlias = User | AnonymousUser


def in_office(day: date) -> Q:
    """Hold a term of office against a day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def waiting(now: datetime) -> Q:
    """Hold a mail against a moment: is it due, and in nobody's hands?

    Either nobody has taken it up, or whoever did was cut off.
    """
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return free & Q(status="pending", due_at__lte=now)


class CouncilQuerySet(QuerySet["Council"]):
    """Questions about councils; every council may be seen by anybody."""

    def visible_to(self, user: Visitor) -> Self:
        """Keep every council: that it exists is public."""
        return self

    def of(self, user: Visitor) -> Self:
        """Keep the councils where the account is a person in office today."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=_councils_of(user))


def _councils_of(user: User) -> QuerySet:
    # By name, since models stand on this floor and not under it.
    memberships = apps.get_model("councils", "Membership")
    return memberships.objects.filter(
        in_office(timezone.localdate()), person__user=user
    ).values("council_id")


class _OwnCouncilQuerySet(QuerySet):
    """What the council's own people may see, and nobody else."""

    def visible_to(self, user: Visitor) -> Self:
        """Keep the rows of the councils where the account holds an office today."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(council__in=_councils_of(user))


class PersonQuerySet(_OwnCouncilQuerySet):
    """Questions about persons."""

    def holding(self, *roles: str, day: date) -> Self:
        """Keep those who hold one of the offices on a day."""
        memberships = apps.get_model("councils", "Membership")
        return self.filter(
            Exists(
                memberships.objects.filter(
                    in_office(day), person=OuterRef("pk"), role__in=roles
                )
            )
        )

    def in_office(self, day: date) -> Self:
        """Keep those who hold any office on a day."""
        memberships = apps.get_model("councils", "Membership")
        return self.filter(
            Exists(memberships.objects.filter(in_office(day), person=OuterRef("pk")))
        )


class MembershipQuerySet(_OwnCouncilQuerySet):
    """Questions about terms of office."""

    def on(self, day: date) -> Self:
        """Keep the terms that cover a day."""
        return self.filter(in_office(day))


class CommitteeQuerySet(_OwnCouncilQuerySet):
    """Questions about committees."""

    def standing(self) -> Self:
        """Keep the committees that have not been dissolved."""
        return self.filter(dissolved_on__isnull=True)


class MeetingQuerySet(_OwnCouncilQuerySet):
    """Questions about meetings."""

    def upcoming(self, day: date) -> Self:
        """Keep the meetings on a day or after it, the next one first."""
        return self.filter(held_on__gte=day).order_by("held_on")


class ElectionQuerySet(_OwnCouncilQuerySet):
    """Questions about elections."""


class AuditQuerySet(_OwnCouncilQuerySet):
    """Questions about the trail."""


class NoticeQuerySet(_OwnCouncilQuerySet):
    """Questions about the outbox; what pages may ask is about the ordinary lane."""

    def ordinary(self) -> Self:
        """Keep what may be shown and counted."""
        return self.filter(lane="ordinary")
