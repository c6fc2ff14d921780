"""What a clerk should look at in a text, each in one plain sentence.

The checks run on import, in the editor and before adoption. A finding ``blocks`` only
where the text may not be tabled: it is empty, or a route for concerns reaches nobody
but the person complained of. All else is a warning, or a hint where the text may well
be meant so.
"""

from collections.abc import Collection
from datetime import date

from protocols.checks import expectations, names, numbers, reviews, routes, sentences
from protocols.checks.subject import Subject
from protocols.document import Document, Finding, Severity

_CHECKS = (
    *numbers.CHECKS,
    *sentences.CHECKS,
    *names.CHECKS,
    *expectations.CHECKS,
    *routes.CHECKS,
    *reviews.CHECKS,
)
_WEIGHT = {Severity.BLOCKS: 0, Severity.WARNING: 1, Severity.HINT: 2}


def check(
    document: Document,
    *,
    council: str | None = None,
    today: date | None = None,
    known_councils: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Find what a clerk should look at: what blocks first, then in the text's order.

    ``council`` is the name of the council whose text it is; without it the name that
    the text gives. ``known_councils`` are names that must not be in another's text.
    """
    subject = Subject(document, council, today, known_councils)
    places = {row.lineage: place for place, row in enumerate(document.rows)}

    def order(finding: Finding) -> tuple[int, int]:
        place = -1 if finding.row is None else places[finding.row]
        return _WEIGHT[finding.severity], place

    return tuple(sorted((each for run in _CHECKS for each in run(subject)), key=order))


def blocks_tabling(findings: Collection[Finding]) -> bool:
    """Say whether any finding stops a text from being tabled."""
    return any(finding.severity is Severity.BLOCKS for finding in findings)
