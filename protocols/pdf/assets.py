"""The files that a printed page is made of: our style sheets, fonts and a crest.

The press is given these by address and can fetch nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from fontTools.ttLib import woff2
from PIL import Image

from councils.kernel.refusals import DomainError
from protocols.pdf.printed import Crest

# Nobody can own a name under .invalid (RFC 2606): nothing is there to be fetched.
BASE = "https://press.invalid/"

STYLE_SHEETS = ("fonts", "page", "cover", "text", "matter")

# A face is drawn from two files: Welsh needs the second, for its ŵ and ŷ.
FACES = {
    (family, slant): (f"{family}-latin-{slant}", f"{family}-latin-ext-{slant}")
    for family in ("source-sans-3", "source-serif-4")
    for slant in ("normal", "italic")
}

LARGEST_CREST = (1200, 1200)  # dots: 32 mm at far more than a press can show
UNREADABLE_CREST = "The council's crest cannot be read as a picture."
NOT_BUILT = "The fonts for printing are not there: build the page assets first."


class PressError(DomainError):
    """A protocol cannot be printed; the message is a sentence for whoever hosts it."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as the press is given it."""

    data: bytes
    media_type: str


def house_assets() -> Mapping[str, Asset]:
    """Give every style sheet and font of the house by its address."""
    return _house_assets()


def crest_asset(crest: Crest) -> Mapping[str, Asset]:
    """Give a council's crest by its address.

    Raises:
        PressError: it is no picture.
    """
    if crest.media_type == "image/svg+xml":
        return {f"{BASE}crest": Asset(crest.data, crest.media_type)}
    return {f"{BASE}crest": Asset(_plain_picture(crest.data), "image/png")}


def font_file(name: str) -> Path:
    """Find a font among the built assets.

    Raises:
        PressError: the assets have not been built.
    """
    return _found(f"build/fonts/{name}.woff2")


@lru_cache(maxsize=1)
def _house_assets() -> Mapping[str, Asset]:
    assets = {
        f"{BASE}static/pdf/{name}.css": Asset(
            _found(f"pdf/{name}.css").read_bytes(), "text/css"
        )
        for name in STYLE_SHEETS
    }
    for names in FACES.values():
        for name in names:
            address = f"{BASE}static/build/fonts/{name}.woff2"
            assets[address] = Asset(_unpacked(font_file(name)), "font/ttf")
    return assets


@lru_cache(maxsize=16)
def _plain_picture(data: bytes) -> bytes:
    """Draw a picture again in red, green and blue: an archival file takes no other."""
    drawn = BytesIO()
    try:
        with Image.open(BytesIO(data)) as picture:
            plain = picture.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise PressError(UNREADABLE_CREST) from error
    plain.thumbnail(LARGEST_CREST)
    plain.save(drawn, "PNG")
    return drawn.getvalue()


def _unpacked(font: Path) -> bytes:
    # Once a process: at every printing it would be a quarter of the time.
    unpacked = BytesIO()
    woff2.decompress(BytesIO(font.read_bytes()), unpacked)
    return unpacked.getvalue()


def _found(path: str) -> Path:
    found = finders.find(path)
    if found is None:
        raise PressError(NOT_BUILT)
    return Path(found)
