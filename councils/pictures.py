"""What the child behind the door does with a picture: makes it anew from its dots."""

from io import BytesIO

from PIL import Image, ImageOps

from councils.kernel.door.terms import UnreadableFile

MOST_DOTS = 4000  # a side
SIDE = 480  # dots kept: sharp in print at the size of a cover's crest
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
UNREADABLE = "This file cannot be read as a PNG or JPEG picture."


def make_anew(content: bytes, _name: str) -> bytes:
    """Give a picture's media type, a line's end, and the picture with only its dots.

    Raises:
        UnreadableFile: it is too large, or no picture that can be read.
    """
    try:
        with Image.open(BytesIO(content), formats=list(MEDIA_TYPES)) as picture:
            # The size is in the file's head, so nothing has been unpacked yet.
            if max(picture.size) > MOST_DOTS:
                message = f"The picture must be at most {MOST_DOTS} dots a side."
                raise UnreadableFile(message)
            kind = str(picture.format)
            return f"{MEDIA_TYPES[kind]}\n".encode() + _dots(picture, kind)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableFile(UNREADABLE) from error


def _dots(picture: Image.Image, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE, SIDE))
    # A new picture takes over the dots, and no remark, profile or place.
    clean = upright.convert("RGBA" if kind == "PNG" else "RGB")
    clean.info = {}
    made = BytesIO()
    clean.save(made, kind, optimize=True)
    return made.getvalue()
