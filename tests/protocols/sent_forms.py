"""Every form of the portal that makes or changes something, ready to be sent."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils import outbox
from councils.models import (
    AuditEvent,
    CalendarAddress,
    Committee,
    Election,
    Invitation,
    Meeting,
    Membership,
    Notice,
    Person,
    Resolution,
)
from councils.services.after_election import standing_of
from councils.services.calendars import make_address
from protocols.models import (
    Acknowledgement,
    Clause,
    Correction,
    Protocol,
    ProtocolImport,
    ProtocolVersion,
    Recommendation,
    Review,
    ReviewRule,
    SignOff,
    SourceFile,
)
from protocols.services.importing import Upload, read_import, upload_file
from tests.protocols.answers import a_meeting, a_resolution, day_of
from tests.protocols.cast import (
    Cast,
    a_committee,
    a_draft,
    adopted,
    reviewed,
    shown,
    signed,
    tabled,
)
from tests.visits import desk_of

KEY = re.compile(r'name="form_key" value="([0-9a-f-]{36})"')
MINUTES = b"Protocol on visits\n\n1. Visits\n\n1.1 A visitor is met at the door.\n"
NEW_PERSON = {"name": "Ann Lee", "email": "", "origin": "elected"}


@dataclass(frozen=True)
class Form:
    """Where a form goes, what is answered, what rows it makes, where it is shown."""

    address: str
    answers: Mapping[str, object]
    makes: Mapping[type[Model], int]
    page: str = ""
    by: str = "clerk"

    def key(self, visit: Client) -> str:
        """Open the page and give the key of its form."""
        return self.key_in(visit.get(self.page or self.address).content.decode())

    def key_in(self, page: str) -> str:
        """Give the key of the form on a page."""
        found = KEY.search(page)
        assert found is not None, f"no key on {self.page or self.address}"
        return found[1]

    def send(self, visit: Client, key: str, **changes: object) -> HttpResponse:
        """Send the form with a key."""
        answers = {**self.answers, **changes, "form_key": key}
        if self.address == reverse("import_upload", args=["larkmere"]):
            answers["file"] = SimpleUploadedFile("ours.txt", MINUTES)
        return visit.post(self.address, answers)

    def made(self) -> dict[type[Model], int]:
        """Count the rows of each kind that the form makes."""
        return {model: model._default_manager.count() for model in self.makes}


def at(name: str, *arguments: object) -> str:
    """Give the address of a page of the council."""
    return reverse(name, args=["larkmere", *arguments])


def person_add(_: Cast) -> Form:
    answers = {**NEW_PERSON, "role": "councillor", **day_of("starts_on")}
    return Form(at("person_add"), answers, {Person: 1, Membership: 1})


def people_several(_: Cast) -> Form:
    answers = {
        "do": "add",
        "table": "Name,Office\nAnn Lee,councillor\nBen Moor,officer\n",
        "origin": "elected",
        "starts_on": "2026-05-12",
    }
    return Form(at("people_several"), answers, {Person: 2, Membership: 2})


def person_invite(cast: Cast) -> Form:
    ann = Person.objects.create(
        council=cast.council, name="Ann Lee", email="ann@larkmere.example"
    )
    page = at("person_detail", ann.pk)
    return Form(at("person_invite", ann.pk), {}, {Invitation: 1, Notice: 1}, page)


def person_change(cast: Cast) -> Form:
    page = at("person_change", cast.persons["officer"].pk)
    return Form(page, {"name": "Another Name"}, {Person: 0})


def person_away(cast: Cast) -> Form:
    page = at("person_away", cast.persons["chair"].pk)
    return Form(page, day_of("away_from"), {Person: 0})


def person_leave(cast: Cast) -> Form:
    page = at("person_leave", cast.persons["officer"].pk)
    return Form(page, day_of("last_day", 0), {Membership: 0})


def office_begin(cast: Cast) -> Form:
    answers = {"role": "officer", "origin": "appointed", **day_of("starts_on")}
    page = at("office_begin", cast.persons["councillor"].pk)
    return Form(page, answers, {Membership: 1})


def office_end(cast: Cast) -> Form:
    term = cast.persons["officer"].memberships.get()
    return Form(at("office_end", term.pk), day_of("ends_on", 0), {Membership: 0})


def office_handover(_: Cast) -> Form:
    answers = {
        **NEW_PERSON,
        "email": "ann@larkmere.example",
        "role": "chair",
        "to": "new",
        **day_of("starts_on", 0),
    }
    return Form(
        at("office_handover"), answers, {Person: 1, Membership: 1, Invitation: 1}
    )


def _undelivered(cast: Cast) -> Notice:
    """Give a mail that could not be delivered."""
    put = outbox.put(cast.persons["chair"], key="due", subject="Due", body="It is.")
    Notice.objects.filter(pk=put.pk).update(status="failed")
    return put


def mail_try_again(cast: Cast) -> Form:
    address = at("mail_try_again", _undelivered(cast).pk)
    return Form(address, {}, {AuditEvent: 1}, at("mail_list"))


def mail_try_all_again(cast: Cast) -> Form:
    _undelivered(cast)
    return Form(at("mail_try_all_again"), {}, {AuditEvent: 1}, at("mail_list"))


def calendar_address_make(_: Cast) -> Form:
    page, makes = at("calendar_address"), {CalendarAddress: 1, AuditEvent: 1}
    return Form(at("calendar_address_make"), {}, makes, page)


def calendar_address_revoke(cast: Cast) -> Form:
    make_address(cast.council, actor=cast.clerk)
    page = at("calendar_address")
    return Form(at("calendar_address_revoke"), {}, {AuditEvent: 1}, page)


def meeting_add(_: Cast) -> Form:
    answers = {**a_meeting(), "committee": "council"}
    return Form(at("meeting_add"), answers, {Meeting: 1})


def meeting_change(cast: Cast) -> Form:
    held_on = timezone.localdate() + timedelta(days=9)
    meeting = Meeting.objects.create(council=cast.council, held_on=held_on)
    answers = {**a_meeting(), "committee": "council"}
    return Form(at("meeting_change", meeting.pk), answers, {Meeting: 0})


def committee_add(_: Cast) -> Form:
    answers = {"name": "Finance Committee", "quorum": 3}
    return Form(at("committee_add"), answers, {Committee: 1})


def election_add(_: Cast) -> Form:
    answers = {"kind": "ordinary", **day_of("held_on")}
    return Form(at("election_add"), answers, {Election: 1})


def _election(cast: Cast) -> Election:
    return Election.objects.create(council=cast.council, held_on="2027-05-06")


def election_change(cast: Cast) -> Form:
    answers = {"kind": "ordinary", **day_of("held_on")}
    return Form(at("election_change", _election(cast).pk), answers, {Election: 0})


def election_remove(cast: Cast) -> Form:
    return Form(at("election_remove", _election(cast).pk), {}, {Election: -1})


def review_rules(cast: Cast) -> Form:
    answers = {"source": "own", "every_months": 12}
    page = at("review_rules", signed(cast).protocol.slug)
    return Form(page, answers, {ReviewRule: 1})


def review_open(cast: Cast) -> Form:
    page = at("review_open", signed(cast).protocol.slug)
    return Form(page, {"why": "The law has changed."}, {Review: 1})


def review_record(cast: Cast) -> Form:
    answers = a_meeting(which="other", **day_of("held_on", 1))
    page = at("review_record", signed(cast).protocol.slug)
    return Form(page, answers, {Review: 1, Meeting: 1})


def review_minute(cast: Cast) -> Form:
    page = at("review_minute", reviewed(signed(cast), by=cast.clerk).pk)
    return Form(page, {"minute_reference": "12/4"}, {Review: 0})


def version_confirm(cast: Cast) -> Form:
    version = signed(cast)
    page = at("version_confirm", version.protocol.slug)
    return Form(page, {"content_digest": shown(version)}, {Acknowledgement: 1})


def readers_remind(cast: Cast) -> Form:
    for person in cast.persons.values():
        person.email = person.user.email if person.user else ""
        person.save()
    version = signed(cast)
    remind = desk_of(version, "readers/remind")
    made = {Notice: len(cast.persons)}
    return Form(remind, {}, made, desk_of(version, "readers"))


def readers_paper(cast: Cast) -> Form:
    answers = {"persons": [cast.persons["officer"].pk], **day_of("signed_on", 1)}
    page = desk_of(signed(cast), "readers/paper")
    return Form(page, answers, {Acknowledgement: 1})


def council_settings(cast: Cast) -> Form:
    council = cast.council
    answers = {
        "name": council.name,
        "nation": "wales",
        "quorum": 5,
        "clear_days": 3,
        "chair_title": "Mayor",
        "vice_chair_title": "Deputy Mayor",
        "clerk_title": "Town Clerk",
        "councillors_title": "Members",
        "officers_title": "Staff",
        "colour": "#1f4e5f",
    }
    return Form(at("council_settings"), answers, {})


def protocol_start(_: Cast) -> Form:
    answers = {"title": "Protocol on visits", "begin": "blank"}
    return Form(at("protocol_start"), answers, {Protocol: 1, ProtocolVersion: 1})


def draft_start(cast: Cast) -> Form:
    version = signed(cast)
    address = at("draft_start", version.protocol.slug)
    return Form(address, {}, {ProtocolVersion: 1}, version.get_absolute_url())


def draft_step(cast: Cast) -> Form:
    draft = a_draft(cast)
    answers = {"do": "add-clause"}
    return Form(
        at("draft_step", draft.pk), answers, {Clause: 1}, desk_of(draft, "edit")
    )


def import_upload(_: Cast) -> Form:
    return Form(at("import_upload"), {"protocol": "new"}, {ProtocolImport: 1})


def _incoming(cast: Cast) -> ProtocolImport:
    upload = Upload(name="ours.txt", media_type="text/plain", data=MINUTES)
    incoming = upload_file(cast.council, actor=cast.clerk, upload=upload)
    read_import(cast.council.pk, incoming.pk)
    return incoming


def import_keep(cast: Cast) -> Form:
    incoming = _incoming(cast)
    answers = {"keep_as": "draft", "title": "Protocol on visits"}
    makes = {Protocol: 1, ProtocolVersion: 1, SourceFile: 1}
    page = at("import_detail", incoming.pk)
    return Form(at("import_keep", incoming.pk), answers, makes, page)


def import_drop(cast: Cast) -> Form:
    incoming = _incoming(cast)
    page = at("import_detail", incoming.pk)
    return Form(at("import_drop", incoming.pk), {}, {ProtocolImport: 0}, page)


def version_table(cast: Cast) -> Form:
    draft = a_draft(cast)
    return Form(desk_of(draft, "table"), {"content_digest": shown(draft)}, {})


def version_take_back(cast: Cast) -> Form:
    return Form(desk_of(tabled(cast), "take-back"), {"reason": "A slip."}, {})


def version_recommend(cast: Cast) -> Form:
    committee = a_committee(cast)
    answers = a_meeting(body=str(committee.pk))
    makes = {Recommendation: 1, Meeting: 1}
    return Form(desk_of(tabled(cast), "recommend"), answers, makes)


def version_adopt(cast: Cast) -> Form:
    version = tabled(cast)
    answers = a_resolution(cast, version)
    return Form(desk_of(version, "adopt"), answers, {Resolution: 1, Meeting: 1})


def version_void(cast: Cast) -> Form:
    return Form(desk_of(adopted(cast), "void"), {"reason": "A slip."}, {Resolution: 0})


def version_sign(cast: Cast) -> Form:
    version = adopted(cast)
    answers = {"content_digest": shown(version), "confirm": "on"}
    return Form(desk_of(version, "sign"), answers, {SignOff: 1}, by="chair")


def version_discard(cast: Cast) -> Form:
    return Form(desk_of(a_draft(cast), "discard"), {"reason": "Not needed."}, {})


def version_withdraw(cast: Cast) -> Form:
    answers = a_meeting(members_present=5, **day_of("held_on", 1))
    return Form(desk_of(signed(cast), "withdraw"), answers, {Resolution: 1})


def version_correct(cast: Cast) -> Form:
    answers = {
        "fact": "minute_reference",
        "was": "",
        "now": "26/14",
        "reason": "The minutes say so.",
    }
    return Form(desk_of(signed(cast), "correct"), answers, {Correction: 1})


def after_election(cast: Cast) -> Form:
    election = Election.objects.get(pk=_election(cast).pk)
    answers = {
        "do": "add",
        **day_of("starts_on", -200),
        "origin": "elected",
        "new-0-name": "Ann Lee",
        "new-0-office": "councillor",
        **{f"of-{each.person.pk}": "re-elected" for each in standing_of(election)},
    }
    number = len(standing_of(election)) + 1
    page = at("after_election", election.pk)
    return Form(page, answers, {Person: 1, Membership: number})


FORMS: dict[str, Callable[[Cast], Form]] = {
    form.__name__: form
    for form in (
        *(person_add, people_several, person_invite, person_change, person_away),
        person_leave,
        *(office_begin, office_end, office_handover),
        *(calendar_address_make, calendar_address_revoke),
        *(mail_try_again, mail_try_all_again),
        *(meeting_add, meeting_change, committee_add, election_add, council_settings),
        *(election_change, election_remove, after_election),
        *(review_rules, review_open, review_record, review_minute),
        *(protocol_start, draft_start, draft_step),
        *(import_upload, import_keep, import_drop),
        *(version_table, version_take_back, version_recommend, version_adopt),
        *(version_void, version_sign, version_discard, version_withdraw),
        *(version_correct, version_confirm, readers_remind, readers_paper),
    )
}
