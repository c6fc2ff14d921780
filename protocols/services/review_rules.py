"""When each protocol is due for review: its rules, and the dates they lead to.

Whatever moves a date calls ``recompute``; asked again, it changes nothing. The same
few queries do for a council however many protocols it has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from councils.audit import record
from councils.clear_days import last_agenda_in_time, next_agenda
from councils.kernel.refusals import DomainError
from councils.kernel.seen import require_seen, seen_as
from councils.later import later
from councils.models import Council, Deadline, User
from councils.services.deadlines import Due, meet_deadlines, set_deadlines
from protocols.events import Event
from protocols.models import Protocol, ReviewRule
from protocols.permissions import may_manage_reviews
from protocols.review_calendar import Kind, ReviewDue, Rule, day_words, is_spent
from protocols.services.review_facts import (
    Known,
    coming_meetings,
    known_of,
    rule_of,
)

MOST_MONTHS = 240
LONGEST_REASON = 300
# So long before a review the council meets again, whether or not it is on record.
A_QUARTER = timedelta(days=92)
KEPT = ("review_on", "review_opens_on", "review_why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A protocol whose next review is another than was kept before."""

    protocol: Protocol
    was: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedRules:
    """Whether the rules follow the text's own words, or are these."""

    follow_the_text: bool
    rules: tuple[Rule, ...] = ()


@transaction.atomic
def recompute(
    council: Council, *, only: UUID | None = None, leaves_taken: bool = False
) -> list[Moved]:
    """Work out when protocols are due, and keep it with their deadlines.

    Rules that nobody set by hand follow the words of the version in force. With
    ``only`` one protocol is looked at. With ``leaves_taken`` those that somebody is
    just working on are left to the worker. Gives those that moved.
    """
    protocols = _take(council, only, leaves_taken=leaves_taken)
    known = known_of(council, [protocol.pk for protocol in protocols])
    _follow_the_words(council, protocols, known)
    moved, dated, undated = [], [], []
    for protocol in protocols:
        due, was = known.due(protocol.pk), protocol.review_on
        if _has_moved(protocol, due):
            moved.append(Moved(protocol=protocol, was=was))
        if due.day is None:
            undated.append(protocol.pk)
        else:
            dated.append((protocol, due))
    if moved:
        Protocol.objects.bulk_update([each.protocol for each in moved], KEPT)
    if dated:
        _set_deadlines(council, dated)
    if undated:
        meet_deadlines(council, kind=Deadline.Kind.REVIEW, subject_ids=undated)
    return moved


@transaction.atomic
def recompute_and_say(council: Council) -> list[Moved]:
    """Recompute a council's reviews and write down what moved; no actor.

    The stored public pages of a council are good until its next entry in the trail, so
    one in which nothing moved leaves them as they are.
    """
    moved = recompute(council)
    for each in moved:
        due_on = each.protocol.review_on
        record(
            Event.REVIEW_MOVED,
            each.protocol,
            council=council,
            actor=None,
            details={"due_on": due_on.isoformat() if due_on else "no date"},
        )
    return moved


@transaction.atomic
def set_rules(
    protocol: Protocol, *, actor: User, wished: WishedRules, seen: str = ""
) -> Protocol:
    """Set a protocol's review rules by hand, or let them follow its text again.

    A later version does not change rules that were set by hand.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        OutOfDate: the rules do not stand as the person saw them.
        DomainError: there is no rule, or one will not do.
    """
    protocol = taken(protocol)
    council = protocol.council
    may_manage_reviews(actor, council).require()
    require_seen(seen, rules_seen(protocol))
    known = known_of(council, [protocol.pk])
    if wished.follow_the_text:
        rules = known.rules_of_text(protocol.pk)
    else:
        rules = _require_rules(wished.rules)
    is_own = not wished.follow_the_text
    if set(known.rules[protocol.pk]) == set(rules) and (
        is_own == protocol.sets_own_review_rules
    ):
        return protocol
    protocol.sets_own_review_rules = is_own
    protocol.save(update_fields=["sets_own_review_rules"])
    _replace(council, {protocol.pk: rules})
    record(
        Event.REVIEW_RULES_CHANGED,
        protocol,
        council=council,
        actor=actor,
        details={"by_hand": is_own, "rules": [_as_details(rule) for rule in rules]},
    )
    recompute(council, only=protocol.pk)
    return taken(protocol)


def rules_seen(protocol: Protocol) -> str:
    """Give the digest of the rules that a page showed."""
    rules = sorted(repr(rule_of(row)) for row in protocol.review_rules.all())
    return seen_as(protocol.sets_own_review_rules, *rules)


