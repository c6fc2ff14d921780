"""Who is who: the words for councillors, officers, chairs and the clerk."""

import re

from protocols.document import Concerned, Side

_QUALIFIERS = (
    r"(?:(?:all|any|an?|the|each|every|both|some|individual|elected|co-opted|other"
    r"|parish|town|community|city|council(?:['’]s)?|senior|paid|its|our|their|council"
    r"|committee|new|fellow|relevant|appropriate|concerned)\s+)*"
)
_STAFF = (
    r"(?:members? of (?:the |council |town council |parish council |our |its )*"
    r"(?:staff|employees)|staff(?: members?| team)?|officers?|employees?|workforce"
    r"|(?:paid )?council workers)"
)
_CHAIRS = (
    r"(?:(?:deputy |vice[- ]?)?"
    r"(?:chairs?(?:m[ae]n|persons?|wom[ae]n)?|mayors?|leaders?)"
    r"(?: of (?:the )?(?:council|committees?))?)"
)
_CLERK = (
    r"(?:(?:ceo ?/ ?)?(?:town |parish |community |council |deputy )?clerk"
    r"|town manager|proper officer|chief (?:executive|officer)(?: officer)?"
    r"|(?:parish|town|council) (?:administrator|manager)|ceo)"
)
_MEMBERS = (
    r"(?:councillors?|members?(?! of)|cllrs?|councilors?|members? of the council)"
)
_COUNCIL = (
    r"(?:(?:the |this |town |parish |community |full )*council|authority|employer)"
)
_KINDS: tuple[tuple[str, str], ...] = (
    (
        "everyone",
        r"(?:everyone|everybody|each other|one another"
        r"|(?:both|all|either) (?:part(?:y|ies)|sides?))",
    ),
    ("officers", rf"{_STAFF}"),
    ("chairs", rf"(?:committee )?{_CHAIRS}"),
    ("clerk", _CLERK),
    ("councillors", _MEMBERS),
    ("council", _COUNCIL),
)
_ONE = "|".join(f"(?P<{kind}{{n}}>{words})" for kind, words in _KINDS)
# A note in brackets may stand behind a party: "officers (including the clerk)".
_ASIDE = r"(?:['’]s?)?(?:\s*\([^()]{1,60}\))?"


def _phrase(n: int) -> str:
    return _QUALIFIERS + "(?:" + _ONE.replace("{n}", str(n)) + ")" + _ASIDE


_JOINT = r"(?:\s*(?:,|/|&|and/or|and|or)\s*(?:the\s+)?)"
_FIRST = re.compile(_phrase(1) + r"\b", re.IGNORECASE)
_ANYWHERE = re.compile(r"\b" + _phrase(1) + r"\b", re.IGNORECASE)
_NEXT = re.compile(_JOINT + _phrase(1) + r"\b", re.IGNORECASE)

OTHER_SIDE = {
    Side.COUNCILLORS: Side.OFFICERS,
    Side.OFFICERS: Side.COUNCILLORS,
    Side.CHAIRS: Side.OFFICERS,
    Side.CLERK: Side.COUNCILLORS,
    Side.EVERYONE: Side.EVERYONE,
}
_CONCERNED = {
    "councillors": Concerned.COUNCILLORS,
    "officers": Concerned.OFFICERS,
    "chairs": Concerned.CHAIR,
    "clerk": Concerned.CLERK,
    "everyone": Concerned.ANYONE,
}


def read_parties(words: str) -> tuple[tuple[str, ...], str]:
    """Read the parties named at the start, and give what follows them."""
    words = words.strip()
    found = _FIRST.match(words)
    if found is None:
        return (), words
    kinds = [_kind(found)]
    rest = words[found.end() :]
    while (found := _NEXT.match(rest)) is not None:
        kinds.append(_kind(found))
        rest = rest[found.end() :]
    return tuple(kinds), rest.strip()


def find_parties(words: str) -> list[tuple[int, int, Concerned]]:
    """Find everyone named in a sentence, with the place of each."""
    found = []
    for match in _ANYWHERE.finditer(words):
        concerned = concerned_of((_kind(match),))
        if concerned is not None:
            found.append((match.start(), match.end(), concerned))
    return found


def side_of(kinds: tuple[str, ...]) -> Side | None:
    """Give the one side that the parties are, or everyone where they are of both."""
    named = set(kinds) - {"council"}
    if not named:
        return None
    if len(named) == 1:
        return Side(named.pop())
    if named == {"officers", "clerk"}:
        return Side.OFFICERS
    if named == {"councillors", "chairs"}:
        return Side.COUNCILLORS
    return Side.EVERYONE


def concerned_of(kinds: tuple[str, ...]) -> Concerned | None:
    """Give who is concerned, where the parties are one."""
    side = side_of(kinds)
    return None if side is None else _CONCERNED[side.value]


def _kind(match: re.Match[str]) -> str:
    return next(
        kind.removesuffix("1") for kind, words in match.groupdict().items() if words
    )
