"""A council's crest: taken in as PNG or JPEG, and made anew from its dots alone."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

from councils.kernel.refusals import DomainError

MOST_BYTES = 2 * 1024 * 1024
MOST_DOTS = 4000  # a side
SIDE = 480  # dots kept: sharp in print at the size of a cover's crest
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
UNREADABLE = "This file cannot be read as a PNG or JPEG picture."


@dataclass(frozen=True, slots=True)
class Crest:
    """A picture and what kind it is."""

    content: bytes
    media_type: str


def read_crest(file: BinaryIO) -> Crest:
    """Read a picture from a person; nothing but its dots is kept.

    Raises:
        DomainError: it is too large, or no picture that can be read.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refused("The picture must be smaller than 2 MB.")
    try:
        with Image.open(BytesIO(content), formats=list(MEDIA_TYPES)) as picture:
            # The size is in the file's head, so nothing has been unpacked yet.
            if max(picture.size) > MOST_DOTS:
                raise _refused(f"The picture must be at most {MOST_DOTS} dots a side.")
            kind = str(picture.format)
            # The press lets Pillow read pictures cut short; a crest must be whole.
            picture.verify()
        with Image.open(BytesIO(content), formats=[kind]) as picture:
            return _made_anew(picture, kind)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _refused(UNREADABLE) from error


def _made_anew(picture: Image.Image, kind: str) -> Crest:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE, SIDE))
    # A new picture takes over the dots, and no remark, profile or place.
    clean = upright.convert("RGBA" if kind == "PNG" else "RGB")
    clean.info = {}
    made = BytesIO()
    clean.save(made, kind, optimize=True)
    return Crest(made.getvalue(), MEDIA_TYPES[kind])


def _refused(message: str) -> DomainError:
    return DomainError(message, field="crest")
