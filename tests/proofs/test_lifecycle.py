"""Thousands of steps at random, by anybody, in any order: what must hold holds."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.utils import timezone

from councils.audit import first_broken
from councils.kernel.refusals import DomainError
from protocols.lifecycle import FROZEN, Status
from protocols.models import ProtocolVersion, SignOff
from protocols.services.adoption import record_resolution, void_resolution
from protocols.services.drafting import discard_version, start_draft
from protocols.services.ending import Withdrawn, withdraw_version
from protocols.services.meetings import MeetingHeld
from protocols.services.review import table_version, take_back_version
from protocols.services.sign_off import sign_version
from tests.protocols.cast import OFFICES, a_council, a_draft, a_text, resolved, shown

pytestmark = [pytest.mark.django_db, pytest.mark.proof]

STEPS = 3_000


class Walk:
    """One council whose people try whatever comes into their heads."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same walk for the same seed
        self.cast = a_council()
        self.done = 0
        for title in ("First protocol", "Second protocol"):
            a_draft(self.cast, a_text(title=title))

    def step(self) -> None:
        keys = ProtocolVersion.objects.order_by("made_at").values_list("pk", flat=True)
        version = ProtocolVersion.objects.get(pk=self.chance.choice(list(keys)))
        actor = self.cast.user(self.chance.choice(list(OFFICES)))
        digest = shown(version) if self.chance.random() < 0.9 else "0" * 64
        days = self.chance.randint(0, 400)
        held = MeetingHeld(held_on=timezone.localdate() - timedelta(days=days))
        steps = [
            lambda: start_draft(version.protocol, actor=actor, source=version),
            lambda: table_version(version, actor=actor, content_digest=digest),
            lambda: take_back_version(version, actor=actor, reason="A slip."),
            lambda: record_resolution(
                version,
                actor=actor,
                resolved=resolved(self.cast, days_ago=days),
                content_digest=digest,
            ),
            lambda: void_resolution(version, actor=actor, reason="A slip."),
            lambda: sign_version(version, actor=actor, content_digest=digest),
            lambda: discard_version(version, actor=actor, reason="Not needed."),
            lambda: withdraw_version(
                version,
                actor=actor,
                withdrawn=Withdrawn(meeting=held, members_present=5),
            ),
        ]
        with suppress(DomainError, PermissionDenied):
            self.chance.choice(steps)()
            self.done += 1


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_people_try_the_record_stays_sound(seed):
    walk = Walk(seed)

    for _ in range(STEPS):
        walk.step()

    versions = ProtocolVersion.objects.all()
    on_its_way = Q(status__in=[Status.IN_REVIEW, Status.ADOPTED])
    for counted in (
        versions.filter(on_its_way).values("protocol").annotate(n=Count("pk"))
    ):
        assert counted["n"] == 1
    for version in versions.filter(in_force_from__isnull=False):
        day = version.in_force_from
        if version.in_force_until == day:
            continue
        assert versions.filter(protocol=version.protocol).in_force(day).count() == 1
    for sign_off in SignOff.objects.select_related("version__frozen_text"):
        assert sign_off.content_digest == sign_off.version.content_digest
        assert sign_off.signed_by in {
            walk.cast.persons["chair"],
            walk.cast.persons["vice_chair"],
        }
    for version in versions.filter(status__in=FROZEN):
        assert not version.clauses.exists()
    assert first_broken(walk.cast.council) is None
    assert walk.done > STEPS / 100
