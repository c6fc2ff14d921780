"""How the rows of a draft may be arranged: moved, put in or out, added, removed.

Pure: rows in, rows out. Whatever is asked, the first row stands outermost, no row is
more than one level below the row before it, and every row stands below one that it
may stand below. What cannot be done so is refused in a sentence for the clerk.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from protocols.document import MAX_DEPTH, Kind, Row
from protocols.labels import parents_of

Rows = tuple[Row, ...]

_BODY = {Kind.SECTION, Kind.CLAUSE, Kind.ITEM, Kind.PARAGRAPH}
# What each kind may stand below; none is the text itself. Nothing stands below a note.
_BELOW: dict[Kind, set[Kind | None]] = {
    Kind.SECTION: {None, Kind.SECTION},
    Kind.CLAUSE: {None, Kind.SECTION},
    Kind.ITEM: {*_BODY},
    Kind.PARAGRAPH: {None, *_BODY},
    Kind.NOTE: {None, *_BODY},
}
# Where nobody is promised anything: a heading names, a note explains.
WITHOUT_EXPECTATION = {Kind.SECTION, Kind.NOTE}


class Unfit(ValueError):
    """The text cannot be arranged so; the message is a sentence for the clerk."""


def settled(rows: Sequence[Row]) -> Rows:
    """Give the rows with each exactly one level below the row it stands under."""
    depths: list[int] = []
    for parent in parents_of(rows):
        depths.append(0 if parent is None else depths[parent] + 1)
    return tuple(
        row if row.depth == depth else replace(row, depth=depth)
        for row, depth in zip(rows, depths, strict=True)
    )


def place_of(rows: Sequence[Row], lineage: UUID) -> int | None:
    """Give where a row stands in the text, if it is there."""
    return next(
        (place for place, row in enumerate(rows) if row.lineage == lineage), None
    )


def end_of(rows: Sequence[Row], place: int) -> int:
    """Give the place after a row and everything below it."""
    end = place + 1
    while end < len(rows) and rows[end].depth > rows[place].depth:
        end += 1
    return end


def moved_up(rows: Rows, place: int) -> Rows:
    """Move a row, with what is below it, one step towards the beginning.

    The first below a heading steps above the heading, to the end of what is there.

    Raises:
        Unfit: it is the first already.
    """
    row, end = rows[place], end_of(rows, place)
    before = _sibling_before(rows, place)
    if before is not None:
        return _checked(
            rows, rows[:before] + rows[place:end] + rows[before:place] + rows[end:]
        )
    parent = parents_of(rows)[place]
    if not parent or row.kind is Kind.ITEM or rows[parent].kind is not Kind.SECTION:
        message = "It is the first here, so it cannot move further up."
        raise Unfit(message)
    above = _sibling_before(rows, parent)
    depth = rows[parent].depth
    if above is not None and rows[above].kind is Kind.SECTION:
        home = above if row.kind is Kind.SECTION else _last_heading(rows, above)
        depth = rows[home].depth + 1
    block = _to_depth(rows[place:end], depth)
    return _checked(rows, rows[:parent] + block + rows[parent:place] + rows[end:])


def moved_down(rows: Rows, place: int) -> Rows:
    """Move a row, with what is below it, one step towards the end.

    What comes to a heading goes below it, first of all that is there.

    Raises:
        Unfit: it is the last already.
    """
    row, end = rows[place], end_of(rows, place)
    block, after = rows[place:end], rows[end:]
    is_last = not after or after[0].depth < row.depth
    stays = row.kind is Kind.ITEM or not _is_below_heading(rows, place)
    if not after or (is_last and stays):
        message = "It is the last here, so it cannot move further down."
        raise Unfit(message)
    following = after[0]
    steps_in = following.kind is Kind.SECTION and (
        is_last or row.kind not in {Kind.SECTION, Kind.ITEM}
    )
    if steps_in:
        step, depth = 1, following.depth + 1
    elif is_last and row.kind is Kind.SECTION:
        message = "It is the last here, so it cannot move further down."
        raise Unfit(message)
    else:
        step, depth = end_of(after, 0), following.depth
    moved = after[:step] + _to_depth(block, depth) + after[step:]
    return _checked(rows, rows[:place] + moved)


def indented(rows: Rows, place: int) -> Rows:
    """Put a row one level in, below the one before it; a clause becomes an entry.

    Raises:
        Unfit: there is nothing before it that it could stand below.
    """
    row, end = rows[place], end_of(rows, place)
    before = _sibling_before(rows, place)
    if before is None:
        message = "There is nothing just above it, on its level, for it to go below."
        raise Unfit(message)
    kind = row.kind
    if kind is Kind.CLAUSE and rows[before].kind is not Kind.SECTION:
        kind = Kind.ITEM
    block = _to_depth((replace(row, kind=kind), *rows[place + 1 : end]), row.depth + 1)
    return _checked(rows, rows[:place] + block + rows[end:])


def outdented(rows: Rows, place: int) -> Rows:
    """Put a row one level out; what followed it there comes to stand below it.

    An entry takes the kind of what it stood below: an entry of a clause becomes a
    clause. The order in which the text is read stays as it is.

    Raises:
        Unfit: it stands directly below its heading, or outermost.
    """
    row, end = rows[place], end_of(rows, place)
    parent = parents_of(rows)[place]
    outermost = parent is None or (
        rows[parent].kind is Kind.SECTION and row.kind is not Kind.SECTION
    )
    if parent is None or outermost:
        message = "It cannot go further out: it stands directly below its heading."
        raise Unfit(message)
    kind = rows[parent].kind if row.kind is Kind.ITEM else row.kind
    block = _to_depth((replace(row, kind=kind), *rows[place + 1 : end]), row.depth - 1)
    return _checked(rows, rows[:place] + block + rows[end:])


def made(rows: Rows, place: int, kind: Kind) -> Rows:
    """Make a row another kind, and let what is below it follow.

    What is made a heading takes what follows below it; what was a heading leaves what
    was below it to the heading before.

    Raises:
        Unfit: what it would be cannot stand there.
    """
    row = rows[place]
    if row.kind is kind:
        return rows
    if kind is Kind.SECTION:
        return _checked(rows, _as_heading(rows, place))
    if row.kind is Kind.SECTION:
        return _checked(rows, _as_body(rows, place, kind))
    changed = _without_expectation(replace(row, kind=kind))
    return _checked(rows, (*rows[:place], changed, *rows[place + 1 :]))


def added(rows: Rows, after: int | None, kind: Kind, lineage: UUID) -> Rows:
    """Put a row without words after another, or at the end, where its kind may stand.

    Raises:
        Unfit: nothing of this kind can stand there.
    """
    if not rows:
        return _checked(rows, (Row(lineage=lineage, depth=0, kind=kind, text=""),))
    place, depth = _room_for(rows, len(rows) - 1 if after is None else after, kind)
    row = Row(lineage=lineage, depth=depth, kind=kind, text="")
    return _checked(rows, (*rows[:place], row, *rows[place:]))


def removed(rows: Rows, place: int) -> Rows:
    """Take a row away, with everything below it."""
    return settled(rows[:place] + rows[end_of(rows, place) :])


def placed(rows: Rows, place: int, after: int | None) -> Rows:
    """Put a row, with what is below it, right after another or at the beginning.

    Its level stays, or becomes the nearest on which it may stand there.

    Raises:
        Unfit: it can stand on no level there.
    """
    end = end_of(rows, place)
    if after is not None and place <= after < end:
        return rows
    block, rest = rows[place:end], rows[:place] + rows[end:]
    at = 0
    if after is not None:
        at = 1 + (after if after < place else after - len(block))
    least = rest[at].depth if at < len(rest) else 0
    most = rest[at - 1].depth + 1 if at else 0
    levels = range(0 if block[0].kind is Kind.SECTION else least, most + 1)
    for depth in sorted(levels, key=lambda level: abs(level - block[0].depth)):
        try:
            return _checked(rows, rest[:at] + _to_depth(block, depth) + rest[at:])
        except Unfit:
            continue
    message = "It cannot stand there."
    raise Unfit(message)


def _room_for(rows: Rows, place: int, kind: Kind) -> tuple[int, int]:
    """Find where a new row goes that is to stand after another, and how deep."""
    row = rows[place]
    parents = parents_of(rows)
    if row.kind is Kind.SECTION and kind is Kind.SECTION:
        return end_of(rows, place), row.depth
    if row.kind is Kind.SECTION or (
        kind is Kind.ITEM and row.kind in {Kind.CLAUSE, Kind.PARAGRAPH}
    ):
        return place + 1, row.depth + 1

    def above(at: int) -> Kind | None:
        parent = parents[at]
        return None if parent is None else rows[parent].kind

    while (parent := parents[place]) is not None and above(place) not in _BELOW[kind]:
        place = parent
    if kind is Kind.SECTION and parent is not None:
        # A heading ends the section that it is put into.
        return end_of(rows, place), rows[parent].depth
    return end_of(rows, place), rows[place].depth


def _as_heading(rows: Rows, place: int) -> Rows:
    end = end_of(rows, place)
    parent = parents_of(rows)[place]
    heading = _without_expectation(replace(rows[place], kind=Kind.SECTION))
    if parent is not None:
        block = _to_depth((heading, *rows[place + 1 : end]), rows[parent].depth)
        return rows[:place] + block + rows[end:]
    following = end
    while following < len(rows) and not _opens_section(rows[following]):
        following += 1
    body = tuple(replace(row, depth=row.depth + 1) for row in rows[end:following])
    return (*rows[:place], heading, *rows[place + 1 : end], *body, *rows[following:])


def _as_body(rows: Rows, place: int, kind: Kind) -> Rows:
    end = end_of(rows, place)
    before = _sibling_before(rows, place)
    below = rows[place + 1 : end]
    depth = rows[place].depth
    if before is not None and rows[before].kind is Kind.SECTION:
        has_headings = any(row.kind is Kind.SECTION for row in below)
        home = before if has_headings else _last_heading(rows, before)
        depth = rows[home].depth + 1
    by = depth - rows[place].depth - 1
    body = tuple(replace(row, depth=row.depth + by) for row in below)
    row = replace(rows[place], kind=kind, depth=depth)
    return (*rows[:place], row, *body, *rows[end:])


def _opens_section(row: Row) -> bool:
    return row.kind is Kind.SECTION and row.depth == 0


def _sibling_before(rows: Rows, place: int) -> int | None:
    """Find the row before this one, on its level below the same row."""
    depth = rows[place].depth
    for before in range(place - 1, -1, -1):
        if rows[before].depth <= depth:
            return before if rows[before].depth == depth else None
    return None


def _last_heading(rows: Rows, place: int) -> int:
    """Find the heading that is open at the end of a section."""
    end = end_of(rows, place)
    below = [at for at in range(place, end) if rows[at].kind is Kind.SECTION]
    open_ones = [at for at in below if end_of(rows, at) == end]
    return open_ones[-1] if open_ones else place


def _is_below_heading(rows: Rows, place: int) -> bool:
    parent = parents_of(rows)[place]
    return parent is None or rows[parent].kind is Kind.SECTION


def _to_depth(block: Rows, depth: int) -> Rows:
    by = depth - block[0].depth
    return tuple(replace(row, depth=row.depth + by) for row in block)


def _without_expectation(row: Row) -> Row:
    if row.kind in WITHOUT_EXPECTATION:
        return replace(row, holder=None, owed_by=None)
    return row


def _checked(before: Rows, after: Rows) -> Rows:
    """Give the rows settled; refuse what stands where its kind may not, unless it did.

    A text that was brought in may hold what could not be made here.
    """
    after = settled(tuple(_without_expectation(row) for row in after))
    if any(row.depth >= MAX_DEPTH for row in after):
        message = f"A text has at most {MAX_DEPTH} levels, and this would need more."
        raise Unfit(message)
    if _misplaced(after) - _misplaced(before):
        message = "Something would stand there that cannot: change what it is first."
        raise Unfit(message)
    return after


def _misplaced(rows: Rows) -> set[UUID]:
    return {
        row.lineage
        for row, parent in zip(rows, parents_of(rows), strict=True)
        if (None if parent is None else rows[parent].kind) not in _BELOW[row.kind]
    }
