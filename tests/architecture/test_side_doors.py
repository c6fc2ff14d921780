"""No list, count, header or other page tells what somebody may not open."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from councils.models import Notice, Person
from protocols.exports import to_json_bytes
from protocols.models import PublicPage, StoredPage
from protocols.services.adoption import void_resolution
from protocols.services.meetings import MeetingHeld
from protocols.services.public_pages import publish_pages
from protocols.services.review import (
    Recommended,
    record_recommendation,
    take_back_version,
)
from protocols.services.texts import document_of
from tests.access import ACCESS, POSTED
from tests.architecture.asking import built, told_by
from tests.architecture.world import (
    World,
    a_world,
    in_days,
    with_strangers,
)
from tests.protocols.cast import a_council, a_draft, a_text, adopted, tabled

# Thousands of requests, and the same code on either database: once is enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
CANARY = re.compile(r"quokka-([a-z_-]+[a-z])")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
READERS = ("signed out", "outsider", "superuser")
OWN = ("councillor", "chair")
ACTORS = (*READERS, *OWN, "deputy", "clerk")
READ_IN_EACH_STATE = ("version_desk", "draft_preview", "draft_edit", "source_file")

GROUPS = {
    "all": {*ACTORS},
    "own": {*ACTORS} - {*READERS},
    "drafters": {"deputy", "clerk"},
    "clerk": {"clerk"},
    "chair": {"chair"},
    "trail": {"chair", "clerk", "deputy"},
    "signed_out": {"signed out"},
}
# That there is such a protocol is a line of the register, and no more than that.
REGISTERED = {"adopted", "draft", "in_review", "kept"}
# Who hears which word, and on which pages, by hand. What a meeting resolved of a text
# that nobody has signed, and why one was taken back or voided, is on no page.
HEARD = """
address          clerk      person_change person_detail
address          drafters   mail_list
address          signed_out invitation_accept
adopted          all        council_home
adopted          chair      calendar_address calendar_deadline my_page version_sign
adopted          clerk      version_void
adopted          drafters   desk_year draft_edit import_upload
adopted          own        desk draft_preview evidence evidence_csv version_desk
adopted-words    chair      version_sign
adopted-words    own        draft_preview version_desk
committee        clerk      after_election office_begin people_several person_add readers_paper readers_sheet version_readers
committee        drafters   desk_year meeting_add meeting_change review_record version_recommend
committee        all        calendar_feed
committee        own        calendar_meeting meeting_list person_list version_desk
discarded        drafters   draft_edit
discarded        own        draft_preview version_desk
discarded-words  own        draft_preview version_desk
taking-back      own        version_desk
discarding       own        version_desk
draft            all        council_home
draft            drafters   import_upload
draft            own        desk evidence evidence_csv
draft-renamed    clerk      version_discard
draft-renamed    drafters   draft_edit route_change version_table
draft-renamed    own        draft_preview version_desk
draft-words      drafters   draft_edit
draft-words      own        draft_preview version_desk
former           clerk      office_handover
former           own        person_list
from_paper       all        council_home protocol_detail protocol_json verify_address version_detail version_json version_record
from_paper       drafters   desk_year draft_edit import_upload
from_paper       own        desk draft_preview evidence evidence_csv my_page version_desk
from_paper-words all        protocol_detail protocol_json version_detail version_json
from_paper-words own        draft_preview version_desk
in_force         all        council_home protocol_detail protocol_json protocol_pdf verify_address version_detail version_json version_pdf version_record version_record_pdf
in_force         clerk      readers_paper readers_sheet version_correct version_readers version_withdraw
in_force         drafters   desk_year draft_edit import_upload review_minute review_open review_record review_rules
in_force         own        desk draft_preview evidence evidence_csv my_page protocol_review version_confirm version_desk
in_force-words   all        protocol_detail protocol_json version_detail version_json
in_force-words   own        draft_preview version_confirm version_desk
in_review        all        council_home
in_review        drafters   desk_year draft_edit import_upload version_adopt version_recommend version_take_back
in_review        own        desk draft_preview evidence evidence_csv version_desk
in_review-words  own        draft_preview version_desk
kept             all        council_home
kept             drafters   import_upload
kept             own        desk evidence evidence_csv
minute           own        version_desk
person           all        invitation_accept
person           clerk      after_election office_begin office_end office_handover person_away person_change person_detail person_leave readers_paper readers_sheet version_readers
person           drafters   desk_year mail_list version_adopt
person           own        person_list
read             drafters   desk import_detail
read-line        drafters   import_detail
read-title       drafters   import_detail
read-words       drafters   import_detail
reading          drafters   desk import_detail
refusal          drafters   import_detail
refused          drafters   desk import_detail
source           own        source_file version_desk
reviewing        own        protocol_review
succeeding       chair      calendar_address desk my_page
succeeding       drafters   desk_year draft_edit
succeeding       own        draft_preview version_desk
succeeding-words own        draft_preview version_desk
superseded       all        council_home protocol_detail protocol_json verify_address version_detail version_json version_record
superseded       drafters   desk_year draft_edit import_upload
superseded       own        desk draft_preview evidence evidence_csv my_page version_desk
superseded-words all        protocol_detail protocol_json version_detail version_json
superseded-words own        draft_preview version_desk
waiting          drafters   desk import_detail
discarded        trail      trail
dropped          trail      trail
from_paper       trail      trail
in_force         trail      trail
in_review        trail      trail
kept             trail      trail
read             trail      trail
reading          trail      trail
refused          trail      trail
succeeding       trail      trail
superseded       trail      trail
waiting          trail      trail
withdrawn        trail      trail
withdrawn        all        council_home protocol_detail verify_address version_detail version_json version_record
withdrawn        drafters   draft_edit import_upload
withdrawn        own        desk draft_preview evidence evidence_csv version_desk
withdrawn-words  all        protocol_detail version_detail version_json
withdrawn-words  own        draft_preview version_desk
"""  # noqa: E501


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with built(django_db_blocker):
        elsewhere = World(a_council("Elsewhere Parish Council", "elsewhere"), {})
        world = a_world(word="quokka-")
        _sing(world)
        publish_pages()
        yield with_strangers(world, elsewhere)


def _sing(world: World) -> None:
    """Put a canary into what people write beside the texts."""
    cast, clerk = world.cast, world.cast.clerk
    type(world.committee).objects.update(name="quokka-committee")
    Person.objects.filter(pk=world.person.pk).update(
        name="quokka-person", email="quokka-address@larkmere.example"
    )
    Person.objects.filter(pk=cast.persons["ended"].pk).update(name="quokka-former")
    meeting = MeetingHeld(held_on=in_days(-3), committee=world.committee)
    record_recommendation(
        world.in_review,
        actor=clerk,
        recommended=Recommended(
            meeting=meeting,
            minute_reference="quokka-minute",
            wording="quokka-recommending",
        ),
    )
    resolved = adopted(
        cast,
        tabled(cast, a_draft(cast, a_text(title="Protocol on resolving"))),
        wording="quokka-resolving",
        minute_reference="quokka-unsigned",
    )
    world.versions["resolved"] = resolved
    voided = adopted(
        cast, tabled(cast, a_draft(cast, a_text(title="Protocol on voids")))
    )
    world.versions["voided"] = void_resolution(
        voided, actor=clerk, reason="quokka-voiding"
    )
    taken = tabled(cast, a_draft(cast, a_text(title="Protocol on taking back")))
    world.versions["taken_back"] = take_back_version(
        taken, actor=clerk, reason="quokka-taking-back"
    )


def addresses(world: World) -> Iterator[tuple[str, str]]:
    """Give every address that can be fetched, of everything there is."""
    for name, (arguments, _) in ACCESS.items():
        if name not in POSTED:
            yield name, reverse(name, args=arguments(world))
    versions = (*world.versions.values(), world.succeeding)
    for version in versions:
        of_protocol = [world.council.slug, version.protocol.slug]
        for name in READ_IN_EACH_STATE:
            yield name, reverse(name, args=[world.council.slug, version.pk])
        for name in ("protocol_detail", "protocol_json"):
            yield name, reverse(name, args=of_protocol)
        for name in ("version_detail", "version_record", "version_json"):
            yield name, reverse(name, args=[*of_protocol, version.number or 1])
        digest = document_of(version).content_digest()
        yield "verify_address", reverse("verify_address", args=[digest])
    for incoming in world.imports.values():
        args = [world.council.slug, incoming.pk]
        yield "import_detail", reverse("import_detail", args=args)
    row = world.draft.clauses.latest("position").lineage
    editor = reverse("draft_edit", args=[world.council.slug, world.draft.pk])
    yield "draft_edit", f"{editor}?open={row}&menu={row}"
    handover = reverse("office_handover", args=[world.council.slug])
    yield "office_handover", f"{handover}?office=clerk&q=quokka"
    yield "home", "/?page=2&q=quokka"


def heard_by(world: World) -> dict[tuple[str, str], set[str]]:
    """Give who hears each canary on which page: in its words, or in a header."""
    heard: dict[tuple[str, str], set[str]] = defaultdict(set)
    private = ids(world)
    for name, address in sorted(set(addresses(world))):
        for actor in ACTORS:
            response = world.visitor(actor).get(address)
            told = f"{response.headers}{response.content.decode('latin-1')}"
            told = told.replace(address.partition("?")[0], "")
            for canary in CANARY.findall(told):
                heard[canary.removesuffix("-v"), name].add(actor)
            # A link tells of a thing as well as a word does.
            if actor in READERS and private & set(ID.findall(told)):
                heard["an id", name].add(actor)
    return heard


def ids(world: World) -> set[str]:
    """Give the ids that only the council's own people may come across."""
    versions = {*world.versions.values(), world.succeeding}
    rows = (*versions, *world.imports.values(), *world.cast.persons.values())
    return {str(row.pk) for row in (*rows, world.person, world.meeting)}


