"""Every page says who may open it, and answers so."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from councils.crests import Crest
from councils.models import Council, Election, Meeting
from councils.services.calendars import make_address
from protocols.document import Document
from protocols.services.importing import (
    Answers,
    KeepAs,
    Upload,
    keep_import,
    read_import,
    upload_file,
)
from protocols.services.printing import print_version
from tests.access import ACCESS, PERSONAS, POSTED, World
from tests.builders import asked_to_reset, invited, joined
from tests.protocols.cast import (
    Cast,
    a_draft,
    a_text,
    adopted,
    reviewed,
    signed,
    tabled,
)
from tests.visits import Visitors

TEXT = b"Protocol on visits\n\n1. Visits\n\n1.1 A visitor is met at the door.\n"


def named_pages() -> Iterator[str]:
    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            else:
                yield str(pattern.name)

    return walk(get_resolver().url_patterns)


def test_every_page_has_a_row_and_every_row_a_page():
    assert set(named_pages()) == set(ACCESS)


@pytest.fixture
def people(request) -> dict[str, object]:
    return {
        persona: request.getfixturevalue(persona)
        for persona in PERSONAS
        if persona != "signed out"
    }


@pytest.fixture
def world(council, people) -> World:
    cast = Cast(council)
    for name in ("clerk", "chair", "councillor", "officer", "deputy", "vice_chair"):
        cast.persons[name] = people[name].persons.get()
    cast.persons["second_councillor"] = cast.persons["vice_chair"]
    _show_a_crest(council)
    make_address(council, actor=cast.councillor)
    person, token = invited(council, by=cast.clerk)
    in_force = signed(cast, adopted(cast, tabled(cast, a_draft(cast))))
    print_version(council.pk, in_force.pk)
    return World(
        council=council,
        person=person,
        term=person.memberships.get(),
        meeting=Meeting.objects.create(council=council, held_on="2030-01-08"),
        election=Election.objects.create(council=council, held_on="2027-05-06"),
        review=reviewed(in_force, by=cast.clerk),
        token=token,
        protocol_slug=in_force.protocol.slug,
        draft=a_draft(cast, a_text(title="Protocol on drafts")),
        in_review=tabled(cast, a_draft(cast, a_text(title="Protocol on reviews"))),
        adopted=adopted(
            cast, tabled(cast, a_draft(cast, a_text(title="Protocol on meetings")))
        ),
        in_force=in_force,
        from_file=_kept(cast),
        imported=_read(cast),
        factor_reset=asked_to_reset(joined(council, by=cast.clerk, name="Loser")),
    )


def _show_a_crest(council: Council) -> None:
    dots = BytesIO()
    Image.new("RGB", (8, 8)).save(dots, "PNG")
    crest = Crest(dots.getvalue(), "image/png")
    council.crest, council.crest_media_type = crest.content, crest.media_type
    council.save()


def _read(cast):
    upload = Upload(name="visits.txt", media_type="text/plain", data=TEXT)
    incoming = upload_file(cast.council, actor=cast.clerk, upload=upload)
    read_import(cast.council.pk, incoming.pk)
    incoming.refresh_from_db()
    return incoming


def _kept(cast):
    incoming = _read(cast)
    document = Document.from_json(incoming.document)
    answers = Answers(
        keep_as=KeepAs.DRAFT, title="Protocol on visits", facts=document.facts
    )
    return keep_import(incoming, actor=cast.clerk, answers=answers)


def test_every_page_answers_each_person_as_its_row_says(world, people):
    expected, answered, let_post = {}, {}, []
    visitors = Visitors()
    for account in people.values():
        visitors.of(account)
    for name, (arguments, row) in ACCESS.items():
        address = reverse(name, args=arguments(world))
        expected[name] = dict(zip(PERSONAS, row, strict=True))
        answered[name] = {}
        for persona, answer in expected[name].items():
            client = visitors.of(people.get(persona))
            answered[name][persona] = _ask(client, address, post=name in POSTED)
            # What is refused is refused whatever is sent.
            if answer in {403, 404} and name not in POSTED:
                client = visitors.of(people.get(persona))
                if _ask(client, address, post=True) not in {answer, 405}:
                    let_post.append((name, persona))

    assert {n: a for n, a in answered.items() if a != expected[n]} == {}
    assert let_post == []


def _ask(client: Client, address: str, *, post: bool) -> int:
    # Nobody's question may change what the next one is answered.
    with transaction.atomic():
        status = (client.post if post else client.get)(address).status_code
        transaction.set_rollback(True)
    return status
