"""What the child behind the door does with a picture: makes it anew from its dots."""

from io import BytesIO

from PIL import Image, ImageOps

from councils.kernel.door.terms import UnreadableFile

MOST_DOTS = 4000  # a side
SIDE = 480  # dots kept: sharp in print at the size of a cover's crest
KINDS = ("PNG", "JPEG")


def make_anew(content: bytes, _name: str) -> bytes:
    """Give a picture's kind, a line's end, and the picture with only its dots.

    Raises:
        UnreadableFile: it has more dots than a crest needs.
        Exception: it is no whole PNG or JPEG; Pillow has many ways to say so.
    """
    with Image.open(BytesIO(content), formats=KINDS) as picture:
        # The size is in the file's head, so nothing has been unpacked yet.
        if max(picture.size) > MOST_DOTS:
            message = f"The picture must be at most {MOST_DOTS} dots a side."
            raise UnreadableFile(message)
        kind = str(picture.format)
        return f"{kind}\n".encode() + _dots(picture, kind)


def _dots(picture: Image.Image, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE, SIDE))
    # A new picture takes over the dots, and no remark, profile or place.
    clean = upright.convert("RGBA" if kind == "PNG" else "RGB")
    clean.info = {}
    made = BytesIO()
    clean.save(made, kind, optimize=True)
    return made.getvalue()
