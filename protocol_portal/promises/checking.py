"""What is wrong with the tables of promises, each fault a plain sentence."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from protocol_portal.promises import readme, standard
from protocol_portal.promises.named_tests import is_there
from protocol_portal.promises.rows import Answer, Requirement, Rows

LONGEST_GIST = 12  # words


def faults(rows: Rows, *, root: Path) -> list[str]:
    """List what is wrong with the rows, their tests and what the README says."""
    page = (root / "README.md").read_text(encoding="utf-8")
    return [
        *_wrong_ids([row.id for row in rows.requirements]),
        *(fault for row in rows.requirements for fault in _lacking(row)),
        *(
            f"“{promise.promise}” names no test."
            for promise in rows.promises
            if not promise.shown_by
        ),
        *(
            f"{row} names {test}, which is not there."
            for row, test in rows.named_tests()
            if not is_there(test, root=root)
        ),
        *readme.faults(page, rows),
    ]


def _wrong_ids(ids: list[str]) -> Iterator[str]:
    asked = standard.requirements()
    for missing in [id_ for id_ in asked if id_ not in ids]:
        yield f"{missing} has no row."
    for id_, times in Counter(ids).items():
        if id_ not in asked:
            yield f"{id_} is no requirement of level {standard.LEVEL}."
        elif times > 1:
            yield f"{id_} has {times} rows."


def _lacking(row: Requirement) -> Iterator[str]:
    if not row.gist or len(row.gist.split()) > LONGEST_GIST:
        yield f"{row.id} does not say its gist in {LONGEST_GIST} words or fewer."
    if row.answer not in set(Answer):
        yield f"{row.id} is answered “{row.answer}”, which is no answer."
    elif row.answer == Answer.HELD and not row.shown_by:
        yield f"{row.id} is said to be held, and names no test."
    elif row.answer != Answer.HELD and not row.note:
        yield f"{row.id} is answered “{row.answer}” without a word why."
