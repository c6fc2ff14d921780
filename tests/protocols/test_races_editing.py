"""Two people at one draft at once: no change is lost without a word."""

import pytest

from protocols.document import Kind
from protocols.lifecycle import Status
from protocols.models import Clause
from protocols.services import editing
from protocols.services.editing import Way
from protocols.services.review import table_version
from tests.protocols.cast import a_council, a_draft, a_text, shown
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return a_council()


@pytest.fixture
def draft(cast):
    return a_draft(cast, a_text("Papers go out early.", "Minutes follow."))


def rewording(cast, draft, name, text):
    row = Clause.objects.get(version=draft, text="Papers go out early.").lineage
    return lambda: editing.reword_clause(
        draft, actor=cast.user(name), lineage=row, text=text, edits_seen=0
    )


def test_of_two_wordings_at_once_one_is_kept_and_the_other_is_told(cast, draft):
    outcomes = at_once(
        rewording(cast, draft, "clerk", "Mine."),
        rewording(cast, draft, "deputy", "Theirs."),
    )

    assert outcomes == {"done": 1, "refused": 1}
    kept = Clause.objects.get(version=draft, text__in=["Mine.", "Theirs."])
    assert kept.edits == 1
    assert draft.changes.count() == 1


def test_many_changes_at_once_are_all_made_and_leave_the_rows_in_order(cast, draft):
    row = Clause.objects.get(version=draft, text="Minutes follow.").lineage
    jobs = [
        lambda: editing.add_clause(
            draft, actor=cast.clerk, after=row, kind=Kind.CLAUSE
        ),
        lambda: editing.move_clause(draft, actor=cast.deputy, lineage=row, way=Way.UP),
    ]

    outcomes = at_once(*jobs * 3)

    assert outcomes["done"] >= 4  # It moves up once; then it is the first.
    positions = list(draft.clauses.values_list("position", flat=True))
    assert positions == list(range(len(positions)))
    draft.refresh_from_db()
    assert draft.revision == outcomes["done"]
    assert draft.changes.count() == outcomes["done"]


def test_a_text_is_tabled_as_it_was_shown_or_not_at_all(cast, draft):
    digest = shown(draft)

    outcomes = at_once(
        rewording(cast, draft, "deputy", "Theirs."),
        lambda: table_version(draft, actor=cast.clerk, content_digest=digest),
    )

    draft.refresh_from_db()
    assert outcomes == {"done": 1, "refused": 1}
    assert (draft.status == Status.IN_REVIEW) is (shown(draft) == digest)
