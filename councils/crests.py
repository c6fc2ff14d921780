"""A council's crest: taken in as PNG or JPEG, and made anew from its dots alone."""

from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from councils.kernel.door.starting import answer_from_child
from councils.kernel.door.terms import Limits, Reader, UnreadableFile
from councils.kernel.refusals import DomainError

MEDIA_TYPES = {b"PNG": "image/png", b"JPEG": "image/jpeg"}
MOST_BYTES = 2 * 1024 * 1024
READER = Reader(
    function="councils.pictures:make_anew",
    limits=Limits(seconds=8, processor_seconds=6),  # somebody waits for the page
    not_read="This file cannot be read as a PNG or JPEG picture.",
    too_much="This picture is far more work to read than a crest should be.",
)


@dataclass(frozen=True, slots=True)
class Crest:
    """A picture and what kind it is."""

    content: bytes
    media_type: str


def read_crest(file: BinaryIO) -> Crest:
    """Read a picture from a person behind the door; only its dots are kept.

    Raises:
        DomainError: it is too large, or no picture that can be read.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        message = "The picture must be smaller than 2 MB."
        raise DomainError(message, field="crest")
    try:
        answer = answer_from_child(
            content,
            reader=READER,
            without_sandbox=settings.READ_FILES_WITHOUT_SANDBOX,
        )
    except UnreadableFile as refusal:
        raise DomainError(str(refusal), field="crest") from refusal
    kind, _, dots = answer.partition(b"\n")
    # What comes out of the door has been in the hands of the file.
    if (media_type := MEDIA_TYPES.get(kind)) is None:
        raise DomainError(READER.not_read, field="crest")
    return Crest(dots, media_type)
