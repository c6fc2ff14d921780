"""Words before and after: what was taken out and put in, word by word."""

import pytest

from protocols.rewording import MOST_WORDS, Mark, only_after, only_before, reworded


def marked(pieces) -> str:
    """Write pieces as one line: [-removed-], {+added+}."""
    ways = {Mark.KEPT: "{}", Mark.REMOVED: "[-{}-]", Mark.ADDED: "{{+{}+}}"}
    return "".join(ways[piece.mark].format(piece.words) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "was", "now"),
    [
        (
            "answers within five working days",
            "answers within three working days",
            "answers within [-five-] working days",
            "answers within {+three+} working days",
        ),
        (
            "holidays left to them",
            "holidays left to them, emergencies aside",
            "holidays left to them",
            "holidays left to them{+, emergencies aside+}",
        ),
        ("a week’s notice", "a week's notice", "a week’s notice", "a week's notice"),
        ("the **same** words", "the same words", "the same words", "the same words"),
        ("Officers’ time", "Officers’ own time", "Officers’ time", None),
        ("", "anything", "", "{+anything+}"),
        ("dŵr a llŷn", "dŵr a môr", "dŵr a [-llŷn-]", "dŵr a {+môr+}"),
    ],
)
def test_what_differs_is_marked_by_the_word(before, after, was, now):
    words = reworded(before, after)

    assert marked(words.before) == was
    assert now is None or marked(words.after) == now


def test_where_little_is_left_both_are_given_whole():
    words = reworded(
        "papers in good time before each meeting",
        "no councillor directs an officer before noon",
    )

    assert [piece.mark for piece in words.before] == [Mark.REMOVED]
    assert [piece.mark for piece in words.after] == [Mark.ADDED]


def test_a_very_long_row_is_given_whole():
    long = "word " * (MOST_WORDS + 1)

    assert [p.mark for p in reworded(long, f"{long} more").before] == [Mark.REMOVED]
    assert [p.mark for p in reworded(long[:50], f"{long[:50]} more").before] == [
        Mark.KEPT
    ]


def test_nothing_is_lost_or_added_to_either_text():
    before = "Officers — and the clerk — answer (in writing), “within five days”."
    after = "Officers, with the clerk, answer “within  three days” (in writing)."
    words = reworded(before, after)

    assert "".join(piece.words for piece in words.before) == before
    assert "".join(piece.words for piece in words.after) == after


def test_what_stands_on_one_side_only_is_not_marked():
    assert marked(only_before("as it **was**").before) == "as it was"
    assert only_before("as it was").after == ()
    assert marked(only_after("as it is").after) == "as it is"
