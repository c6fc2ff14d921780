"""What somebody would send to each address that takes an answer."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from councils.models import Election
from councils.services.after_election import standing_of
from protocols.models import ProtocolVersion
from protocols.services import editing
from tests.architecture.world import TEXT, World
from tests.factories import PASSWORD
from tests.protocols.answers import a_meeting, a_resolution, day_of
from tests.protocols.cast import shown

Body = dict[str, Any]
CLOTHES = {"kind": "ordinary", "format": "in_person"}
ANOTHER_PASSWORD = "a mill, a weir, a meadow"


def coming(name: str, days: int = 40) -> Body:
    """Give a day that is still to come, as a form asks for it."""
    return day_of(name, days_ago=-days)


def settings(world: World) -> Body:
    """Answer the questions about the council itself."""
    return {
        "name": world.council.name,
        "nation": "wales",
        "chair_title": "Mayor",
        "vice_chair_title": "Deputy Mayor",
        "clerk_title": "Town Clerk",
        "councillors_title": "Members",
        "officers_title": "Staff",
        "quorum": 4,
        "clear_days": 3,
        "colour": "#1f4e5f",
    }


def new_officer(_: World) -> Body:
    """Add an officer, and invite them."""
    return {
        "name": "Nora New",
        "email": "nora@mail.example",
        "role": "officer",
        **coming("starts_on", 1),
        "origin": "appointed",
        "invite": "on",
    }


def list_of_people(_: World) -> Body:
    """Send the list of the preview, of an officer and a councillor."""
    table = "Name,Office\nNora New,officer\nNils New,councillor\n"
    return {
        "do": "add",
        "table": table,
        "origin": "elected",
        "starts_on": "2026-05-12",
    }


def handover(world: World) -> Body:
    """Hand the vice-chair's office to somebody who is here."""
    return {
        "role": "vice_chair",
        "to": "existing",
        "person": world.cast.persons["councillor"].pk,
        **coming("starts_on"),
        "origin": "elected",
    }


def meeting(world: World) -> Body:
    """Name a committee's meeting."""
    return {"committee": world.committee.pk, **coming("held_on"), **CLOTHES}


def upload(_: World) -> Body:
    """Send a file."""
    file = SimpleUploadedFile("visits.txt", TEXT, "text/plain")
    return {"file": file, "protocol": "new"}


# By the address alone.
COUNCIL: dict[str, Callable[[World], Body]] = {
    "council_settings": settings,
    "crest_remove": lambda _: {},
    "person_add": new_officer,
    "people_several": list_of_people,
    "person_change": lambda _: {"name": "Newcomer Renamed", "email": "n@mail.example"},
    "person_away": lambda _: coming("away_from", 1),
    "person_leave": lambda _: coming("last_day"),
    "person_invite": lambda _: {},
    "office_begin": lambda w: {
        "role": "committee_member",
        "committee": w.committee.pk,
        **coming("starts_on"),
        "origin": "elected",
    },
    "office_end": lambda _: coming("ends_on"),
    "office_handover": handover,
    "calendar_address_make": lambda _: {},
    "calendar_address_revoke": lambda _: {},
    "mail_try_again": lambda _: {},
    "mail_try_all_again": lambda _: {},
    "meeting_add": meeting,
    "meeting_change": meeting,
    "committee_add": lambda _: {"name": "Staffing", "quorum": 3},
    "election_add": lambda _: {"kind": "by_election", **coming("held_on")},
    "election_change": lambda _: {"kind": "ordinary", **coming("held_on", 200)},
    "election_remove": lambda _: {},
    "after_election": lambda w: {
        "do": "add",
        **coming("starts_on", 200),
        **coming("chair_from", 210),
        "origin": "elected",
        "new-0-name": "Nora New",
        "new-0-office": "councillor",
        **{
            f"of-{each.person.pk}": "re-elected"
            for each in standing_of(Election.objects.get(pk=w.election.pk))
        },
    },
    "review_rules": lambda _: {"source": "own", "every_months": 12},
    "review_open": lambda _: {"why": "The law has changed."},
    "review_record": lambda _: a_meeting(which="other", **day_of("held_on", 2)),
    "review_minute": lambda _: {"minute_reference": "12/4"},
    "version_confirm": lambda world: {
        "content_digest": shown(world.in_force),
        "reason": "I cannot promise that.",
    },
    "protocol_start": lambda _: {"title": "Protocol on gifts", "begin": "blank"},
    "draft_start": lambda _: {},
    "import_upload": upload,
    "import_keep": lambda _: {"keep_as": "draft", "title": "Protocol on what was read"},
    "import_drop": lambda _: {},
    "verify": lambda _: {"digest": "0" * 64},
    "invitation_accept": lambda _: {"password": PASSWORD},
    "account_change_password": lambda _: {
        "oldpassword": "correct horse 9",
        "password1": ANOTHER_PASSWORD,
        "password2": ANOTHER_PASSWORD,
    },
}

