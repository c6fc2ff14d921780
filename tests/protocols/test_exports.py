import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from protocols.checks import check
from protocols.document import (
    Document,
    DocumentError,
    Facts,
    MeetingFormat,
    Standing,
    Unread,
)
from protocols.exports import (
    from_json_bytes,
    json_schema,
    to_json_bytes,
    to_markdown,
)
from tests.protocols.strategies import documents, routes, rows, words
from tests.protocols.texts import text_of

VALIDATOR = Draft202012Validator(json_schema(), format_checker=FormatChecker())
days = st.dates(date(1950, 1, 1), date(2100, 1, 1))
maybe_words = st.one_of(st.none(), words)
maybe_days = st.one_of(st.none(), days)

whole_documents = st.builds(
    Document,
    title=maybe_words,
    council=maybe_words,
    reference=maybe_words,
    facts=st.builds(
        Facts,
        status=st.sampled_from(Standing),
        adopted_on=maybe_days,
        adopted_by=maybe_words,
        meeting_format=st.one_of(st.none(), st.sampled_from(MeetingFormat)),
        recommended_on=maybe_days,
        recommended_by=maybe_words,
        reviewed_on=st.lists(days, max_size=2).map(tuple),
        minute_reference=maybe_words,
        next_review_on=maybe_days,
        review_cycle_months=st.one_of(st.none(), st.integers(1, 120)),
        review_words=maybe_words,
    ),
    printed=st.dictionaries(
        st.sampled_from(["adopted_on", "review_words"]),
        st.lists(words, max_size=2).map(tuple),
    ),
    rows=rows(),
    linked_policies=st.lists(words, max_size=2).map(tuple),
    background_papers=st.lists(words, max_size=2).map(tuple),
    history=st.lists(words, max_size=2).map(tuple),
    concern_routes=st.lists(routes, max_size=2).map(tuple),
    unread=st.lists(
        st.builds(Unread, line=st.integers(1, 900), text=words), max_size=2
    ).map(tuple),
)


def sound():
    document = text_of(
        "clause 1 | Words.\nitem (a) | More. | councillors<officers",
        council="Ashcombe Town Council",
    )
    return document.with_findings(check(document)).to_json()


@given(whole_documents)
def test_every_document_keeps_to_the_schema_and_comes_back_whole(document):
    document = document.with_findings(check(document))

    data = to_json_bytes(document)

    VALIDATOR.validate(json.loads(data))
    assert from_json_bytes(data) == document


@given(whole_documents)
def test_the_digest_does_not_change_on_the_way_through_a_file(document):
    back = from_json_bytes(to_json_bytes(document))

    assert back.content_digest() == document.content_digest()


@given(whole_documents, whole_documents)
def test_the_digest_covers_title_rows_and_routes_and_nothing_else(one, other):
    mixed = replace(
        other, title=one.title, rows=one.rows, concern_routes=one.concern_routes
    )

    assert mixed.content_digest() == one.content_digest()


@given(documents(), documents())
def test_other_words_have_another_digest(one, other):
    same = one.content() == other.content()

    assert (one.content_digest() == other.content_digest()) is same


def test_the_digest_of_a_known_text_never_changes():
    document = text_of(
        "section 1 | Purpose\n  clause 1.1 | Tŷ ’Bach’ & more.", title="T"
    )

    assert document.content_digest() == (
        "dba6aed58d47633088181ef30a8ec13b7eeacb3fc92d49520a45e0b97c62e9c8"
    )


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(json_schema())
    assert VALIDATOR.is_valid(sound())


def _objects(schema):
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)


def test_no_object_may_have_another_key_and_none_may_lack_one():
    optional = {"holder", "owed_by"}
    for each in _objects(json_schema()):
        if "properties" in each:
            assert each["additionalProperties"] is False
            assert set(each["required"]) == set(each["properties"]) - optional


def altered(path, value):
    document = sound()
    *way, last = path
    place = document
    for step in way:
        place = place[step]
    place[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "protocol-portal/document/2"),
        (["extra"], 1),
        (["rows", 0, "extra"], 1),
        (["rows", 0, "kind"], "article"),
        (["rows", 0, "depth"], -1),
        (["rows", 0, "lineage"], "1"),
        (["rows", 0, "holder"], "officers"),
        (["rows", 1, "owed_by"], "nobody"),
        (["facts", "adopted_on"], "7 March 2023"),
        (["facts", "adopted_on"], "2023-02-30"),
        (["facts", "meeting_format"], "telephone"),
        (["facts", "review_cycle_months"], 0),
        (["printed"], {"adopted_on": "a line"}),
        (["concern_routes"], [{"raised_by": "officers", "about": "clerk"}]),
        (["findings", 0, "severity"], "error"),
        (["unread"], [{"line": 0, "text": "x"}]),
        (["title"], 3),
    ],
)
def test_what_is_against_the_contract_is_refused_by_the_schema(path, value):
    assert not VALIDATOR.is_valid(altered(path, value))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"schema": "protocol-portal/document/1"}',
        b"[" * 100_000,
        b"NaN",
        b"1" * 9_000,
        json.dumps(sound() | {"rows": [{}]}).encode(),
        json.dumps(sound() | {"title": 3}).encode(),
    ],
)
def test_a_file_that_is_no_document_is_refused_in_plain_words(data):
    with pytest.raises(DocumentError, match=r"^This is not a "):
        from_json_bytes(data)


def test_the_json_file_is_readable_and_ends_with_a_line_end():
    data = to_json_bytes(text_of("clause 1 | Tŷ."))

    assert data.startswith(b'{\n  "schema": "protocol-portal/document/1",\n')
    assert "Tŷ".encode() in data
    assert data.endswith(b"}\n")


def test_a_text_as_markdown():
    document = text_of(
        """
section 4.    | Duties
  section -   | Staff
    clause 4.1 | All **must**:
      item a) | pay;
        item • | promptly
      item •  | help.
    paragraph - | 3. is a number.
    note -    | Contractors too.
""",
        council="Ashcombe Town Council",
        title="Protocol",
        reference="Document 7",
        facts=Facts(
            status=Standing.ADOPTED,
            adopted_on=date(2023, 3, 7),
            adopted_by="Council",
            minute_reference="23/117",
            review_cycle_months=24,
        ),
        linked_policies=("Staff code",),
    )

    assert (
        to_markdown(document)
        == r"""Ashcombe Town Council

# Protocol

Document 7

Adopted by Council on 7 March 2023

Minute reference: 23/117

Review cycle: every 2 years

## 4. Duties

### Staff

4.1 All **must**:

- a) pay;
  - promptly
- help.

3\. is a number.

Contractors too.

## Linked policies

- Staff code
"""
    )


def test_facts_are_said_in_the_words_they_were_read_from():
    document = text_of(
        "clause 1 | Words.",
        facts=Facts(adopted_on=date(2012, 12, 4), reviewed_on=(date(2016, 8, 9),)),
        printed={
            "adopted_on": ("Approved 04.12.12 and reviewed 09.08.16",),
            "reviewed_on": ("Approved 04.12.12 and reviewed 09.08.16",),
        },
    )

    assert to_markdown(document) == (
        "Approved 04.12.12 and reviewed 09.08.16\n\n1 Words.\n"
    )
