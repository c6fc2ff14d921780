"""Every step, from every state, by every person: listed here, or refused whole.

The table is that of the lifecycle in the design, written out by hand.
"""

import hashlib
import itertools
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from councils.kernel.refusals import DomainError
from councils.models import Committee, Membership, Person, User
from councils.roles import Role
from protocols.document import Facts, Kind
from protocols.models import ProtocolVersion
from protocols.services import editing
from protocols.services.adoption import record_resolution, void_resolution
from protocols.services.drafting import (
    discard_version,
    set_open_for_comment,
    start_draft,
)
from protocols.services.ending import Fact, Withdrawn, correct_fact, withdraw_version
from protocols.services.meetings import MeetingHeld
from protocols.services.paper import record_from_paper
from protocols.services.review import (
    Recommended,
    record_recommendation,
    table_version,
    take_back_version,
)
from protocols.services.sign_off import sign_version
from tests.protocols.cast import (
    LONG_SINCE,
    Cast,
    a_committee,
    a_council,
    a_draft,
    a_text,
    adopted,
    resolved,
    shown,
    signed,
    tabled,
)

# Thousands of requests, and the same code on either database: once is enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

CLERKS = {"clerk", "acting_clerk"}
CLERKS_AND_DEPUTY = {"clerk", "acting_clerk", "deputy"}
PEOPLE = {
    *("clerk", "acting_clerk", "deputy", "officer"),
    *("chair", "vice_chair", "councillor", "committee_chair", "committee_member"),
    *("former_deputy", "future_deputy", "never_in_office", "nobody_here"),
    *("second_councillor", "superuser", "outsider"),
}
STATES = {
    *("draft", "in_review", "adopted", "signed", "superseded"),
    *("recorded", "withdrawn", "discarded"),
}
WITH_A_RECORD = {"signed", "superseded", "recorded", "withdrawn"}

# Each step: from which states, by whom, and where the version stands afterwards.
TABLE: dict[str, tuple[set[str], set[str], str | None]] = {
    "open_for_comment": ({"draft"}, CLERKS_AND_DEPUTY, "draft"),
    "close_for_comment": ({"draft"}, CLERKS_AND_DEPUTY, "draft"),
    "edit": ({"draft"}, CLERKS_AND_DEPUTY, "draft"),
    "table": ({"draft"}, CLERKS_AND_DEPUTY, "in_review"),
    "take_back": ({"in_review"}, CLERKS_AND_DEPUTY, "draft"),
    "recommend": ({"in_review"}, CLERKS_AND_DEPUTY, "in_review"),
    "adopt": ({"in_review"}, CLERKS_AND_DEPUTY, "adopted"),
    "void": ({"adopted"}, CLERKS, "in_review"),
    "sign": ({"adopted"}, {"chair"}, "signed"),
    "withdraw": ({"signed", "recorded"}, CLERKS, "withdrawn"),
    "discard": ({"draft", "in_review"}, CLERKS, "discarded"),
    "correct": (WITH_A_RECORD, CLERKS, None),
    # These are taken with the protocol, wherever one of its versions stands.
    "start_draft": (STATES, CLERKS_AND_DEPUTY, None),
    "record_from_paper": (STATES, CLERKS_AND_DEPUTY, None),
}


@dataclass
class World:
    """A version in every state, and somebody of every kind."""

    cast: Cast
    versions: dict[str, ProtocolVersion]
    people: dict[str, User]
    committee: Committee
    words: dict[str, str]


def a_world() -> World:
    cast = a_council()
    committee = a_committee(cast)
    _more_people(cast, committee)
    elsewhere = a_council("Elsewhere Parish Council", "elsewhere")
    people = {name: cast.user(name) for name in cast.persons}
    people["outsider"] = elsewhere.clerk
    people["nobody_here"] = User.objects.create_user("nobody@mail.example", "x")
    people["superuser"] = User.objects.create_superuser("operator@mail.example", "x")
    versions = {
        state: ProtocolVersion.objects.get(pk=version.pk)
        for state, version in _versions(cast).items()
    }
    words = {state: shown(version) for state, version in versions.items()}
    return World(cast, versions, people, committee, words)


def _more_people(cast: Cast, committee: Committee) -> None:
    today = timezone.localdate()
    terms = {
        "acting_clerk": {"role": Role.ACTING_CLERK},
        "committee_chair": {"role": Role.COMMITTEE_CHAIR, "committee": committee},
        "committee_member": {"role": Role.COMMITTEE_MEMBER, "committee": committee},
        "former_deputy": {
            "role": Role.DEPUTY_CLERK,
            "ends_on": today - timedelta(days=1),
        },
        "future_deputy": {
            "role": Role.DEPUTY_CLERK,
            "starts_on": today + timedelta(days=1),
        },
        "never_in_office": None,
    }
    for name, term in terms.items():
        account = User.objects.create_user(f"{name}@larkmere.example", "x")
        person = Person.objects.create(council=cast.council, user=account, name=name)
        cast.persons[name] = person
        if term is not None:
            values = {"starts_on": LONG_SINCE, **term}
            Membership.objects.create(council=cast.council, person=person, **values)


