"""Whether a copy is genuine, asked by anybody of anything."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from protocols.document import Document
from protocols.forms.verifying import LARGEST_COPY
from protocols.models import StoredPdf
from protocols.services.printing import print_version
from tests.protocols.cast import a_council, a_draft, adopted, shown, signed
from tests.visits import visitor, words

pytestmark = pytest.mark.django_db
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


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
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
