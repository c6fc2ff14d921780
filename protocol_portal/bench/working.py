"""Adopting, signing, importing and printing the largest text."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from protocol_portal.bench.figures import Figure, in_turn, ratio, seconds
from protocols.document import Document, Kind, Row
from protocols.exports import to_markdown
from protocols.importers import read_document
from protocols.models import ProtocolVersion
from protocols.services.adoption import record_resolution
from protocols.services.demonstration import Stage
from protocols.services.drafting import start_draft
from protocols.services.printing import printable, printed_protocol
from protocols.services.sign_off import sign_version
from protocols.services.texts import document_of
from protocols.starter_text import starter_text

LARGEST_ROWS = 130
MOST_MILLISECONDS, MOST_QUERIES = 60, 30
MOST_IMPORT_SECONDS = 0.5
MOST_PRINT_RATIO = 1.1
TIMES = 5


def largest_text(title: str = "The largest text") -> Document:
    """Make a text as long as the longest protocols are, of the starter text's words."""
    base = starter_text()
    rows: list[Row] = []
    while len(rows) < LARGEST_ROWS:
        rows += [replace(row, lineage=uuid4()) for row in base.rows]
        rows += [
            Row(lineage=uuid4(), depth=1, kind=Kind.CLAUSE, text=row.text * 3)
            for row in base.rows
            if row.kind is Kind.CLAUSE
        ]
    return replace(base, title=title, rows=tuple(rows))


def short_text() -> Document:
    """Make a text of one clause."""
    only = next(row for row in starter_text().rows if row.kind is Kind.CLAUSE)
    return Document(title="A short text", rows=(replace(only, depth=0),))


def lifecycle_figures(stage: Stage, version: ProtocolVersion) -> Iterator[Figure]:
    """Measure recording a resolution and signing, each time in place of a version."""
    adopting, signing = [], []
    for days_ago in reversed(range(TIMES)):
        source = version
        draft = start_draft(source.protocol, actor=stage.clerk, source=source)
        tabled = stage.tabled(draft)
        shown = document_of(tabled).content_digest()
        record = partial(
            record_resolution,
            tabled,
            actor=stage.clerk,
            resolved=stage.resolved(tabled, days_ago=days_ago),
            content_digest=shown,
        )
        adopted, cost = _cost(record)
        adopting.append(cost)
        sign = partial(sign_version, adopted, actor=stage.mayor, content_digest=shown)
        version, cost = _cost(sign)
        signing.append(cost)
    for what, costs in (("recording a resolution", adopting), ("signing", signing)):
        milliseconds = median(taken for taken, _ in costs) * 1000
        queries = max(count for _, count in costs)
        yield Figure(
            what=f"{what}, {LARGEST_ROWS} rows for as many",
            measured=f"{milliseconds:.0f} ms, {queries} queries",
            target=f"at most {MOST_MILLISECONDS} ms, {MOST_QUERIES} queries",
            met=milliseconds <= MOST_MILLISECONDS and queries <= MOST_QUERIES,
        )


def import_figures() -> Iterator[Figure]:
    """Measure the import of the largest text there is, in process."""
    folder = Path(os.environ.get("SEEDS_DIR") or settings.BASE_DIR / "../shared/seeds")
    texts = [(file.read_bytes(), file.name) for file in folder.glob("*.txt")]
    made = (to_markdown(largest_text()).encode(), "made.md")
    data, name = max(texts or [made], key=lambda text: len(text[0]))
    taken = seconds(lambda: read_document(data, name=name), times=TIMES)
    yield Figure(
        what=f"import of {name}, {len(data) // 1000} kB, in process",
        measured=f"{taken:.3f} s",
        target=f"less than {MOST_IMPORT_SECONDS} s",
        met=taken < MOST_IMPORT_SECONDS,
    )


def printing_figures(version: ProtocolVersion) -> Iterator[Figure]:
    """Measure a warm printing against WeasyPrint alone, given the same HTML."""
    press = import_module("protocols.pdf.press")
    pages = import_module("protocols.pdf.pages")
    sheets = pages.protocol_sheets(printed_protocol(printable().get(pk=version.pk)))

    def alone() -> object:
        fetcher = press.OwnAssets(sheets.assets)
        html = press.HTML(string=sheets.html, base_url=press.BASE, url_fetcher=fetcher)
        return html.write_pdf(pdf_variant=press.VARIANT)

    ours, own = in_turn(
        [lambda: press.press(sheets), alone], rounds=TIMES, each=1, clock=process_time
    )
    share = ratio(ours, own)
    yield Figure(
        what="PDF of the largest text, warm worker",
        measured=f"{median(ours):.2f} s, {share:.2f} x WeasyPrint’s own time",
        target=f"at most {MOST_PRINT_RATIO} x",
        met=share <= MOST_PRINT_RATIO,
    )


def _cost(
    step: Callable[[], ProtocolVersion],
) -> tuple[ProtocolVersion, tuple[float, int]]:
    with CaptureQueriesContext(connection) as captured:
        start = perf_counter()
        version = step()
        taken = perf_counter() - start
    return version, (taken, len(captured))
