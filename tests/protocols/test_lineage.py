from dataclasses import replace
from uuid import UUID, uuid4

from hypothesis import given

from protocols.comparison import ChangeKind, compare
from protocols.document import Document, Finding, Severity
from protocols.lineage import carry_lineage
from tests.protocols.strategies import documents
from tests.protocols.texts import lineage, rows_of, text_of

LATEST = text_of("""
section 1     | Expectations
  paragraph - | Councillors can expect: | | lead one
    item •    | mutual courtesy; | councillors<officers | partnership one
    item •    | a timely answer to each question; | councillors<officers | timely
  paragraph - | Officers can expect: | | lead two
    item •    | mutual courtesy; | officers<councillors | partnership two
    item •    | clear aims set early on. | officers<councillors | leading
""")


def brought_in_anew(document: Document) -> Document:
    rows = tuple(replace(row, lineage=uuid4()) for row in document.rows)
    return replace(document, rows=rows)


def reworded(document, was, now):
    rows = tuple(replace(row, text=row.text.replace(was, now)) for row in document.rows)
    assert rows != document.rows
    return replace(document, rows=rows)


def lineages(document):
    return [row.lineage for row in document.rows]


def test_the_same_words_are_the_same_clauses_the_right_one_of_two():
    carried = carry_lineage(LATEST, brought_in_anew(LATEST))

    assert lineages(carried) == lineages(LATEST)


def test_the_same_words_of_other_people_are_another_clause():
    anew = brought_in_anew(LATEST)

    carried = carry_lineage(LATEST, replace(anew, rows=anew.rows[5:6]))

    assert lineages(carried) == [lineage("partnership two")]


def test_close_words_are_the_same_clause():
    imported = reworded(brought_in_anew(LATEST), "a timely", "a prompt, timely")

    carried = carry_lineage(LATEST, imported)

    assert lineages(carried) == lineages(LATEST)
    assert compare(LATEST, carried).counts[ChangeKind.CHANGED] == 1


def test_a_curly_apostrophe_or_bold_print_makes_no_stranger():
    latest = text_of("clause 1 | The officer's own view. | | view")
    imported = text_of("clause 1 | The **officer’s** own view.")

    assert lineages(carry_lineage(latest, imported)) == lineages(latest)


def test_a_clause_found_elsewhere_keeps_its_lineage():
    anew = brought_in_anew(LATEST)
    moved = replace(anew, rows=(*anew.rows[4:], *anew.rows[:4]))

    carried = carry_lineage(LATEST, moved)

    assert lineages(carried) == [*lineages(LATEST)[4:], *lineages(LATEST)[:4]]


def test_other_words_are_another_clause():
    imported = reworded(
        brought_in_anew(LATEST), "clear aims set early on.", "no lobbying at home"
    )

    carried = carry_lineage(LATEST, imported)

    assert lineages(carried)[-1] == lineages(imported)[-1]
    assert lineages(carried)[:-1] == lineages(LATEST)[:-1]


def test_a_heading_is_never_taken_for_a_clause_of_the_same_words():
    latest = text_of("section 1 | Money matters here | | heading")
    imported = text_of("clause 1 | Money matters here | | clause")

    assert lineages(carry_lineage(latest, imported)) == lineages(imported)


def test_a_lineage_is_given_once_even_where_the_words_are_there_twice():
    latest = text_of("clause 1 | Be kind to each other. | | kind")
    imported = brought_in_anew(
        text_of("clause 1 | Be kind to each other.\nclause 2 | Be kind to each other.")
    )

    carried = carry_lineage(latest, imported)

    assert lineages(carried) == [latest.rows[0].lineage, imported.rows[1].lineage]


def test_a_lineage_already_spoken_for_makes_way():
    latest = text_of("clause 1 | Be kind to each other. | | kind")
    imported = text_of("""
    clause 1 | Something else. | | kind
    clause 2 | Be kind to each other. | | other
    """)

    first, second = lineages(carry_lineage(latest, imported))

    assert second == latest.rows[0].lineage
    assert first not in {row.lineage for row in latest.rows + imported.rows}
    assert carry_lineage(latest, imported).rows[0].lineage == first


def test_findings_follow_their_rows():
    imported = brought_in_anew(LATEST)
    finding = Finding(
        code="stops-short",
        severity=Severity.WARNING,
        message="It stops.",
        row=imported.rows[2].lineage,
    )

    carried = carry_lineage(LATEST, imported.with_findings((finding,)))

    assert carried.findings[0].row == LATEST.rows[2].lineage


def test_long_texts_with_every_row_reworded_still_find_their_clauses():
    rows = tuple(
        replace(row, text=" ".join(f"{word}{n}" for word in "abcdefghij") + f" {m}")
        for n in range(400)
        for m, row in enumerate(rows_of("clause 1 | x"))
    )
    latest = Document(
        rows=tuple(replace(row, lineage=UUID(int=n)) for n, row in enumerate(rows))
    )
    imported = brought_in_anew(
        replace(
            latest, rows=tuple(replace(row, text=row.text + " more") for row in rows)
        )
    )

    assert lineages(carry_lineage(latest, imported)) == lineages(latest)


@given(documents(), documents())
def test_words_are_never_touched_and_lineages_never_doubled(latest, imported):
    carried = carry_lineage(latest, imported)

    assert [row.text for row in carried.rows] == [row.text for row in imported.rows]
    assert len(set(lineages(carried))) == len(carried.rows)
