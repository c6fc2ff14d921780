"""The council: its name, its own titles, its law, its look."""

from uuid import uuid4

from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.db.models import Q
from django.urls import reverse

from councils.querysets import CouncilQuerySet
from councils.roles import Role

DEFAULT_COLOUR = "#1f4e5f"
DAYS_TO_CONFIRM = 28


def first_reminder_days() -> list[int]:
    """Give the days before a review on which a council is reminded at first."""
    return [90, 30, 7, 0]


class Nation(models.TextChoices):
    """Whose law the council stands under."""

    ENGLAND = "england", "England"
    WALES = "wales", "Wales"


class PrincipalAuthority(models.Model):
    """The district, borough, unitary or county council above.

    In England its monitoring officer receives complaints about councillors' conduct.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    of_no_council = "Several councils stand under one authority."

    name = models.CharField(max_length=120, unique=True)
    monitoring_officer_email = models.EmailField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Council(models.Model):
    """A town, parish or community council.

    Its titles are the words it uses on its own pages: the portal has one role, the
    screen shows the council's word. Written only by ``councils.services``.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    nation = models.CharField(max_length=8, choices=Nation, default=Nation.ENGLAND)
    principal_authority = models.ForeignKey(
        PrincipalAuthority, on_delete=models.PROTECT, null=True, blank=True
    )
    chair_title = models.CharField(max_length=40, default="Chair")
    vice_chair_title = models.CharField(max_length=40, default="Vice-Chair")
    clerk_title = models.CharField(max_length=40, default="Clerk")
    councillors_title = models.CharField(max_length=40, default="Councillors")
    officers_title = models.CharField(max_length=40, default="Officers")
    colour = models.CharField(
        max_length=7,
        default=DEFAULT_COLOUR,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", "Give a colour like #1f4e5f.")],
    )
    crest = models.BinaryField(blank=True, default=b"", editable=False)
    crest_media_type = models.CharField(max_length=20, blank=True)
    quorum = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(3)]
    )
    clear_days = models.PositiveSmallIntegerField(default=3)
    # Days before a review on which the clerk is reminded; then weekly while overdue.
    reminder_days = models.JSONField(default=first_reminder_days)
    # How long people have to confirm that they have read what came into force.
    days_to_confirm = models.PositiveSmallIntegerField(
        default=DAYS_TO_CONFIRM,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    created_at = models.DateTimeField(auto_now_add=True)

    of_no_council = "It is the council; that there is one is public."

    objects = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                # LGA 1972, Sch. 12, para. 12: never fewer than three at a meeting.
                condition=Q(quorum__gte=3),
                name="councils_council_quorum_at_least_three",
            ),
            models.CheckConstraint(
                condition=Q(crest_media_type__in=["", "image/png", "image/jpeg"]),
                name="councils_council_crest_media_type",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("council_home", args=[self.slug])

    @property
    def has_crest(self) -> bool:
        """Say whether the council has given its crest."""
        return bool(self.crest_media_type)

    def title_of(self, role: str) -> str:
        """Give the council's own word for an office."""
        own = {
            Role.CLERK: self.clerk_title,
            Role.ACTING_CLERK: f"Acting {self.clerk_title}",
            Role.DEPUTY_CLERK: f"Deputy {self.clerk_title}",
            Role.CHAIR: self.chair_title,
            Role.VICE_CHAIR: self.vice_chair_title,
        }
        return own.get(Role(role)) or str(Role(role).label)
