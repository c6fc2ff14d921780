"""How long printing takes, beside WeasyPrint's own time for the same pages.

python -m tests.bench.pdf
"""

import os
import statistics
import time
from dataclasses import dataclass

import django

RUNS = 7
TARGET = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingTimes:
    """Seconds of processor for one printing in a warm process, at the median."""

    ours: float
    weasyprint: float

    @property
    def ratio(self) -> float:
        """Give our time as a multiple of WeasyPrint's."""
        return self.ours / self.weasyprint

    def __str__(self) -> str:
        verdict = "met" if self.ratio <= TARGET else "MISSED"
        return (
            f"PDF, warm: {self.ours:.2f} s; WeasyPrint alone {self.weasyprint:.2f} s;"
            f" {self.ratio:.2f} x (at most {TARGET} x: {verdict})"
        )


def measure(document=None) -> PrintingTimes:
    """Time whole printings, and WeasyPrint with the same HTML, files and variant."""
    # Loaded here: the settings must be known first, and WeasyPrint costs a second.
    from weasyprint import HTML  # noqa: PLC0415

    from protocols.pdf import print_protocol  # noqa: PLC0415
    from protocols.pdf.assets import BASE  # noqa: PLC0415
    from protocols.pdf.pages import protocol_sheets  # noqa: PLC0415
    from protocols.pdf.press import VARIANT, OwnAssets  # noqa: PLC0415
    from tests.protocols.pdf import samples  # noqa: PLC0415

    printed = samples.printed(document or samples.long_document())
    sheets = protocol_sheets(printed)

    def alone() -> None:
        fetcher = OwnAssets(sheets.assets)
        html = HTML(string=sheets.html, base_url=BASE, url_fetcher=fetcher)
        html.write_pdf(pdf_variant=VARIANT)

    def ours() -> None:
        print_protocol(printed)

    times = {alone: [], ours: []}
    alone(), ours()
    for _ in range(RUNS):  # In turn, so that a busy machine is busy for both.
        for way, taken in times.items():
            start = time.process_time()
            way()
            taken.append(time.process_time() - start)
    return PrintingTimes(
        ours=statistics.median(times[ours]), weasyprint=statistics.median(times[alone])
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protocol_portal.settings")
    django.setup()
    print(measure())  # noqa: T201 - its job
