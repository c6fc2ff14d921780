"""Takes out of the blocks what is a fact: version and review tables, linked papers."""

import re
from dataclasses import dataclass, field

from protocols.document import Unread
from protocols.importers.dates import find_dates
from protocols.importers.markup import plain
from protocols.importers.statements import OTHER, Statement, is_statement, label_of
from protocols.importers.structure.blocks import Block

_VERSION_CELL = re.compile(
    r"^(?:date|version(?: no\.?| number)?|author|issue|revision|changed? by|amended by"
    r"|origin of change.*|(?:summary|description|details?) of (?:change|amendment)s?"
    r"|(?:reason for )?(?:change|amendment)s?|comments?|notes?|status"
    r"|minute(?: ref\w*\.?| no\.?)?|(?:adopted|approved|reviewed) by"
    r"|(?:next )?review(?: date)?"
    r"|date (?:approved|adopted|amended|reviewed))$",
    re.IGNORECASE,
)
_VERSION_LINE = re.compile(
    r"^(?:version(?: no\.?| number)?\s*[:.]?\s*v?\d[\d.]*|v\d+(?:\.\d+)*)\b.{0,60}$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^(?P<label>[^:]{3,45}?)\s*(?::|\s[-–—]\s)\s*(?P<value>\S.*)?$")
_LINKED = re.compile(
    r"^(?:linked|related|associated|supporting|relevant|other relevant)\s+(?:\w+ )?"
    r"(?:policies|documents?|policy documents|procedures|policies and procedures"
    r"|policies (?:and|&) documents|legislation and policies)\s*:?$"
    r"|^see also:?$",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"^(?:background (?:papers?|documents?|reading)|sources|references|bibliography)"
    r"\s*:?$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^(?:document|policy|doc)?\s*(?:ref(?:erence)?|no|number)\.?\s*(?:no\.?|number)?$",
    re.IGNORECASE,
)

_PAIR = 2  # A label and its value.
_LINE = 200  # characters of a line that gives a fact
_VALUE = 8  # words of a fact
_PAPER = 25  # words in the name of a paper


@dataclass(slots=True)
class BackMatter:
    """What was taken, and the blocks that are left."""

    blocks: list[Block] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    linked_policies: list[str] = field(default_factory=list)
    background_papers: list[str] = field(default_factory=list)
    printed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reference: str | None = None
    unread: list[Unread] = field(default_factory=list)


def take_back_matter(blocks: list[Block]) -> BackMatter:
    """Take tables, statements of adoption and lists of papers, wherever they stand."""
    taken = BackMatter()
    place = 0
    while place < len(blocks):
        place += _take_at(blocks, place, taken)
    return taken


def _take_at(blocks: list[Block], place: int, taken: BackMatter) -> int:
    """Take what begins here, and say how many blocks it was."""
    for take in (_take_version_table, _take_cells, _take_papers, _take_labelled):
        count = take(blocks, place, taken)
        if count:
            return count
    block = blocks[place]
    # Below a heading of its own it is the text of a section.
    headed = block.level is not None or (place > 0 and blocks[place - 1].level)
    if block.mark is None and not headed and is_statement(block.words):
        taken.statements.append(Statement(printed=block.words))
        return 1
    if block.mark is None and _VERSION_LINE.match(block.words):
        taken.history.append(block.words)
        return 1
    taken.blocks.append(block)
    return 1


def _printed(block: Block) -> str:
    """Give a line as printed; more than a label and its value are set apart."""
    cells = _filled(block)
    return (" " if len(cells) <= _PAIR else " | ").join(cells) or block.words


def _filled(block: Block) -> list[str]:
    return [words for cell in block.cells if (words := plain(cell).strip())]


def _is_version_header(block: Block) -> bool:
    cells = _filled(block)
    known = [cell for cell in cells if _VERSION_CELL.match(cell)]
    return len(cells) > _PAIR and len(known) >= _PAIR


