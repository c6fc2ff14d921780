"""Tells headings from clauses, list entries and paragraphs."""

import re

from protocols.importers.marks import Mark
from protocols.importers.structure.blocks import Block, ends

_MODALS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|may|might|must|shall|should|will|would"
    r"|does|do|did|need|needs|ought|cannot|agrees?|expects?|expected|means|applies|includes?"
    r"|recognises?|acts?|makes?|provides?|supports?|gives?|remains?|requires?|ensures?)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:what|how|who|whom|when|where|why|which|if|working|dealing)\b", re.IGNORECASE
)
_LEADS = re.compile(
    r"\b(?:can|may|should|will|must|shall|are|is)\b.*:\s*[-–—]?$|\bfollow(?:s|ing)\b.*:?$"
    r"|\bto\s*:?$",
    re.IGNORECASE,
)
_CAPITALS = 3  # letters that show capitals to be meant
_BRIEF, _SHORT, _MIDDLE, _LONG = 6, 8, 12, 20  # words
_ENTRY = 45  # words of an entry
_WIDE = 400  # characters; whatever is as long is no heading
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "between",
        "by",
        "for",
        "from",
        "if",
        "in",
        "into",
        "of",
        "on",
        "or",
        "our",
        "out",
        "over",
        "per",
        "than",
        "that",
        "the",
        "their",
        "to",
        "under",
        "upon",
        "vs",
        "with",
        "within",
        "when",
        "things",
        "go",
        "wrong",
        "not",
        "&",
        "/",
        "-",
    ]
)
_LAST_BUT_ONE = re.compile(r"[;,] (?:and|or)$")
_TRAILING_COLON = re.compile(r":\s*[-–—]?$")
_SENTENCE_END = re.compile(r"[.;,:!]$|:\s?[-–—]$|[;,]\s*(?:and|or)$")


def find_headings(blocks: list[Block]) -> list[bool]:
    """Say of each block whether it is a heading."""
    _mark_lost_lists(blocks)
    finder = _Finder(blocks)
    return [finder.is_heading(place) for place in range(len(blocks))]


def is_capitals(words: str) -> bool:
    """Say whether words are printed in capitals."""
    letters = [letter for letter in words if letter.isalpha()]
    return len(letters) >= _CAPITALS and words.upper() == words


def is_title_case(words: str) -> bool:
    """Say whether all weighty words have a capital."""
    weighty = [
        word
        for word in re.findall(r"[^\W\d_][\w'’-]*", words)
        if word.casefold() not in _SMALL
    ]
    return bool(weighty) and all(word[0].isupper() for word in weighty)


