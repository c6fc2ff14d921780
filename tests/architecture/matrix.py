"""Who may open which page of what, in which of its states: spelled out by hand.

A cell names who is let in. Everybody else's answer follows by one rule (``refusal``).
"""

from dataclasses import dataclass

from tests.architecture.world import STATES, STRANGERS

# Who the words of the tables stand for.
CLERKS = {"clerk", "acting_clerk"}
DRAFTERS = CLERKS | {"deputy"}
OWN = DRAFTERS | {"councillor", "officer", "member", "committee_chair"}
OWN |= {"chair", "vice_chair"}
ALL = OWN | {"signed out", *STRANGERS}
GROUPS: dict[str, set[str]] = {
    "all": ALL,
    "own": OWN,
    "drafters": DRAFTERS,
    "clerks": CLERKS,
    "chair": {"chair"},
    "-": set(),
}

# The mayor presided and is not away, so the deputy mayor does not sign.
PAGES = """
                   draft    in_review adopted  in_force superseded withdrawn discarded from_paper
version_desk       own      own       own      own      own        own       own       own
draft_preview      own      own       own      own      own        own       own       own
source_file        -        -         -        -        -          -         -         own
draft_edit         drafters -         -        -        -          -         -         -
version_table      drafters -         -        -        -          -         -         -
version_take_back  -        drafters  -        -        -          -         -         -
version_recommend  -        drafters  -        -        -          -         -         -
version_adopt      -        drafters  -        -        -          -         -         -
version_void       -        -         clerks   -        -          -         -         -
version_sign       -        -         chair    -        -          -         -         -
version_discard    clerks   clerks    -        -        -          -         -         -
version_withdraw   -        -         -        clerks   -          -         -         clerks
version_correct    -        -         -        clerks   clerks     clerks    -         clerks
version_readers    -        -         -        clerks   clerks     clerks    -         clerks
version_readers_csv -       -         -        clerks   clerks     clerks    -         clerks
readers_remind     -        -         -        clerks   -          -         -         clerks
readers_sheet      -        -         -        clerks   -          -         -         clerks
readers_paper      -        -         -        clerks   -          -         -         clerks
route_change       drafters -         -        -        -          -         -         -
draft_step         drafters -         -        -        -          -         -         -
draft_undo         drafters -         -        -        -          -         -         -
clause_revise      drafters -         -        -        -          -         -         -
clause_autosave    drafters -         -        -        -          -         -         -
draft_title        drafters -         -        -        -          -         -         -
draft_numbering    drafters -         -        -        -          -         -         -
draft_review       drafters -         -        -        -          -         -         -
route_remove       drafters -         -        -        -          -         -         -
route_alternate    drafters -         -        -        -          -         -         -
"""  # noqa: E501

# What the public reads: by the version's number, and by the protocol alone. Nobody is
# let in before the text is in force, its own council's people no sooner than others.
READING = """
                   draft    in_review adopted  in_force superseded withdrawn discarded from_paper
version_detail     -        -         -        all      all        all       -         all
version_record     -        -         -        all      all        all       -         all
version_json       -        -         -        all      all        all       -         all
version_pdf        -        -         -        all      -          -         -         -
version_record_pdf -        -         -        all      -          -         -         -
protocol_detail    -        -         -        all      all        all       -         all
protocol_json      -        -         -        all      all        -         -         all
protocol_pdf       -        -         -        all      -          -         -         -
"""  # noqa: E501


@dataclass(frozen=True)
class Manner:
    """How a page answers: those it lets in, and those who come out of turn."""

    right: str  # whose step it is: they are told that it is not its turn
    get: int = 200
    empty: int = 200
    good: int = 302
    out_of_turn: int = 403


READ_ONLY = {"empty": 405, "good": 405}
POSTED = {"get": 405}
# Where a text is no draft any more, the editor shows it locked.
LOCKED = {"out_of_turn": 409}

MANNERS = {
    "version_desk": Manner("own", **READ_ONLY),
    "draft_preview": Manner("own", **READ_ONLY),
    "source_file": Manner("own", **READ_ONLY, out_of_turn=404),
    "draft_edit": Manner("drafters", **READ_ONLY, **LOCKED),
    "version_table": Manner("drafters"),
    "version_take_back": Manner("drafters"),
    "version_recommend": Manner("drafters"),
    "version_adopt": Manner("drafters"),
    "version_void": Manner("clerks"),
    "version_sign": Manner("chair"),
    "version_discard": Manner("clerks"),
    "version_withdraw": Manner("clerks"),
    "version_correct": Manner("clerks"),
    "version_readers": Manner("clerks", **READ_ONLY),
    "version_readers_csv": Manner("clerks", **POSTED, good=200),
    "readers_remind": Manner("clerks", **POSTED, empty=302),
    "readers_sheet": Manner("clerks", **READ_ONLY),
    "readers_paper": Manner("clerks"),
    "route_change": Manner("drafters", **LOCKED),
    "draft_step": Manner("drafters", **POSTED, empty=302, **LOCKED),
    "draft_undo": Manner("drafters", **POSTED, empty=302, **LOCKED),
    "clause_revise": Manner("drafters", **POSTED, **LOCKED),
    "clause_autosave": Manner("drafters", **POSTED, **LOCKED),
    "draft_title": Manner("drafters", **POSTED, **LOCKED),
    "draft_numbering": Manner("drafters", **POSTED, **LOCKED),
    "draft_review": Manner("drafters", **POSTED, empty=302, **LOCKED),
    "route_remove": Manner("drafters", **POSTED, empty=302, **LOCKED),
    "route_alternate": Manner("drafters", **POSTED, empty=302, **LOCKED),
}

# Only the clerk and the deputy know of a file: how it is opened to them, what keeping
# it is answered, sent empty and sent in full, and what dropping it is.
IMPORTS = {
    "waiting": (200, 302, 302, 302),
    "reading": (200, 302, 302, 302),
    "read": (200, 200, 302, 302),
    "refused": (200, 302, 302, 302),
    "kept": (302, 302, 302, 302),
    "dropped": (200, 302, 302, 302),
}

# Whoever has the link of an invitation: what is shown, and what a good password is
# answered, to somebody signed out, to another, and to whose account it is.
INVITATIONS = {
    "open": ((200, 302), (200, 200), (200, 200)),
    "of an account": ((200, 200), (200, 200), (200, 302)),
    "used": ((410, 410), (410, 410), (410, 410)),
    "replaced": ((410, 410), (410, 410), (410, 410)),
    "run out": ((410, 410), (410, 410), (410, 410)),
    "never sent": ((410, 410), (410, 410), (410, 410)),
}


def table(words: str) -> dict[str, dict[str, set[str]]]:
    """Read a table: for each page, who is let in at each state."""
    head, *rows = (line.split() for line in words.strip().splitlines())
    assert tuple(head) == STATES
    return {
        name: {state: GROUPS[cell] for state, cell in zip(STATES, cells, strict=True)}
        for name, *cells in rows
    }


def refusal(name: str, actor: str) -> int:
    """Say how somebody is turned away from a page of the desk."""
    manner = MANNERS[name]
    if actor == "signed out":
        return 302  # to sign in
    if actor in STRANGERS:
        return 404
    return manner.out_of_turn if actor in GROUPS[manner.right] else 403