OfVersion = Callable[[World, ProtocolVersion], Body]
REASON = {"reason": "It was a slip of the pen."}


def _seen(version: ProtocolVersion) -> Body:
    return {"seen": editing.routes_digest(version)}


def _edits(version: ProtocolVersion) -> Body:
    clause = version.clauses.order_by("position").first()
    return {"edits": clause.edits if clause else 0, "text": "Other words."}


def _stages() -> Body:
    stage = {"recipient": "chair", "printed": "", "kind": "informal"}
    empty = {"recipient": "", "printed": "", "kind": "informal"}
    forms = {
        f"stage-{place}-{name}": value
        for place, values in enumerate((stage, empty))
        for name, value in values.items()
    }
    return {"stage-TOTAL_FORMS": 2, "stage-INITIAL_FORMS": 1, **forms}


# By the version.
VERSION: dict[str, OfVersion] = {
    "version_table": lambda _, v: {"content_digest": shown(v)},
    "version_take_back": lambda _, v: REASON,
    "version_recommend": lambda w, _: a_meeting(body=w.committee.pk),
    "version_adopt": lambda w, v: a_resolution(w.cast, v),
    "version_void": lambda _, v: REASON,
    "version_sign": lambda _, v: {"content_digest": shown(v), "confirm": "on"},
    "version_discard": lambda _, v: REASON,
    "version_withdraw": lambda _, v: a_meeting(members_present=7),
    "version_correct": lambda _, v: {
        "fact": "minute_reference",
        "now": "12/4",
        **REASON,
    },
    "version_readers_csv": lambda _, v: {},
    "readers_remind": lambda _, v: {},
    "readers_paper": lambda w, v: {
        "persons": [w.cast.persons["officer"].pk],
        **day_of("signed_on"),
    },
    "draft_step": lambda _, v: {"do": "add-clause"},
    "draft_undo": lambda _, v: {"sequence": _last_change(v)},
    "clause_revise": lambda _, v: {"kind": "section", **_edits(v)},
    "clause_autosave": lambda _, v: _edits(v),
    "draft_title": lambda _, v: {"title": "Protocol on something else"},
    "draft_numbering": lambda _, v: {
        "sections": "(a)",
        "subheadings": "none",
        "clauses": "1.1",
        "items": "•",
        "inner_items": "(i)",
    },
    "draft_review": lambda _, v: {"months": 12},
    "route_change": lambda _, v: {
        **_seen(v),
        "raised_by": "officers",
        "about": "clerk",
        **_stages(),
    },
    "route_remove": lambda _, v: _seen(v),
    "route_alternate": lambda _, v: {**_seen(v), "alternate": "vice_chair"},
}


def _last_change(version: ProtocolVersion) -> int:
    change = version.changes.order_by("-sequence").first()
    return change.sequence if change else 1


def body_for(name: str, world: World, version: ProtocolVersion | None = None) -> Body:
    """Give what would be sent to an address, of a version where it is of one."""
    if name in COUNCIL:
        return COUNCIL[name](world)
    return VERSION[name](world, version or world.versions[IN_TURN[name]])


# Where a version stands when each of its steps is due.
IN_TURN = dict.fromkeys(VERSION, "draft") | {
    "version_take_back": "in_review",
    "version_recommend": "in_review",
    "version_adopt": "in_review",
    "version_void": "adopted",
    "version_sign": "adopted",
    "version_withdraw": "in_force",
    "version_correct": "in_force",
    "version_readers_csv": "in_force",
    "readers_remind": "in_force",
    "readers_paper": "in_force",
}
