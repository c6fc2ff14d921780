"""The tables of promises as the README prints them."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from protocol_portal.promises import standard
from protocol_portal.promises.rows import Answer, Promise, Requirement, Rows

BEGIN = "<!-- Written by `manage.py promises --write`; edit the rows, not this. -->"
END = "<!-- Here ends what `manage.py promises --write` wrote. -->"
BETWEEN = re.compile(f"{re.escape(BEGIN)}\n.*?{re.escape(END)}", re.DOTALL)


def faults(page: str, rows: Rows) -> list[str]:
    """Say whether the README is out of step with the rows."""
    if len(BETWEEN.findall(page)) != 1:
        return ["README.md has no one place for the tables of promises."]
    if written(page, rows) != page:
        return ["README.md is out of step; run manage.py promises --write."]
    return []


def written(page: str, rows: Rows) -> str:
    """Give the README with its tables written anew."""
    return BETWEEN.sub(lambda _: f"{BEGIN}\n\n{_tables(rows)}\n{END}", page)


def _tables(rows: Rows) -> str:
    return "\n".join(
        [
            *_promises(rows.promises),
            "### OWASP ASVS 5.0.0, level 2",
            "",
            *_counts(rows.requirements),
            *(
                line
                for chapter, of_it in groupby(
                    rows.requirements, key=lambda row: row.chapter
                )
                for line in _chapter(chapter, list(of_it))
            ),
        ]
    )


def _promises(promises: Iterable[Promise]) -> list[str]:
    lines = []
    for about, of_it in groupby(promises, key=lambda promise: promise.about):
        lines += [f"### {about}", ""]
        lines += [
            "| promised | shown by | figure | out of scope |",
            "|---|---|---|---|",
        ]
        lines += [
            _line(row.promise, _tests(row.shown_by), row.figure, row.out_of_scope)
            for row in of_it
        ]
        lines.append("")
    return lines


def _counts(rows: list[Requirement]) -> list[str]:
    counts = Counter(row.answer for row in rows)
    return [
        f"Each of the {len(rows)} requirements of levels 1 and {standard.LEVEL}"
        " has an answer. What a requirement asks is told in our own words.",
        "",
        "| answer | what it says | requirements |",
        "|---|---|---|",
        *(_line(answer, answer.meaning, str(counts[answer])) for answer in Answer),
        "",
    ]


def _chapter(chapter: str, rows: list[Requirement]) -> list[str]:
    counts = Counter(row.answer for row in rows)
    told = ", ".join(
        f"{counts[answer]} {answer}" for answer in Answer if counts[answer]
    )
    number = rows[0].id.partition(".")[0]
    return [
        f"<details><summary>V{number} {chapter}: {told}</summary>",
        "",
        "| requirement | level | asks | answer | shown by, or why |",
        "|---|---|---|---|---|",
        *(
            _line(
                f"v{standard.VERSION}-{row.id}",
                str(row.level),
                row.gist,
                row.answer,
                " ".join(part for part in (_tests(row.shown_by), row.note) if part),
            )
            for row in rows
        ),
        "",
        "</details>",
        "",
    ]


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _tests(tests: Iterable[str]) -> str:
    return "; ".join(_link(test) for test in tests)


def _link(test: str) -> str:
    path, _, name = test.partition("::")
    words = name.rpartition("::")[2].removeprefix("test_").replace("_", " ")
    return f"[{words}]({path})"
