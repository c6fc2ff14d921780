"""What a council says of itself; its colour can be read, its crest is a picture."""

import struct
import zlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from councils.colours import contrast
from councils.crests import Crest, read_crest
from councils.kernel.refusals import DomainError
from councils.models import AuditEvent, Deadline, PrincipalAuthority
from councils.services.deadlines import Due, set_deadlines
from councils.services.settings import CouncilFacts, change_council, take_crest_down

FACTS = CouncilFacts(
    name="Withycombe Town Council",
    nation="wales",
    principal_authority="Westmere County Council",
    chair_title="Mayor",
    vice_chair_title="Deputy Mayor",
    clerk_title="Town Manager",
    councillors_title="Members",
    officers_title="Staff",
    colour="#5B2C83",
    quorum=5,
    clear_days=4,
)


def picture(kind="PNG", size=(600, 300), **options):
    made = BytesIO()
    mode = "RGBA" if kind == "PNG" else "RGB"
    Image.new(mode, size, "#5b2c83").save(made, kind, **options)
    made.seek(0)
    return made


TOO_MUCH_PACKED = zlib.compress(bytes(80 * 1024 * 1024))


def with_chunk(kind, content):
    """Put a chunk of another kind behind a picture's head."""
    data, head = picture().getvalue(), 33
    checked = kind + content
    sum_of_it = struct.pack(">L", zlib.crc32(checked))
    chunk = struct.pack(">L", len(content)) + checked + sum_of_it
    return data[:head] + chunk + data[head:]


def test_the_clerk_changes_what_the_council_says_of_itself(council, clerk):
    change_council(council, actor=clerk, facts=FACTS)

    council.refresh_from_db()
    assert council.colour == "#5b2c83"
    assert (council.nation, council.quorum, council.clear_days) == ("wales", 5, 4)
    assert council.principal_authority.name == "Westmere County Council"
    assert council.title_of("acting_clerk") == "Acting Town Manager"
    assert AuditEvent.objects.get().details["changed"] == [
        "nation",
        "principal_authority",
        "clerk_title",
        "councillors_title",
        "officers_title",
        "colour",
        "quorum",
        "clear_days",
    ]


def test_saving_what_is_there_already_leaves_no_trace(council, clerk):
    change_council(council, actor=clerk, facts=FACTS)
    change_council(council, actor=clerk, facts=FACTS)

    assert AuditEvent.objects.count() == 1


def test_an_authority_named_before_is_the_same_one(council, clerk):
    known = PrincipalAuthority.objects.create(name="Westmere County Council")

    change_council(
        council,
        actor=clerk,
        facts=replace(FACTS, principal_authority=" westmere  county council"),
    )

    council.refresh_from_db()
    assert council.principal_authority == known


