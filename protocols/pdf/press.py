"""The press: WeasyPrint, given our own files and nothing else.

Only ``printing`` loads this module, since WeasyPrint takes a second to import and
needs system libraries that whoever does not print may lack.
"""

import os
from collections.abc import Callable, Mapping
from io import BytesIO

import pydyf
from weasyprint import HTML, Attachment
from weasyprint.urls import URLFetcher, URLFetcherResponse

from protocols.pdf.assets import BASE, Asset, PressError
from protocols.pdf.finishing import finish
from protocols.pdf.pages import Sheets

VARIANT = "pdf/a-3a"

# A font that is cut to size is dated by this, or else by the clock: the same value
# could not give the same bytes (reproducible-builds.org).
os.environ["SOURCE_DATE_EPOCH"] = "0"


class OwnAssets(URLFetcher):
    """Gives what is in a dictionary and remembers what else was asked for."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = assets
        self.refused: list[str] = []

    def fetch(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> URLFetcherResponse:
        """Give one of our own files.

        Raises:
            ValueError: it is not one of ours; WeasyPrint goes on without it.
        """
        del headers  # Nothing is asked of anyone.
        asset = self.assets.get(url)
        if asset is None:
            self.refused.append(url)
            message = f"{url} is not one of our own files."
            raise ValueError(message)
        return URLFetcherResponse(
            url, body=asset.data, headers={"Content-Type": asset.media_type}
        )


def press(
    sheets: Sheets, *, finisher: Callable[[object, pydyf.PDF], None] = finish
) -> bytes:
    """Print sheets as one PDF/A-3a and PDF/UA-1 file with its source inside.

    Raises:
        PressError: they asked for a file that is not ours.
    """
    fetcher = OwnAssets(sheets.assets)
    source = Attachment(
        file_obj=BytesIO(sheets.source),
        name=sheets.source_name,
        description=sheets.source_words,
        created=sheets.dated,
        modified=sheets.dated,
        relationship="Source",
    )
    data: bytes = HTML(
        string=sheets.html, base_url=BASE, url_fetcher=fetcher
    ).write_pdf(
        pdf_variant=VARIANT,
        pdf_identifier=sheets.digest[:32].encode(),
        attachments=[source],
        finisher=finisher,
    )
    if fetcher.refused:
        message = f"A page asked for what is not ours: {', '.join(fetcher.refused)}."
        raise PressError(message)
    return data
