"""Where a concern goes, as texts set it out, and nowhere that they do not say."""

import pytest

from protocols.importers import read_document


def routes(text):
    document = read_document(text.encode(), name="protocol.txt")
    return [
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


CLERK = ("informal", "clerk", "Clerk")


@pytest.mark.parametrize(
    ("text", "raised_by", "about", "stages"),
    [
        (
            "If a member is unhappy with an officer, the matter should be raised with"
            " the Clerk.",
            "councillors",
            "officers",
            [CLERK],
        ),
        (
            "Concerns about the Clerk should be reported to the Vice-Chair.",
            "anyone",
            "clerk",
            [("informal", "vice_chair", "Vice-Chair")],
        ),
        (
            "Any complaint by an employee about a councillor must be made to the"
            " Monitoring Officer at Yarrow District Council.",
            "officers",
            "councillors",
            [
                (
                    "code_of_conduct",
                    "monitoring_officer",
                    "Monitoring Officer at Yarrow District Council",
                )
            ],
        ),
        (
            "The Clerk's concerns go to the Chair.",
            "clerk",
            "anyone",
            [("informal", "chair", "Chair")],
        ),
        (
            "An officer who is unhappy with a councillor should raise this with the"
            " Clerk. If it cannot be resolved, it may be raised formally as a"
            " grievance.",
            "officers",
            "councillors",
            [CLERK, ("grievance", "other", "grievance")],
        ),
        (
            "A community councillor with a problem aside, an officer who has a concern"
            " about a councillor may contact the Public Services Ombudsman for Wales.",
            "officers",
            "councillors",
            [("code_of_conduct", "ombudsman", "Public Services Ombudsman for Wales")],
        ),
    ],
)
def test_a_route_is_read_from_its_sentence(text, raised_by, about, stages):
    assert routes(f"1. Concerns\n\n1.1 {text}\n") == [(raised_by, about, stages)]


def test_an_exception_has_a_route_of_its_own():
    text = (
        "If a councillor is dissatisfied with an officer, raise the matter with the"
        " Clerk. Where the officer concerned is the Clerk, the matter should be raised"
        " with the Mayor."
    )

    assert routes(text) == [
        ("councillors", "officers", [CLERK]),
        ("councillors", "clerk", [("informal", "chair", "Mayor")]),
    ]


def test_both_ways_between_two_offices():
    text = (
        "Where a problem arises between the Clerk and the Mayor, the matter should be"
        " referred to the Deputy Mayor."
    )
    deputy = [("informal", "vice_chair", "Deputy Mayor")]

    assert routes(text) == [("clerk", "chair", deputy), ("chair", "clerk", deputy)]


@pytest.mark.parametrize(
    "text",
    [
        "Members should direct questions to the Clerk.",
        "The Council has a grievance policy.",
        "Members and officers may fall out. It is best to talk.",
    ],
)
def test_a_text_that_is_silent_has_no_route(text):
    assert routes(text) == []
