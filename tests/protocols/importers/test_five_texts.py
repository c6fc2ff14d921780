"""The five texts, read whole: numbers, labels, holders, facts and routes by hand."""

import os
from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from protocols.document import Kind, MeetingFormat, Standing
from protocols.importers import read_document

ROOT = Path(__file__).parents[3]
SEEDS = Path(os.environ.get("SEEDS_DIR", ROOT.parent / "shared" / "seeds"))

pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason=f"The five texts are not at {SEEDS}."
)

TO_COUNCILLORS = ("councillors", "officers")
TO_OFFICERS = ("officers", "councillors")

# Section labels with their depth; a heading without a number is None.
SECTIONS = {
    "000": [(0, None)] * 7,
    "001": [
        *[(0, label) for label in ("1.", "2.", "3.", "4.", "5.", "6", "7", "8.", "9.")],
        (1, "9.1"),
        (1, "9.2"),
    ],
    "002": [(0, None), (0, "1"), (0, "2"), (0, "3"), (0, "4")],
    "003": [
        (0, "1."),
        (0, "2."),
        (1, "2.3"),
        (1, "2.4"),
        (0, "3"),
        (1, "3.3"),
        (0, "4."),
        (0, "5."),
    ],
    "004": [
        (0, "1."),
        (0, "2."),
        (1, None),
        (1, None),
        *[(0, f"{number}.") for number in range(3, 12)],
    ],
}
# The headings' own words, by the first digits of their SHA-256.
HEADINGS = {
    "000": [
        "ea2b8a87",
        "d9f140bc",
        "9fda2744",
        "b3577d98",
        "ffc77e8b",
        "bf2b6adc",
        "0dcf0734",
    ],
    "001": [
        "b605350b",
        "ea2b8a87",
        "bee6eba9",
        "9fda2744",
        "d26b16e9",
        "ffc77e8b",
        "a311b76a",
        "d6979558",
        "ec11eeac",
        "7b18becf",
        "fd63410c",
    ],
    "002": [
        "b605350b",
        "0ba96cad",
        "9fda2744",
        "ffc77e8b",
        "bf2b6adc",
    ],
    "003": [
        "b605350b",
        "e879c559",
        "823b173a",
        "924cf844",
        "bf2b6adc",
        "0ba96cad",
        "dae047fe",
        "972ff403",
    ],
    "004": [
        "b605350b",
        "ae0f79f5",
        "1044a4c0",
        "ffc77e8b",
        "3b79a787",
        "5599ceb8",
        "6c0320c7",
        "fbe3cdfd",
        "c7f09dc6",
        "d0087cff",
        "dcdd73c5",
        "e4f06d5e",
        "3bfba992",
    ],
}
CLAUSES = {
    "000": [],
    "001": [
        "1.1",
        "1.2",
        "2.1",
        "2.2",
        "2.3",
        "3.1",
        "4.1",
        "5.1",
        "6.1",
        "6.2",
        "7.1",
        "7.2",
        "8.1",
        "1",
    ],
    "002": [
        *[f"1.{n}" for n in range(1, 9)],
        *[f"2.{n}" for n in range(1, 10)],
        *[f"3.{n}" for n in range(1, 6)],
        "4.1",
        "4.2",
    ],
    "003": [
        "1.1",
        "1.2",
        "2.1",
        "2.2",
        "3.1",
        "3.2",
        "4.1",
        "5.1",
        "5.2",
        "5.3",
        "5.4",
        "5.4",
    ],
    "004": [
        *[f"1.{n}" for n in range(1, 5)],
        *[f"2.{n}" for n in range(1, 15)],
        *[f"3.{n}" for n in range(1, 9)],
        *[f"4.{n}" for n in range(1, 5)],
        *[f"5.{n}" for n in range(1, 8)],
        "6.1",
        "6.2",
        *[f"7.{n}" for n in range(1, 6)],
        "8.1",
        "8.2",
        *[f"9.{n}" for n in range(1, 5)],
        *[f"10.{n}" for n in range(1, 5)],
        *[f"11.{n}" for n in range(1, 5)],
    ],
}
# Labels of the expectation items, list by list.
EXPECTATIONS = {
    "000": [(TO_COUNCILLORS, ["•"] * 12), (TO_OFFICERS, ["•"] * 7)],
    "001": [
        (TO_COUNCILLORS, [str(n) for n in range(1, 15)]),
        (TO_OFFICERS, [str(n) for n in range(1, 10)]),
    ],
    "002": [(TO_COUNCILLORS, ["•"] * 12), (TO_OFFICERS, ["•"] * 7)],
    "003": [
        (TO_COUNCILLORS, [f"{letter})" for letter in "abcdefghijl"]),
        (TO_OFFICERS, [f"{letter})" for letter in "abcdefgh"]),
    ],
    "004": [(TO_OFFICERS, ["•"] * 17), (TO_COUNCILLORS, ["•"] * 11)],
}
OTHER_ITEMS = {"000": 8, "001": 13, "002": 4, "003": 12, "004": 12}
PARAGRAPHS = {"000": 14, "001": 5, "002": 3, "003": 5, "004": 3}
TITLES = {
    "000": "Model Protocol on Member/Officer Relations",
    "001": "PROTOCOL COUNCILLOR AND OFFICER RELATIONS",
    "002": "Protocol on Member / Officer Relations",
    "003": "MEMBER/TOWN COUNCIL STAFF RELATIONS PROTOCOL",
    "004": "Member Officer Protocol",
}
COUNCILS = {
    "000": "Maesteg Town Council",
    "001": "Sawbridgeworth Town Council",
    "002": "Iminster Town Council",
    "003": "Halewood Town Council",
    "004": "Weston-super-Mare Town Council",
}
FACTS = {
    "000": {
        "status": Standing.ADOPTED,
        "adopted_on": date(2023, 3, 7),
        "adopted_by": "Council",
        "meeting_format": MeetingFormat.HYBRID,
        "recommended_on": date(2023, 2, 28),
        "recommended_by": "Policy committee",
    },
    "001": {"status": Standing.DRAFT},
    "002": {
        "status": Standing.ADOPTED,
        "adopted_on": date(2012, 12, 4),
        "adopted_by": "Council",
        "reviewed_on": (date(2016, 8, 9),),
    },
    "003": {
        "status": Standing.ADOPTED,
        "adopted_on": date(2022, 7, 12),
        "reviewed_on": (date(2022, 7, 1),),
        "next_review_on": date(2024, 7, 31),
        "review_cycle_months": 24,
        "review_words": "2-yearly",
    },
    "004": {
        "status": Standing.ADOPTED,
        "adopted_on": date(2024, 10, 14),
        "adopted_by": "Finance and General Purposes Committee",
        "next_review_on": date(2027, 6, 30),
        "review_cycle_months": 48,
        "review_words": "Quadrennially or upon a new administration",
    },
}
SILENT = {
    "adopted_on": None,
    "adopted_by": None,
    "meeting_format": None,
    "recommended_on": None,
    "recommended_by": None,
    "reviewed_on": (),
    "minute_reference": None,
    "next_review_on": None,
    "review_cycle_months": None,
}
ROUTES = {
    "000": [],
    "001": [
        (
            "officers",
            "councillors",
            [
                ("conciliation", "senior_manager", "appropriate senior manager"),
                ("conciliation", "councillors", "Councillors"),
                ("grievance", "other", "Grievance Procedure"),
                (
                    "code_of_conduct",
                    "monitoring_officer",
                    "Monitoring Officer at East Herts District Council",
                ),
                (
                    "conciliation",
                    "mediator",
                    "Society of Local Council Clerks, NALC or ACAS",
                ),
            ],
        ),
        (
            "councillors",
            "officers",
            [
                ("informal", "clerk", "Town Clerk"),
                ("disciplinary", "other", "disciplinary procedure"),
            ],
        ),
        (
            "councillors",
            "clerk",
            [
                ("informal", "clerk", "Town Clerk"),
                ("disciplinary", "other", "disciplinary procedure"),
            ],
        ),
    ],
    "002": [
        ("officers", "councillors", [("informal", "clerk", "Town Clerk")]),
        ("councillors", "officers", [("informal", "clerk", "Town Clerk")]),
    ],
    "003": [
        (
            "councillors",
            "officers",
            [
                ("informal", "clerk", "Town Manager"),
                ("disciplinary", "other", "Disciplinary Procedure"),
            ],
        ),
        (
            "officers",
            "councillors",
            [
                ("informal", "clerk", "Town Manager"),
                ("code_of_conduct", "monitoring_officer", "Borough Monitoring Officer"),
            ],
        ),
        (
            "clerk",
            "councillors",
            [("informal", "councillors", "small group of Councillors")],
        ),
        (
            "councillors",
            "clerk",
            [("informal", "councillors", "small group of Councillors")],
        ),
        (
            "clerk",
            "chair",
            [
                ("informal", "vice_chair", "Deputy Chair of the Council"),
                ("informal", "other", "Democratic Services and Administration Officer"),
            ],
        ),
        (
            "chair",
            "clerk",
            [
                ("informal", "vice_chair", "Deputy Chair of the Council"),
                ("informal", "other", "Democratic Services and Administration Officer"),
            ],
        ),
    ],
    "004": [
        (
            "councillors",
            "officers",
            [
                ("line_manager", "line_manager", "appropriate line manager"),
                ("informal", "clerk", "Town Clerk"),
                ("informal", "chair", "Town Mayor"),
            ],
        ),
        (
            "officers",
            "councillors",
            [
                ("line_manager", "line_manager", "line manager"),
                ("informal", "clerk", "Town Clerk"),
                ("grievance", "other", "grievance"),
                ("code_of_conduct", "other", "Code of Conduct complaint"),
            ],
        ),
    ],
}
# Lines that are on the pages but not in the text.
UNREAD = {
    "000": [87, 88],
    "001": [],
    "002": [37, 38, 39, 64, 65, 66],
    "003": [115, 116],
    "004": [9, 18, *range(20, 33)],
}
LISTS = {"002": (0, 4), "003": (3, 0)}


