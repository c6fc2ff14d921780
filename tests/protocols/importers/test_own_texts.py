"""Protocols of our own wording, with every oddity that councils print, read by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from protocols.document import Facts, Kind, MeetingFormat, Standing
from protocols.importers import read_document
from protocols.importers.source import Line, Source
from protocols.importers.structure import read_structure

TEXTS = Path(__file__).parents[2] / "fixtures" / "protocols"

C_O = ("councillors", "officers")
O_C = ("officers", "councillors")


@dataclass(frozen=True, kw_only=True)
class Expected:
    title: str | None
    council: str
    headings: list[tuple[int, str | None, str]]
    expectations: list[tuple[tuple[str, str], list[str | None]]]
    clauses: list[str] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    routes: list[tuple[str, str, list[str]]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    reference: str | None = None
    linked: int = 0
    papers: int = 0
    history: int = 0


EXPECTED: Mapping[str, Expected] = {
    "ashcombe_wrapped.txt": Expected(
        title="PROTOCOL ON COUNCILLOR AND OFFICER RELATIONS",
        council="Ashcombe Town Council",
        headings=[
            (0, "1.", "INTRODUCTION"),
            (0, "2.", "WHO DOES WHAT"),
            (0, "3.", "EXPECTATIONS"),
            (0, "4.", "WHEN THINGS GO WRONG"),
        ],
        clauses=["1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "4.3"],
        expectations=[(C_O, ["(a)", "(b)", "(c)"]), (O_C, ["(a)", "(b)", "(c)"])],
        facts=Facts(
            status=Standing.ADOPTED,
            adopted_on=date(2023, 5, 14),
            adopted_by="Full Council",
            minute_reference="23/041",
            next_review_on=date(2025, 5, 31),
            review_cycle_months=24,
            review_words="This protocol will be reviewed every two years.",
        ),
        routes=[
            ("councillors", "officers", ["informal clerk", "disciplinary other"]),
            (
                "officers",
                "councillors",
                ["informal staffing_committee", "code_of_conduct monitoring_officer"],
            ),
        ],
        unread=[29, 43, 60, 61, 63],
    ),
    "cwm_derw.txt": Expected(
        title="MEMBER / OFFICER PROTOCOL",
        council="Cwm Derw Community Council",
        headings=[
            (0, None, "INTRODUCTION"),
            (0, None, "ROLES OF MEMBERS AND OFFICERS"),
            (1, None, "MEMBERS"),
            (1, None, "OFFICERS"),
            (0, None, "EXPECTATIONS"),
            (0, None, "CONFIDENTIALITY"),
        ],
        expectations=[(O_C, [None] * 3), (O_C, [None] * 2), (C_O, [None] * 3)],
        facts=Facts(
            status=Standing.ADOPTED,
            adopted_on=date(2023, 3, 20),
            adopted_by="Community Council",
            meeting_format=MeetingFormat.HYBRID,
            recommended_on=date(2023, 3, 6),
            recommended_by="Governance Committee",
            minute_reference="118/23",
            review_cycle_months=12,
            review_words="annually at the Annual Meeting",
        ),
        unread=[50, 51],
    ),
    "great_holding.txt": Expected(
        title="Protocol for Relations between Councillors and the Clerk",
        council="Great Holding Parish Council",
        headings=[
            (0, "1)", "About this protocol"),
            (0, "2)", "The Clerk"),
            (0, "3)", "The Chairman"),
            (0, "3)", "Review"),
        ],
        expectations=[
            (("clerk", "councillors"), ["(i)", "(ii)", "(iv)"]),
            (("councillors", "clerk"), ["(i)", "(ii)", "(iii)"]),
            (("officers", "chairs"), ["•", "•"]),
        ],
        # Twice a year, or every second year: the words do not say.
        facts=Facts(
            status=Standing.DRAFT,
            review_words="The protocol will be reviewed bi-annually.",
        ),
        unread=[10, 22],
    ),
    "little_fenwick.md": Expected(
        title="Councillor and Staff Protocol",
        council="Little Fenwick Parish Council",
        headings=[
            (0, None, "Purpose"),
            (0, None, "Roles"),
            (1, None, "Councillors"),
            (1, None, "The Parish Clerk"),
            (0, None, "Expectations"),
            (0, None, "Disagreements"),
        ],
        clauses=["1.", "2.", "3."],
        expectations=[
            (O_C, ["•"] * 3),
            (C_O, ["•"] * 2),
            (("chairs", "officers"), ["•"]),
        ],
        facts=Facts(
            status=Standing.ADOPTED,
            adopted_on=date(2025, 2, 12),
            adopted_by="Parish Council",
            minute_reference="LF/25/017",
            next_review_on=date(2027, 2, 28),
            review_cycle_months=24,
            review_words="Biennially",
        ),
        routes=[
            ("anyone", "councillors", ["informal clerk"]),
            ("clerk", "anyone", ["informal chair"]),
            ("anyone", "clerk", ["informal vice_chair"]),
        ],
        unread=[1],
        linked=3,
        history=3,
    ),
    "marsh_end.txt": Expected(
        title="Officer and Councillor Protocol",
        council="Marsh End Town Council",
        headings=[
            (0, None, "Why we have this protocol"),
            (0, None, "What officers can expect of councillors"),
            (0, None, "What councillors can expect of officers"),
            (0, None, "How councillors and officers should write to each other"),
            (0, None, "What happens if things go wrong"),
        ],
        expectations=[(O_C, ["•"] * 3), (C_O, ["•"] * 2)],
        routes=[
            (
                "officers",
                "councillors",
                ["informal clerk", "line_manager line_manager"],
            ),
            ("officers", "clerk", ["informal chair"]),
        ],
        papers=2,
    ),
    "north_tarrant.txt": Expected(
        title="Member-Officer Protocol",
        council="North Tarrant Town Council",
        headings=[
            (0, "1.", "Introduction"),
            (0, "2.", "Roles and Responsibilities"),
            (1, None, "Members"),
            (1, None, "Staff"),
            (0, "3.", "Mutual Expectations"),
            (0, None, "Appendix A"),
        ],
        clauses=["1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3"],
        expectations=[(O_C, ["•"] * 4), (C_O, ["•"] * 3)],
        facts=Facts(
            status=Standing.ADOPTED,
            adopted_on=date(2022, 11, 7),
            adopted_by="Policy and Resources Committee",
            next_review_on=date(2026, 11, 30),
            review_cycle_months=48,
            review_words="Every four years",
        ),
        unread=[11, 13, 14, 15, 16, 17, 18, 35, 47, 71, 72],
        history=1,
    ),
    "oldmere.txt": Expected(
        title="Protocol: Elected Members and Paid Staff",
        council="Oldmere Village Council",
        headings=[
            (0, "I.", "Foundations"),
            (0, "II.", "What is expected of members"),
            (0, "III.", "What is expected of staff"),
            (0, "IV.", "Review"),
        ],
        expectations=[
            (O_C, ["•"] * 3),
            (C_O, ["•"] * 2),
            (("everyone", "everyone"), ["•"] * 2),
        ],
        facts=Facts(
            status=Standing.ADOPTED,
            adopted_on=date(2021, 9, 7),
            adopted_by="Council",
            meeting_format=MeetingFormat.REMOTE,
            reviewed_on=(date(2022, 10, 4), date(2023, 10, 3)),
        ),
        history=1,
    ),
    "restarting.txt": Expected(
        title="Councillor and Officer Protocol",
        council="Much Binding Parish Council",
        headings=[
            (0, "1.", "Introduction"),
            (0, "2.", "Working together"),
            (0, "3.", "Review"),
        ],
        clauses=["1.", "2.", "1.", "2.", "1."],
        expectations=[(O_C, ["a)", "b)"])],
    ),
    "saltby.txt": Expected(
        title="PROTOCOL ON COUNCILLOR/EMPLOYEE RELATIONSHIPS",
        council="Saltby Parish Council",
        headings=[],
        clauses=["1.", "2.", "3.", "4.", "5."],
        expectations=[(O_C, ["a)", "b)"]), (C_O, ["a)", "b)"])],
        facts=Facts(status=Standing.ADOPTED, adopted_on=date(2025, 2, 12)),
        routes=[("councillors", "officers", ["informal clerk"])],
    ),
    "spilbrook.txt": Expected(
        title="Councillor-Officer Protocol",
        council="Spilbrook Parish Council",
        headings=[
            (0, "1.", "Introduction"),
            (0, "2.", "Background"),
            (0, "3.", "Expectations"),
            (0, "4.", "Some General Principles"),
            (0, "5.", "If Things Go Wrong"),
            (1, "5.1", "Procedure for officers"),
            (1, "5.2", "Procedure for councillors"),
        ],
        expectations=[(C_O, [None] * 3), (O_C, [None] * 3)],
        facts=Facts(reviewed_on=(date(2024, 4, 1),)),
        routes=[
            (
                "officers",
                "councillors",
                ["informal clerk", "code_of_conduct monitoring_officer"],
            ),
            ("councillors", "officers", ["informal clerk"]),
            ("councillors", "clerk", ["informal chair"]),
        ],
        unread=[4, 5, 6, 7, 8],
    ),
    "st_bride_under_edge.txt": Expected(
        title="Working Together: a Protocol for Councillors and Employees",
        council="Parish Council of St Bride-under-Edge",
        reference="Policy No. 12",
        headings=[
            (0, "Section 1:", "Purpose"),
            (0, "Section 2:", "What councillors can expect of employees"),
            (0, "Section 3:", "What employees can expect of councillors"),
            (0, "Section 4:", "General rules"),
            (0, "Section 5:", "Concerns"),
        ],
        clauses=["(1)", "(2)", "(3)"],
        expectations=[
            (C_O, ["i)", "ii)", "iii)"]),
            (C_O, ["iv)"]),
            (O_C, ["i)", "ii)", "iii)"]),
        ],
        routes=[
            ("councillors", "officers", ["informal clerk"]),
            (
                "officers",
                "councillors",
                ["informal chair", "code_of_conduct monitoring_officer"],
            ),
            ("clerk", "chair", ["informal vice_chair", "conciliation mediator"]),
            ("chair", "clerk", ["informal vice_chair", "conciliation mediator"]),
        ],
        history=1,
    ),
    "whitcombe.txt": Expected(
        title=None,
        council="Whitcombe Town Council",
        headings=[
            (0, None, "INTRODUCTION"),
            (0, None, "ROLES OF MEMBERS AND OFFICERS"),
            (1, None, "MEMBERS"),
            (1, None, "OFFICERS"),
            (0, None, "RELATIONS"),
        ],
        clauses=["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1"],
        expectations=[(O_C, ["•"] * 2), (C_O, ["•"] * 2)],
        facts=Facts(
            status=Standing.ADOPTED,
            adopted_on=date(2021, 3, 1),
            adopted_by="Full Council",
            review_cycle_months=48,
            review_words=(
                "This protocol will be reviewed quadrennially by Full Council."
            ),
        ),
        history=1,
    ),
}


@pytest.fixture(params=sorted(EXPECTED))
def name(request):
    return request.param


@pytest.fixture
def document(name):
    return read_document((TEXTS / name).read_bytes(), name=name)


def test_every_text_here_is_expected():
    assert {path.name for path in TEXTS.iterdir()} >= set(EXPECTED)


def test_the_head_is_read(name, document):
    expected = EXPECTED[name]

    assert document.title == expected.title
    assert document.council == expected.council
    assert document.reference == expected.reference


def test_every_heading_is_found(name, document):
    found = [
        (row.depth, row.label, row.text)
        for row in document.rows
        if row.kind is Kind.SECTION
    ]

    assert found == EXPECTED[name].headings


def test_every_clause_keeps_its_number(name, document):
    found = [row.label for row in document.rows if row.kind is Kind.CLAUSE]

    assert found == EXPECTED[name].clauses


def test_every_expectation_is_found(name, document):
    lists: list[tuple[tuple[str, str], list[str | None]]] = []
    above = None
    for row in document.rows:
        if row.holder is not None and row.owed_by is not None:
            if above is None:
                lists.append(((row.holder.value, row.owed_by.value), []))
            lists[-1][1].append(row.label)
        above = row.holder

    assert lists == EXPECTED[name].expectations


def test_every_fact_is_read(name, document):
    assert document.facts == EXPECTED[name].facts


def test_every_route_is_found(name, document):
    found = [
        (
            route.raised_by.value,
            route.about.value,
            [f"{stage.kind} {stage.recipient.role}" for stage in route.stages],
        )
        for route in document.concern_routes
    ]

    assert found == EXPECTED[name].routes


def test_what_is_no_text_is_set_aside(name, document):
    expected = EXPECTED[name]

    assert [unread.line for unread in document.unread] == expected.unread
    assert len(document.linked_policies) == expected.linked
    assert len(document.background_papers) == expected.papers
    assert len(document.history) == expected.history


def test_a_line_on_every_page_is_no_text_and_is_not_lost():
    lines = (
        Line(number=1, text="Protocol on visits", heading=1, closed=True),
        Line(number=2, text="1.1 A visitor is met at the door.", closed=True),
        Line(number=3, text="Adopted by Larkmere", page=0, closed=True),
    )

    document = read_structure(Source(lines=lines))

    assert [words.text for words in document.unread] == ["Adopted by Larkmere"]
    assert all("Larkmere" not in row.text for row in document.rows)
