"""The schedule's own work, done as the role that a server's portal connects as."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from councils.models import Notice, Reminder
from councils.services import reminders
from protocol_portal.celery import app
from protocols.models import ProtocolVersion, PublicPage, StoredPage, StoredPdf
from protocols.page_body import RENDERER_VERSION
from tests.isolation.two import as_role
from tests.protocols.cast import a_draft, a_text, adopted, signed, tabled
from tests.visits import desk_of, visitor

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db]


def signed_anew(cast):
    text = a_text(title="Protocol on meetings")
    return signed(cast, adopted(cast, tabled(cast, a_draft(cast, text))))


def test_every_sweep_finds_what_is_left_to_do_in_every_council(two, time_machine):
    unprinted = [signed_anew(cast) for cast in (two.ours, two.theirs)]
    unsigned = [
        adopted(cast, tabled(cast, a_draft(cast, a_text(title="Protocol on keys"))))
        for cast in (two.ours, two.theirs)
    ]
    for cast in (two.ours, two.theirs):
        for person in cast.persons.values():
            person.email = person.user.email
            person.save()
    StoredPage.objects.update(renderer=RENDERER_VERSION - 1)
    waiting = set(Notice.objects.filter(status="pending").values_list("pk", flat=True))
    app.loader.import_default_modules()
    as_role("portal_app")

    for plan in app.conf.beat_schedule.values():
        app.tasks[plan["task"]]()

    as_role("none")
    assert all(StoredPdf.objects.filter(version=v).count() == 2 for v in unprinted)
    assert not StoredPage.objects.filter(renderer__lt=RENDERER_VERSION).exists()
    assert not Notice.objects.filter(pk__in=waiting, status="pending").exists()
    assert len(mail.outbox) >= len(waiting) > 0
    for version in unprinted:
        assert PublicPage.objects.filter(version=version).exists()
    time_machine.move_to(timezone.now() + timedelta(days=8))
    as_role("portal_app")
    reminders.plan(timezone.localdate())
    reminders.write_digests(timezone.localdate())
    as_role("none")
    for version in unsigned:
        told = Reminder.objects.filter(deadline__subject_id=version.pk)
        assert told.filter(notice__isnull=False).exists()


def test_a_clerk_works_at_her_desk_and_leaves_nothing_open_behind_her(two):
    cast = two.ours
    draft = ProtocolVersion.objects.get(
        council=cast.council, title="Protocol on drafts"
    )
    theirs = ProtocolVersion.objects.get(
        council=two.theirs.council, title="Protocol on drafts"
    )
    clerk = visitor(cast.clerk)

    assert "Protocol on drafts" in clerk.get("/larkmere/desk/").text
    assert clerk.get(f"{desk_of(draft)}edit/").status_code == 200
    titled = clerk.post(f"{desk_of(draft)}edit/title/", {"title": "Protocol on keys"})
    assert titled.status_code == 302
    for address in (desk_of(theirs), f"/larkmere/desk/versions/{theirs.pk}/"):
        assert clerk.get(address).status_code == 404

    as_role("portal_app")
    assert not ProtocolVersion.objects.filter(status="draft").exists()
    as_role("none")
    draft.refresh_from_db()
    assert draft.title == "Protocol on keys"
