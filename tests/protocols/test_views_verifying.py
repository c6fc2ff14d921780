"""Whether a copy is genuine, asked by anybody of anything."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command, execute_from_command_line

from councils.models import AuditEvent
from protocols.document import Document
from protocols.forms.verifying import LARGEST_COPY
from protocols.models import StoredPdf
from protocols.services.printing import print_version
from tests.protocols.cast import a_council, a_draft, adopted, shown, signed
from tests.protocols.pdf import reading
from tests.visits import visitor, words

pytestmark = [
    pytest.mark.django_db,
    # WeasyPrint leaves its own colour profile open.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NOT_KEPT_HERE = "This is not a copy of any protocol that a council keeps here."
NO_DIGEST = "A digest is 64 letters and figures"
NEITHER = "This is neither a PDF nor a JSON file of a protocol."
NOT_OURS = "This is not a PDF that the portal printed"


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def in_force(cast):
    return signed(cast)


def answer(digest: str = "", file: bytes | None = None) -> str:
    posted = {"digest": digest}
    if file is not None:
        posted["file"] = SimpleUploadedFile("copy", file)
    response = visitor().post("/verify/", posted)
    assert response.status_code == 200
    return words(response)


@pytest.mark.parametrize("length", [16, 17, 40, 64])
def test_a_digest_whole_or_in_short_names_its_version(in_force, length):
    digest = in_force.frozen_text.digest[:length]

    assert "Genuine: Protocol on relations, version 1" in answer(digest)
    assert "It is in force." in words(visitor().get(f"/verify/{digest}/"))


def test_a_digest_is_read_as_it_is_printed_in_groups_and_capitals(in_force):
    digest = in_force.frozen_text.digest.upper()
    grouped = " ".join(digest[i : i + 8] for i in range(0, 64, 8))

    assert "Genuine" in answer(f" {grouped} ")


@pytest.mark.parametrize("digest", ["f" * 16, "0" * 64])
def test_a_digest_of_nothing_here_is_said_to_be_so(in_force, digest):
    assert NOT_KEPT_HERE in answer(digest)


@pytest.mark.parametrize(
    "digest", ["abc", "0" * 15, "0" * 65, "g" * 64, "’", "%", "😀"]
)
def test_what_is_no_digest_is_answered_in_plain_words(in_force, digest):
    assert NO_DIGEST in answer(digest)
    assert NO_DIGEST in words(visitor().get(f"/verify/{digest}/".replace("%", "%25")))


def test_a_null_character_or_a_flood_is_refused_on_the_form(in_force):
    assert "Null characters are not allowed." in answer("abc\0")
    assert "at most 120 characters" in answer("a" * 5000)
    assert NO_DIGEST in words(visitor().get("/verify/a%00b/"))


def test_nothing_given_is_asked_for(in_force):
    assert "Type the digest, or choose the file." in answer()


def test_the_printed_pdf_is_genuine_and_a_byte_more_is_not(cast, in_force):
    print_version(cast.council.pk, in_force.pk)
    data = bytes(StoredPdf.objects.get(kind="protocol").data)

    assert "Genuine" in answer(file=data)
    assert NOT_OURS in answer(file=data + b" ")


def test_the_exported_json_is_genuine_and_another_word_is_not(in_force):
    exported = visitor().get(f"{in_force.get_absolute_url()}protocol.json").content
    document = Document.from_json(json.loads(exported))

    assert document.content_digest() == shown(in_force)
    assert "Genuine" in answer(file=exported)
    assert NOT_KEPT_HERE in answer(file=exported.replace(b"in good time", b"at once"))


def test_the_record_of_adoption_is_genuine_and_another_vote_is_not(in_force):
    record = in_force.adoption_record.canonical.encode()

    assert "Genuine: Protocol on relations, version 1" in answer(file=record)
    assert "Genuine" in answer(in_force.adoption_record.digest)
    assert NOT_KEPT_HERE in answer(file=record.replace(b'"version":1', b'"version":2'))


def test_neither_question_is_called_optional_since_one_must_be_answered(in_force):
    assert "optional" not in words(visitor().get("/verify/"))
    assert "optional" not in answer()


def test_the_last_page_prints_an_address_that_answers_and_the_trails_entry(
    cast, in_force, settings
):
    print_version(cast.council.pk, in_force.pk)
    data = bytes(StoredPdf.objects.get(kind="protocol").data)

    *_, last = reading.words(data)

    address = f"{settings.PORTAL_BASE_URL}/verify/{in_force.frozen_text.digest[:16]}/"
    assert address in last.replace(" ", "")
    assert address in reading.web_links(data)
    page = visitor().get(address.removeprefix(settings.PORTAL_BASE_URL))
    assert "It is in force." in words(page)
    entry = AuditEvent.objects.get(event="protocols.version.signed")
    assert f"when this was printed: entry {entry.sequence}" in last
    assert entry.chain in last.replace(" ", "")


def test_the_trail_passes_through_what_a_pdf_prints_and_vouches_for_it(
    cast, in_force, tmp_path, capsys
):
    print_version(cast.council.pk, in_force.pk)
    path = tmp_path / "protocol.pdf"
    path.write_bytes(bytes(StoredPdf.objects.get(kind="protocol").data))
    *_, last = reading.words(path.read_bytes())
    [(sequence, digest)] = re.findall(
        r"printed: entry (\d+) ((?:[0-9a-f]+ )+)The text as data", last
    )
    slug = cast.council.slug

    call_command("verify_audit", "--council", slug, "--pdf", str(path))
    assert "vouches for this file" in capsys.readouterr().out
    for printed in (f"{sequence}:{digest}", digest):
        call_command("verify_audit", "--council", slug, "--printed", printed)
        assert "Whole: 1 audit trail." in capsys.readouterr().out

    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", "--council", slug, "--pdf", str(path))
    assert end.value.code == 1
    assert "No entry of a trail here vouches for this file." in capsys.readouterr().err
    for printed in (f"{int(sequence) - 1}:{digest}", "0" * 64):
        with pytest.raises(SystemExit) as end:
            call_command("verify_audit", "--council", slug, "--printed", printed)
        assert end.value.code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--printed", "17:abc"], 2),
        (["--printed", "0" * 64], 1),
        (["--pdf", "there-is-no-such.pdf"], 1),
        (["--council", "nowhere"], 1),
    ],
)
def test_what_cannot_be_proved_is_refused_in_one_sentence(db, arguments, code, capsys):
    with pytest.raises(SystemExit) as end:
        execute_from_command_line(["manage.py", "verify_audit", *arguments])

    assert end.value.code == code
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b'{"schema": "protocol-portal/adoption-record/1"}', NOT_KEPT_HERE),
        (b'{"schema": "protocol-portal/adoption-record/1", "x": 1e999}', NOT_KEPT_HERE),
        (b"just words", NEITHER),
        (b"\xff\xfe\0\0", NEITHER),
        (b"%PDF-1.7 of somebody else", NOT_OURS),
        (b"[" * 100_000, NEITHER),
        (b'{"a":' * 100_000, NEITHER),
        (b"{}", NOT_KEPT_HERE),
        (b"[]", NOT_KEPT_HERE),
        (b"9" * 5000, NEITHER),
        (b'{"schema": 1, "title": null, "rows": [[]]}', NOT_KEPT_HERE),
    ],
)
def test_any_other_file_is_answered_in_plain_words(in_force, file, sentence):
    assert sentence in answer(file=file)


def test_an_empty_file_is_said_to_be_empty(in_force):
    assert "The submitted file is empty." in answer(file=b"")


def test_a_file_above_twenty_megabytes_is_not_looked_at(in_force):
    assert LARGEST_COPY == 20 * 1024 * 1024
    assert "larger than 20 MB" in answer(file=b"%PDF-" + b"0" * LARGEST_COPY)


def test_the_digest_of_a_text_that_awaits_signature_is_unknown_to_the_public(cast):
    draft = a_draft(cast)

    assert NOT_KEPT_HERE in answer(shown(draft))


def test_the_digest_of_an_adopted_and_unsigned_text_is_unknown_to_the_public(cast):
    assert NOT_KEPT_HERE in answer(shown(adopted(cast)))


def test_what_is_typed_comes_back_as_words_and_never_as_markup(in_force):
    page = visitor().post("/verify/", {"digest": "<script>alert(1)</script>"})

    assert "<script>alert" not in page.content.decode()
