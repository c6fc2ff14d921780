"""Reads where a concern goes: who raises it, about whom, and to which offices."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from protocols.document import Concerned, Kind, Route, Row, Stage, StageKind
from protocols.importers.markup import plain
from protocols.importers.offices import find_procedures, find_stages, mediator
from protocols.importers.parties import find_parties

Pair = tuple[Concerned, Concerned]

_MATTER = r"(?:concern|complaint|grievance|issue|problem)s?"
_TROUBLE = re.compile(
    r"\b(?:dissatisfied|unhappy|aggrieved|concerned (?:about|by|with|at)"
    rf"|ha(?:s|ve) (?:a |an |any |any other )?(?:serious )?{_MATTER}"
    r"|wish(?:es)? to (?:complain|raise|make a complaint)"
    r"|complain(?:s|ing)? (?:about|of))\b",
    re.IGNORECASE,
)
# Without one of these a sentence tells of no concern.
_CONCERNS = re.compile(
    r"\b(?:dissatisf|unhappy|aggriev|concern|complain|grievance|issue|problem|disput"
    r"|difficult|disagree|conflict|allegation|recourse|break down|resolve)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"^\W*(?:(?:any|all|formal|informal) )*(?:allegations?|{_MATTER})\s+"
    r"(?:(?:raised |made )?(?:by|from) (?P<by>[^,]{3,60}?) )?"
    r"(?:about|against|regarding|concerning|relating to|of) (?P<about>[^,]{3,80}?)"
    r"(?=,|\s+(?:should|must|will|shall|may|can|go(?:es)?|is|are)\b)",
    re.IGNORECASE,
)
_OWN = re.compile(
    rf"\b(?P<by>(?:the )?[\w ]{{4,30}}?)['’]s?\s+(?:own )?{_MATTER}\b"
    r"(?: about (?P<about>[^,]{3,60}?)(?=,|\s+(?:should|must|will|go)))?",
    re.IGNORECASE,
)
_RAISES = re.compile(
    r"^(?P<by>[^,]{3,40}?) (?:should|must|may|can|will) (?:raise|take|report|bring) "
    rf"(?:(?:any|their|a|all) )*{_MATTER}"
    r"(?: about (?P<about>[^,]{3,60}?)(?= with| to))?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:problem|dispute|issue|difficult|disagreement|conflict|concern)\w*\s+"
    r"(?:that )?(?:emerge|arise|occur|exist|develop)s?\s+"
    r"between\s+(?P<one>.+?)\s+and\s+(?P<other>[^,.]+)",
    re.IGNORECASE,
)
_SAME_BUT = re.compile(
    r"^(?:where|if|should|when) (?:the )?(?:\w+ )?"
    r"(?:officer|councillor|member|employee|person|complaint|concern|matter)s?"
    r"(?: (?:concerned|in question|complained of|involved))? "
    r"(?:is|concerns|relates to|is about|be|involves) (?P<about>[^,]+)",
    re.IGNORECASE,
)
_UNRESOLVED = re.compile(
    r"\b(?:cannot|can not|can['’]t|could not|not) (?:be )?"
    r"(?:resolved|possible|appropriate|settled)\b"
    r"|\bif (?:this|that|the matter|it|informal)\b|\bremains? unresolved\b"
    r"|\bwhere (?:it|this) is not\b",
    re.IGNORECASE,
)
_PROCEDURE_FOR = re.compile(
    r"\b(?:procedures?|process|steps|complaints|concerns) (?:for|by|from|of) "
    r"(?P<by>.+)$",
    re.IGNORECASE,
)
_RECOURSE = re.compile(
    r"\b(?:may break down|have recourse|resolve matters)\b", re.IGNORECASE
)
_ACTION = re.compile(
    r"\b(?:raised?|taken?|took|discuss(?:ed)?|br(?:ought|ing)|report(?:ed)?"
    r"|refer(?:red)?|sen[dt]|made?|make|direct(?:ed)?|address(?:ed)?|process(?:ed)?"
    r"|go(?:es)?|submit(?:ted)?|pursued?|put|pass(?:ed)?|dealt|speak|escalated?)"
    r"(?:\s+(?!by\b|who\b|should\b)[\w'’-]+){0,6}?"
    r"\s+(?:with|to|via|through|by|as an?)\b(?: the attention of)?"
    r"|\b(?:recourse to|contact|approach|invoke|involve|inform|notify|consult)\b"
    r"|\bconciliation by\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"\s(?:who|which|whose|if|so that|unless|in order|for (?:him|her|them|advice))\b"
    r"|;|,\s*(?:the )?[\w’']+ (?:will|should|may|can|must|has|have)\b",
    re.IGNORECASE,
)
_GUIDANCE = re.compile(
    r"\b(?:guidance|procedure|process|arrangements?|steps) "
    r"(?:at|in|under|set out (?:at|in)) (?:paragraph |clause |section )?"
    r"(?P<label>\d+(?:\.\d+)*)",
    re.IGNORECASE,
)
_DELEGATES = re.compile(
    r"\bdelegated? (?:\w+ )?to (?P<group>[^.;]+?)(?: to | for |[.;]|$)", re.IGNORECASE
)
_OFFERS = re.compile(
    r"^(?:the )?(?P<bodies>.+?) (?:may|can|will|might) (?:be able to )?"
    r"(?:provide|offer|supply) (?:an? )?"
    r"(?:independent (?:person|advice|mediator)|mediat\w+|conciliat\w+)",
    re.IGNORECASE,
)
_INVOKED = re.compile(
    r"\b(?:may|can|will|should|might|must) (?:then )?be "
    r"(?:invoked|used|followed|applied)\b",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^note\s*[:.–-]\s*", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_LONGEST = 1500  # characters; whatever is longer is no sentence of a procedure
_OTHER = {
    Concerned.COUNCILLORS: Concerned.OFFICERS,
    Concerned.OFFICERS: Concerned.COUNCILLORS,
}


@dataclass(slots=True)
class _Draft:
    """A route while it is read."""

    pair: Pair
    stages: list[Stage] = field(default_factory=list)

    def add(self, stages: Sequence[Stage]) -> None:
        for stage in stages:
            if stage not in self.stages:
                self.stages.append(stage)


@dataclass(slots=True)
class _Reader:
    """Goes through the rows, knowing whose concern the last sentence was about."""

    rows: Sequence[Row]
    drafts: list[_Draft] = field(default_factory=list)
    current: list[_Draft] = field(default_factory=list)
    part: list[_Draft] = field(default_factory=list)  # of this sub-section, or clause
    raiser: Concerned | None = None
    depth: int = 0
    subject: bool = False

    def read(self) -> tuple[Route, ...]:
        for row in self.rows:
            if row.kind is Kind.SECTION:
                self._open(row)
            else:
                self._read_row(row)
        return tuple(
            Route(
                raised_by=draft.pair[0], about=draft.pair[1], stages=tuple(draft.stages)
            )
            for draft in self.drafts
            if draft.stages
        )

    def _open(self, row: Row) -> None:
        self.current, self.part = [], []
        named = _PROCEDURE_FOR.search(plain(row.text))
        self.raiser = None if named is None else _one(named["by"])

    def _read_row(self, row: Row) -> None:
        inside = bool(self.current) and row.depth > self.depth
        words = _NOTE.sub("", plain(row.text))
        first = words[:_LONGEST].split(".")[0]
        follows = _SAME_BUT.match(first) or _UNRESOLVED.search(first)
        if not inside:
            if not (follows or row.kind is Kind.NOTE or self.raiser is not None):
                self.current, self.part = [], []
            self.depth = row.depth
        for sentence in _SENTENCES.split(words):
            if len(sentence) <= _LONGEST:
                self._read_sentence(sentence)

    def _read_sentence(self, sentence: str) -> None:
        if not self.current and not _CONCERNS.search(sentence):
            return
        pairs = self._pairs(sentence)
        if pairs:
            self.current = [self._draft(pair) for pair in pairs]
            same = [each for each in self.part if each.pair[0] is pairs[0][0]]
            self.part = [*same, *self.current]
        targets = self.part if _UNRESOLVED.search(sentence) else self.current
        if not targets:
            return
        stages = self._stages(sentence)
        for draft in targets:
            draft.add(stages)

    def _draft(self, pair: Pair) -> _Draft:
        for draft in self.drafts:
            if draft.pair == pair:
                return draft
        self.drafts.append(_Draft(pair))
        return self.drafts[-1]

    def _pairs(self, sentence: str) -> list[Pair]:
        between = _BETWEEN.search(sentence)
        if between is not None:
            one, other = _one(between["one"]), _one(between["other"])
            return [(one, other), (other, one)] if one and other else []
        same = _SAME_BUT.match(sentence)
        if same is not None and self.current:
            about = _one(same["about"])
            return [(self.current[0].pair[0], about)] if about else []
        pairs = _pairs_by_trouble(sentence) or _pairs_by_noun(sentence)
        if not pairs and self.raiser in _OTHER and _RECOURSE.search(sentence):
            return [(self.raiser, _OTHER[self.raiser])]
        return pairs

    def _stages(self, sentence: str) -> list[Stage]:
        offers = _OFFERS.match(sentence)
        if offers is not None:
            printed = offers["bodies"]
            outside = not find_stages(printed)
            return [mediator(printed)] if outside else []
        stages = self._stages_by_reference(sentence)
        invoked = _INVOKED.search(sentence)
        if invoked is not None:
            stages += find_procedures(sentence[: invoked.start()])
        actions = list(_ACTION.finditer(sentence))
        for action, following in zip_longest(actions, actions[1:]):
            end = len(sentence) if following is None else following.start()
            target = sentence[action.end() : end]
            stop = _STOP.search(target)
            target = target if stop is None else target[: stop.start()]
            conciliation = action.group().casefold().startswith("conciliation")
            kind = StageKind.CONCILIATION if conciliation else StageKind.INFORMAL
            stages += find_stages(target, kind=kind)
        return stages

    def _stages_by_reference(self, sentence: str) -> list[Stage]:
        """Follow a reference to the clause that says who deals with it."""
        reference = _GUIDANCE.search(sentence)
        if reference is None:
            return []
        for row in self.rows:
            if row.label is not None and row.label.strip("().") == reference["label"]:
                group = _DELEGATES.search(plain(row.text))
                return [] if group is None else find_stages(group["group"])
        return []


def read_routes(rows: Sequence[Row]) -> tuple[Route, ...]:
    """Read the routes that the text sets out; where it is silent there are none."""
    return _Reader(rows).read()


def _one(words: str | None) -> Concerned | None:
    found = find_parties(words or "")
    return found[0][2] if found else None


def _pairs_by_trouble(sentence: str) -> list[Pair]:
    """Pair whoever is troubled with whoever they are troubled about."""
    troubles = list(_TROUBLE.finditer(sentence))
    parties = find_parties(sentence) if troubles else []
    pairs = []
    for trouble in troubles:
        before = [who for start, end, who in parties if end <= trouble.start()]
        after = [
            who
            for start, _, who in parties
            if start >= trouble.end()
            and not _ACTION.search(sentence[trouble.end() : start])
        ]
        if before and after:
            pairs.append((before[-1], after[0]))
    return list(dict.fromkeys(pairs))


def _pairs_by_noun(sentence: str) -> list[Pair]:
    for pattern in (_ABOUT, _OWN, _RAISES):
        found = pattern.search(sentence)
        if found is None:
            continue
        by, about = _one(found["by"]), _one(found["about"])
        if by is None and about is not None:
            by = Concerned.ANYONE
        if by is not None:
            return [(by, about or Concerned.ANYONE)]
    return []
