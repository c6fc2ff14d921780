import pytest

from tests.protocols.checks.sound import (
    codes,
    messages,
    text,
)


@pytest.mark.parametrize(
    ("sides", "words", "named"),
    [
        (
            "councillors<officers",
            "not to be criticised by Councillors in public",
            "by Councillors",
        ),
        ("councillors<officers", "issues raised with them by members", "by members"),
        ("councillors<officers", "That Councillors will not lobby", "Councillors will"),
        ("officers<councillors", "Staff will be polite", "Staff will"),
        ("councillors<officers", "not to be criticised by Officers in public", None),
        ("officers<councillors", "to respect the work done by officers", None),
        ("officers<councillors", "timely responses to enquiries from officers", None),
        ("officers<councillors", "not to be lobbied by officers or councillors", None),
        ("councillors<officers", "that Officers will not use what they know", None),
    ],
)
def test_an_expectation_that_names_the_other_side_is_found(sides, words, named):
    document = text(f"clause 1 | List:\n  item (a) | {words} | {sides}")

    found = messages(document, "swapped-expectation")

    assert [f"says “{named}”, but" in message for message in found] == (
        [True] if named else []
    )


def test_an_expectation_owed_by_those_who_hold_it_is_found():
    document = text("clause 1 | List:\n  item (a) | care | officers<officers")

    assert codes(document) == ["holder-is-debtor"]