def agenda_words(
    meetings: Sequence[date], due_on: date, clear_days: int, *, today: date
) -> str:
    """Name the last agenda that still makes it in time, or say that there is none."""
    in_time = last_agenda_in_time(meetings, due_on, clear_days, today=today)
    if in_time is not None and due_on - in_time.meeting_on > A_QUARTER:
        return "No meeting near that day is on record yet."
    if in_time is not None:
        return (
            "Of the meetings on record, the last in time is on"
            f" {day_words(in_time.meeting_on)}. Its agenda closes on"
            f" {day_words(in_time.closes_on)}."
        )
    following = next_agenda(meetings, clear_days, today=today)
    if following is None:
        return "No meeting to come is on record: enter it under Meetings."
    return (
        f"The next meeting on record is on {day_words(following.meeting_on)}, after"
        f" that day. Its agenda closes on {day_words(following.closes_on)}."
    )


def taken(protocol: Protocol) -> Protocol:
    """Take a protocol's turn, and give it as it stands."""
    protocols = Protocol.objects.select_for_update(no_key=True)
    return protocols.get(council_id=protocol.council_id, pk=protocol.pk)


def drop_met_dates(protocol: Protocol, reviewed_on: date) -> None:
    """Take away a date set by hand that a review has just met."""
    for row in protocol.review_rules.filter(fixed_on__isnull=False):
        if row.fixed_on is not None and is_spent(row.fixed_on, [reviewed_on]):
            row.delete()


def _take(council: Council, only: UUID | None, *, leaves_taken: bool) -> list[Protocol]:
    """Take the protocols' turns, in one order, so that nobody waits in a ring."""
    of_council = Protocol.objects.filter(council=council)
    if only is not None:
        of_council = of_council.filter(pk=only)
    protocols = list(
        of_council.select_for_update(no_key=True, skip_locked=leaves_taken).order_by(
            "pk"
        )
    )
    if leaves_taken and len(protocols) < of_council.count():
        # Whoever holds one may be waiting for us: they are looked at when both are
        # done, by a worker that holds nothing.
        later("protocols.recompute_reviews", council.pk, council.pk)
    return protocols


def _follow_the_words(
    council: Council, protocols: Iterable[Protocol], known: Known
) -> None:
    """Make anew the rules that follow a text whose words now give others."""
    wished = {
        protocol.pk: known.rules_of_text(protocol.pk)
        for protocol in protocols
        if not protocol.sets_own_review_rules and protocol.pk in known.in_force
    }
    other = {
        protocol_id: rules
        for protocol_id, rules in wished.items()
        if set(rules) != set(known.rules[protocol_id])
    }
    if other:
        _replace(council, other)
        known.rules.update((key, list(rules)) for key, rules in other.items())


def _replace(council: Council, rules: Mapping[UUID, Iterable[Rule]]) -> None:
    ReviewRule.objects.filter(council=council, protocol__in=rules).delete()
    ReviewRule.objects.bulk_create(
        ReviewRule(
            council=council,
            protocol_id=protocol_id,
            kind=rule.kind.value,
            months=rule.months,
            fixed_on=rule.fixed_on,
            is_assumed=rule.is_assumed,
            words=rule.words,
        )
        for protocol_id, wished in rules.items()
        for rule in wished
    )


def _has_moved(protocol: Protocol, due: ReviewDue) -> bool:
    """Put down what was worked out; say whether it is new."""
    now = (due.day, due.opens_on, due.reason[:LONGEST_REASON])
    before = tuple(getattr(protocol, name) for name in KEPT)
    for name, value in zip(KEPT, now, strict=True):
        setattr(protocol, name, value)
    return now != before


def _set_deadlines(
    council: Council, dated: Iterable[tuple[Protocol, ReviewDue]]
) -> None:
    today, meetings = timezone.localdate(), coming_meetings(council)

    def agenda(day: date) -> str:
        return agenda_words(meetings, day, council.clear_days, today=today)

    set_deadlines(
        council,
        [
            Due(
                kind=Deadline.Kind.REVIEW,
                subject_id=protocol.pk,
                due_on=due.day,
                title=f"Review {protocol.title}",
                path=reverse("protocol_review", args=[council.slug, protocol.slug]),
                opens_on=due.opens_on,
                why=f"{due.reason} {agenda(due.day)}",
            )
            for protocol, due in dated
            if due.day is not None
        ],
    )


def _require_rules(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    if not rules:
        message = "Enter a rule, or let those of the text count."
        raise DomainError(message, field="source")
    for rule in rules:
        field = f"{rule.kind.value}_months"
        if rule.kind is Kind.FIXED and rule.fixed_on is None:
            message = "Enter the date of the next review."
            raise DomainError(message, field="fixed_on")
        counts = rule.kind not in {Kind.FIXED, Kind.ON_ISSUES}
        if counts and not 1 <= (rule.months or 0) <= MOST_MONTHS:
            message = f"Enter a number of months from 1 to {MOST_MONTHS}."
            raise DomainError(message, field=field)
    return rules


def _as_details(rule: Rule) -> dict[str, object]:
    fixed_on = rule.fixed_on
    return {
        "kind": rule.kind.value,
        "months": rule.months,
        "fixed_on": fixed_on.isoformat() if fixed_on else None,
    }