def test_each_word_is_heard_where_the_table_says_and_nowhere_else(world):
    expected = {
        (word, page): GROUPS[who] for word, who, pages in rows() for page in pages
    }

    assert heard_by(world) == expected


def rows() -> Iterator[tuple[str, str, list[str]]]:
    """Read the table: a word, who hears it, and on which pages."""
    for line in HEARD.strip().splitlines():
        word, who, *pages = line.split()
        yield word, who, pages


def test_what_is_stored_for_the_public_holds_nothing_that_is_not_public(world):
    stored = [page.html for page in PublicPage.objects.all()]
    parts = [page.body for page in StoredPage.objects.all()]
    public = {word for word, who, _ in rows() if who == "all"}

    heard = {c.removesuffix("-v") for html in stored for c in CANARY.findall(html)}
    in_parts = {c for body in parts for c in CANARY.findall(body)}

    # Those two are told to whoever has a link with a token.
    assert heard == public - REGISTERED - {"person", "committee"}
    assert in_parts == {word for word in public if word.endswith("-words")}


def test_a_mail_holds_the_name_of_whom_it_is_to_and_no_word_of_a_text(world):
    said = " ".join(f"{n.subject} {n.body} {n.key}" for n in Notice.objects.all())

    assert said
    assert set(CANARY.findall(said)) == set()


