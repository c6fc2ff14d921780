import pytest

from protocols.checks import blocks_tabling, check
from tests.protocols.checks.sound import (
    codes,
    messages,
    text,
)


@pytest.mark.parametrize(
    "words",
    [
        "that helps all of them to fill their various.",
        "This is the duty of the",
        "The list is as follows:",
        "They listen, advise and",
    ],
)
def test_a_sentence_that_stops_short_is_found(words):
    document = text(f"clause 1 | {words}")

    end = words.rstrip(".")
    assert messages(document, "stops-short") == [f"1 stops short: “{end}”."]


def test_of_a_long_sentence_only_the_end_is_shown():
    document = text(f"clause 1 | {'Quite so long ' * 9} and no end to the")

    (message,) = messages(document, "stops-short")

    assert message.startswith("1 stops short: “…")
    assert message.endswith("Quite so long and no end to the”.")
    assert len(message) < 90


@pytest.mark.parametrize(
    "words",
    [
        "whom to talk to.",
        "the matters they deal with",
        "if any.",
        "Schedule A",
        "leave of absence; and",
        "the following:-",
    ],
)
def test_a_sentence_may_end_on_a_small_word(words):
    document = text(f"clause 1 | {words}\n  item • | x")

    assert codes(document) == []


@pytest.mark.parametrize(
    ("words", "leftover"),
    [
        ("The [name of council] agrees.", "[name of council]"),
        (r"The \[optional\] part.", "[optional]"),
        ("Signed .......... here.", ".........."),
        ("Signed ______ here.", "______"),
        ("Dear {{ name }}.", "{{ name }}"),
        ("The <insert name> Council.", "<insert name>"),
        ("On XX May.", None),
        ("On XXX May.", "XXX"),
        ("Date TBC today.", "TBC"),
        ("See [2018] EWHC 1 and so on...", None),
    ],
)
def test_what_a_template_left_behind_is_found(words, leftover):
    expected = [
        f"“{leftover}” in 1 looks as if a template had left it to be filled in."
    ]

    found = messages(text(f"clause 1 | {words}"), "template-leftover")

    assert found == (expected if leftover else [])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Ask the Town Manager. The Clerk decides.",
            ["The text says both “Clerk” and “Town Manager”: is that one office?"],
        ),
        (
            "The Mayor presides. The Chairman of the Council votes.",
            [
                (
                    "The text says both “Mayor” and “Chairman of the Council”: "
                    "is that one office?"
                )
            ],
        ),
        ("The Town Clerk and the Deputy Town Clerk, or the Clerk.", []),
        ("The Society of Clerks and the Town Manager.", []),
        ("The Mayor and the chair of a committee.", []),
    ],
)
def test_one_office_called_by_two_words_is_a_hint(words, expected):
    document = text(f"clause 1 | {words}")

    assert messages(document, "two-words-one-office") == expected
    assert not blocks_tabling(check(document))