@pytest.fixture(params=["000", "001", "002", "003", "004"])
def text(request):
    return request.param


@pytest.fixture
def document(text):
    (path,) = SEEDS.glob(f"{text}_*.txt")
    return read_document(path.read_bytes(), name=path.name)


def test_every_heading_has_its_number_and_depth(text, document):
    found = [
        (row.depth, row.label) for row in document.rows if row.kind is Kind.SECTION
    ]

    assert found == SECTIONS[text]


def test_every_heading_has_its_own_words(text, document):
    found = [
        sha256(row.text.encode()).hexdigest()[:8]
        for row in document.rows
        if row.kind is Kind.SECTION
    ]

    assert found == HEADINGS[text]


def test_every_clause_has_its_number(text, document):
    found = [row.label for row in document.rows if row.kind is Kind.CLAUSE]

    assert found == CLAUSES[text]


def test_every_expectation_has_holder_and_debtor(text, document):
    lists: list[tuple[tuple[str, str], list[str]]] = []
    above = None
    for row in document.rows:
        if row.holder is not None and row.owed_by is not None:
            pair = (row.holder.value, row.owed_by.value)
            if above is None:
                lists.append((pair, []))
            assert lists[-1][0] == pair
            lists[-1][1].append(row.label)
        above = row.holder

    assert lists == EXPECTATIONS[text]