def _take_version_table(blocks: list[Block], place: int, taken: BackMatter) -> int:
    """Keep a version table's lines as history; a table without entries is left out."""
    header = blocks[place]
    if not _is_version_header(header):
        return 0
    end = place + 1
    while end < len(blocks) and blocks[end].cells and not _states(blocks[end]):
        end += 1
    lines = [_printed(block) for block in blocks[place:end]]
    if len(lines) > 1:
        taken.history.extend(lines)
    else:
        taken.unread.append(Unread(line=header.number, text=lines[0]))
    return end - place


def _states(block: Block) -> bool:
    cells = _filled(block)
    return len(cells) == _PAIR and label_of(cells[0]) is not None


def _take_cells(blocks: list[Block], place: int, taken: BackMatter) -> int:
    """Take a row of a table of facts: labels, each with its value in the next cell."""
    cells, printed = _filled(blocks[place]), _printed(blocks[place])
    if len(cells) == 1:
        pairs = [(cells[0], "")]
    elif len(cells) % _PAIR == 0:
        pairs = list(zip(cells[::2], cells[1::2], strict=True))
    else:
        return 0
    statements = [
        Statement(printed=printed, label=label, value=value)
        for said, value in pairs
        if (label := label_of(said)) is not None
    ]
    if not statements:
        return 0
    references = [value for said, value in pairs if _REFERENCE.match(said)]
    taken.reference = taken.reference or next(iter(references), None)
    taken.statements.extend(statements)
    stated = any(statement.label == OTHER for statement in statements)
    if len(statements) < len(pairs) and not stated:
        taken.history.append(printed)
    return 1


def _take_labelled(blocks: list[Block], place: int, taken: BackMatter) -> int:
    """Take "label: value", or a label with its value on the next line."""
    block = blocks[place]
    if block.mark is not None or block.cells or len(block.words) > _LINE:
        return 0
    labelled = _LABELLED.match(block.words)
    if labelled is not None and labelled["value"]:
        label = label_of(labelled["label"])
        if label is not None:
            taken.statements.append(
                Statement(printed=block.words, label=label, value=labelled["value"])
            )
            return 1
        return 0
    label = label_of(block.words)
    following = blocks[place + 1] if place + 1 < len(blocks) else None
    if label is None or block.level is not None or following is None:
        return 0
    if not _is_value(following, label):
        return 0
    printed = f"{block.words} {following.words}"
    taken.statements.append(
        Statement(printed=printed, label=label, value=following.words)
    )
    return 2


def _is_value(block: Block, label: str) -> bool:
    short = len(block.words.split()) <= _VALUE and not block.words.endswith((".", ":"))
    if block.mark is not None or block.cells or not short or label_of(block.words):
        return False
    dated = bool(find_dates(block.words))
    return dated or label in {
        "review_words",
        "adopted_by",
        "minute_reference",
        "status",
    }


def _take_papers(blocks: list[Block], place: int, taken: BackMatter) -> int:
    """Take a closing list of linked policies or background papers."""
    heading = blocks[place]
    if heading.mark is not None or heading.cells:
        return 0
    if _LINKED.match(heading.words):
        fact, papers = "linked_policies", taken.linked_policies
    elif _BACKGROUND.match(heading.words):
        fact, papers = "background_papers", taken.background_papers
    else:
        return 0
    end = place + 1
    while end < len(blocks) and _is_paper(
        blocks[end], bulleted=blocks[place + 1].mark is not None
    ):
        papers.append(f"{_counted(blocks[end])}{blocks[end].words}")
        end += 1
    if end == place + 1:
        return 0
    taken.printed[fact] = (*taken.printed.get(fact, ()), heading.words)
    return end - place


def _counted(block: Block) -> str:
    """Keep a number before a paper's name; a bullet says nothing."""
    return "" if block.mark is None or block.mark.is_bullet else f"{block.mark.label} "


def _is_paper(block: Block, *, bulleted: bool) -> bool:
    if block.cells or block.level is not None or (block.mark is None) == bulleted:
        return False
    words = block.words
    if block.mark is not None and block.mark.is_decimal:
        return False
    stated = is_statement(words) or label_of(words) is not None
    labelled = _LABELLED.match(words)
    stated = stated or (
        labelled is not None and label_of(labelled["label"]) is not None
    )
    return not stated and len(words.split()) <= _PAPER
