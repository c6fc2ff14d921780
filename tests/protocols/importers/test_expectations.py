"""Who may expect what of whom, in the words that councils use."""

import pytest

from protocols.importers.expectations import read_lead_in

C, O, CH, CL, E = "councillors", "officers", "chairs", "clerk", "everyone"  # noqa: E741


@pytest.mark.parametrize(
    ("words", "holder", "owed_by"),
    [
        ("Councillors can expect from officers:", C, O),
        ("All Councillors can expect:", C, O),
        ("Members can reasonably expect from Town Council Staff:-", C, O),
        ("Officers can expect members:", O, C),
        ("Officers can expect councillors to:", O, C),
        ("Officers may expect that members will:", O, C),
        ("Staff are entitled to expect from Members:", O, C),
        ("Employees have a right to expect councillors to", O, C),
        ("The Clerk can expect from councillors:", CL, C),
        ("The Town Manager can expect:", CL, C),
        ("Committee Chairs can expect from officers:", CH, O),
        ("Chairmen and Vice Chairmen can also expect:", CH, O),
        ("The Council can expect from its officers:", C, O),
        ("The Council can expect its members to:", E, C),
        ("What councillors can expect of officers", C, O),
        ("What officers can expect from members:", O, C),
        ("What is expected of members", O, C),
        ("What is expected of councillors by officers", O, C),
        ("It is expected that officers will:", C, O),
        ("Expectations of councillors", O, C),
        ("Officers’ expectations of members", O, C),
        ("Officers must:", C, O),
        ("Members should:", O, C),
        ("Councillors must not:", O, C),
        ("Members will at all times:", O, C),
        ("Staff members should not:", C, O),
        ("Employees are expected to:", C, O),
        ("Councillors are required to", O, C),
        ("The Clerk and other staff shall:", C, O),
        ("The Parish Clerk must:", C, CL),
        ("The Chairman should:", O, CH),
        ("In their dealings with staff, members should:", O, C),
        ("In return, officers must ensure that they:", C, O),
        ("Both members and officers must:", E, E),
        ("Councillors and officers can expect from each other:", E, E),
        ("The town is small. Members should:", O, C),
    ],
)
def test_a_lead_in_names_holder_and_debtor(words, holder, owed_by):
    assert read_lead_in(words) == (holder, owed_by)


@pytest.mark.parametrize(
    "words",
    [
        "Councillors have four main areas of responsibility:",
        "The roles of councillors and officers can be summarised as follows:",
        "This protocol covers:",
        "A member who is unhappy with the conduct of an officer should:",
        "If a councillor has a concern, members should:",
        "Where a complaint is made officers must:",
        "Members of the public should:",
        "Members can expect a timely response from officers in most cases:",
        "Officers must treat all members alike.",
        "The Council must:",
        "General principles",
        "",
    ],
)
def test_other_lists_are_no_expectations(words):
    assert read_lead_in(words) is None