def _versions(cast: Cast) -> dict[str, ProtocolVersion]:
    def draft(name: str) -> ProtocolVersion:
        return a_draft(cast, a_text(title=f"Protocol {name}"))

    superseded = signed(cast, adopted(cast, tabled(cast, draft("superseded"))))
    successor = start_draft(superseded.protocol, actor=cast.clerk, source=superseded)
    signed(cast, adopted(cast, tabled(cast, successor), days_ago=2))
    gone = signed(cast, adopted(cast, tabled(cast, draft("withdrawn"))))
    paper = draft("recorded")
    facts = replace(Facts(), adopted_on=date(2018, 1, 9))
    return {
        "draft": draft("draft"),
        "in_review": tabled(cast, draft("in review")),
        "adopted": adopted(cast, tabled(cast, draft("adopted"))),
        "signed": signed(cast, adopted(cast, tabled(cast, draft("signed")))),
        "superseded": superseded,
        "recorded": record_from_paper(
            paper.protocol,
            actor=cast.clerk,
            document=replace(a_text(title=paper.title), facts=facts),
            source_file=None,
        ),
        "withdrawn": withdraw_version(gone, actor=cast.clerk, withdrawn=_withdrawn()),
        "discarded": discard_version(
            draft("discarded"), actor=cast.clerk, reason="Not needed."
        ),
    }


def _withdrawn() -> Withdrawn:
    held = MeetingHeld(held_on=timezone.localdate() - timedelta(days=1))
    return Withdrawn(meeting=held, members_present=5)


def take(world: World, step: str, state: str, person: str) -> object:
    """Take a step, everything about it in order but who and when."""
    version, actor = world.versions[state], world.people[person]
    words, protocol = world.words[state], version.protocol
    held = MeetingHeld(
        held_on=timezone.localdate() - timedelta(days=1), committee=world.committee
    )
    facts = replace(Facts(), adopted_on=date(2015, 1, 6))
    steps = {
        "open_for_comment": lambda: set_open_for_comment(
            version, actor=actor, is_open=True
        ),
        "close_for_comment": lambda: set_open_for_comment(
            version, actor=actor, is_open=False
        ),
        "edit": lambda: editing.add_clause(
            version, actor=actor, after=None, kind=Kind.CLAUSE
        ),
        "table": lambda: table_version(version, actor=actor, content_digest=words),
        "take_back": lambda: take_back_version(version, actor=actor, reason="A slip."),
        "recommend": lambda: record_recommendation(
            version, actor=actor, recommended=Recommended(meeting=held)
        ),
        "adopt": lambda: record_resolution(
            version, actor=actor, resolved=resolved(world.cast), content_digest=words
        ),
        "void": lambda: void_resolution(version, actor=actor, reason="A slip."),
        "sign": lambda: sign_version(version, actor=actor, content_digest=words),
        "withdraw": lambda: withdraw_version(
            version, actor=actor, withdrawn=_withdrawn()
        ),
        "discard": lambda: discard_version(version, actor=actor, reason="No need."),
        "correct": lambda: correct_fact(
            version,
            actor=actor,
            fact=Fact.VOTE,
            was="7 to 2",
            now="7 to 1",
            reason="The minutes say so.",
        ),
        "start_draft": lambda: start_draft(protocol, actor=actor, source=version),
        "record_from_paper": lambda: record_from_paper(
            protocol,
            actor=actor,
            document=replace(a_text(title=protocol.title), facts=facts),
            source_file=None,
            as_history=True,
            until=date(2016, 1, 5),
        ),
    }
    return steps[step]()


def everything() -> str:
    """Give a digest of every row of every table, sessions apart."""
    digest = hashlib.sha256()
    tables = sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label != "sessions.Session"
    )
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            for row in sorted(map(repr, cursor.fetchall())):
                digest.update(f"{table}{row}\n".encode())
    return digest.hexdigest()


def test_whatever_is_not_listed_is_refused_and_changes_nothing():
    world, wrong = a_world(), []
    assert set(world.people) == PEOPLE
    assert set(world.versions) == STATES
    before = everything()

    for step, (states, persons, _) in TABLE.items():
        for state, person in itertools.product(sorted(STATES), sorted(PEOPLE)):
            if state in states and person in persons:
                continue
            try:
                with transaction.atomic():
                    take(world, step, state, person)
                    transaction.set_rollback(True)
                wrong.append((step, state, person, "was let through"))
            except (DomainError, PermissionDenied) as refusal:
                if not str(refusal).endswith("."):
                    wrong.append((step, state, person, "was told nothing"))
        assert everything() == before, f"{step} was refused and changed something"

    assert wrong == []


def test_whatever_is_listed_is_taken():
    world, wrong = a_world(), []

    for step, (states, persons, after) in TABLE.items():
        for state, person in itertools.product(sorted(states), sorted(persons)):
            version = world.versions[state]
            with transaction.atomic():
                try:
                    take(world, step, state, person)
                except (DomainError, PermissionDenied) as refusal:
                    wrong.append((step, state, person, str(refusal)))
                    transaction.set_rollback(True)
                    continue
                version = ProtocolVersion.objects.get(pk=version.pk)
                if after is not None and version.status != after:
                    wrong.append((step, state, person, version.status))
                transaction.set_rollback(True)

    assert wrong == []


@pytest.mark.parametrize("why", ["vacant", "away", "did not preside"])
def test_the_vice_chair_signs_only_where_the_chair_does_not(why):
    world = a_world()
    chair = world.cast.persons["chair"]
    may = {"vacant": {"vice_chair"}, "away": {"chair", "vice_chair"}}
    if why == "vacant":
        yesterday = timezone.localdate() - timedelta(days=1)
        chair.memberships.update(ends_on=yesterday)
    elif why == "away":
        chair.away_from = LONG_SINCE
        chair.save()
    else:
        version = tabled(world.cast, a_draft(world.cast, a_text(title="Another")))
        presided = world.cast.persons["vice_chair"]
        version = adopted(world.cast, version, presided_by=presided)
        world.versions["adopted"], world.words["adopted"] = version, shown(version)
    signed_by = set()

    for person in PEOPLE:
        with transaction.atomic():
            try:
                take(world, "sign", "adopted", person)
                signed_by.add(person)
            except PermissionDenied:
                pass
            transaction.set_rollback(True)

    assert signed_by == may.get(why, {"chair", "vice_chair"})