class _Finder:
    """Goes through the blocks in order, keeping count of sections and open lists."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.section = 0
        self.listed: Mark | None = None  # the last number of an open list
        self.leads = False  # a lead-in stands open
        self.last: Mark | None = None  # of the heading above that has one

    def is_heading(self, place: int) -> bool:
        block = self.blocks[place]
        found = bool(block.words.strip()) and self._judge(place)
        self._count(block, heading=found)
        return found

    def _count(self, block: Block, *, heading: bool) -> None:
        mark = block.mark
        if heading:
            self.listed = None
            self.leads = False
            self.last = mark or self.last
            if mark is not None and mark.is_number:
                self.section = mark.value[0]
            return
        if mark is not None and mark.is_number:
            if self.leads or block.bulleted or self.listed is not None:
                self.listed = mark
        elif mark.is_decimal if mark is not None else not block.entry:
            self.listed = None
        opens = block.words.rstrip().endswith((":", ":-", ": -", ":–"))
        self.leads = opens or (self.leads and (mark is not None or block.entry))

    def _judge(self, place: int) -> bool:
        block = self.blocks[place]
        if block.cells or block.entry or len(block.text) > _WIDE:
            return False
        mark = block.mark
        if mark is not None and mark.is_bullet:
            return False
        if mark is not None and mark.is_decimal:
            return self._judge_decimal(place)
        if mark is not None and (mark.is_number or mark.is_named):
            return self._judge_number(place, mark)
        if mark is not None:
            return self._judge_letter(place, mark)
        return self._judge_plain(place)

    def _next(self, place: int) -> Block | None:
        return self.blocks[place + 1] if place + 1 < len(self.blocks) else None

    def _judge_number(self, place: int, mark: Mark) -> bool:
        block, following = self.blocks[place], self._next(place)
        words = block.words
        sentence = (
            _SENTENCE_END.search(words) is not None and len(words.split()) > _BRIEF
        )
        if mark.is_named or block.level is not None:
            return not sentence or len(words.split()) <= _LONG
        if following is not None and _is_part_of(following.mark, mark):
            return not sentence or is_title_case(words)
        if self._is_next_in_list(mark) or (self.leads and mark.value == (1,)):
            return False
        bulleted = block.bulleted and not block.bold
        if following is None or bulleted or _is_beside(following.mark, mark):
            return False
        return _is_title(words, _LONG) and (
            block.bold
            or is_title_case(words)
            or is_capitals(words)
            or _MODALS.search(words) is None
            or _ASKS.match(words) is not None
        )

    def _is_next_in_list(self, mark: Mark) -> bool:
        return (
            self.listed is not None
            and self.listed.family == mark.family
            and mark.value[0] == self.listed.value[0] + 1
        )

    def _judge_decimal(self, place: int) -> bool:
        block, following = self.blocks[place], self._next(place)
        words, mark = block.words, block.mark
        if mark is None or following is None or not _is_title(words, _MIDDLE):
            return False
        if _is_part_of(following.mark, mark):
            return True
        if following.mark is not None and following.mark.is_decimal:
            return mark.value[-1] == 0 or (
                block.level is not None and is_title_case(words)
            )
        if (
            block.level is not None
            or block.bold
            or is_capitals(words)
            or is_title_case(words)
        ):
            return not _LEADS.search(words)
        plain_body = following.mark is None and not following.entry
        short = len(words.split()) <= _SHORT and _MODALS.search(words) is None
        return plain_body and short and following.words[:1].isupper()

    def _judge_letter(self, place: int, mark: Mark) -> bool:
        block, following = self.blocks[place], self._next(place)
        words = block.words
        if following is None or not _is_title(words, _MIDDLE):
            return False
        if _follows(mark, self.last):
            return True
        if self.leads:
            return False
        if block.level is not None:
            return True
        upper = mark.label.strip("().").isupper()
        if _same_family(following.mark, mark) or not (upper or block.bold):
            return False
        asks = _ASKS.match(words) is not None
        return block.bold or asks or is_capitals(words) or not _MODALS.search(words)

    def _judge_plain(self, place: int) -> bool:
        block, following = self.blocks[place], self._next(place)
        words = block.words
        leads = _LEADS.search(words) is not None and not _ASKS.match(words)
        if block.level is not None:
            return len(words.split()) <= 2 * _LONG and not (leads and ends(words))
        if following is None or leads:
            return False
        if _TRAILING_COLON.search(words):
            return self._judge_colon(words, place)
        if not _is_title(words, _LONG if block.bold else _MIDDLE):
            return False
        return block.bold or is_capitals(words) or self._judge_by_case(place)

    def _judge_colon(self, words: str, place: int) -> bool:
        bare = _TRAILING_COLON.sub("", words)
        short = len(bare.split()) <= _SHORT and _MODALS.search(bare) is None
        block = self.blocks[place]
        return short and (block.bold or is_title_case(bare) or is_capitals(bare))

    def _judge_by_case(self, place: int) -> bool:
        block, following = self.blocks[place], self._next(place)
        above = self.blocks[place - 1] if place else None
        words = block.words
        if above is not None and not block.gap and not above.ends():
            return False
        asks = _ASKS.match(words) is not None
        if following is None or (_MODALS.search(words) and not asks):
            return False
        if _is_bullet(above) and _is_bullet(following):
            return asks
        if self.leads and not (asks or is_title_case(words)):
            return False
        if is_title_case(words):
            return block.gap or following.gap or following.mark is not None
        spaced = block.gap and (following.gap or following.mark is not None)
        return spaced and (asks or len(words.split()) <= _SHORT)


def _is_bullet(block: Block | None) -> bool:
    return block is not None and block.mark is not None and block.mark.is_bullet


def _is_title(words: str, longest: int) -> bool:
    first = words.lstrip("“‘\"'(")[:1]
    return (
        len(words.split()) <= longest
        and (first.isupper() or first.isdigit())
        and not _SENTENCE_END.search(words)
    )


def _is_part_of(mark: Mark | None, parent: Mark) -> bool:
    if mark is None or not mark.is_decimal or parent.is_named:
        return False
    base = parent.value
    while len(base) > 1 and base[-1] == 0:
        base = base[:-1]
    return (
        len(mark.value) > len(base)
        and mark.value[: len(base)] == base
        and (mark.value != parent.value)
    )


def _follows(mark: Mark, last: Mark | None) -> bool:
    """Say whether a letter or numeral is the one after that of the heading above."""
    if last is None or mark.label.strip("().").islower():
        return False
    numeral = (
        None not in (mark.roman, last.roman) and mark.roman == (last.roman or 0) + 1
    )
    letter = mark.family == last.family and mark.value[0] == last.value[0] + 1
    return numeral or letter


def _is_beside(mark: Mark | None, other: Mark) -> bool:
    """Say whether a number goes on from another; one that begins anew stands below."""
    return _same_family(mark, other) and mark is not None and mark.value[0] != 1


def _same_family(mark: Mark | None, other: Mark) -> bool:
    return mark is not None and mark.family == other.family


def _mark_lost_lists(blocks: list[Block]) -> None:
    """Find lists whose bullets were lost: short entries after a lead-in's colon."""
    place = 0
    while place < len(blocks):
        if _TRAILING_COLON.search(blocks[place].words) and not blocks[place].cells:
            place = _mark_lost_list(blocks, place + 1)
        else:
            place += 1


