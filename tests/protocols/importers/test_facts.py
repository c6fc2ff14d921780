"""What a text says of its own adoption and review, and what it leaves open."""

from datetime import date

import pytest

from protocols.document import MeetingFormat, Standing
from protocols.importers import read_document
from protocols.importers.facts import read_facts
from protocols.importers.statements import Statement, is_statement, label_of


def facts(*lines, draft=()):
    return read_facts([Statement(printed=line) for line in lines], draft=draft).facts


@pytest.mark.parametrize(
    ("line", "day", "body"),
    [
        ("Adopted by Full Council on 14 May 2023", date(2023, 5, 14), "Full Council"),
        ("Approved by the Parish Council 4.5.21", date(2021, 5, 4), "Parish Council"),
        (
            "This policy was accepted by the Finance and Staffing Committee (7.11.22)",
            date(2022, 11, 7),
            "Finance and Staffing Committee",
        ),
        ("Adopted September 7, 2021", date(2021, 9, 7), None),
        (
            "Adopted at a meeting of the Council on 1/2/2020",
            date(2020, 2, 1),
            "Council",
        ),
    ],
)
def test_an_adoption_has_its_day_and_its_body(line, day, body):
    found = facts(line)

    assert (found.status, found.adopted_on, found.adopted_by) == (
        Standing.ADOPTED,
        day,
        body,
    )


def test_the_more_precise_of_two_days_that_agree_wins():
    assert facts("Adopted October 2024", "Approved 14.10.24").adopted_on == date(
        2024, 10, 14
    )


def test_two_days_that_do_not_agree_give_none_and_keep_both_lines():
    lines = ("Adopted 4 May 2015", "Adopted 6 May 2019")
    read = read_facts([Statement(printed=line) for line in lines])

    assert read.facts.adopted_on is None
    assert read.facts.status is Standing.ADOPTED
    assert read.printed["adopted_on"] == ("Adopted 4 May 2015", "Adopted 6 May 2019")


def test_what_was_adopted_again_was_adopted_on_the_later_day():
    found = facts("Adopted 4 May 2015", "Re-adopted 12 May 2021")

    assert found.adopted_on == date(2021, 5, 12)


def test_a_review_is_no_adoption():
    found = facts("Last reviewed: April 2024", "Last updated May 2024")

    assert found.status is Standing.UNKNOWN
    assert found.adopted_on is None


def test_a_year_alone_is_no_day_but_its_line_says_adopted():
    found = facts("Adopted by Council 2019")

    assert (found.status, found.adopted_on) == (Standing.ADOPTED, None)


def test_a_committee_before_the_council_has_recommended():
    found = facts(
        "This policy was reviewed by the Policy Committee on 28/02/2023",
        "Adopted by the Council at a hybrid meeting on 07/03/2023",
    )

    assert found.recommended_on == date(2023, 2, 28)
    assert found.recommended_by == "Policy Committee"
    assert found.meeting_format is MeetingFormat.HYBRID
    assert found.reviewed_on == ()


def test_a_committee_alone_has_reviewed():
    found = facts("This policy was reviewed by the Policy Committee on 28/02/2023")

    assert found.reviewed_on == (date(2023, 2, 28),)
    assert found.recommended_on is None


@pytest.mark.parametrize(
    ("line", "minute"),
    [
        ("Adopted 4 May 2021, minute 45/21", "45/21"),
        ("Adopted 4 May 2021 (Min ref: FC 2021/34a)", "FC 2021/34a"),
        ("Approved 4 May 2021 minute no. 123 (b)", "123 (b)"),
        ("Approved 4 May 2021", None),
    ],
)
def test_a_minute_reference_is_read_as_printed(line, minute):
    assert facts(line).minute_reference == minute


def test_a_text_still_to_be_adopted_is_a_draft():
    assert facts("To be adopted by Council 4 May 2031").status is Standing.DRAFT
    assert facts(draft=["DRAFT"]).status is Standing.DRAFT
    assert facts().status is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("label", "fact"),
    [
        ("Date policy adopted", "adopted_on"),
        ("Date Approved", "adopted_on"),
        ("Approved by", "adopted_by"),
        ("Last Review Date", "reviewed_on"),
        ("Next Review Date", "next_review_on"),
        ("Review date:", "next_review_on"),
        ("Review Cycle", "review_words"),
        ("Minute ref", "minute_reference"),
        ("Policy owner", "history"),
        ("Purpose", None),
        ("Members", None),
    ],
)
def test_a_label_names_its_fact(label, fact):
    assert label_of(label) == fact


def test_a_policy_adopted_by_others_is_no_statement():
    assert not is_statement("The Council has adopted a Grievance Policy.")
    document = read_document(
        b"1. Conduct\n\n1.1 The Council adopted its code in May 2021.\n", name="a.txt"
    )

    assert document.facts.status is Standing.UNKNOWN
