from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from protocols.checks import blocks_tabling, check
from protocols.document import (
    Concerned,
    Document,
    Facts,
    Office,
    Recipient,
    Route,
    Severity,
    Stage,
    StageKind,
    Standing,
)
from protocols.page_body import body_html
from tests.protocols.strategies import documents, hostile_words
from tests.protocols.texts import lineage, text_of

MAYOR = Office(role=Recipient.CHAIR, printed="the Mayor")
CLERK = Office(role=Recipient.CLERK, printed="the Clerk")
PROCEDURE = Office(role=Recipient.OTHER, printed="the disciplinary procedure")


def stage(recipient, kind=StageKind.INFORMAL, alternate=None):
    return Stage(kind=kind, recipient=recipient, alternate=alternate)


def route(raised_by, about, *stages):
    return Route(
        raised_by=Concerned(raised_by), about=Concerned(about), stages=tuple(stages)
    )


SOUND_ROUTES = (
    route("officers", "councillors", stage(CLERK), stage(PROCEDURE)),
    route("councillors", "officers", stage(MAYOR)),
    route("anyone", "chair", stage(CLERK)),
)
SOUND = Facts(
    status=Standing.ADOPTED,
    adopted_on=date(2023, 3, 7),
    review_cycle_months=24,
    next_review_on=date(2025, 3, 31),
)


def text(rows, facts=SOUND, routes=SOUND_ROUTES, **rest):
    return replace(text_of(rows, **rest), facts=facts, concern_routes=routes)


def codes(document, **known):
    return [finding.code for finding in check(document, **known)]


def messages(document, code, **known):
    return [each.message for each in check(document, **known) if each.code == code]


SOUND_TEXT = text("""
section 1     | Purpose
  clause 1.1  | This paper says who does what, subject to 2.1(b) below.
  paragraph - | It binds:
    item •    | those elected; and
    item •    | those employed.
section 2     | Duties
  clause 2.1  | Councillors can expect:
    item (a)  | frank advice; and | councillors<officers
    item (b)  | that officers will not lobby them. | councillors<officers
  clause 2.2  | The Clerk of Ashcombe Town Council keeps [sic] minutes... | | minutes
  clause 2.3  | This protocol shall be reviewed every two years. Pay too, yearly.
""")


def test_a_sound_text_has_no_findings():
    assert check(SOUND_TEXT, council="Ashcombe Town Council") == ()


def test_a_finding_points_at_its_row_and_says_how_much_it_matters():
    document = text("clause 5.4 | One.\nclause 5.4 | Two. | | second")

    (finding,) = check(document)

    assert finding.code == "duplicate-number"
    assert finding.message == "Clause number 5.4 is used twice."
    assert finding.row == lineage("second")
    assert finding.severity is Severity.WARNING


def test_a_text_without_words_is_blocked():
    for rows in ("section 1 | Heading", "section 1 | Heading\n  clause 1.1 | ** **"):
        (finding,) = [each for each in check(text(rows)) if each.code == "empty-text"]
        assert finding.severity is Severity.BLOCKS


def test_a_text_without_rows_is_blocked():
    assert blocks_tabling(check(Document()))


def test_one_row_without_words_is_a_warning():
    document = text("clause 1 | Words.\nclause 2 | ")

    (finding,) = check(document)

    assert finding.code == "empty-text"
    assert finding.message == "2 has no words."
    assert finding.severity is Severity.WARNING


def test_plain_numbers_may_start_afresh_under_each_heading():
    document = text("""
    section 1  | One
      clause 1 | Words.
    section 2  | Two
      clause 1 | Words again.
    """)

    assert check(document) == ()


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("i)", "j)", "l)"), ["The list goes from j) to l) at 1(l)."]),
        (("(i)", "(ii)", "(iv)"), ["The list goes from (ii) to (iv) at 1(iv)."]),
        (("1", "2", "4"), ["The list goes from 2 to 4 at 1(4)."]),
        (("h)", "i)", "j)"), []),
        (("a)", "b)", "a)", "b)"), []),
        (("•", "•"), []),
        (("y", "z", "aa"), []),
    ],
)
def test_a_letter_left_out_of_a_list_is_found(labels, expected):
    items = "\n".join(
        f"      item {label} | Words {n}." for n, label in enumerate(labels)
    )
    document = text(f"    clause 1 | All must:\n{items}")

    assert messages(document, "gap-in-lettering") == expected


def test_a_letter_used_twice_is_found():
    document = text("clause 1 | All:\n  item a) | x\n  item b) | y\n  item b) | z")

    assert messages(document, "duplicate-number") == [
        "1(b) is there twice in one list."
    ]


