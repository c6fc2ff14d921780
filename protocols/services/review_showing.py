"""What pages show of reviews: the history, the rules in words, the evidence sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from councils.models import Council
from protocols.models import Protocol, ProtocolVersion, Review
from protocols.review_calendar import (
    NO_REVIEW_DATE,
    Election,
    History,
    ReviewDue,
    Rule,
    day_words,
    review_due,
    rules_in_words,
)
from protocols.review_saying import Said, overdue_words, said
from protocols.services.register import Line, adopted_on, facts_of, register
from protocols.services.review_facts import coming_meetings, known_of
from protocols.services.review_rules import agenda_words

Shown = dict[str, object]
SHORT_DIGEST = 16


def reviews_of(protocol: Protocol) -> list[Review]:
    """Give the reviews of a protocol that have ended, the latest first."""
    ended = protocol.reviews.exclude(outcome="").select_related(
        "meeting__committee", "version"
    )
    return list(ended.order_by("-ended_on", "-recorded_at"))


def reviews_shown(
    protocol: Protocol, current: ProtocolVersion | None, version: ProtocolVersion
) -> list[Shown]:
    """List a protocol's reviews on the page of its version in force.

    Where none is on record nothing is asked: the protocol comes with its last.
    """
    is_its_page = version == (current or version)
    if not is_its_page or getattr(protocol, "reviewed_here_on", None) is None:
        return []
    return [review_row(review) for review in reviews_of(protocol)]


def review_row(review: Review) -> Shown:
    """Give one review as a row: when, by whom, and what came of it."""
    return {
        "review": review,
        "ended_on": review.ended_on,
        "outcome": review.get_outcome_display(),
        "body": review.meeting.body if review.meeting else "",
        "minute_reference": review.minute_reference,
        "number": review.version.number,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """One rule in words, and what it would lead to by itself."""

    words: str
    leads_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """When a protocol is next reviewed, and where that comes from."""

    due: ReviewDue
    said: Said
    why: str
    rules: tuple[Rule, ...]
    lines: tuple[Leads, ...]
    printed: str  # the text's own words
    of_the_text: tuple[str, ...]  # the rules that those words make
    differs: bool  # the rules set here are others
    agenda: str
    is_in_force: bool
    adopted_on: date | None
    last_reviewed_on: date | None


def outlook_of(protocol: Protocol, *, today: date) -> Outlook:
    """Work out when a protocol is next reviewed, rule by rule."""
    council = protocol.council
    known = known_of(council, [protocol.pk])
    rules = tuple(known.rules[protocol.pk])
    history, due = known.history(protocol.pk), known.due(protocol.pk)
    of_the_text = known.rules_of_text(protocol.pk)
    current = known.in_force.get(protocol.pk)
    agenda = ""
    if due.day is not None:
        meetings = coming_meetings(council)
        agenda = agenda_words(meetings, due.day, council.clear_days, today=today)
    return Outlook(
        due=due,
        said=said(due, today),
        why=due.reason,
        rules=rules,
        lines=tuple(
            Leads(words=words, leads_to=_leads_to(rule, history, known.elections))
            for words, rule in zip(rules_in_words(rules), rules, strict=True)
        ),
        printed=(current and current.facts.review_words) or "",
        of_the_text=tuple(rules_in_words(of_the_text)),
        differs=set(rules) != set(of_the_text),
        agenda=agenda,
        is_in_force=current is not None,
        adopted_on=history.adopted_on,
        last_reviewed_on=max(history.reviewed_on, default=None),
    )


def _leads_to(rule: Rule, history: History, elections: list[Election]) -> str:
    due = review_due([rule], history, elections)
    if due.day is None:
        return "Met already" if due.reason == NO_REVIEW_DATE else due.reason
    if due.opens_on is not None:
        return f"{day_words(due.opens_on)} to {day_words(due.day)}"
    return f"By {day_words(due.day)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One document on the sheet for the auditor."""

    title: str
    url: str
    standing: str
    number: int | None
    adopted_on: date | None
    body: str
    minute_reference: str
    last_reviewed_on: date | None
    next_review: str
    overdue: str
    digest: str

    @property
    def short_digest(self) -> str:
        """Give as much of the digest as finds the text under “Check a copy”."""
        return self.digest[:SHORT_DIGEST]


EVIDENCE_HEAD = (
    *("Document", "Standing", "Version", "Adopted on", "Resolution of", "Minute"),
    *("Last reviewed", "Next review", "Overdue", "Digest (SHA-256)"),
)


def evidence_of(council: Council, *, today: date) -> list[Evidence]:
    """Give a row for each document in the register, in three queries in all."""
    lines = register(council, today=today, with_drafts=False)
    digests = _digests(line.current for line in lines)
    return [_evidence(council, line, digests, today) for line in lines]


def evidence_cells(row: Evidence) -> tuple[object, ...]:
    """Give a document as a row of a spreadsheet."""
    return (
        row.title,
        row.standing,
        row.number,
        row.adopted_on and row.adopted_on.isoformat(),
        row.body,
        row.minute_reference,
        row.last_reviewed_on and row.last_reviewed_on.isoformat(),
        row.next_review,
        row.overdue or "No",
        row.digest,
    )


def _evidence(
    council: Council, line: Line, digests: dict[object, str], today: date
) -> Evidence:
    version = line.current
    body, minute = _resolution(version)
    return Evidence(
        title=line.protocol.title,
        url=reverse("protocol_review", args=[council.slug, line.protocol.slug]),
        standing=line.standing_label,
        number=version.number if version else None,
        adopted_on=adopted_on(version) if version else None,
        body=body,
        minute_reference=minute,
        last_reviewed_on=line.last_reviewed_on,
        next_review=_next_words(line),
        overdue=overdue_words(line.review, today) if line.review else "",
        digest=digests.get(version.pk, "") if version else "",
    )


def _next_words(line: Line) -> str:
    if line.review_said is None:
        return ""
    # That it was never adopted stands beside it already.
    words = line.review_said
    return words.value if line.current else words.note


def _resolution(version: ProtocolVersion | None) -> tuple[str, str]:
    if version is None:
        return "", ""
    if version.resolution is not None:
        resolution = version.resolution
        return resolution.meeting.body, resolution.minute_reference
    facts = facts_of(version)
    return facts.adopted_by or "", facts.minute_reference or ""


def _digests(versions: Iterable[ProtocolVersion | None]) -> dict[object, str]:
    keys = [version.pk for version in versions if version is not None]
    found = ProtocolVersion.objects.filter(pk__in=keys)
    return dict(found.values_list("pk", "frozen_text__digest"))
