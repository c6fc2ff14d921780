"""Short texts for tests, spelled out as an indented list."""

from uuid import NAMESPACE_URL, UUID, uuid5

from protocols.document import Document, Kind, Row, Side

KINDS = {
    "section": Kind.SECTION,
    "clause": Kind.CLAUSE,
    "item": Kind.ITEM,
    "paragraph": Kind.PARAGRAPH,
    "note": Kind.NOTE,
}
SIDES = {
    "councillors<officers": (Side.COUNCILLORS, Side.OFFICERS),
    "officers<councillors": (Side.OFFICERS, Side.COUNCILLORS),
    "officers<officers": (Side.OFFICERS, Side.OFFICERS),
}


def lineage(name: str) -> UUID:
    """Give the lineage that a test calls by a name."""
    return uuid5(NAMESPACE_URL, name)


def rows_of(text: str) -> tuple[Row, ...]:
    """Read rows such as ``clause 4.1 | Words. | councillors<officers | name``.

    Two spaces of indent are one level; ``-`` is no label. The last two parts may be
    left out; a row's name is its words then.
    """
    rows = []
    for line in text.strip("\n").splitlines():
        if not line.strip():
            continue
        head, *parts = (part.strip() for part in line.split("|"))
        kind, label = head.split(maxsplit=1)
        words, sides, name = [*parts, *[""] * (3 - len(parts))]
        holder, owed_by = SIDES.get(sides, (None, None))
        indent = len(line) - len(line.lstrip())
        rows.append(
            Row(
                lineage=lineage(name or words),
                depth=indent // 2,
                kind=KINDS[kind],
                label=None if label == "-" else label,
                text=words,
                holder=holder,
                owed_by=owed_by,
            )
        )
    first = min(row.depth for row in rows)
    return tuple(
        Row(
            lineage=row.lineage,
            depth=row.depth - first,
            kind=row.kind,
            label=row.label,
            text=row.text,
            holder=row.holder,
            owed_by=row.owed_by,
        )
        for row in rows
    )


def text_of(text: str, **rest: object) -> Document:
    """Give a document of such rows."""
    return Document(rows=rows_of(text), **rest)  # type: ignore[arg-type]
