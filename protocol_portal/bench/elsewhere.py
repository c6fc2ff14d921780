"""Figures that tests hold, whatever machine they run on: where to find them."""

from collections.abc import Iterator

from protocol_portal.bench.figures import Figure

_HELD = {
    "five texts: numbers, expectations, facts, routes": (
        "tests/protocols/importers/test_five_texts.py",
        "100 %",
    ),
    "other councils’ texts: words lost, crashes": (
        "tests/protocols/importers/test_nothing_is_lost.py",
        "0; 0",
    ),
    "PDF: veraPDF 3a and ua1": ("tests/vera/", "pass"),
}


def figures() -> Iterator[Figure]:
    """Say for each of these figures which tests hold it."""
    for what, (tests, target) in _HELD.items():
        yield Figure(what=what, measured=f"see {tests}", target=target)