def test_lists_of_other_things_are_no_expectations(text, document):
    kinds = Counter(row.kind for row in document.rows if row.holder is None)

    assert kinds[Kind.ITEM] == OTHER_ITEMS[text]
    assert kinds[Kind.PARAGRAPH] == PARAGRAPHS[text]
    assert kinds[Kind.NOTE] == (text == "001")


def test_each_row_stands_below_what_leads_it_in(text, document):
    depths = {
        (row.kind, row.depth) for row in document.rows if row.kind is not Kind.SECTION
    }
    clauses = {depth for kind, depth in depths if kind is Kind.CLAUSE}
    items = {depth for kind, depth in depths if kind is Kind.ITEM}

    assert clauses == {"000": set(), "001": {1, 2}, "004": {1, 2}}.get(text, {1})
    assert items == {"000": {1, 2}, "004": {2, 3}}.get(text, {2})


def test_every_fact_is_read_and_none_is_guessed(text, document):
    expected = {**SILENT, **FACTS[text]}

    found = {name: getattr(document.facts, name) for name in expected}

    assert found == expected
    said = document.facts.review_words
    assert (said is None) == (text in {"001", "002"})
    assert text != "000" or (said or "").startswith("To be reviewed during the year")


def test_every_fact_keeps_the_line_it_was_read_from(text, document):
    for name in FACTS[text]:
        assert document.printed[name]


def test_two_statements_of_one_day_are_both_kept():
    (path,) = SEEDS.glob("004_*.txt")
    printed = read_document(path.read_bytes(), name=path.name).printed

    assert len(printed["adopted_on"]) == 2
    assert len(printed["review_cycle_months"]) == 2


def test_title_council_and_reference_are_as_printed(text, document):
    assert document.title == TITLES[text]
    assert document.council == COUNCILS[text]
    assert document.reference == ("Document 5.1" if text == "001" else None)


def test_every_route_is_read(text, document):
    found = [
        (
            route.raised_by.value,
            route.about.value,
            [
                (stage.kind.value, stage.recipient.role.value, stage.recipient.printed)
                for stage in route.stages
            ],
        )
        for route in document.concern_routes
    ]

    assert found == ROUTES[text]
    stages = [stage for route in document.concern_routes for stage in route.stages]
    assert all(stage.alternate is None for stage in stages)
    assert all(stage.target_days is None for stage in stages)


def test_only_what_is_no_text_is_unread(text, document):
    assert [unread.line for unread in document.unread] == UNREAD[text]


def test_linked_policies_and_background_papers_are_listed(text, document):
    found = (len(document.linked_policies), len(document.background_papers))

    assert found == LISTS.get(text, (0, 0))


def test_sentences_broken_by_a_page_are_whole(text, document):
    """No paragraph begins with a small letter but an entry of a list."""
    broken = [
        row
        for row in document.rows
        if row.text[0].islower() and row.kind is not Kind.ITEM
    ]

    assert not broken