@pytest.mark.parametrize("state", ["draft", "in_review", "adopted", "discarded"])
def test_a_text_that_is_not_public_is_verified_as_one_that_nobody_has(world, state):
    document = document_of(world.versions[state])
    known, unknown = document.content_digest(), "9" * 64
    stranger = to_json_bytes(replace(document, title="Protocol on nothing"))

    for digest, other in ((known, unknown), (known[:16], unknown[:16])):
        assert asked(world, digest) == asked(world, other)
        assert sent(world, {"digest": digest}) == sent(world, {"digest": other})
    assert sent(world, {"file": to_json_bytes(document)}) == sent(
        world, {"file": stranger}
    )


def test_a_text_in_force_is_known_again(world):
    document = document_of(world.in_force)

    assert "Genuine:" in asked(world, document.content_digest())[1]
    assert "Genuine:" in sent(world, {"file": to_json_bytes(document)})[1]


def asked(world: World, digest: str) -> tuple[int, str, list[str]]:
    address = reverse("verify_address", args=[digest])
    return told_by(world.visitor("signed out").get(address), digest)


def sent(world: World, body: dict[str, object]) -> tuple[int, str, list[str]]:
    if "file" in body:
        body = {"file": SimpleUploadedFile("copy.json", body["file"])}
    response = world.visitor("signed out").post(reverse("verify"), body)
    return told_by(response, body.get("digest", ""))
