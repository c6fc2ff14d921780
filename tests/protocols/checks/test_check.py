from datetime import date

from hypothesis import given

from protocols.checks import check
from protocols.document import (
    Severity,
)
from protocols.page_body import body_html
from tests.protocols.checks.sound import (
    SOUND_TEXT,
    codes,
    route,
    text,
)
from tests.protocols.strategies import documents, hostile_words


def test_a_sound_text_has_no_findings():
    assert check(SOUND_TEXT, council="Ashcombe Town Council") == ()


def test_what_blocks_comes_first_and_then_the_order_of_the_text():
    document = text(
        "clause 1 | See clause 9.\nclause 1 | Signed ......",
        routes=(route("anyone", "clerk"),),
    )

    found = codes(document)

    assert found[0] == "no-route"
    assert found[-2:] == ["duplicate-number", "template-leftover"]


@given(documents(hostile_words))
def test_any_text_can_be_checked_and_only_two_things_block(document):
    for finding in check(document, council="Ashcombe", today=date(2026, 1, 1)):
        assert finding.message.endswith(".")
        if finding.severity is Severity.BLOCKS:
            assert finding.code in {"empty-text", "no-route", "route-to-subject"}
    body_html(document)