def test_a_number_left_out_is_a_hint():
    (finding,) = check(text("clause 1.1 | Words.\nclause 1.3 | More."))

    assert finding.code == "gap-in-numbering"
    assert finding.message == "The numbers go on to 1.3, but there is no 1.2."
    assert finding.severity is Severity.HINT


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("See clause 1.9.", ["1.1 refers to 1.9, which is not in the text."]),
        ("As set out in 7.2.", ["1.1 refers to 7.2, which is not in the text."]),
        ("See 1.2(c) below.", ["1.1 refers to 1.2(c), which is not in the text."]),
        ("See 1.2(a) below.", []),
        ("Section 28 of the Localism Act 2011 applies.", []),
        ("We meet at 7.30, pay £4.50 and use version 3.2.", []),
    ],
)
def test_a_reference_to_what_is_not_there_is_found(words, expected):
    document = text(f"clause 1.1 | {words}\nclause 1.2 | All:\n  item a) | x.")

    assert messages(document, "dangling-reference") == expected


@pytest.mark.parametrize(
    "words",
    [
        "to help them in performing their various.",
        "This is the duty of the",
        "The list is as follows:",
        "They listen, advise and",
    ],
)
def test_a_sentence_that_stops_short_is_found(words):
    document = text(f"clause 1 | {words}")

    assert messages(document, "stops-short") == [f"1 stops short: “{words}”."]


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
    ("words", "other"),
    [
        ("Staff of Barton Parish Council agree.", "Barton Parish Council"),
        ("Stow on the Wold Town Council agrees.", "Stow on the Wold Town Council"),
        (
            "In Wootton-under-Lea Town Council it is so.",
            "Wootton-under-Lea Town Council",
        ),
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


def test_rows_deeper_than_six_levels_are_found():
    document = text("clause 1 | x")
    deep = replace(document.rows[0], depth=6, lineage=lineage("deep"), label="2")
    sixth = replace(document.rows[0], depth=5, lineage=lineage("sixth"), label="3")

    findings = check(replace(document, rows=(*document.rows, sixth, deep)))

    assert [(each.code, each.row) for each in findings] == [
        ("too-deep", lineage("deep"))
    ]


# Routes


def test_a_text_without_routes_is_warned_of_and_not_blocked():
    findings = check(text("clause 1 | Words.", routes=()))

    assert [each.code for each in findings] == ["no-route"]
    assert findings[0].message == "The text does not say where a concern goes."
    assert not blocks_tabling(findings)


def test_a_direction_without_a_route_is_warned_of():
    document = text("clause 1 | Words.", routes=SOUND_ROUTES[:1])

    assert messages(document, "no-route") == [
        "The text does not say where a concern of councillors about officers goes."
    ]


def test_a_route_for_anyone_serves_both_directions():
    document = text(
        "clause 1 | x", routes=(route("anyone", "anyone", stage(PROCEDURE)),)
    )

    assert check(document) == ()


TO_CLERK = stage(CLERK)
BLOCKED = {
    "the clerk": (TO_CLERK,),
    "the clerk, then a procedure that is never come to": (
        TO_CLERK,
        stage(PROCEDURE, StageKind.DISCIPLINARY),
    ),
    "the clerk, with the clerk as alternate": (stage(CLERK, alternate=CLERK),),
    "the clerk or the clerk": (TO_CLERK, TO_CLERK),
}


@pytest.mark.parametrize("stages", BLOCKED.values(), ids=BLOCKED)
def test_a_route_that_can_only_reach_its_own_subject_is_blocked(stages):
    routes = (*SOUND_ROUTES, route("councillors", "clerk", *stages))

    (finding,) = check(text("clause 1 | Words.", routes=routes))

    assert finding.code == "route-to-subject"
    assert finding.severity is Severity.BLOCKS
    assert finding.message == (
        "A concern of councillors about the clerk can only reach the clerk: "
        "name somebody else as alternate."
    )


def test_a_route_about_the_chair_to_the_chair_is_blocked():
    routes = (*SOUND_ROUTES, route("officers", "chair", stage(MAYOR)))

    assert blocks_tabling(check(text("clause 1 | Words.", routes=routes)))


OPEN = {
    "with an alternate": (stage(CLERK, alternate=MAYOR),),
    "with a choice": (TO_CLERK, stage(MAYOR)),
    "to somebody else first": (stage(MAYOR), stage(PROCEDURE, StageKind.GRIEVANCE)),
    "by a procedure": (stage(PROCEDURE, StageKind.DISCIPLINARY),),
}


@pytest.mark.parametrize("stages", OPEN.values(), ids=OPEN)
def test_a_route_that_reaches_somebody_else_is_not_blocked(stages):
    routes = (*SOUND_ROUTES, route("councillors", "clerk", *stages))

    assert not blocks_tabling(check(text("clause 1 | Words.", routes=routes)))


def test_a_later_stage_that_reaches_only_its_subject_is_a_warning():
    later = stage(CLERK, StageKind.DISCIPLINARY)
    routes = (*SOUND_ROUTES, route("councillors", "clerk", stage(MAYOR), later))

    (finding,) = check(text("clause 1 | Words.", routes=routes))

    assert finding.code == "route-to-subject"
    assert finding.severity is Severity.WARNING


def test_a_route_without_stages_is_blocked():
    routes = (*SOUND_ROUTES, route("councillors", "clerk"))

    (finding,) = check(text("clause 1 | Words.", routes=routes))

    assert finding.code == "no-route"
    assert finding.severity is Severity.BLOCKS


def test_the_clerk_is_an_officer_too_and_the_chair_a_councillor():
    routes = (
        route("councillors", "officers", TO_CLERK),
        route("officers", "councillors", stage(MAYOR)),
    )

    findings = check(text("clause 1 | Words.", routes=routes))

    assert [each.message for each in findings] == [
        "A concern about the clerk would go to the clerk: the text names nobody else.",
        "A concern about the chair would go to the chair: the text names nobody else.",
    ]
    assert not blocks_tabling(findings)


def test_a_route_of_its_own_for_the_clerk_is_enough():
    routes = (*SOUND_ROUTES[:1], route("councillors", "officers", TO_CLERK))
    routes = (*routes, route("councillors", "clerk", stage(MAYOR)))

    assert check(text("clause 1 | Words.", routes=routes)) == ()


def test_a_route_back_to_its_raiser_is_a_warning():
    routes = (*SOUND_ROUTES, route("clerk", "councillors", TO_CLERK))

    assert codes(text("clause 1 | Words.", routes=routes)) == ["route-to-raiser"]


# Reviews and adoption


def facts(**changes):
    return text("clause 1 | Words.", facts=replace(SOUND, **changes))


def test_a_draft_and_a_silent_text_were_never_adopted():
    assert codes(facts(status=Standing.DRAFT)) == ["never-adopted"]
    assert codes(facts(status=Standing.UNKNOWN)) == ["never-adopted"]


def test_a_text_without_any_rule_for_review_is_found():
    nothing = {"review_cycle_months": None, "next_review_on": None}

    assert codes(facts(**nothing)) == ["no-review-rule"]
    assert codes(facts(**nothing, review_words="after each election")) == []


def test_a_rule_for_review_in_the_text_is_a_rule():
    document = text(
        "clause 1 | This policy is reviewed annually.",
        facts=Facts(status=Standing.ADOPTED),
    )

    assert codes(document) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2025, 3, 31), []), (date(2025, 4, 1), ["review-overdue"]), (None, [])],
)
def test_a_review_is_overdue_on_the_day_after(today, expected):
    assert codes(facts(), today=today) == expected


