"""What a migration does with rows that were stored before it."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from councils.kernel import guards, isolation
from protocols.models import Recommendation
from protocols.services.meetings import MeetingHeld
from protocols.services.review import Recommended, record_recommendation
from tests.protocols.cast import a_committee, a_council, tabled

GUARDED = [apps.get_app_config(label) for label in ("councils", "protocols")]


@pytest.fixture
def before_and_after():
    """Give the way to just before a migration of protocols, and the way back.

    As on a server, the guards are away while it migrates: they know today's tables.
    """

    def before(name):
        for app in GUARDED:
            guards.remove(app, connection)
        executor = MigrationExecutor(connection)
        parents = executor.loader.graph.node_map["protocols", name].parents
        executor.migrate([p.key for p in parents if p.key[0] == "protocols"])

    def after():
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        for app in GUARDED:
            guards.install(app, connection)
            isolation.install(app, connection)

    yield before, after
    after()


@pytest.mark.django_db(transaction=True)
def test_a_recommendation_that_was_recorded_twice_stands_once(before_and_after):
    before, after = before_and_after
    cast = a_council()
    version, committee = tabled(cast), a_committee(cast)
    held = MeetingHeld(held_on=timezone.localdate(), committee=committee)
    first = record_recommendation(
        version, actor=cast.clerk, recommended=Recommended(meeting=held)
    )
    again = {
        field.name: getattr(first, field.name)
        for field in Recommendation._meta.concrete_fields
        if not field.primary_key
    }
    before("0003_recommendation_once")
    second = Recommendation.objects.create(**{**again, "recorded_at": timezone.now()})

    after()

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.cancelled_at is None
    assert second.cancelled_at == second.recorded_at
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.create(**again)
