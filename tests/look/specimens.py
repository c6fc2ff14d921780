"""Invented facts and words that the specimen pages show."""

from uuid import NAMESPACE_OID, uuid5

from django.utils.safestring import mark_safe

from protocols import page_body
from protocols.document import Document, Kind, Row

FACTS = [
    {"label": "Adopted", "value": "9 September 2026", "note": "Council, minute 84/26"},
    {"label": "Signed by", "value": "Cllr Rhian Ŵyn", "note": "Town Mayor"},
    {"label": "Next review", "value": "By May 2027", "note": "After the election"},
    {
        "label": "Replaces",
        "value": "Version 2",
        "url": "#",
        "note": "Six changes",
    },
]
CRUMBS = [{"label": "Protocols", "url": "/specimens/"}, {"label": "Working together"}]
NAV = [
    {"label": "Protocols", "url": "/specimens/", "current": True},
    {"label": "Concerns", "url": "/specimens/desk/"},
    {"label": "Meetings", "url": "/specimens/reading/"},
]
STEPS = [
    {"label": "Draft", "state": "done", "note": "Since 4 June"},
    {"label": "In review", "state": "done", "note": "Tabled 2 September"},
    {"label": "Adopted", "state": "current", "note": "9 September, minute 84/26"},
    {"label": "Signed", "state": "ahead", "note": "By the Town Mayor"},
]
TASKS = [
    {
        "title": "Ask the mayor to sign version 3",
        "text": "Adopted nine days ago and still without a signature.",
        "url": "/specimens/",
        "status": "overdue",
        "status_label": "2 days late",
    },
    {
        "title": "Give the concern route an alternate",
        "text": "It can only reach the person complained of.",
        "url": "/specimens/",
        "status": "draft",
        "status_label": "Draft",
    },
    {
        "title": "Remind four people who have not read version 3",
        "url": "/specimens/",
        "status": "due",
        "status_label": "By 30 November",
    },
]
SUMMARY = [
    {"label": "Meeting", "value": "Full council, 9 September 2026", "action_url": "#a"},
    {"label": "Minute reference", "value": "84/26", "action_url": "#b"},
    {"label": "Proposed by", "value": None},
    {"label": "Vote", "value": "11 for, 1 against", "note": "14 members present"},
]
FINDINGS = [
    {
        "severity": "blocks",
        "message": "The route in 5.2 can only reach the clerk, whom it is about.",
        "url": "#row-5",
        "place": "Go to 5.2",
    },
    {"severity": "warning", "message": "Clause number 2.4 is used twice.", "url": "#x"},
    {"severity": "hint", "message": "No review date is given."},
]
TEXT = [
    ("section", 0, "1", "Why this paper exists"),
    (
        "clause",
        1,
        "1.1",
        "A council works when those who are elected and those who are employed each "
        "know where their part ends. This paper says where that is.",
    ),
    (
        "clause",
        1,
        "1.2",
        "It stands beside the code of conduct. Where the two differ, **the code comes "
        "first**: see https://council.example/code.",
    ),
    ("paragraph", 1, None, "The council reads this paper again after every election."),
    ("section", 0, "2", "Who does what"),
    ("section", 1, "2.1", "Councillors"),
    ("clause", 2, "2.1.1", "Councillors, meeting together:"),
    ("item", 3, "(a)", "decide what the town needs, and what it can pay for;"),
    ("item", 3, "(b)", "ask whether it has been done:"),
    ("item", 4, "(i)", "at a meeting, on a paper that all have seen;"),
    ("item", 4, "(ii)", "never by standing over somebody’s desk."),
    ("note", 2, None, "One councillor alone, whatever their office, directs nobody."),
    ("section", 1, None, "Officers"),
    ("paragraph", 2, None, "Officers find out how a thing can be done, and do it."),
    ("section", 0, "3", "What each may expect of the other"),
    ("clause", 1, "3.1", "Officers can expect from councillors:"),
    ("item", 2, "•", "a civil word, in the office and on paper"),
    (
        "item",
        2,
        "•",
        "notice of what will be asked at a meeting, so that the answer can be found "
        "beforehand and is worth having",
    ),
]
DOCUMENT = Document(
    rows=tuple(
        Row(
            lineage=uuid5(NAMESPACE_OID, str(place)),
            depth=depth,
            kind=Kind(kind),
            label=label,
            text=text,
        )
        for place, (kind, depth, label, text) in enumerate(TEXT)
    )
)
ROWS = [
    {"kind": "section", "depth": 0, "label": "2", "words": "Who does what"},
    {
        "kind": "clause",
        "depth": 1,
        "label": "2.1",
        "words": "The council decides what is to be done. Staff find out how.",
    },
    {
        "kind": "clause",
        "depth": 1,
        "label": "2.2",
        "words": "Staff may expect from every councillor:",
    },
    {
        "kind": "item",
        "depth": 2,
        "label": "(a)",
        "words": "a civil word, in the office and on paper",
        "who": "Officers, from councillors",
    },
    {
        "kind": "item",
        "depth": 2,
        "label": "(c)",
        "words": "notice of what will be asked at a meeting",
        "finding": "The letter (b) is missing.",
        "anchor": "row-5",
    },
    {"kind": "note", "depth": 1, "words": "A councillor alone directs nobody."},
]
SOURCE = [
    ("", "2. Who does what"),
    ("", "2.1 The council decides what is to be done. Staff find out how."),
    ("unread", "Page 3 of 9"),
    ("", "2.2 Staff may expect from every councillor:"),
    ("", "(a) a civil word, in the office and on paper"),
    ("fact", "Approved 9 September 2026"),
]
CARDS = [
    ("officers", "Officers can expect", "A civil word, in the office and on paper."),
    ("councillors", "Councillors can expect", "An answer within five working days."),
    ("chairs", "Chairs can expect", "A briefing before each meeting they lead."),
    ("everyone", "Everyone can expect", "To be heard before anything is decided."),
    ("clerk", "The clerk can expect", "One line manager, named by the council."),
]
STATUSES = [
    ("draft", "Draft"),
    ("in_review", "In review"),
    ("adopted", "Adopted, awaits signature"),
    ("in_force", "In force"),
    ("superseded", "Superseded"),
    ("withdrawn", "Withdrawn"),
    ("due", "Review due"),
    ("overdue", "Review overdue"),
    ("never_adopted", "Never adopted"),
    ("from_paper", "Recorded from paper"),
]
CONTEXT = {
    "nav": NAV,
    "facts": FACTS,
    "crumbs": CRUMBS,
    "steps": STEPS,
    "tasks": TASKS,
    "summary": SUMMARY,
    "findings": FINDINGS,
    "entries": page_body.contents(DOCUMENT),
    "body": mark_safe(page_body.body_html(DOCUMENT)),  # noqa: S308
    "rows": ROWS,
    "source": SOURCE,
    "cards": CARDS,
    "statuses": STATUSES,
}