def _mark_lost_list(blocks: list[Block], start: int) -> int:
    run: list[Block] = []
    for place in range(start, len(blocks)):
        block = blocks[place]
        if (
            block.mark
            or block.level
            or block.bold
            or block.cells
            or not _may_be_entry(block, run)
        ):
            break
        run.append(block)
        if run[0].words.endswith((";", ",")) and block.words.endswith("."):
            break
    if len(run) > 1:
        for block in run:
            block.entry = True
    return start + len(run) if len(run) > 1 else start


def _may_be_entry(block: Block, run: list[Block]) -> bool:
    words = block.words[:_WIDE]
    long = len(words.split()) > _ENTRY
    if long or _TRAILING_COLON.search(words) or is_capitals(words):
        return False
    small = words[:1].islower()
    if run and run[0].words[:1].islower():
        return small
    stopped = words.endswith((";", ",")) or _LAST_BUT_ONE.search(words) is not None
    after = bool(run) and run[-1].words.endswith((";", ",", " and", " or"))
    return small or stopped or after or _is_like(block, run)


def _is_like(block: Block, run: list[Block]) -> bool:
    """Say whether a line without a semicolon is an entry like those before it."""
    words = block.words
    brief = words.endswith(".") and len(words.split()) <= _MIDDLE and not block.gap
    if ends(words) and not brief:
        return False
    if not run:
        return True
    above = run[-1]
    titled = len(words.split()) > 1 and is_title_case(words)
    if titled and not is_title_case(above.words):
        return False  # The next heading, no longer an entry.
    apart = len(run) > 1 and block.gap != above.gap
    return ends(above.words) == ends(words) and not apart
