"""What people answer on the pages of a version's steps."""

from datetime import timedelta

from django.utils import timezone

from protocols.models import ProtocolVersion
from tests.protocols.cast import Cast, shown

HAS_CHANGED = "The text has changed"


def day_of(name: str, days_ago: int = 3) -> dict[str, str]:
    day = timezone.localdate() - timedelta(days=days_ago)
    return {
        f"{name}_day": day.day,
        f"{name}_month": day.month,
        f"{name}_year": day.year,
    }


def a_meeting(**changes: object) -> dict[str, object]:
    return {
        "body": "council",
        "kind": "ordinary",
        "format": "in_person",
        **day_of("held_on"),
        **changes,
    }


def a_resolution(cast: Cast, version: ProtocolVersion, **changes: object) -> dict:
    return {
        **a_meeting(),
        "content_digest": shown(version),
        "presided_by": cast.persons["chair"].pk,
        "members_present": 7,
        "proposed_by": cast.persons["councillor"].pk,
        "seconded_by": cast.persons["second_councillor"].pk,
        "counted": "no",
        "wording": "Resolved to adopt the text as circulated.",
        **changes,
    }


def status_of(version: ProtocolVersion) -> str:
    return ProtocolVersion.objects.get(pk=version.pk).status