@pytest.mark.parametrize(
    "persona", ["deputy", "councillor", "chair", "outsider", "superuser"]
)
def test_nobody_but_the_clerk_changes_them(council, clerk, persona, request):
    somebody = request.getfixturevalue(persona)

    with pytest.raises(PermissionDenied):
        change_council(council, actor=somebody, facts=FACTS)
    with pytest.raises(PermissionDenied):
        take_crest_down(council, actor=somebody)

    council.refresh_from_db()
    assert council.nation == "england"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"chair_title": "\u200b"}, "chair_title"),
        ({"quorum": 2}, "quorum"),
        ({"colour": "teal"}, "colour"),
        ({"colour": "#12345"}, "colour"),
        ({"colour": "#1f4e5f;}"}, "colour"),
        ({"colour": "#ffffff"}, "colour"),
        ({"colour": "#777777"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(council, clerk, change, field):
    with pytest.raises(DomainError) as refusal:
        change_council(council, actor=clerk, facts=replace(FACTS, **change))

    assert refusal.value.field == field
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [
        # Worked out by the formula of WCAG 2.2 with another program.
        ("#000000", 21.0),
        ("#0a0a0a", 19.8),
        ("#ffffff", 1.0),
        ("#767676", 4.54),
        ("#777777", 4.48),
        ("#ff0000", 4.0),
        ("#0000ff", 8.59),
    ],
)
def test_the_contrast_against_white_is_that_of_wcag(colour, ratio):
    assert contrast(colour) == pytest.approx(ratio, abs=0.005)


def test_the_lightest_grey_that_can_be_read_is_taken(council, clerk):
    change_council(council, actor=clerk, facts=replace(FACTS, colour="#767676"))

    council.refresh_from_db()
    assert council.colour == "#767676"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_crest_is_made_anew_and_no_larger_than_needed(kind):
    crest = read_crest(picture(kind))

    assert crest.media_type == f"image/{kind.lower()}"
    with Image.open(BytesIO(crest.content)) as made:
        assert (made.format, made.size) == (kind, (480, 240))


def test_nothing_but_its_dots_is_kept_of_a_crest():
    remark = PngInfo()
    remark.add_text("Author", "Somebody at 51.5, -0.1")
    exif = Image.Exif()
    exif[0x010E] = "Taken in the clerk's kitchen"

    png = read_crest(picture(pnginfo=remark)).content
    jpeg = read_crest(picture("JPEG", exif=exif)).content

    assert b"Somebody" not in png
    assert b"kitchen" not in jpeg


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be read"),
        (b"%PDF-1.7", "cannot be read"),
        (picture("GIF").getvalue(), "cannot be read"),
        (picture().getvalue()[:60], "cannot be read"),
        (b"\x89PNG" + bytes(2 * 1024 * 1024), "smaller than 2 MB"),
        (picture("PNG", (4001, 1)).getvalue(), "at most 4000 dots"),
        (picture("PNG", (1, 60000)).getvalue(), "at most 4000 dots"),
        (picture(size=(4000, 4000)).getvalue()[:-200], "cannot be read"),
        (picture("JPEG", (900, 900)).getvalue()[:4000], "cannot be read"),
        (with_chunk(b"zTXt", b"Author\0\0" + TOO_MUCH_PACKED), "cannot be read"),
        (with_chunk(b"iCCP", b"Profile\0\0" + TOO_MUCH_PACKED), "cannot be read"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(content, words):
    with pytest.raises(DomainError, match=words) as refusal:
        read_crest(BytesIO(content))

    assert refusal.value.field == "crest"


def test_the_largest_picture_that_is_taken_is_read_within_the_limits():
    assert read_crest(picture(size=(4000, 4000))).media_type == "image/png"
    assert read_crest(picture("JPEG", (4000, 4000))).media_type == "image/jpeg"


def test_without_a_new_crest_the_old_one_stays_until_it_is_taken_down(council, clerk):
    crest = Crest(b"dots", "image/png")
    change_council(council, actor=clerk, facts=FACTS, crest=crest)
    change_council(council, actor=clerk, facts=replace(FACTS, quorum=6))
    council.refresh_from_db()
    assert (bytes(council.crest), council.has_crest) == (b"dots", True)

    take_crest_down(council, actor=clerk)

    council.refresh_from_db()
    assert (bytes(council.crest), council.has_crest) == (b"", False)


def test_the_days_of_reminders_are_the_councils_own_and_looked_at_anew(council, clerk):
    set_deadlines(
        council,
        [
            Due(
                kind=Deadline.Kind.REVIEW,
                subject_id=uuid4(),
                due_on=timezone.localdate() + timedelta(days=50),
                title="Review it",
                path="/withycombe/",
            )
        ],
    )
    Deadline.objects.update(remind_on=None)

    change_council(
        council,
        actor=clerk,
        facts=replace(FACTS, reminder_days=(7, 60, 7), days_to_confirm=14),
    )

    council.refresh_from_db()
    assert council.reminder_days == [60, 7]
    assert council.days_to_confirm == 14
    assert Deadline.objects.get().remind_on == timezone.localdate()


@pytest.mark.parametrize("days", [(367,), (-1,), tuple(range(9))])
def test_days_that_no_calendar_needs_are_refused(council, clerk, days):
    with pytest.raises(DomainError) as refusal:
        change_council(council, actor=clerk, facts=replace(FACTS, reminder_days=days))

    assert refusal.value.field == "reminder_days"
