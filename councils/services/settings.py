"""What a council says of itself: its name and titles, its law, its look."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from councils.audit import record
from councils.colours import LEAST_CONTRAST, contrast, is_colour
from councils.crests import Crest
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.kernel.seen import require_seen, seen_as
from councils.ladder import MOST_DAYS_BEFORE
from councils.models import Council, PrincipalAuthority, User
from councils.permissions import may_manage_council
from councils.services.deadlines import look_again
from councils.services.wording import on_one_line, one_line

MOST_REMINDERS = 8
FEWEST_AT_A_MEETING = 3  # LGA 1972, Sch. 12, para. 12.
TITLES = (
    "chair_title",
    "vice_chair_title",
    "clerk_title",
    "councillors_title",
    "officers_title",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilFacts:
    """What the clerk may say of the council; the address of its pages is not in it."""

    name: str
    nation: str
    principal_authority: str
    chair_title: str
    vice_chair_title: str
    clerk_title: str
    councillors_title: str
    officers_title: str
    colour: str
    quorum: int
    clear_days: int
    reminder_days: tuple[int, ...] = (90, 30, 7, 0)
    days_to_confirm: int = 28


@transaction.atomic
def change_council(
    council: Council,
    *,
    actor: User,
    facts: CouncilFacts,
    crest: Crest | None = None,
    seen: str = "",
) -> Council:
    """Change what a council says of itself; without a new crest the old one stays.

    Raises:
        PermissionDenied: the actor is not the clerk.
        OutOfDate: it does not stand as the person saw it.
        DomainError: a name or title is empty, the colour is too light to be read, or
            the quorum is below the law's.
    """
    council = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    may_manage_council(actor, council).require()
    require_seen(seen, settings_of(council))
    before = {field: getattr(council, field) for field in _FIELDS}
    for field in ("name", *TITLES):
        words = one_line(
            getattr(facts, field), field=field, missing="This cannot be empty."
        )
        setattr(council, field, words)
    council.nation = facts.nation
    council.principal_authority = _authority(facts.principal_authority)
    council.colour = readable(facts.colour)
    council.quorum = _quorum(facts.quorum)
    council.clear_days = facts.clear_days
    council.reminder_days = days_in_order(facts.reminder_days)
    council.days_to_confirm = facts.days_to_confirm
    if crest is not None:
        council.crest, council.crest_media_type = crest.content, crest.media_type
    council.save(update_fields=_FIELDS)
    changed = [field for field in _FIELDS if getattr(council, field) != before[field]]
    if "reminder_days" in changed:
        look_again(council)
    if changed:
        record(
            Event.COUNCIL_CHANGED,
            council,
            council=council,
            actor=actor,
            details={"changed": changed},
        )
    return council


def settings_of(council: Council) -> str:
    """Give the digest of what a council says of itself."""
    return seen_as(*(getattr(council, field) for field in _TYPED))


@transaction.atomic
def take_crest_down(council: Council, *, actor: User) -> Council:
    """Show no crest any more.

    Raises:
        PermissionDenied: the actor is not the clerk.
    """
    council = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    may_manage_council(actor, council).require()
    if council.has_crest:
        council.crest, council.crest_media_type = b"", ""
        council.save(update_fields=["crest", "crest_media_type"])
        record(
            Event.COUNCIL_CHANGED,
            council,
            council=council,
            actor=actor,
            details={"changed": ["crest"]},
        )
    return council


def days_in_order(days: Collection[int]) -> list[int]:
    """Give the days before a review on which to remind, the earliest first.

    Raises:
        DomainError: one is too far off, or there are too many.
    """
    if len(set(days)) > MOST_REMINDERS:
        message = f"Give no more than {MOST_REMINDERS} numbers."
        raise DomainError(message, field="reminder_days")
    if any(not 0 <= day <= MOST_DAYS_BEFORE for day in days):
        message = f"Each number is of days before, from 0 to {MOST_DAYS_BEFORE}."
        raise DomainError(message, field="reminder_days")
    return sorted(set(days), reverse=True)


def readable(words: str) -> str:
    """Give a colour on which white can be read, and which can be read on white.

    Raises:
        DomainError: it is no colour, or too light.
    """
    colour = words.strip().lower()
    if not is_colour(colour):
        message = "Give a colour as # and six figures or letters a to f, like #1f4e5f."
        raise DomainError(message, field="colour")
    if (ratio := contrast(colour)) < LEAST_CONTRAST:
        # Rounded down, so that 4.49 is not said to be 4.5.
        shown = int(ratio * 100) / 100
        message = (
            f"White words on this colour would be hard to read: the contrast is"
            f" {shown:.2f}, and must be {LEAST_CONTRAST} or more. Choose a darker one."
        )
        raise DomainError(message, field="colour")
    return colour


_TYPED = (
    "name",
    "nation",
    "principal_authority_id",
    *TITLES,
    "colour",
    "quorum",
    "clear_days",
    "reminder_days",
    "days_to_confirm",
)
_FIELDS = (
    "name",
    "nation",
    "principal_authority",
    *TITLES,
    "colour",
    "quorum",
    "clear_days",
    "reminder_days",
    "days_to_confirm",
    "crest",
    "crest_media_type",
)


def _authority(name: str) -> PrincipalAuthority | None:
    """Find the authority by its name; one that nobody named before is added."""
    words = on_one_line(name)
    if not words:
        return None
    found = PrincipalAuthority.objects.filter(name__iexact=words).first()
    return found or PrincipalAuthority.objects.get_or_create(name=words)[0]


def _quorum(number: int) -> int:
    if number < FEWEST_AT_A_MEETING:
        message = f"The law asks for at least {FEWEST_AT_A_MEETING} members."
        raise DomainError(message, field="quorum")
    return number
