"""Characters that nobody can see are taken out and counted."""

import pytest

from protocols.importers.characters import clean, make_source
from protocols.importers.source import Line


@pytest.mark.parametrize(
    ("text", "cleaned", "count"),
    [
        ("Papers go out early.", "Papers go out early.", 0),
        ("a\x00b\x07c", "abc", 2),
        ("pay \u202eevil\u202c \u2066here\u2069", "pay evil here", 4),
        ("coun\u00adcillor", "councillor", 0),
        ("a\u00a0b\u2009c", "a b c", 0),
        ("oﬃce and ﬂoor", "office and floor", 0),
        ("e\u0301", "é", 0),
        ("\uf0b7 entry", "\uf0b7 entry", 0),
        ("\ue123x", "x", 1),
        ("one\ttwo\nthree", "one\ttwo\nthree", 0),
        ("ŵ ŷ – ’", "ŵ ŷ – ’", 0),
    ],
)
def test_what_is_invisible_is_removed_and_counted(text, cleaned, count):
    assert clean(text) == (cleaned, count)


def test_a_source_tells_how_many_characters_were_removed():
    lines = [Line(number=9, text="a\x00", label="1.\u200e", cells=("b\x01", "c"))]

    source = make_source(lines, ["Macros were left out."], already=2)

    assert source.lines == (Line(number=1, text="a", label="1.", cells=("b", "c")),)
    assert source.removed == (
        "5 invisible control characters were removed.",
        "Macros were left out.",
    )


def test_one_character_is_told_of_as_one():
    source = make_source([Line(number=1, text="a\x00")])

    assert source.removed == ("1 invisible control character was removed.",)
