"""What a form does not ask for changes nothing, whatever is sent along with it."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests.access import ACCESS
from tests.architecture.asking import built, undone
from tests.architecture.bodies import COUNCIL, VERSION, body_for
from tests.architecture.world import (
    World,
    a_world,
    with_strangers,
)

# Thousands of requests, and the same code on either database: once is enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
NEW_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# By chance or by a key that nobody can work out.
BY_CHANCE = {"salt", "commitment", "chain", "token_digest", "password", "key"}
# An adoption's record has the moment of the signature in it.
OF_A_MOMENT = {"protocols.AdoptionRecord": {"digest", "canonical"}}
# These names are questions of the form itself.
ASKED = {
    "person_add": {"role"},
    "office_begin": {"role"},
    "office_handover": {"role", "person"},
    "version_table": {"content_digest"},
    "version_adopt": {"content_digest"},
    "version_sign": {"content_digest"},
    "version_confirm": {"content_digest"},
}


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker) -> Iterator[tuple[World, World]]:
    with built(django_db_blocker):
        theirs = a_world("Elsewhere Parish Council", "elsewhere", "birch ")
        yield with_strangers(a_world(word="alder "), theirs), theirs


def tampering(theirs: World) -> dict[str, Any]:
    """Give what nobody may set from a form."""
    stranger = theirs.cast.persons["clerk"]
    return {
        "council": theirs.council.pk,
        "council_id": theirs.council.pk,
        "council_slug": theirs.council.slug,
        "status": "signed",
        "adopted_on": "2001-01-01",
        "role": "clerk",
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "",
        "user": stranger.user_id,
        "user_id": stranger.user_id,
        "email_verified": "on",
        "number": "99",
        "in_force_from": "2001-01-01",
        "in_force_until": "2001-01-01",
        "content_digest": "0" * 64,
        "frozen_text": uuid4(),
        "source_file": theirs.from_file.source_file_id,
        "made_by": stranger.pk,
        "recorded_by": stranger.pk,
        "signed_by": stranger.pk,
        "person": stranger.pk,
        "actor": stranger.user_id,
        "version": theirs.draft.pk,
        "protocol_id": theirs.draft.protocol_id,
        "made_from": theirs.in_force.pk,
        "id": theirs.draft.pk,
        "pk": theirs.draft.pk,
        "slug": theirs.council.slug,
    }


def rows() -> dict[tuple[str, str], dict[str, Any]]:
    """Give every row of the database but the sessions."""
    return {
        (model._meta.label, str(row[model._meta.pk.attname])): row
        for model in apps.get_models(include_auto_created=True)
        if model not in {Session, UserSession}
        for row in model._base_manager.values()
    }


def outcome(world: World, name: str, extra: dict[str, Any], query: str = "") -> Any:
    """Give what comes of a form: the answer, and every row that it made or changed."""
    known = rows()
    actor = "chair" if name == "version_sign" else "clerk"
    if name == "invitation_accept":
        actor = "signed out"
    address = reverse(name, args=ACCESS[name][0](world))
    with undone():
        response = world.visitor(actor).post(
            f"{address}{query}", {**body_for(name, world), **extra}
        )
        after = rows()
    ids = {key for _, key in known}
    changed = [
        (label, plain(label, row, ids))
        for (label, key), row in after.items()
        if known.get((label, key)) != row
    ]
    gone = sorted(map(str, known.keys() - after.keys()))
    return response.status_code, sorted(changed, key=repr), gone


def plain(label: str, row: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """Give a row without what is new each time: ids, moments, chance."""
    by_chance = BY_CHANCE | OF_A_MOMENT.get(label, set())

    def value(name: str, held: Any) -> Any:
        # A row's number is counted on, whatever was undone.
        if name in by_chance or (name == "id" and isinstance(held, int)):
            return "…"
        if isinstance(held, UUID) and str(held) not in known:
            return "new"
        if isinstance(held, datetime):
            return "a moment"
        if isinstance(held, date | int | str | UUID | None):
            return held
        if isinstance(held, dict | list):
            return NEW_ID.sub(
                lambda told: told[0] if told[0] in known else "new", repr(held)
            )
        return held

    return {name: value(name, held) for name, held in row.items()}


@pytest.mark.parametrize("name", sorted({*COUNCIL, *VERSION} - {"verify"}))
def test_extra_fields_change_nothing(worlds, name):
    ours, theirs = worlds
    added = {
        field: value
        for field, value in tampering(theirs).items()
        if field not in ASKED.get(name, set())
    }
    query = "?" + "&".join(f"{field}={value}" for field, value in added.items())

    plainly = outcome(ours, name, {})

    assert outcome(ours, name, added, query) == plainly
    # It was done, and so there was something that could have been tampered with.
    assert plainly[0] == 302 or name in {"clause_autosave", "version_readers_csv"}
    assert plainly[1]
