"""The trail in plain words: each app registers its sentences and its subjects.

A sentence has ``{subject}`` where it names what it is about, and the names of details
in braces. An entry whose event nobody has words for is shown by the event's own name.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from councils.models import AuditEvent, Council, Person
from councils.roles import Capability, Role

AT_ONCE = 1000  # entries whose subjects are asked for together
SUBJECT = "{subject}"
SHORT = 12  # signs of a digest that are enough to tell entries apart
LONGEST_DETAIL = 200  # characters
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about, and where that can be seen."""

    name: str
    url: str = ""


GONE = Subject("something that is not here any more")
# Gives the subjects of one kind by their ids, as somebody with these rights sees them.
Finder = Callable[
    [Council, Collection[UUID], frozenset[Capability]], Mapping[UUID, Subject]
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry in words: a sentence in three parts, of which the subject is a link."""

    entry: AuditEvent
    who: str
    before: str
    subject: Subject | None
    after: str

    @property
    def sentence(self) -> str:
        """Give the whole sentence."""
        return f"{self.before}{self.subject.name if self.subject else ''}{self.after}"

    @property
    def short_chain(self) -> str:
        """Give the beginning of the entry's chain value."""
        return self.entry.chain[:SHORT]


_sentences: dict[str, str] = {}
_finders: dict[str, Finder] = {}


def register_words(sentences: Mapping[str, str], finders: Mapping[str, Finder]) -> None:
    """Teach the trail an app's sentences by event, and its subjects by model."""
    _sentences.update({str(event): sentence for event, sentence in sentences.items()})
    _finders.update(finders)


def has_words(event: str) -> bool:
    """Say whether an event has a sentence."""
    return str(event) in _sentences


def in_words(
    council: Council, entries: Iterable[AuditEvent], granted: frozenset[Capability]
) -> list[Line]:
    """Give entries of a council in words, for somebody with these rights."""
    entries = list(entries)
    return [
        line
        for start in range(0, len(entries), AT_ONCE)
        for line in _some_in_words(council, entries[start : start + AT_ONCE], granted)
    ]


def _some_in_words(
    council: Council, entries: list[AuditEvent], granted: frozenset[Capability]
) -> Iterator[Line]:
    subjects = _subjects(council, entries, granted)
    names = _names(council, entries)
    for entry in entries:
        before, subject, after = _sentence(council, entry)
        yield Line(
            entry=entry,
            who=_who(entry, names),
            before=before,
            subject=subjects.get(entry.subject_id, GONE) if subject else None,
            after=after,
        )


def _sentence(council: Council, entry: AuditEvent) -> tuple[str, str, str]:
    sentence = _sentences.get(entry.event)
    if sentence is None:
        # What is stored is never read as a pattern: somebody may have changed it.
        return f"{entry.event}: ", SUBJECT, "."
    details = _Details(council, entry.details)
    before, subject, after = sentence.partition(SUBJECT)
    return before.format_map(details), subject, after.format_map(details)


def _who(entry: AuditEvent, names: Mapping[UUID, str]) -> str:
    if entry.actor_id is None:
        return "The portal itself"
    return names.get(entry.actor_id, "Somebody from outside the council")


def _subjects(
    council: Council, entries: Iterable[AuditEvent], granted: frozenset[Capability]
) -> dict[UUID, Subject]:
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        by_kind[entry.subject_type].add(entry.subject_id)
    found: dict[UUID, Subject] = {}
    for kind, ids in by_kind.items():
        if kind in _finders:
            found.update(_finders[kind](council, ids, granted))
    return found


def _names(council: Council, entries: Iterable[AuditEvent]) -> dict[UUID, str]:
    actors = {entry.actor_id for entry in entries}
    people = Person.objects.filter(council=council, user__in=actors)
    return {
        account: name
        for account, name in people.values_list("user", "name")
        if account is not None
    }


class _Details(dict[str, str]):
    """An entry's details as words; what an entry does not say is not known."""

    def __init__(self, council: Council, details: object) -> None:
        known = details if isinstance(details, dict) else {}
        super().__init__(
            {str(name): _words(council, name, value) for name, value in known.items()}
        )

    def __missing__(self, name: str) -> str:
        return "not known"


def _words(council: Council, name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_words(council, "", part) for part in value)
    if value is None:
        return "none"
    text = str(value)
    if name == "role" and text in Role:
        return council.title_of(text)
    if _DAY.fullmatch(text):
        return _day(text)
    if _DIGEST.fullmatch(text):
        return text[:SHORT]
    return text.replace("_", " ")[:LONGEST_DETAIL]


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%-d %B %Y}"
    except ValueError:
        return text
