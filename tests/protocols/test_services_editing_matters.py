from datetime import date

import pytest

from councils.kernel.refusals import DomainError
from protocols.document import (
    Concerned,
    Office,
    Recipient,
    Route,
    Stage,
    StageKind,
)
from protocols.numbering import Mark, NumberingStyle
from protocols.services import editing
from protocols.services.editing import (
    ReviewRule,
    routes_digest,
)
from protocols.services.texts import document_of
from tests.protocols.cast import a_council, a_draft, a_text
from tests.protocols.drafts import lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def draft(cast):
    """1 Expectations · 1.1 · 1.2 · 1.3 Councillors can expect: · (a)."""
    return a_draft(cast, a_text("Papers go out early.", "Minutes follow in a week."))


def a_route(*stages, about=Concerned.CLERK):
    return Route(raised_by=Concerned.COUNCILLORS, about=about, stages=stages)


def a_stage(role, *, alternate=None, days=None):
    return Stage(
        kind=StageKind.INFORMAL,
        recipient=Office(role=role, printed=role.value),
        alternate=alternate and Office(role=alternate, printed=alternate.value),
        target_days=days,
    )


def test_the_title_is_one_line(cast, draft):
    editing.set_title(draft, actor=cast.clerk, title=" A\u202e better\n title ")

    draft.refresh_from_db()
    assert document_of(draft).title == "A better title"
    for title in ("", " \n", "t" * 301):
        with pytest.raises(DomainError):
            editing.set_title(draft, actor=cast.clerk, title=title)


def test_another_numbering_renumbers_the_text(cast, draft):
    style = NumberingStyle(clauses=Mark.NUMBER, items=(Mark.BULLET,))

    editing.set_numbering(draft, actor=cast.clerk, style=style)

    draft.refresh_from_db()
    assert lines(draft)[1:] == [
        "1 Papers go out early.",
        "2 Minutes follow in a week.",
        "3 Councillors can expect:",
        "• answers within a week",
    ]


def test_the_rule_for_reviews_goes_into_the_facts(cast, draft):
    rule = ReviewRule(words="Every two years.", months=24, next_on=date(2028, 5, 31))

    editing.set_review_rule(draft, actor=cast.clerk, rule=rule)

    draft.refresh_from_db()
    facts = document_of(draft).facts
    assert facts.review_words == "Every two years."
    assert facts.review_cycle_months == 24
    assert facts.next_review_on == date(2028, 5, 31)
    for months in (0, -1, 121):
        with pytest.raises(DomainError, match="1 to 120 months"):
            editing.set_review_rule(
                draft, actor=cast.clerk, rule=ReviewRule(months=months)
            )


def test_a_route_gets_an_alternate(cast, draft):
    alone = a_route(a_stage(Recipient.CLERK))
    seen = routes_digest(draft)
    editing.set_routes(draft, actor=cast.clerk, routes=(alone,), routes_seen=seen)
    draft.refresh_from_db()
    helped = a_route(a_stage(Recipient.CLERK, alternate=Recipient.CHAIR, days=10))

    editing.set_routes(
        draft,
        actor=cast.clerk,
        routes=(helped,),
        routes_seen=routes_digest(draft),
    )

    draft.refresh_from_db()
    assert document_of(draft).concern_routes == (helped,)
    with pytest.raises(DomainError, match="Somebody changed where concerns go"):
        editing.set_routes(draft, actor=cast.clerk, routes=(), routes_seen=seen)


@pytest.mark.parametrize(
    ("route", "why"),
    [
        (a_route(a_stage(Recipient.CLERK, alternate=Recipient.CLERK)), "somebody else"),
        (a_route(a_stage(Recipient.CLERK, days=0)), "1 to 365 working days"),
        (a_route(a_stage(Recipient.CLERK, days=366)), "1 to 365 working days"),
        (a_route(*[a_stage(Recipient.CLERK)] * 11), "at most 10 stages"),
    ],
)
def test_a_route_that_will_not_do_is_refused(cast, draft, route, why):
    with pytest.raises(DomainError, match=why):
        editing.set_routes(
            draft,
            actor=cast.clerk,
            routes=(route,),
            routes_seen=routes_digest(draft),
        )
