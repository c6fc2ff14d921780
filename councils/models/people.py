"""Persons and the offices they hold, as terms with a first and a last day."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from councils.kernel.guards import Frozen, NoOverlap
from councils.kernel.isolation import THIS_ACCOUNT
from councils.models.base import CouncilOwned
from councils.querysets import CommitteeQuerySet, MembershipQuerySet, PersonQuerySet
from councils.roles import COMMITTEE_ROLES, SINGLE_HOLDER, Role

_SINGLE = ", ".join(f"'{role.value}'" for role in SINGLE_HOLDER)


class Person(CouncilOwned):
    """Somebody who holds, or held, an office in one council.

    Offices, conflicts and signatures belong to the person; signing in belongs to the
    account, which a person may not have yet. Written only by ``councils.services``.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="persons",
    )
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    line_manager = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    invited_at = models.DateTimeField(null=True, blank=True)
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    own_rows = f'"user_id" = {THIS_ACCOUNT}'
    swept = ("away_from", "away_until")

    class Meta(CouncilOwned.Meta):
        ordering = ["name"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "user"], name="councils_person_one_per_account"
            ),
            models.CheckConstraint(
                condition=Q(away_until__isnull=True)
                | Q(away_from__isnull=False, away_until__gte=F("away_from")),
                name="councils_person_away_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person_detail", args=[self.council.slug, self.pk])

    @property
    def address(self) -> str:
        """Give where mail to the person goes.

        Once they have an account, its own address: nobody else can change that.
        """
        return self.email if self.user is None else self.user.email

    def is_away(self, day: date) -> bool:
        """Say whether the person is recorded as away on a day."""
        return is_away_on(day, self.away_from, self.away_until)


def is_away_on(day: date, away_from: date | None, away_until: date | None) -> bool:
    """Say whether a day falls into the time for which somebody is recorded as away."""
    if away_from is None or day < away_from:
        return False
    return away_until is None or day <= away_until


class Committee(CouncilOwned):
    """A committee of the council; ``may_adopt`` where the function is delegated."""

    name = models.CharField(max_length=120)
    # LGA 1972, s. 101: a committee may be given the function; a working party not.
    may_adopt = models.BooleanField(default=False)
    is_staffing = models.BooleanField(default=False)
    quorum = models.PositiveSmallIntegerField(default=3)
    dissolved_on = models.DateField(null=True, blank=True)

    objects = CommitteeQuerySet.as_manager()

    public_rows = "true"

    class Meta(CouncilOwned.Meta):
        ordering = ["name"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "name"], name="councils_committee_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(CouncilOwned):
    """A term of office: who holds which office, from which day to which.

    The database holds: terms of an office that has one holder do not overlap; a term
    ends no earlier than it begins; only a committee's offices name a committee. Rights
    come from these rows and from the day. Written only by ``councils.services``.
    """

    class Origin(models.TextChoices):
        """How the person came to the office."""

        ELECTED = "elected", "Elected"
        UNCONTESTED = "uncontested", "Elected unopposed"
        CO_OPTED = "co_opted", "Co-opted"
        APPOINTED = "appointed", "Appointed"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, null=True, blank=True
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.APPOINTED)

    objects = MembershipQuerySet.as_manager()

    own_rows = (
        '"person_id" IN (SELECT p."id" FROM "councils_person" p'
        f' WHERE p."user_id" = {THIS_ACCOUNT})'
    )
    swept = ("person_id", "role", "starts_on", "ends_on")

    guards = (
        Frozen(but=("starts_on", "ends_on", "origin")),
        NoOverlap(
            over=("council_id", "role"),
            starts="starts_on",
            ends="ends_on",
            bounds="[]",
            where=f"role IN ({_SINGLE})",
        ),
    )

    class Meta(CouncilOwned.Meta):
        ordering = ["starts_on"]
        constraints = [
            *CouncilOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="councils_membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(role__in=COMMITTEE_ROLES, committee__isnull=False)
                | (~Q(role__in=COMMITTEE_ROLES) & Q(committee__isnull=True)),
                name="councils_membership_committee_where_it_is_one",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="councils_membership_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    @property
    def title(self) -> str:
        """Name the office in the council's own word, with its committee."""
        title = self.council.title_of(self.role)
        return f"{title}: {self.committee}" if self.committee_id else title

    def holds_on(self, day: date) -> bool:
        """Say whether the term covers a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
