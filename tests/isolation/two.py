"""Two councils with a row in every table."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connection

from councils.kernel.isolation import is_kept_apart
from councils.models import Election
from protocols.document import Document
from protocols.services.ending import Fact, correct_fact
from protocols.services.importing import (
    Answers,
    KeepAs,
    Upload,
    keep_import,
    read_import,
    upload_file,
)
from protocols.services.meetings import MeetingHeld
from protocols.services.printing import print_version
from protocols.services.public_pages import publish_pages
from protocols.services.review import Recommended, record_recommendation
from tests.builders import invited
from tests.protocols.cast import (
    Cast,
    a_committee,
    a_council,
    a_draft,
    a_text,
    adopted,
    signed,
    tabled,
)
from tests.protocols.dated import with_its_dates
from tests.protocols.drafts import reword

TEXT = b"Protocol on visits\n\n1. Visits\n\n1.1 A visitor is met at the door.\n"


@dataclass
class Two:
    """A council, and another of which it may know nothing."""

    ours: Cast
    theirs: Cast


def council_tables():
    return [model for model in apps.get_models() if is_kept_apart(model)]


def count(model, **only) -> int:
    return model._base_manager.filter(**only).count()


def two_councils() -> Two:
    casts = [
        _filled(a_council("Larkmere Town Council", "larkmere")),
        _filled(a_council("Elsewhere Parish Council", "elsewhere")),
    ]
    publish_pages()
    for cast in casts:
        empty = [
            model.__name__
            for model in council_tables()
            if not count(model, council=cast.council)
        ]
        assert empty == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return Two(*casts)


def _filled(cast: Cast) -> Cast:
    committee = a_committee(cast)
    Election.objects.create(council=cast.council, held_on=date(2027, 5, 6))
    version = signed(cast, adopted(cast, _recommended(cast, committee)))
    print_version(cast.council.pk, version.pk)
    correct_fact(
        version,
        actor=cast.clerk,
        fact=Fact.MINUTE_REFERENCE,
        was="",
        now="19.193",
        reason="The minutes have been written since.",
    )
    draft = a_draft(cast, a_text("Words of a draft.", title="Protocol on drafts"))
    reword(draft, cast.clerk, "Words of a draft.", "Other words.")
    _kept_from_a_file(cast)
    with_its_dates(version, cast.persons["clerk"])
    invited(cast.council, by=cast.clerk)
    return cast


def _recommended(cast: Cast, committee):
    version = tabled(cast, a_draft(cast))
    held = MeetingHeld(held_on=date(2026, 3, 3), committee=committee)
    record_recommendation(
        version,
        actor=cast.clerk,
        recommended=Recommended(meeting=held, minute_reference="12/4"),
    )
    return version


def _kept_from_a_file(cast: Cast) -> None:
    upload = Upload(name="visits.txt", media_type="text/plain", data=TEXT)
    incoming = upload_file(cast.council, actor=cast.clerk, upload=upload)
    read_import(cast.council.pk, incoming.pk)
    incoming.refresh_from_db()
    facts = Document.from_json(incoming.document).facts
    answers = Answers(keep_as=KeepAs.DRAFT, title="Protocol on visits", facts=facts)
    keep_import(incoming, actor=cast.clerk, answers=answers)


def as_role(name: str) -> None:
    """Become a role of the database until the test's own transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {name}")
