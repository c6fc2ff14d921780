import pytest

from protocols.checks import blocks_tabling, check
from protocols.document import (
    Severity,
    StageKind,
)
from tests.protocols.checks.sound import (
    CLERK,
    MAYOR,
    PROCEDURE,
    SOUND_ROUTES,
    codes,
    messages,
    route,
    stage,
    text,
)


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
