"""Questions about councils and their people, in the field's words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Self, TypeAlias

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from councils.models import (
        Council,
        FactorReset,
        Person,
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

    def undelivered(self) -> Self:
        """Keep what was given up: nothing more is done for it until somebody asks."""
        return self.filter(status="failed")

    def on_its_way(self) -> Self:
        """Keep what waits to be sent, or to be tried again."""
        return self.filter(status="pending")

    def sent_since(self, moment: datetime) -> Self:
        """Keep what the mail server took at a moment or after it."""
        return self.filter(status="sent", sent_at__gte=moment)


class DeadlineQuerySet(_OwnCouncilQuerySet):
    """Questions about deadlines."""

    def open(self) -> Self:
        """Keep what has not been done yet."""
        return self.filter(met_at__isnull=True)

    def due_by(self, day: date) -> Self:
        """Keep what is open and falls due on a day or before it."""
        return self.open().filter(due_on__lte=day)

    def to_remind(self, day: date) -> Self:
        """Keep what is open and has something to say by a day."""
        return self.open().filter(remind_on__lte=day)

    def of_person(self, person: Person, audiences: Collection[str] = ()) -> Self:
        """Keep what waits for one person, or for an office that they hold."""
        return self.filter(Q(person=person) | Q(audience__in=audiences))


class FactorResetQuerySet(QuerySet["FactorReset"]):
    """Questions about requests to reset a second factor."""

    def visible_to(self, user: Visitor) -> Self:
        """Keep all for whoever operates the portal; for others those of their own."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(account=user)

    def in_council(self, council: Council) -> Self:
        """Keep those of accounts that hold an office in a council today."""
        memberships = apps.get_model("councils", "Membership")
        holders = memberships.objects.filter(
            in_office(timezone.localdate()), council=council
        )
        return self.filter(account__in=holders.values("person__user"))

    def undone(self) -> Self:
        """Keep those that nobody has agreed to or dropped."""
        return self.filter(agreed_at__isnull=True, dropped_at__isnull=True)

    def open_on(self, now: datetime) -> Self:
        """Keep those that somebody can still agree to."""
        return self.undone().filter(expires_at__gt=now)

    def run_out(self, account: User, now: datetime) -> Self:
        """Keep those of an account that nobody agreed to in time."""
        return self.undone().filter(account=account, expires_at__lte=now)
