from dataclasses import replace
from datetime import date

import pytest

from protocols.checks import check
from tests.protocols.checks.sound import (
    SOUND_TEXT,
    codes,
    messages,
    text,
)


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("Staff of Barton Parish Council agree.", "Barton Parish Council"),
        ("Stow on the Wold Town Council agrees.", "Stow on the Wold Town Council"),
        (
            "In Wootton-under-Lea Town Council it is so.",
            "Wootton-under-Lea Town Council",
        ),
        ("Ask The Barton Parish Council.", "Barton Parish Council"),
        ("The Town Council agrees with every Parish Council.", None),
        ("Members, Officers and Ashcombe Town Council agree.", None),
        ("East Mere District Council decides.", None),
        ("The Association of Local Councils and Town Councillors.", None),
        ("Members of the whole Town Council.", None),
    ],
)
def test_another_councils_name_is_found(words, other):
    found = messages(
        text(f"clause 1 | {words}"), "other-council", council="Ashcombe Town Council"
    )

    own = "which is not Ashcombe Town Council."
    assert found == ([f"The text names {other}, {own}"] if other else [])


def test_another_councils_name_is_told_once():
    document = text("clause 1 | Barton Town Council.\nclause 2 | Barton Town Council.")

    assert len(messages(document, "other-council", council="Ashcombe Council")) == 1


def test_a_council_known_by_name_is_found_however_it_is_written():
    document = text("clause 1 | The rules of cyngor tref y bala hold.")
    known = ["Cyngor Tref y Bala", "Ashcombe Town Council", "Cyngor"]

    found = messages(
        document, "other-council", council="Ashcombe", known_councils=known[:2]
    )

    assert found == ["The text names Cyngor Tref y Bala, which is not Ashcombe."]


def test_without_a_council_of_its_own_no_name_is_another_councils():
    assert check(text("clause 1 | Barton Town Council agrees.")) == ()


def test_the_texts_own_council_is_taken_where_none_is_told():
    document = text("clause 1 | Barton Town Council.", council="Ashcombe Town Council")

    assert codes(document) == ["other-council"]


def test_a_law_that_is_no_more_is_found_from_the_day_it_ended():
    document = text("clause 1 | The Data Protection Act 1998 applies.")

    assert messages(document, "outdated-reference", today=date(2024, 1, 1)) == [
        (
            "The Data Protection Act 1998 was replaced by the Data Protection Act 2018 "
            "on 25 May 2018."
        )
    ]
    assert messages(document, "outdated-reference", today=date(2018, 5, 24)) == []
    assert messages(document, "outdated-reference", today=date(2018, 5, 25)) != []


def test_a_body_that_is_no_more_is_found_in_what_the_text_lists():
    document = replace(
        SOUND_TEXT, background_papers=("A guide (Mendip District Council)",)
    )

    assert codes(document) == ["outdated-reference"]
