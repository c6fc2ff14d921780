"""What decides when a council's protocols are due for review, in a few queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from councils.models import Council, Meeting
from councils.models import Election as ElectionRow
from protocols.document import Facts
from protocols.importers.dates import PrintedDate, find_dates
from protocols.models import LONG_AGO, Correction, ProtocolVersion, Review, ReviewRule
from protocols.querysets import VersionQuerySet
from protocols.review_calendar import (
    Election,
    History,
    Kind,
    ReviewDue,
    Rule,
    review_due,
)
from protocols.review_reading import rules_of
from protocols.services.ending import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What the version in force says of its adoption and its reviews."""

    facts: Facts
    adopted_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that decides when some protocols of a council are due."""

    in_force: dict[UUID, InForce]
    was_adopted: set[UUID]  # also those of which no version is in force any more
    reviewed: dict[UUID, list[date]]
    rules: dict[UUID, list[Rule]]
    elections: list[Election]

    def history(self, protocol_id: UUID) -> History:
        """Give what happened to a protocol so far."""
        current = self.in_force.get(protocol_id)
        printed = current.facts.reviewed_on if current else ()
        return History(
            adopted_on=current.adopted_on if current else None,
            reviewed_on=(*printed, *self.reviewed[protocol_id]),
        )

    def rules_of_text(self, protocol_id: UUID) -> tuple[Rule, ...]:
        """Give the rules that the words of the version in force make."""
        current = self.in_force.get(protocol_id)
        if current is None:
            return ()
        return rules_of(current.facts, self.reviewed[protocol_id])

    def due(self, protocol_id: UUID) -> ReviewDue:
        """Say when a protocol is due; where nothing is in force, that it is not."""
        if protocol_id in self.in_force:
            rules, history = self.rules[protocol_id], self.history(protocol_id)
            return review_due(rules, history, self.elections)
        if protocol_id in self.was_adopted:
            return ReviewDue(day=None, reason="")
        return review_due((), History(is_adopted=False))


def known_of(council: Council, protocol_ids: Collection[UUID]) -> Known:
    """Gather what decides when protocols are due: six queries, however many."""
    versions = ProtocolVersion.objects.filter(
        council=council, protocol__in=protocol_ids
    )
    of_council = {"council": council, "protocol__in": protocol_ids}
    reviewed: dict[UUID, list[date]] = defaultdict(list)
    ended = Review.objects.ended().filter(**of_council)
    for protocol_id, ended_on in ended.values_list("protocol_id", "ended_on"):
        if ended_on is not None:
            reviewed[protocol_id].append(ended_on)
    rules: dict[UUID, list[Rule]] = defaultdict(list)
    for row in ReviewRule.objects.filter(**of_council):
        rules[row.protocol_id].append(rule_of(row))
    for known in rules.values():
        known.sort(key=lambda rule: [*Kind].index(rule.kind))
    return Known(
        in_force=_in_force(versions),
        was_adopted=set(versions.known().values_list("protocol_id", flat=True)),
        reviewed=reviewed,
        rules=rules,
        elections=elections_of(council),
    )


def elections_of(council: Council) -> list[Election]:
    """Give a council's elections as the calendar takes them."""
    ordinary = ElectionRow.Kind.ORDINARY
    return [
        Election(held_on=election.held_on, is_ordinary=election.kind == ordinary)
        for election in ElectionRow.objects.filter(council=council)
    ]


def coming_meetings(council: Council) -> list[date]:
    """Give the days on which the council itself meets, from today on."""
    meetings = Meeting.objects.filter(council=council, committee__isnull=True)
    coming = meetings.upcoming(timezone.localdate())
    return list(coming.values_list("held_on", flat=True))


def rule_of(row: ReviewRule) -> Rule:
    """Give a stored rule as the calendar takes it."""
    return Rule(
        kind=Kind(row.kind),
        months=row.months,
        fixed_on=row.fixed_on,
        is_assumed=row.is_assumed,
        words=row.words,
    )


def _in_force(versions: VersionQuerySet) -> dict[UUID, InForce]:
    found = list(
        versions.in_force().values_list(
            "pk",
            "protocol_id",
            "particulars__facts",
            "resolution__meeting__held_on",
            "in_force_from",
        )
    )
    corrected = _corrected([pk for pk, *_ in found])
    in_force = {}
    for pk, protocol_id, stored, held_on, since in found:
        facts = Facts.from_json(stored) if stored else Facts()
        right = corrected[pk]
        adopted_on = held_on or (None if since == LONG_AGO else since)
        if (printed := right.get(Fact.ADOPTED_ON)) is not None:
            adopted_on = printed.event()
        if (printed := right.get(Fact.NEXT_REVIEW_ON)) is not None:
            value = {**facts.to_json(), "next_review_on": printed.due().isoformat()}
            facts = Facts.from_json(value)
        in_force[protocol_id] = InForce(facts=facts, adopted_on=adopted_on)
    return in_force


def _corrected(version_ids: Collection[UUID]) -> dict[UUID, dict[str, PrintedDate]]:
    """Give the dates that were put right since, where the words name one date."""
    right: dict[UUID, dict[str, PrintedDate]] = defaultdict(dict)
    corrections = Correction.objects.filter(
        version__in=version_ids, fact__in=[Fact.ADOPTED_ON, Fact.NEXT_REVIEW_ON]
    )
    for version_id, fact, now in corrections.order_by("made_at").values_list(
        "version_id", "fact", "now"
    ):
        dates = find_dates(now)
        if len(dates) == 1:
            right[version_id][fact] = dates[0]
    return right
