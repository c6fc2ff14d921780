"""The web process killed at random moments: a step is done whole, or not at all."""

import multiprocessing
import os
import random
import signal
import time
from contextlib import closing
from uuid import uuid4

import pytest
from django.db import connections
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from councils.audit import first_broken
from councils.models import (
    AuditEvent,
    Council,
    Invitation,
    Notice,
    Person,
    Resolution,
    SentForm,
)
from protocols.models import (
    AdoptionRecord,
    Protocol,
    ProtocolVersion,
    SignOff,
    StoredPage,
)
from tests.protocols.answers import day_of
from tests.protocols.cast import Cast, a_council, shown, signed
from tests.visits import desk_of, visitor

pytestmark = pytest.mark.django_db(transaction=True)


def go_on() -> None:
    """Do what a clerk and a chair do in a day, over and over, through the pages."""
    connections.close_all()
    council = Council.objects.get()
    cast = Cast(council, {p.name: p for p in Person.objects.filter(council=council)})
    clerk, chair = visitor(cast.user("Clerk")), visitor(cast.user("Chair"))
    protocol = Protocol.objects.get()
    _clear_up(clerk, chair, protocol)
    while True:
        _invite(clerk, council)
        _send(clerk, reverse("draft_start", args=[council.slug, protocol.slug]))
        version = protocol.versions.filter(status="draft").latest("made_at")
        words = {"content_digest": shown(version)}
        _send(clerk, desk_of(version, "table"), **words)
        _send(clerk, desk_of(version, "adopt"), **_resolution(cast), **words)
        _send(clerk, desk_of(version, "void"), reason="A slip.")
        _send(clerk, desk_of(version, "adopt"), **_resolution(cast), **words)
        _send(chair, desk_of(version, "sign"), **words, confirm="on")


def _clear_up(clerk: Client, chair: Client, protocol: Protocol) -> None:
    """End what the one before us left unfinished: it stands in the way of nothing."""
    for version in protocol.versions.exclude(status__in=["signed", "discarded"]):
        if version.status == "adopted":
            answers = {"content_digest": shown(version), "confirm": "on"}
            _send(chair, desk_of(version, "sign"), **answers)
        else:
            _send(clerk, desk_of(version, "discard"), reason="Not needed.")


def _invite(clerk: Client, council: Council) -> None:
    answers = {
        "name": "Newcomer",
        "email": f"{uuid4().hex}@larkmere.example",
        "role": "councillor",
        "origin": "elected",
        "invite": "on",
        **day_of("starts_on"),
    }
    _send(clerk, reverse("person_add", args=[council.slug]), **answers)


def _resolution(cast: Cast) -> dict[str, object]:
    return {
        "body": "council",
        "kind": "ordinary",
        "format": "in_person",
        **day_of("held_on"),
        "members_present": 7,
        "counted": "no",
        "presided_by": cast.persons["Chair"].pk,
        "proposed_by": cast.persons["Councillor"].pk,
        "seconded_by": cast.persons["Second Councillor"].pk,
    }


def _send(visit: Client, address: str, **answers: object) -> None:
    answer = visit.post(address, {**answers, "form_key": str(uuid4())})
    if answer.status_code != 302:
        os._exit(1)


def entries(event: str) -> int:
    return AuditEvent.objects.filter(event=event).count()


def assert_all_or_none(council: Council) -> None:
    """Hold what is stored to what the trail says was done."""
    versions = ProtocolVersion.objects.all()
    adopted = Q(status__in=["adopted", "signed"])
    assert first_broken(council) is None
    assert entries("councils.person.added") == Person.objects.exclude(email="").count()
    assert (
        entries("councils.person.invited")
        == Invitation.objects.count()
        == Notice.objects.count()
    )
    assert entries("protocols.draft.started") == versions.count()
    assert entries("protocols.resolution.recorded") == Resolution.objects.count()
    voided = Resolution.objects.filter(voided_at__isnull=False)
    assert entries("protocols.resolution.voided") == voided.count()
    assert (
        voided.count() == Resolution.objects.count() - versions.filter(adopted).count()
    )
    assert (
        entries("protocols.version.signed")
        == SignOff.objects.count()
        == AdoptionRecord.objects.count()
        == StoredPage.objects.count()
        == versions.filter(status="signed").count()
    )
    ended = versions.filter(in_force_until__isnull=False)
    assert entries("protocols.version.superseded") == ended.count()
    discarded = versions.filter(status="discarded")
    assert entries("protocols.version.discarded") == discarded.count()
    assert not versions.filter(adopted, clauses__isnull=False).exists()
    assert not versions.exclude(adopted).filter(clauses__isnull=True).exists()
    assert not SentForm.objects.filter(answer="").exists()


def kill_in_the_middle(chance: random.Random) -> None:
    """Start a web process, let it work, and kill it at no particular moment."""
    before = AuditEvent.objects.count()
    connections.close_all()  # No connection is shared with the child.
    web = multiprocessing.get_context("fork").Process(target=go_on)
    web.start()
    with closing(web):
        while AuditEvent.objects.count() == before and web.is_alive():
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.4))
        os.kill(web.pid, signal.SIGKILL)
        web.join()
        assert web.exitcode == -signal.SIGKILL, "a step was not taken at all"


def kill_again_and_again(times: int) -> None:
    cast, chance = a_council(), random.Random()  # noqa: S311 - no secret
    signed(cast)
    for _ in range(times):
        kill_in_the_middle(chance)
        assert_all_or_none(cast.council)


def test_a_web_process_killed_in_the_middle_leaves_a_step_whole_or_undone():
    kill_again_and_again(3)


@pytest.mark.proof
def test_a_web_process_killed_twenty_times_leaves_every_step_whole_or_undone():
    kill_again_and_again(20)
