"""A council's crest: taken in as PNG or JPEG, and made anew from its dots alone."""

from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from councils.kernel.door.starting import answer_from_child
from councils.kernel.door.terms import Limits, UnreadableFile
from councils.kernel.refusals import DomainError

MOST_BYTES = 2 * 1024 * 1024
LIMITS = Limits(seconds=8, processor_seconds=6)  # somebody waits for the page


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
            reader="councils.pictures:make_anew",
            limits=LIMITS,
            without_sandbox=settings.READ_FILES_WITHOUT_SANDBOX,
        )
    except UnreadableFile as refusal:
        raise DomainError(str(refusal), field="crest") from refusal
    media_type, _, dots = answer.partition(b"\n")
    return Crest(dots, media_type.decode())