def test_a_review_without_a_date_is_due_by_its_period():
    document = facts(next_review_on=None, reviewed_on=(date(2024, 1, 5),))

    assert messages(document, "review-overdue", today=date(2026, 1, 6)) == [
        "The review was due on 5 January 2026."
    ]
    assert messages(document, "review-overdue", today=date(2026, 1, 5)) == []


@pytest.mark.parametrize(
    "words",
    [
        "This policy will be reviewed every 4years.",
        "The protocol is reviewed quadrennially.",
        "This document has a four-year review cycle.",
        "It is reviewed 4-yearly.",
        "It is to be reviewed every four (4) years.",
        "The policy is reviewed every fourth year.",
    ],
)
def test_two_review_periods_contradict(words):
    document = text(f"clause 1 | {words}")

    assert messages(document, "review-periods-contradict") == [
        "The text gives more than one review period: every 2 years and every 4 years."
    ]


@pytest.mark.parametrize(
    "words",
    [
        "This policy is reviewed biennially.",
        "The protocol is reviewed every other year.",
        "It is reviewed two-yearly.",
        "This protocol is reviewed bi-annually.",
        "Salaries are reviewed every year.",
        "It is reviewed at the annual meeting.",
    ],
)
def test_the_same_period_in_other_words_is_no_contradiction(words):
    assert check(text(f"clause 1 | {words}")) == ()


def test_a_date_later_than_the_period_allows_contradicts_it():
    document = facts(next_review_on=date(2026, 6, 30))

    assert messages(document, "review-periods-contradict") == [
        (
            "A review every 2 years is due by 7 March 2025, "
            "but the text gives 30 June 2026."
        )
    ]


# Laws and bodies that are no more


def test_a_law_that_is_no_more_is_found_from_the_day_it_ended():
    document = text("clause 1 | The Data Protection Act 1998 applies.")

    assert messages(document, "outdated-reference", today=date(2024, 1, 1)) == [
        (
            "The Data Protection Act 1998 was replaced by the Data Protection Act 2018 "
            "on 25 May 2018."
        )
    ]
    assert messages(document, "outdated-reference", today=date(2018, 5, 24)) == []


def test_a_body_that_is_no_more_is_found_in_what_the_text_lists():
    document = replace(
        SOUND_TEXT, background_papers=("A guide (Mendip District Council)",)
    )

    assert codes(document) == ["outdated-reference"]


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
