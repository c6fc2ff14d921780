"""Whom an expectation binds, by the offices somebody holds."""

from uuid import uuid4

import pytest

from councils.roles import Role
from protocols.binding import binding, digests_of, sides_of
from protocols.document import Document, Row
from protocols.terms import Kind, Side

C, O, CH, CL, E = "councillors", "officers", "chairs", "clerk", "everyone"  # noqa: E741


@pytest.mark.parametrize(
    ("roles", "sides"),
    [
        ((), set()),
        (("councillor",), {C, E}),
        (("committee_member",), {C, E}),
        (("committee_chair",), {C, CH, E}),
        (("chair",), {C, CH, E}),
        (("vice_chair",), {C, CH, E}),
        (("officer",), {O, E}),
        (("deputy_clerk",), {O, E}),
        (("clerk",), {O, CL, E}),
        (("acting_clerk", "officer"), {O, CL, E}),
        (("councillor", "officer"), {C, O, E}),
    ],
)
def test_an_office_puts_its_holder_on_these_sides(roles, sides):
    assert sides_of(Role(role) for role in roles) == sides


def expectation(text: str, holder: Side, owed_by: Side) -> Row:
    return Row(
        lineage=uuid4(),
        depth=1,
        kind=Kind.ITEM,
        text=text,
        holder=holder,
        owed_by=owed_by,
    )


def test_what_one_holds_and_what_one_owes_is_ones_own_and_nothing_else():
    advice = expectation("advice in good time", Side.COUNCILLORS, Side.OFFICERS)
    order = expectation("order at meetings", Side.EVERYONE, Side.CHAIRS)
    clause = Row(lineage=uuid4(), depth=0, kind=Kind.SECTION, text="Expectations")
    document = Document(title="Protocol", rows=(clause, advice, order))

    assert binding(document, sides_of([Role.OFFICER])) == (advice, order)
    assert binding(document, sides_of([Role.CLERK])) == (advice, order)
    assert binding(document, frozenset({Side.CHAIRS})) == (order,)


def test_a_digest_stands_for_words_and_sides_alone():
    row = expectation("advice in good time", Side.COUNCILLORS, Side.OFFICERS)
    moved = Row(**{**_fields(row), "label": "(b)", "depth": 2})
    reworded = Row(**{**_fields(row), "text": "advice at once"})
    turned = Row(**{**_fields(row), "holder": Side.EVERYONE})

    digests = [digests_of([r])[row.lineage] for r in (row, moved, reworded, turned)]

    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def _fields(row: Row) -> dict:
    return {name: getattr(row, name) for name in Row.__dataclass_fields__}
